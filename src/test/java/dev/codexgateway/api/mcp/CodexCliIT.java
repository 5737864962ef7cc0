package dev.codexgateway.api.mcp;

import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NodeProgram;
import dev.codexgateway.testing.NpmPackage;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.ScriptedUpstream;
import dev.codexgateway.testing.WebVisitor;

/** The real Codex CLI is given the gateway as an MCP server, signs in, and its model calls tools. */
class CodexCliIT {
    private static final String CODEX = "@openai/codex@0.169.0";
    private static final Duration TURN = Duration.ofMinutes(1);
    /** One that runs JavaScript, in which tools are functions. */
    private static final String MODEL = "gpt-6.1-sol";
    /** Not in the system's temporary folder, in which Codex does not put all that it needs. */
    private static final Path FOLDERS = Path.of("target", "codex-mcp").toAbsolutePath();

    @Test
    void itIsAddedSignsInAndCallsTools() throws Exception {
        String codex = NpmPackage.installed(CODEX).resolve("node_modules/@openai/codex/bin/codex.js").toString();
        try (GatewayFixture gateway = GatewayFixture.start(); ScriptedUpstream model = ScriptedUpstream.start()) {
            model.otherwise(CodexCliIT::answer);
            Map<String, String> environment = Map.of("CODEX_HOME", home(model).toString(), "BROWSER", "true",
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
            List<JsonObject> events = turn.output().lines().filter(line -> line.startsWith("{"))
                    .map(GatewayFixture::json).toList();
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
        return events.stream().filter(event -> event.getString("type").equals("item.completed"))
                .map(event -> event.getJsonObject("item"))
                .filter(item -> item.getString("type").equals("mcp_tool_call")
                        && item.getString("server").equals("gateway") && item.getString("tool").equals(tool)
                        && item.getString("status").equals("completed"))
                .map(item -> item.getJsonObject("result").getJsonObject("structured_content")).findFirst()
                .orElseThrow(() -> new AssertionError("no " + tool + " in " + events));
    }

    private static Path home(ScriptedUpstream model) throws Exception {
        Files.createDirectories(FOLDERS);
        Path home = Files.createTempDirectory(FOLDERS, "home");
        Files.writeString(home.resolve("config.toml"), """
                                                       model = "%s"
                                                       model_provider = "scripted"
                                                       web_search = "disabled"
                                                       mcp_oauth_credentials_store = "file"
                                                       [features]
                                                       plugins = false
                                                       apps = false
                                                       [model_providers.scripted]
                                                       name = "Scripted"
                                                       base_url = "%s"
                                                       env_key = "MODEL_KEY"
                                                       wire_api = "responses"
                                                       request_max_retries = 0
                                                       stream_max_retries = 0
                                                       """.formatted(MODEL, model.baseUrl()));
        return home;
    }

    /** First a program that calls two tools, and when its output is there, a message. */
    private static Answer answer(Recorded request) {
        if (request.text().contains("_call_output\"")) {
            return Answer.text("Done");
        }
        JsonObject call = object("type", "custom_tool_call", "id", "ctc_1", "call_id", "call_1", "status", "completed",
                "name", "exec", "namespace", "functions", "input",
                """
                await tools.mcp__gateway__codex_prompt({prompt: "hello", session_id: "from-codex"});
                text(JSON.stringify(await tools.mcp__gateway__codex_list({})));
                """);
        JsonObject response = object("id", "resp_calling", "object", "response", "model", MODEL, "status", "completed",
                "output", Json.createArrayBuilder().add(call).build(), "usage",
                json("""
                     {"input_tokens": 9, "output_tokens": 3, "total_tokens": 12,
                      "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
                     """));
        return Answer.events(event(object("type", "response.created", "response", response))
                + event(object("type", "response.output_item.done", "output_index", 0, "item", call))
                + event(object("type", "response.completed", "response", response)));
    }

    private static String event(JsonObject data) {
        return "event: " + data.getString("type") + "\ndata: " + data + "\n\n";
    }
}
