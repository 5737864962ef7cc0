package dev.codexgateway.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NpmPackage;

/** OpenAI's official SDK for Node: one run of a program that calls, and what came of each call. */
class NodeSdkIT {
    private static final String SDK = "openai@7.55.0";
    private static final Path PROGRAM = Path.of("src", "test", "resources", "clients", "sdk.mjs").toAbsolutePath();

    private static GatewayFixture gateway;
    private static JsonObject outcomes;

    @BeforeAll
    static void call() throws Exception {
        Path modules = NpmPackage.installed(SDK);
        gateway = GatewayFixture.start();
        SdkUpstream.script(gateway.upstream());

        Command run = Command.run(Duration.ofMinutes(1), Map.of("MODULES", modules.toString(), "BASE_URL",
                gateway.url("/v1").toString(), "KEY", GatewayFixture.KEY), "node", PROGRAM.toString());

        assertThat(run.succeeded()).as(run.output()).isTrue();
        outcomes = GatewayFixture.json(run.output());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void aResponseComesWhole() {
        JsonObject response = outcomes.getJsonObject("response");

        assertThat(response.getString("text", response.toString())).isEqualTo("Hello, wörld!");
        assertThat(response.getInt("tokens")).isEqualTo(3);
        assertThat(response.getString("requestId")).startsWith("req_");
    }

    @Test
    void aResponseIsStreamed() {
        JsonObject response = outcomes.getJsonObject("responseStream");

        assertThat(texts(response, "parts")).containsExactly("Hello, ", "wörld", "!");
        assertThat(response.getString("text")).isEqualTo("Hello, wörld!");
    }

    @Test
    void aChatCompletionComesWholeAndStreamed() {
        assertThat(outcomes.getJsonObject("chat").getString("text", "")).isEqualTo("Hello, wörld!");
        assertThat(outcomes.getJsonObject("chat").getInt("tokens")).isEqualTo(12);
        assertThat(texts(outcomes.getJsonObject("chatStream"), "parts")).containsExactly("Hello, ", "wörld", "!");
    }

    @Test
    void modelsAreListed() {
        assertThat(texts(outcomes.getJsonObject("models"), "ids")).containsExactly("gpt-6.1-sol", "gpt-6.1-sol-mini");
    }

    @ParameterizedTest
    @CsvSource({"wrongKey, AuthenticationError, 401", "unknownPath, NotFoundError, 404",
            "unknownModel, NotFoundError, 404", "tooMany, RateLimitError, 429", "broken, InternalServerError, 500",
            "ourKeyRefused, InternalServerError, 502"})
    void troubleIsTheSdksOwnError(String call, String error, int status) {
        JsonObject outcome = outcomes.getJsonObject(call);

        assertThat(outcome.getString("error", outcome.toString())).isEqualTo(error);
        assertThat(outcome.getInt("status")).isEqualTo(status);
        assertThat(outcome.getString("message")).startsWith(status + " ").doesNotContain("sk-up",
                "status code (no body)");
    }

    @Test
    void errorsOfTheUpstreamKeepTheirCodeAndWhenToRetry() {
        assertThat(outcomes.getJsonObject("unknownModel").getString("code")).isEqualTo("model_not_found");
        assertThat(outcomes.getJsonObject("tooMany").getString("code")).isEqualTo("rate_limit_exceeded");
        assertThat(outcomes.getJsonObject("tooMany").getString("retryAfter")).isEqualTo("7");
    }

    @Test
    void aStreamThatBreaksOffIsAnErrorAndNoEnd() {
        JsonObject outcome = outcomes.getJsonObject("brokenStream");

        assertThat(outcome.getString("error", outcome.toString())).isEqualTo("APIError");
        assertThat(outcome.getString("message")).isNotBlank();
    }

    private static List<String> texts(JsonObject outcome, String name) {
        assertThat(outcome).as(outcome.toString()).containsKey(name);
        return outcome.getJsonArray(name).getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
    }
}
