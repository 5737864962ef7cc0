package dev.codexgateway.api.mcp;

import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.CodexCli;
import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NodeProgram;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.ScriptedUpstream;
import dev.codexgateway.testing.WebVisitor;

/** The real Codex CLI is given the gateway as an MCP server, signs in, and its model calls tools. */
class CodexCliIT {
    private static final Duration TURN = Duration.ofMinutes(1);
    /** One that runs JavaScript, in which tools are functions. */
    private static final String MODEL = "gpt-6.1-sol";

    @Test
    void itIsAddedSignsInAndCallsTools() throws Exception {
        String codex = CodexCli.installed();
        try (GatewayFixture gateway = GatewayFixture.start(); ScriptedUpstream model = ScriptedUpstream.start()) {
            model.otherwise(CodexCliIT::answer);
            Map<String, String> environment = Map.of("CODEX_HOME",
                    CodexCli.home(MODEL, model.baseUrl(), "MODEL_KEY").toString(), "BROWSER", "true",
                    "MODEL_KEY", "sk-scripted");
            String server = gateway.gateway().publicUrl() + "/mcp";

            // It would identify itself by metadata that only the Internet has.
            try (NodeProgram adding = NodeProgram.start(environment, codex, "mcp", "add", "gateway", "--url", server)) {
                assertThat(authorize(adding, gateway)).contains(
                        "client_id=https%3A%2F%2Fchatgpt.com%2Foauth%2Fcodex%2F", "code_challenge_method=S256",
                        "redirect_uri=http%3A%2F%2F127.0.0.1%3A", "resource=");
            }
            try (NodeProgram login = NodeProgram.start(environment, codex, "mcp", "login", "gateway",
                    "--oauth-client-registration", "dcr")) {
                Seen back = gateway.person().authorize(URI.create(authorize(login, gateway)).getRawQuery(), "owner",
                        OWNER_PASSWORD);
                HttpResponse<String> shown = new WebVisitor()
                        .get(URI.create(back.location().orElseThrow(() -> new AssertionError(back.html()))));
                assertThat(shown.statusCode()).isEqualTo(200);
                assertThat(login.awaitEnd()).as(login.toString()).isZero();
            }
            Command turn = NodeProgram.run(TURN, environment, codex, "exec", "--json", "--skip-git-repo-check",
                    "--dangerously-bypass-approvals-and-sandbox", "-c", "mcp_servers.gateway.required=true", "Ask it.");

            assertThat(turn.status()).as(turn.output()).isZero();
            List<JsonObject> events = CodexCli.events(turn);
            assertThat(events.getLast().getString("type")).as(turn.output()).isEqualTo("turn.completed");
            assertThat(result(events, "codex_prompt").getString("content")).isEqualTo("Echo: hello");
            assertThat(result(events, "codex_list").getJsonArray("data").getValuesAs(JsonObject.class))
                    .extracting(conversation -> conversation.getString("session_id")).containsExactly("from-codex");
            assertThat(gateway.upstream().requests()).extracting(Recorded::userText).containsExactly("hello");
        }
    }

    private static String authorize(NodeProgram program, GatewayFixture gateway) {
        return program
                .await(Pattern.compile(Pattern.quote(gateway.gateway().publicUrl() + "/oauth/authorize") + "\\?.*"))
                .group();
    }

    /** What a tool of ours answered, as Codex tells it. */
    private static JsonObject result(List<JsonObject> events, String tool) {
        return CodexCli.completed(events, "mcp_tool_call")
                .filter(item -> item.getString("server").equals("gateway") && item.getString("tool").equals(tool)
                        && item.getString("status").equals("completed"))
                .map(item -> item.getJsonObject("result").getJsonObject("structured_content")).findFirst()
                .orElseThrow(() -> new AssertionError("no " + tool + " in " + events));
    }

    /** First a program that calls two tools, and when its output is there, a message. */
    private static Answer answer(Recorded request) {
        return CodexCli.called(request)
                ? Answer.text("Done")
                : CodexCli.running(MODEL,
                        """
                        await tools.mcp__gateway__codex_prompt({prompt: "hello", session_id: "from-codex"});
                        text(JSON.stringify(await tools.mcp__gateway__codex_list({})));
                        """);
    }
}
