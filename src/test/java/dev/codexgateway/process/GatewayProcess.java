package dev.codexgateway.process;

import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import dev.codexgateway.testing.ScriptedUpstream;

/**
 * The packaged program in a process of its own, with the environment that its test gives and no other. It logs all that it
 * can, and at its end none of its secrets may be in what it wrote.
 */
public final class GatewayProcess implements AutoCloseable {
    public static final Path JAR = Path.of("target", "codex-gateway.jar").toAbsolutePath();
    public static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    /** Cheap to start, since there are many. */
    static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    private static final Path OUTPUTS = Path.of("target", "process-outputs");
    /** Two seconds of a processor, of which a busy machine may give little. */
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Pattern SERVES = Pattern.compile("Codex Gateway serves at (\\S+) \\(port (\\d+)\\)");
    private static final Pattern PASSWORD = Pattern.compile("password=([^&]+)");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor()).build();

    private final Process process;
    private final Output out;
    private final Output err;
    private final Map<String, String> environment;
    private Optional<URI> url = Optional.empty();

    private GatewayProcess(ProcessBuilder builder) throws IOException {
        this.environment = Map.copyOf(builder.environment());
        this.process = builder.start();
        Files.createDirectories(OUTPUTS);
        String name = COUNT.incrementAndGet() + "-" + process.pid();
        this.out = Output.of(process.getInputStream(), OUTPUTS.resolve(name + ".out"));
        this.err = Output.of(process.getErrorStream(), OUTPUTS.resolve(name + ".err"));
    }

    /** A program whose working directory and data are in this folder. */
    public static Builder in(Path folder) {
        return new Builder(folder);
    }

    /** Waits for the line that says where the service is; that line. */
    public String awaitStart() {
        String line = out.await(text -> SERVES.matcher(text).find(), START).orElseThrow(
                () -> new AssertionError("it ended with " + awaitExit(START) + " without serving:\n" + out.text() + "\n"
                        + err.text()));
        Matcher serves = SERVES.matcher(line);
        serves.find();
        url = Optional.of(URI.create("http://127.0.0.1:" + serves.group(2)));
        return line;
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public URI url(String path) {
        return url.orElseThrow().resolve(path);
    }

    Output out() {
        return out;
    }

    Output err() {
        return err;
    }

    Path dataDirectory() {
        return Path.of(environment.get("DATA_DIR"));
    }

    /** The key with which this process can be called. */
    public String key() {
        return Optional.ofNullable(environment.get("GATEWAY_API_KEY"))
                .orElseGet(() -> credentials(dataDirectory()).get("GATEWAY_API_KEY"));
    }

    /** A call's {@code result}; fails if it was an error. */
    JsonObject rpc(String method, Object... namesAndValues) {
        return result(rpcAs(key(), method, namesAndValues));
    }

    /** The whole answer to a call by the caller with this key. */
    JsonObject rpcAs(String key, String method, Object... namesAndValues) {
        return json(send(rpcRequest(key, method, namesAndValues)).body());
    }

    CompletableFuture<JsonObject> rpcAsync(String method, Object... namesAndValues) {
        return HTTP.sendAsync(rpcRequest(key(), method, namesAndValues), BodyHandlers.ofString())
                .thenApply(response -> result(json(response.body())));
    }

    /** Prompts and waits for the end. */
    JsonObject prompt(String session, String text) {
        return rpc("conversation.prompt", "session_id", session, "prompt", text);
    }

    /** Prompts without waiting: the turn runs when this returns. */
    JsonObject begin(String session, String text) {
        return rpc("conversation.prompt", "session_id", session, "prompt", text, "wait_seconds", 0);
    }

    JsonObject status(String session) {
        return rpc("conversation.status", "session_id", session);
    }

    List<JsonObject> events(String session) {
        return rpc("conversation.events", "session_id", session, "limit", 1000).getJsonArray("data")
                .getValuesAs(JsonObject.class);
    }

    /** The status with which a call of this key is answered. */
    int knock(String key) {
        return send(rpcRequest(key, "conversation.list")).statusCode();
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(url(path)).timeout(CALL).build());
    }

    HttpRequest rpcRequest(String key, String method, Object... namesAndValues) {
        return HttpRequest.newBuilder(url("/jsonrpc")).timeout(CALL).header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(call(method, object(namesAndValues)))).build();
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM. By the handle, since {@link Process#destroy()} also closes what is still to be read. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Another signal, by its name without SIG. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.toHandle().destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** Whether it ended in that time. */
    boolean endsWithin(Duration bound) {
        try {
            return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The exit code, once there is one. */
    int awaitExit(Duration bound) {
        if (!endsWithin(bound)) {
            // A JVM's answer to it is a dump of its threads: whether it hangs or has not had the time.
            signal("QUIT");
            out.await(line -> line.startsWith("Heap"), Duration.ofSeconds(10));
            throw new AssertionError("it still runs after " + bound + ":\n" + out.text() + "\n" + err.text());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
        String written = String.join("\n", out.awaitEnd(START)) + "\n" + String.join("\n", err.awaitEnd(START));
        secrets().filter(written::contains).findFirst().ifPresent(secret -> {
            throw new AssertionError("a secret of " + secret.length() + " characters is in\n" + written);
        });
    }

    /** The lines of a file of first-run credentials; none if there is no file. */
    static Map<String, String> credentials(Path dataDirectory) {
        try {
            Path file = dataDirectory.resolve("first-run-credentials.txt");
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().map(line -> line.split("=", 2))
                            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]))
                    : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> secrets() {
        Stream<String> given = Stream.of("OPENAI_API_KEY", "GATEWAY_API_KEY", "OAUTH_CLIENT_SECRET",
                "GATEWAY_OWNER_PASSWORD").map(environment::get);
        Stream<String> password = PASSWORD.matcher(environment.getOrDefault("DATABASE_URL", "")).results()
                .map(match -> match.group(1));
        return Stream.of(given, password, credentials(dataDirectory()).values().stream()).flatMap(all -> all)
                .filter(secret -> secret != null && !secret.isBlank());
    }

    private static JsonObject result(JsonObject answer) {
        if (!answer.containsKey("result")) {
            throw new AssertionError("no result: " + answer);
        }
        return answer.getJsonObject("result");
    }

    /** What a command left behind. */
    record Ended(int exit, String out, String err) {
        String all() {
            return out + "\n" + err;
        }
    }

    /** How to start; what is not given is as in a container without any configuration, but for the port and the log. */
    public static final class Builder {
        private final Path folder;
        private final Map<String, String> environment = new HashMap<>();
        private Optional<List<String>> program = Optional.empty();

        private Builder(Path folder) {
            this.folder = folder;
            environment.putAll(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", folder.toString(), "PORT", "0",
                    "HOST", "127.0.0.1", "LOG_LEVEL", "trace", "DATA_DIR", folder.resolve("data").toString()));
        }

        public Builder with(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        public Builder without(String variable) {
            environment.remove(variable);
            return this;
        }

        public Builder upstream(ScriptedUpstream upstream) {
            return with("OPENAI_API_KEY", "sk-upstream-0123456789-0123456789").with("OPENAI_BASE_URL",
                    upstream.baseUrl().toString());
        }

        /** The text of {@code app.yaml}. */
        public Builder yaml(String text) {
            try {
                Files.writeString(folder.resolve("app.yaml"), text);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Another way to start it than by its jar. */
        public Builder program(String... words) {
            program = Optional.of(List.of(words));
            return this;
        }

        public GatewayProcess start(String... arguments) {
            List<String> words = new ArrayList<>(program.orElseGet(Builder::usual));
            words.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            try {
                return new GatewayProcess(builder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> usual() {
            return Stream.of(List.of(JAVA.toString()), OPTIONS, ClassArchive.options(), List.of("-jar", JAR.toString()))
                    .flatMap(List::stream).toList();
        }

        /** Starts the service and waits until it serves. */
        public GatewayProcess serve() {
            GatewayProcess gateway = start();
            try {
                gateway.awaitStart();
                return gateway;
            } catch (AssertionError e) {
                gateway.kill();
                throw e;
            }
        }

        /** Runs a command to its end. */
        Ended run(String... arguments) {
            try (GatewayProcess command = start(arguments)) {
                int exit = command.awaitExit(START);
                return new Ended(exit, String.join("\n", command.out.awaitEnd(START)),
                        String.join("\n", command.err.awaitEnd(START)));
            }
        }
    }
}
