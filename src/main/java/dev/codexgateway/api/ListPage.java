package dev.codexgateway.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import dev.codexgateway.access.Caller;
import dev.codexgateway.codex.Archive;
import dev.codexgateway.codex.Conversation;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Params;

/** A page of a caller's conversations: {@code limit} and {@code cursor} in, {@code data} and {@code next_cursor} out. */
public final class ListPage {
    private static final int MAX = 1_000;
    private static final long USUAL = 100;
    private static final Pattern POSITION = Pattern.compile("(\\d{1,15}):(\\w{1,64})");

    private ListPage() {}

    /** @param characters what the page's elements may have together; it ends before one that would not fit */
    public static JsonObject of(Conversations conversations, Caller caller, Params params, int characters) {
        int limit = limit(params);
        List<Conversation> found = conversations.list(caller, params.text("cursor").map(ListPage::position), limit + 1);
        JsonArrayBuilder data = Json.createArrayBuilder();
        Optional<Conversation> last = Optional.empty();
        int room = characters;
        int told = 0;
        for (Conversation conversation : found.subList(0, Math.min(limit, found.size()))) {
            JsonObject summary = ConversationJson.summary(conversation);
            room -= summary.toString().length() + 1;
            if (room < 0) {
                break;
            }
            data.add(summary);
            told++;
            last = Optional.of(conversation);
        }
        boolean more = told < found.size();
        return Json.createObjectBuilder()
                .add("data", data)
                .add("next_cursor", last.filter(_ -> more).<JsonValue>map(one -> Json.createValue(cursor(one)))
                        .orElse(JsonValue.NULL))
                .build();
    }

    /** How many elements a page may have. */
    public static int limit(Params params) {
        return params.integer("limit", 1, MAX).orElse(USUAL).intValue();
    }

    private static String cursor(Conversation last) {
        String position = last.createdAt().toEpochMilli() + ":" + last.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static Archive.Position position(String cursor) {
        try {
            Matcher position = POSITION
                    .matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            if (position.matches()) {
                return new Archive.Position(Instant.ofEpochMilli(Long.parseLong(position.group(1))), position.group(2));
            }
        } catch (IllegalArgumentException e) {
            // As any other text that is no cursor.
        }
        throw GatewayException.invalid("`cursor` is not one that a list gave.");
    }
}
