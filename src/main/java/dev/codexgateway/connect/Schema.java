package dev.codexgateway.connect;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.function.Supplier;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import dev.codexgateway.json.Json;
import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;

/** Whether ChatGPT can import our document from the public URL. */
record Schema(PublicUrl publicUrl, Supplier<byte[]> document) {

    Check check(Reached reached) {
        if (publicUrl.loopback()) {
            return new Check(Kind.SCHEMA, State.WAITING, "unreachable", "");
        }
        if (!importable()) {
            return bad("not-importable");
        }
        return switch (reached) {
            case Reached.Ours() -> new Check(Kind.SCHEMA, State.GOOD, "good", "");
            case Reached.Different() -> bad("different");
            case Reached.Failed _ -> bad("unreachable");
        };
    }

    /** Whether our own document names servers, each by https: ChatGPT takes no other. */
    private boolean importable() {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(document.get()))) {
            JsonArray servers = reader.readObject().getJsonArray("servers");
            return servers != null && !servers.isEmpty() && servers.getValuesAs(JsonObject.class).stream()
                    .allMatch(server -> "https".equalsIgnoreCase(URI.create(server.getString("url", "")).getScheme()));
        } catch (JsonException | ClassCastException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Check bad(String reason) {
        return new Check(Kind.SCHEMA, State.BAD, reason, "");
    }
}
