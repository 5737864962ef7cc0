package dev.codexgateway.clients;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NpmPackage;
import dev.codexgateway.testing.Recorded;

/** The real Codex CLI, with the gateway as its model provider. */
class CodexIT {
    private static final String CODEX = "@openai/codex@0.169.0";
    private static final Duration TURN = Duration.ofMinutes(2);
    /** Not in the system's temporary folder, in which Codex does not put all that it needs. */
    private static final Path FOLDERS = Path.of("target", "codex").toAbsolutePath();

    private static Path codex;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() throws Exception {
        codex = NpmPackage.installed(CODEX).resolve("node_modules/.bin/codex");
        gateway = GatewayFixture.start();
        gateway.upstream().otherwise(CodexIT::answer);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    /** Codex offers a model that it does not know functions, and those that it knows best one tool that runs JavaScript. */
    @ParameterizedTest
    @CsvSource({"a-model-of-tomorrow, function_call_output", "gpt-6.1-sol, custom_tool_call_output"})
    void aTurnRunsACommandAndEnds(String model, String output) throws Exception {
        Path home = home(model);
        Path work = Files.createDirectories(home.resolve("work"));

        Command turn = Command.run(TURN, Map.of("CODEX_HOME", home.toString(), "GATEWAY_KEY", GatewayFixture.KEY),
                "sh", "-c", "cd \"$0\" && exec \"$@\" </dev/null", work.toString(), codex.toString(), "exec", "--json",
                "--skip-git-repo-check", "--sandbox", "danger-full-access", "Write a greeting.");

        assertThat(turn.status()).as(turn.output()).isZero();
        List<JsonObject> events = turn.output().lines().filter(line -> line.startsWith("{")).map(GatewayFixture::json)
                .toList();
        assertThat(events).as(turn.output()).extracting(event -> event.getString("type"))
                .startsWith("thread.started").contains("turn.started").endsWith("turn.completed");
        JsonObject command = completed(events, "command_execution");
        assertThat(command.getInt("exit_code")).isZero();
        assertThat(command.getString("aggregated_output")).isEqualTo("written\n");
        assertThat(work.resolve("greeting.txt")).hasContent("good morning");
        assertThat(completed(events, "agent_message").getString("text")).isEqualTo("Done: " + model);
        assertThat(events.getLast().getJsonObject("usage").getInt("input_tokens")).isEqualTo(200);
        List<Recorded> asked = gateway.upstream().requests().stream()
                .filter(request -> request.body().getString("model").equals(model)).toList();
        assertThat(asked).hasSize(2).allSatisfy(request -> {
            assertThat(request.headers()).containsEntry("authorization", "Bearer " + GatewayFixture.UPSTREAM_KEY)
                    .containsEntry("originator", "codex_exec").containsKeys("session-id", "x-codex-turn-metadata");
            assertThat(request.headers().toString()).doesNotContain(GatewayFixture.KEY);
        });
        assertThat(asked.getLast().text()).contains("\"" + output + "\"", "written");
    }

    private static JsonObject completed(List<JsonObject> events, String type) {
        return events.stream().filter(event -> event.getString("type").equals("item.completed"))
                .map(event -> event.getJsonObject("item")).filter(item -> item.getString("type").equals(type))
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + one + other);
                }).orElseThrow(() -> new AssertionError("no " + type + ": " + events));
    }

    private static Path home(String model) throws Exception {
        Files.createDirectories(FOLDERS);
        Path home = Files.createTempDirectory(FOLDERS, "home");
        Files.writeString(home.resolve("config.toml"), """
                                                       model = "%s"
                                                       model_provider = "gateway"
                                                       web_search = "disabled"
                                                       [features]
                                                       plugins = false
                                                       apps = false
                                                       [model_providers.gateway]
                                                       name = "Gateway"
                                                       base_url = "%s"
                                                       env_key = "GATEWAY_KEY"
                                                       wire_api = "responses"
                                                       request_max_retries = 0
                                                       stream_max_retries = 0
                                                       """.formatted(model, gateway.url("/v1")));
        return home;
    }

    /** First the call of a tool that writes a file, and when its output is there, a message. */
    private static Answer answer(Recorded request) {
        String model = request.body().getString("model");
        if (request.text().contains("_call_output\"")) {
            return Answer.text("Done: ", model);
        }
        String shell = object("cmd", "printf 'good morning' > greeting.txt && echo written").toString();
        return calling(model, model.equals("gpt-6.1-sol")
                ? object("type", "custom_tool_call", "id", "ctc_1", "call_id", "call_1", "status", "completed", "name",
                        "exec", "namespace", "functions", "input", "text(await tools.exec_command(" + shell + "));")
                : object("type", "function_call", "id", "fc_1", "call_id", "call_1", "status", "completed", "name",
                        "exec_command", "arguments", shell));
    }

    private static Answer calling(String model, JsonObject item) {
        JsonObject usage = object("input_tokens", 100, "input_tokens_details", object("cached_tokens", 20),
                "output_tokens", 5, "output_tokens_details", object("reasoning_tokens", 0), "total_tokens", 105);
        JsonObject response = object("id", "resp_calling", "object", "response", "model", model, "status", "completed",
                "output", Json.createArrayBuilder().add(item).build(), "usage", usage);
        return Answer.events(event(object("type", "response.created", "response", response))
                + event(object("type", "response.output_item.done", "output_index", 0, "item", item))
                + event(object("type", "response.completed", "response", response)));
    }

    private static String event(JsonObject data) {
        return "event: " + data.getString("type") + "\ndata: " + data + "\n\n";
    }
}
