package dev.codexgateway.api.rpc;

import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;

/** {@code conversation.list} over HTTP. */
class ConversationListTest {
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        for (int i = 1; i <= 5; i++) {
            gateway.prompt("s" + i, "a");
            // Two of them begin in the same millisecond.
            gateway.clock().advance(i == 3 ? Duration.ZERO : Duration.ofSeconds(1));
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theNewestComeFirstAndOnlyTheCallersOwn() {
        JsonObject mine = gateway.rpc("conversation.list", object());
        JsonObject theirs = gateway.rpcAs(OTHER_KEY, "conversation.list", object()).getJsonObject("result");

        assertThat(sessions(mine)).hasSize(5).startsWith("s5").endsWith("s2", "s1");
        assertThat(mine.get("next_cursor")).isEqualTo(JsonValue.NULL);
        assertThat(mine.getJsonArray("data").getJsonObject(0).keySet()).containsExactlyInAnyOrder("session_id",
                "conversation_id", "status", "model", "turns", "created_at", "updated_at");
        assertThat(sessions(theirs)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void pagesHoldEachConversationOnce(int limit) {
        List<String> seen = new ArrayList<>();
        JsonObject page = gateway.rpc("conversation.list", object("limit", limit));
        seen.addAll(sessions(page));
        while (!page.isNull("next_cursor")) {
            page = gateway.rpc("conversation.list", object("limit", limit, "cursor", page.getString("next_cursor")));
            assertThat(sessions(page)).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
            seen.addAll(sessions(page));
        }

        assertThat(seen).isEqualTo(sessions(gateway.rpc("conversation.list", object())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!!!!", "é", "1:conv", "%00"})
    void whatIsNoCursorIsRefused(String cursor) {
        assertThat(gateway.rpcError("conversation.list", object("cursor", cursor)).getInt("code")).isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "1:", ":a", "x:a", "-1:a", "99999999999999999999:a", "1:a\0b", "1:\uD83D\uDE00",
            "1:a' OR '1'='1"})
    void whatOnlyLooksLikeACursorIsRefusedToo(String position) {
        String cursor = Base64.getUrlEncoder().withoutPadding()
                .encodeToString(position.getBytes(StandardCharsets.UTF_8));

        assertThat(gateway.rpcError("conversation.list", object("cursor", cursor)).getInt("code")).isEqualTo(-32602);
    }

    private static List<String> sessions(JsonObject page) {
        return page.getJsonArray("data").getValuesAs(JsonObject.class).stream()
                .map(conversation -> conversation.getString("session_id")).toList();
    }
}
