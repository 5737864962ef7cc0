package dev.codexgateway.codex.openai;

import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.ScriptedUpstream;

/** What the upstream is sent. */
class ResponseRequestTest {
    private static GatewayFixture shared;
    private GatewayFixture gateway = shared;
    private final String session = UUID.randomUUID().toString();
    private int earlier = shared.upstream().requests().size();

    @BeforeAll
    static void start() {
        shared = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @AfterEach
    void close() {
        if (gateway != shared) {
            gateway.close();
        }
    }

    @Test
    void aPromptIsSentAsTheResponsesApiWantsIt() {
        String conversation = gateway.prompt(session, "Say hello").getString("conversation_id");

        Recorded sent = sent(0);
        assertThat(sent.method() + " " + sent.path()).isEqualTo("POST /v1/responses");
        assertThat(sent.headers()).containsEntry("authorization", "Bearer " + GatewayFixture.UPSTREAM_KEY)
                .containsEntry("content-type", "application/json").containsEntry("accept", "text/event-stream");
        JsonObject body = sent.body();
        assertThat(body.keySet()).containsExactlyInAnyOrder("model", "stream", "store", "input", "safety_identifier",
                "prompt_cache_key");
        assertThat(body.getString("model")).isEqualTo("gpt-6.1-sol");
        assertThat(body.getBoolean("stream")).isTrue();
        assertThat(body.getBoolean("store")).isTrue();
        assertThat(body.getString("prompt_cache_key")).isEqualTo(conversation);
        assertThat(body.get("input"))
                .isEqualTo(input("""
                                 [{"role":"user","content":[{"type":"input_text","text":"Say hello"}]}]"""));
    }

    @Test
    void theCallerIsNamedByAHashThatStaysTheSame() {
        gateway.prompt(session, "Hi");
        gateway.prompt(session + "-2", "Hi");
        gateway.rpcAs(GatewayFixture.OTHER_KEY, "conversation.prompt", object("prompt", "Hi"));

        String identifier = sent(0).body().getString("safety_identifier");
        assertThat(identifier).hasSizeLessThanOrEqualTo(64).matches("[0-9a-f]+");
        assertThat(sent(1).body().getString("safety_identifier")).isEqualTo(identifier);
        assertThat(sent(2).body().getString("safety_identifier")).isNotEqualTo(identifier);
        assertThat(gateway.upstream().requests()).extracting(Recorded::text)
                .noneMatch(text -> text.contains(GatewayFixture.KEY) || text.contains(GatewayFixture.OTHER_KEY));
        assertThat(sent(0).headers().values())
                .noneMatch(value -> value.contains(GatewayFixture.KEY));
    }

    @Test
    void theSecondTurnGoesOnByReference() {
        gateway.upstream().next(Answer.text("One").responseId("resp_one"));
        gateway.prompt(session, "First");
        gateway.prompt(session, "Second");

        assertThat(sent(1).body().getString("previous_response_id")).isEqualTo("resp_one");
        assertThat(texts(1)).containsExactly("user: Second");
        assertThat(sent(1).body().getString("prompt_cache_key"))
                .isEqualTo(sent(0).body().getString("prompt_cache_key"));
    }

    @Test
    void everythingIsSentAnewWhereTheReferenceIsForgotten() {
        gateway.prompt(session, "First");
        gateway.prompt(session, "Second");
        gateway.upstream().forget();

        JsonObject turn = gateway.prompt(session, "Third");

        assertThat(turn.getString("content")).isEqualTo("Echo: Third");
        assertThat(gateway.upstream().requests()).hasSize(earlier + 4);
        assertThat(sent(3).body().containsKey("previous_response_id")).isFalse();
        assertThat(texts(3)).containsExactly("user: First", "assistant: Echo: First", "user: Second",
                "assistant: Echo: Second", "user: Third");
        gateway.prompt(session, "Fourth");
        assertThat(texts(4)).containsExactly("user: Fourth");
    }

    @Test
    void whatFailedSinceTheReferenceIsSentWithWhatItHadSaid() {
        gateway.prompt(session, "First");
        gateway.upstream().next(Answer.failed("server_error"), Answer.error(400, null, "No."));
        gateway.prompt(session, "Second");
        gateway.prompt(session, "Third");

        gateway.prompt(session, "Fourth");

        assertThat(sent(3).body().containsKey("previous_response_id")).isTrue();
        assertThat(texts(3)).containsExactly("user: Second", "assistant: Half an answer", "user: Third",
                "user: Fourth");
    }

    @Test
    void withoutAStoreEachTurnSendsTheWholeConversation() {
        configured(GatewayFixture.builder().yaml("openai: {store: false}"));
        gateway.prompt(session, "First");
        gateway.prompt(session, "Second");

        assertThat(sent(1).body().getBoolean("store")).isFalse();
        assertThat(sent(1).body().containsKey("previous_response_id")).isFalse();
        assertThat(sent(1).body().get("input"))
                .isEqualTo(input("""
                                 [{"role":"user","content":[{"type":"input_text","text":"First"}]},
                                  {"role":"assistant","content":[{"type":"output_text","text":"Echo: First"}]},
                                  {"role":"user","content":[{"type":"input_text","text":"Second"}]}]"""));
    }

    @Test
    void picturesAreSentWithTheirPromptAndAgainWithTheConversation() {
        String image = "data:image/png;base64,iVBORw0KGgo=";
        gateway.rpc("conversation.prompt", object("session_id", session, "prompt", "Look", "images",
                Json.createArrayBuilder(List.of(image)).build()));
        gateway.upstream().forget();
        gateway.prompt(session, "And?");

        String asked = """
                       {"role":"user","content":[{"type":"input_text","text":"Look"},
                       {"type":"input_image","image_url":"%s"}]}""".formatted(image);
        assertThat(sent(0).body().get("input")).isEqualTo(input("[" + asked + "]"));
        assertThat(sent(2).body().getJsonArray("input").getFirst()).isEqualTo(input("[" + asked + "]").getFirst());
    }

    @Test
    void anOutputSchemaIsAskedForStrictly() {
        JsonObject schema = json("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

        gateway.rpc("conversation.prompt", object("session_id", session, "prompt", "Hi", "output_schema", schema));
        gateway.prompt(session, "And now?");

        assertThat(sent(0).body().getJsonObject("text").getJsonObject("format")).isEqualTo(
                object("type", "json_schema", "name", "codex_output_schema", "strict", true, "schema", schema));
        assertThat(sent(1).body().containsKey("text")).isFalse();
    }

    @Test
    void theModelIsTheCallersChoice() {
        gateway.rpc("conversation.prompt", object("prompt", "Hi", "model", "gpt-6.1-sol-mini"));

        assertThat(sent(0).body().getString("model")).isEqualTo("gpt-6.1-sol-mini");
    }

    @Test
    void whatIsConfiguredIsSentWithEachPrompt() {
        configured(GatewayFixture.builder().yaml(
                """
                codex: {model: gpt-own, reasoning-effort: high, reasoning-summary: auto, instructions: Be brief.}"""));
        gateway.prompt(session, "First");
        gateway.prompt(session, "Second");

        for (int i = 0; i < 2; i++) {
            JsonObject body = sent(i).body();
            assertThat(body.getString("model")).isEqualTo("gpt-own");
            assertThat(body.getJsonObject("reasoning")).isEqualTo(object("effort", "high", "summary", "auto"));
            assertThat(body.getString("instructions")).isEqualTo("Be brief.");
        }
    }

    @Test
    void aSlashAtTheEndOfTheBaseUrlChangesNothing() {
        var upstream = ScriptedUpstream.start();
        configured(GatewayFixture.builder().upstream(upstream).with("OPENAI_BASE_URL", upstream.baseUrl() + "/"));

        assertThat(gateway.prompt(session, "Hi").getString("content")).isEqualTo("Echo: Hi");
        assertThat(sent(0).path()).isEqualTo("/v1/responses");
    }

    private void configured(GatewayFixture.Builder builder) {
        gateway = builder.start();
        earlier = 0;
    }

    private Recorded sent(int index) {
        return gateway.upstream().requests().get(earlier + index);
    }

    /** Who said what in a request's input, in order. */
    private List<String> texts(int index) {
        return sent(index).body().getJsonArray("input").getValuesAs(JsonObject.class).stream()
                .map(item -> item.getString("role") + ": "
                        + item.getJsonArray("content").getJsonObject(0).getString("text"))
                .toList();
    }

    private static JsonArray input(String array) {
        return json("{\"input\":" + array + "}").getJsonArray("input");
    }
}
