package dev.codexgateway.testing;

import static dev.codexgateway.testing.GatewayFixture.object;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/** The real Codex CLI, and a model that calls its tools. */
public final class CodexCli {
    private static final String PACKAGE = "@openai/codex@0.169.0";
    /** Not in the system's temporary folder, in which Codex does not put all that it needs. */
    private static final Path FOLDERS = Path.of("target", "codex").toAbsolutePath();

    private CodexCli() {}

    /** The program, for Node.js; it says so itself to a shell. */
    public static String installed() throws IOException, InterruptedException {
        return NpmPackage.installed(PACKAGE).resolve("node_modules/@openai/codex/bin/codex.js").toString();
    }

    /**
     * A new {@code CODEX_HOME}.
     *
     * @param provider    the base URL at which the model is
     * @param keyVariable names the variable with the key for it
     */
    public static Path home(String model, URI provider, String keyVariable) throws IOException {
        Files.createDirectories(FOLDERS);
        Path home = Files.createTempDirectory(FOLDERS, "home");
        Files.writeString(home.resolve("config.toml"), """
                                                       model = "%s"
                                                       model_provider = "given"
                                                       web_search = "disabled"
                                                       mcp_oauth_credentials_store = "file"
                                                       [features]
                                                       plugins = false
                                                       apps = false
                                                       [model_providers.given]
                                                       name = "Given"
                                                       base_url = "%s"
                                                       env_key = "%s"
                                                       wire_api = "responses"
                                                       request_max_retries = 0
                                                       stream_max_retries = 0
                                                       """.formatted(model, provider, keyVariable));
        return home;
    }

    /** What {@code exec --json} told. */
    public static List<JsonObject> events(Command turn) {
        return turn.output().lines().filter(line -> line.startsWith("{")).map(GatewayFixture::json).toList();
    }

    /** The items of this type that were completed. */
    public static Stream<JsonObject> completed(List<JsonObject> events, String type) {
        return events.stream().filter(event -> event.getString("type").equals("item.completed"))
                .map(event -> event.getJsonObject("item")).filter(item -> item.getString("type").equals(type));
    }

    /** Whether the request tells what a tool answered. */
    public static boolean called(Recorded request) {
        return request.text().contains("_call_output\"");
    }

    /** The model runs JavaScript, in which tools are functions. */
    public static Answer running(String model, String script) {
        return calling(model, object("type", "custom_tool_call", "id", "ctc_1", "call_id", "call_1", "status",
                "completed", "name", "exec", "namespace", "functions", "input", script));
    }

    /** The model says nothing but this call of a tool. */
    public static Answer calling(String model, JsonObject call) {
        JsonObject usage = object("input_tokens", 100, "input_tokens_details", object("cached_tokens", 20),
                "output_tokens", 5, "output_tokens_details", object("reasoning_tokens", 0), "total_tokens", 105);
        JsonObject response = object("id", "resp_calling", "object", "response", "model", model, "status", "completed",
                "output", Json.createArrayBuilder().add(call).build(), "usage", usage);
        return Answer.events(event(object("type", "response.created", "response", response))
                + event(object("type", "response.output_item.done", "output_index", 0, "item", call))
                + event(object("type", "response.completed", "response", response)));
    }

    private static String event(JsonObject data) {
        return "event: " + data.getString("type") + "\ndata: " + data + "\n\n";
    }
}
