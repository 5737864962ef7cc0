package dev.codexgateway.clients;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.CodexCli;
import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Recorded;

/** The real Codex CLI, with the gateway as its model provider. */
class CodexIT {
    private static final Duration TURN = Duration.ofMinutes(2);

    private static String codex;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() throws Exception {
        codex = CodexCli.installed();
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
        Path home = CodexCli.home(model, gateway.url("/v1"), "GATEWAY_KEY");
        Path work = Files.createDirectories(home.resolve("work"));

        Command turn = Command.run(TURN, Map.of("CODEX_HOME", home.toString(), "GATEWAY_KEY", GatewayFixture.KEY),
                "sh", "-c", "cd \"$0\" && exec \"$@\" </dev/null", work.toString(), codex, "exec", "--json",
                "--skip-git-repo-check", "--sandbox", "danger-full-access", "Write a greeting.");

        assertThat(turn.status()).as(turn.output()).isZero();
        List<JsonObject> events = CodexCli.events(turn);
        assertThat(events).as(turn.output()).extracting(event -> event.getString("type"))
                .startsWith("thread.started").contains("turn.started").endsWith("turn.completed");
        JsonObject command = only(events, "command_execution");
        assertThat(command.getInt("exit_code")).isZero();
        assertThat(command.getString("aggregated_output")).isEqualTo("written\n");
        assertThat(work.resolve("greeting.txt")).hasContent("good morning");
        assertThat(only(events, "agent_message").getString("text")).isEqualTo("Done: " + model);
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

    private static JsonObject only(List<JsonObject> events, String type) {
        List<JsonObject> items = CodexCli.completed(events, type).toList();
        assertThat(items).as("%s in %s", type, events).hasSize(1);
        return items.getFirst();
    }

    /** First the call of a tool that writes a file, and when its output is there, a message. */
    private static Answer answer(Recorded request) {
        String model = request.body().getString("model");
        if (CodexCli.called(request)) {
            return Answer.text("Done: ", model);
        }
        String shell = object("cmd", "printf 'good morning' > greeting.txt && echo written").toString();
        return model.equals("gpt-6.1-sol")
                ? CodexCli.running(model, "text(await tools.exec_command(" + shell + "));")
                : CodexCli.calling(model, object("type", "function_call", "id", "fc_1", "call_id", "call_1", "status",
                        "completed", "name", "exec_command", "arguments", shell));
    }
}
