package dev.codexgateway.api.actions;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.FileHost;
import dev.codexgateway.testing.GatewayFixture;

/** What a person attached in the chat, from the action's call to the model. */
class FilesInTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};

    private final FileHost host = FileHost.start();
    private final GatewayFixture gateway = GatewayFixture.builder()
            .yaml("actions:\n  file-hosts: 127.0.0.1\n  files-from-private-addresses: true\n").start();

    @AfterEach
    void close() {
        gateway.close();
        host.close();
    }

    @Test
    void picturesAndTextsReachTheModelBesideThePrompt() {
        host.file("/a", PNG).file("/b", "two\nlines é".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> response = prompt("Look", file("a", "/a"), file("b.txt", "/b"));

        assertThat(json(response.body()).getString("status")).isEqualTo("completed");
        JsonArray content = gateway.upstream().requests().getFirst().body().getJsonArray("input")
                .getJsonObject(0).getJsonArray("content");
        assertThat(content.getJsonObject(0).getString("text")).isEqualTo("Look");
        assertThat(content.getJsonObject(1).getString("image_url"))
                .isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(PNG));
        assertThat(content.getJsonObject(2).getString("text")).isEqualTo("The file \"b.txt\":\ntwo\nlines é");
    }

    @Test
    void aRetryIsKnownByItsFilesThoughTheirLinksAreOthersAndFetchesNothing() {
        host.file("/first", PNG).file("/second", PNG);

        JsonObject first = json(prompt("Look", file("a", "/first")).body());
        JsonObject second = json(prompt("Look", file("a", "/second")).body());

        assertThat(second.getString("turn_id")).isEqualTo(first.getString("turn_id"));
        assertThat(second.getBoolean("repeated")).isTrue();
        assertThat(host.requests()).hasSize(1);
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    @Test
    void theSameWordsAboutAnotherFileAreAnotherPrompt() {
        host.file("/a", PNG).file("/b", PNG);
        prompt("Look", file("a", "/a"));

        assertThat(json(prompt("Look", file("b", "/b")).body())).doesNotContainKey("repeated");
    }

    @Test
    void aFileThatCannotBeHadStartsNothingAndSaysWhatToDo() {
        HttpResponse<String> response = prompt("Look", file("a.png", "/expired"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).getString("detail")).contains("a.png");
        assertThat(gateway.upstream().requests()).isEmpty();
        assertThat(gateway.get("/conversations", "X-API-Key", KEY).body()).contains("\"data\":[]");
    }

    @Test
    void moreTextThanAPromptMayHaveSaysWhatToDo() {
        host.file("/a", "a".repeat(1_048_577).getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> response = prompt("Look", file("a.txt", "/a"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).getString("detail")).contains("1,048,576", "fewer files");
    }

    @Test
    void anIdWithoutALinkSaysWhatToDo() {
        JsonObject body = object("prompt", "Look", "openaiFileIdRefs",
                Json.createArrayBuilder().add("file-abc").build());

        HttpResponse<String> response = gateway.post("/conversations", body.toString(), "X-API-Key", KEY);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).getString("detail")).contains("file-abc", "attach");
    }

    private JsonObject file(String name, String path) {
        return object("name", name, "id", "file-" + name, "mime_type", "text/plain", "download_link",
                host.http(path) + "?signature=" + path.hashCode());
    }

    private HttpResponse<String> prompt(String text, JsonObject... files) {
        var refs = Json.createArrayBuilder();
        for (JsonObject file : files) {
            refs.add(file);
        }
        return gateway.post("/conversations",
                object("prompt", text, "openaiFileIdRefs", refs.build()).toString(), "X-API-Key", KEY,
                "openai-conversation-id", "chat");
    }
}
