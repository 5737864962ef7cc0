package dev.codexgateway.testing;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;

import dev.codexgateway.Gateway;
import dev.codexgateway.Settings;
import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.ApiKey;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.Passwords;
import dev.codexgateway.oauth.User;
import dev.codexgateway.observe.LogConfig;
import dev.codexgateway.observe.Logs;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.store.JdbcClaims;
import dev.codexgateway.store.JdbcUsers;

/**
 * The real gateway on a free port, with an embedded database in a temporary folder, a clock that the test moves and a
 * scripted upstream. What a test does not configure is as a user has it.
 */
public final class GatewayFixture implements AutoCloseable {
    /** The key of the configured caller; {@link #OTHER_KEY} is another caller's. */
    public static final String KEY = "test-key-0123456789-0123456789-0123456789";
    public static final String OTHER_KEY = "other-key-0123456789-0123456789-012345678";
    public static final String CLIENT = "codex-gateway-client";
    public static final String CLIENT_SECRET = "client-secret-0123456789-0123456789-0123";
    public static final String OWNER_PASSWORD = "the owner's long password";
    public static final String UPSTREAM_KEY = "sk-upstream-0123456789-0123456789";

    /** Where every line of a test run's gateways goes, at the most talkative level. */
    public static final Path LOG = Path.of("target", "gateway-tests.log");

    /** Helidon's metrics of all servers of a process are in one map, which starting and stopping change unguarded. */
    private static final Object ONE_AT_A_TIME = new Object();

    static {
        try {
            Files.createDirectories(LOG.getParent());
            Logs.start(new LogConfig(LogConfig.LogLevel.TRACE, LogConfig.Format.TEXT), List.of(),
                    new PrintStream(new FileOutputStream(LOG.toFile(), true), true, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final Path folder;
    private final boolean ownsFolder;
    private final Map<String, String> environment;
    private final MutableClock clock = new MutableClock();
    private final ScriptedUpstream upstream;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor()).build();
    private Gateway gateway;

    private GatewayFixture(Builder builder) throws IOException {
        this.ownsFolder = builder.folder.isEmpty();
        this.folder = ownsFolder ? Scratch.folder("gateway") : builder.folder.get();
        this.upstream = builder.upstream.orElseGet(ScriptedUpstream::start);
        this.environment = new HashMap<>(
                Map.of("PORT", "0", "HOST", "127.0.0.1", "DATA_DIR", folder.resolve("data").toString(),
                        "OPENAI_API_KEY", UPSTREAM_KEY, "OPENAI_BASE_URL", upstream.baseUrl().toString(),
                        "GATEWAY_API_KEY", KEY + "," + OTHER_KEY,
                        "OAUTH_CLIENT_SECRET", CLIENT_SECRET, "GATEWAY_OWNER_PASSWORD", OWNER_PASSWORD));
        builder.environment.forEach((name, value) -> value.ifPresentOrElse(text -> environment.put(name, text),
                () -> environment.remove(name)));
        Files.writeString(folder.resolve("app.yaml"), builder.yaml);
        if (ownsFolder && builder.usualDatabase()) {
            UnusedDatabase.copy(dataDirectory());
        }
        this.gateway = startGateway();
    }

    public static GatewayFixture start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public ScriptedUpstream upstream() {
        return upstream;
    }

    public MutableClock clock() {
        return clock;
    }

    public Gateway gateway() {
        return gateway;
    }

    public Path dataDirectory() {
        return Path.of(environment.get("DATA_DIR"));
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    /** Makes a local user as the command line does. */
    public void addUser(String name, String password) {
        try (Database database = Database.open(Settings.read(environment, folder).database());
                Passwords passwords = new Passwords()) {
            new JdbcUsers(database).add(User.local(name, passwords.hash(Secret.of(password)), false, clock.instant()));
        }
    }

    /** Makes a key as the command line does; the key itself. */
    public String addKey(String name, Set<Scope> scopes, Allowance allowance) {
        Secret key = ApiKey.generate();
        try (Database database = Database.open(Settings.read(environment, folder).database())) {
            new JdbcApiKeys(database).create(new ApiKey(name, CredentialHash.of(key.reveal()), scopes, clock.instant(),
                    Optional.empty(), Optional.empty(), allowance));
        }
        return key.reveal();
    }

    /** Revokes a key as the command line does. */
    public void revokeKey(String name) {
        try (Database database = Database.open(Settings.read(environment, folder).database())) {
            new JdbcApiKeys(database).revoke(name);
        }
    }

    /** Withdraws the approval of a GPT as the command line does. */
    public void withdraw(String gptId) {
        try (Database database = Database.open(Settings.read(environment, folder).database())) {
            new JdbcClaims(database).withdraw(gptId);
        }
    }

    /** A person with a browser, who has not signed in. */
    public Person person() {
        return new Person(url(""));
    }

    /** Stops the gateway and starts it again on what it left. */
    public void restart() {
        stopGateway();
        gateway = startGateway();
    }

    /** A call's {@code result}; fails if it was an error. */
    public JsonObject rpc(String method, JsonObject params) {
        JsonObject answer = rpcAs(KEY, method, params);
        if (!answer.containsKey("result")) {
            throw new AssertionError("no result: " + answer);
        }
        return answer.getJsonObject("result");
    }

    /** A call's {@code error}; fails if it was a result. */
    public JsonObject rpcError(String method, JsonObject params) {
        JsonObject answer = rpcAs(KEY, method, params);
        if (!answer.containsKey("error")) {
            throw new AssertionError("no error: " + answer);
        }
        return answer.getJsonObject("error");
    }

    /** The whole answer to a call by the caller with this key. */
    public JsonObject rpcAs(String key, String method, JsonObject params) {
        return json(post("/jsonrpc", call(method, params), "X-API-Key", key).body());
    }

    public CompletableFuture<JsonObject> rpcAsync(String method, JsonObject params) {
        return http.sendAsync(
                request("/jsonrpc", "X-API-Key", KEY).POST(HttpRequest.BodyPublishers.ofString(call(method, params)))
                        .build(),
                BodyHandlers.ofString()).thenApply(response -> json(response.body()).getJsonObject("result"));
    }

    /** Prompts and waits for the end. */
    public JsonObject prompt(String session, String text) {
        return rpc("conversation.prompt",
                Json.createObjectBuilder().add("session_id", session).add("prompt", text).build());
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (List.of(headers).stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            request.header("Content-Type", "application/json");
        }
        return request;
    }

    /** The value of one series of {@code /metrics}, 0 if it is not there. Metrics outlive a gateway within one JVM: compare. */
    public double metric(String family, String... labels) {
        return get("/metrics").body().lines()
                .filter(line -> line.startsWith(family + "{") && Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    public static String call(String method, JsonObject params) {
        return Json.createObjectBuilder().add("jsonrpc", "2.0").add("id", 1).add("method", method).add("params", params)
                .build().toString();
    }

    public static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** An object of alternating names and values: strings, numbers, booleans or JSON. */
    public static JsonObject object(Object... namesAndValues) {
        Map<String, Object> members = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        var json = Json.createObjectBuilder();
        members.forEach((name, value) -> {
            switch (value) {
                case JsonValue inner -> json.add(name, inner);
                case Integer number -> json.add(name, number);
                case Long number -> json.add(name, number);
                case Boolean flag -> json.add(name, flag);
                default -> json.add(name, value.toString());
            }
        });
        return json.build();
    }

    @Override
    public void close() {
        stopGateway();
        http.shutdownNow();
        upstream.close();
        if (ownsFolder) {
            Scratch.remove(folder);
        }
    }

    private Gateway startGateway() {
        synchronized (ONE_AT_A_TIME) {
            return Gateway.start(Settings.read(environment, folder), clock);
        }
    }

    private void stopGateway() {
        synchronized (ONE_AT_A_TIME) {
            gateway.close(Duration.ZERO);
        }
    }

    /** What a test sets differently. */
    public static final class Builder {
        private final Map<String, Optional<String>> environment = new HashMap<>();
        private String yaml = "";
        private Optional<Path> folder = Optional.empty();
        private Optional<ScriptedUpstream> upstream = Optional.empty();

        public Builder with(String variable, String value) {
            environment.put(variable, Optional.of(value));
            return this;
        }

        public Builder without(String variable) {
            environment.put(variable, Optional.empty());
            return this;
        }

        /** The text of {@code app.yaml}. */
        public Builder yaml(String text) {
            yaml = text;
            return this;
        }

        /** A folder that outlives the fixture, for two gateways on one database. */
        public Builder in(Path shared) {
            folder = Optional.of(shared);
            return this;
        }

        public Builder upstream(ScriptedUpstream given) {
            upstream = Optional.of(given);
            return this;
        }

        /** Whether its first start would make the first user as usual, in an embedded database where that usually is. */
        private boolean usualDatabase() {
            return environment.values().stream().allMatch(Optional::isPresent)
                    && Stream.of("DATABASE_URL", "DATA_DIR", "GATEWAY_OWNER_PASSWORD")
                            .noneMatch(environment::containsKey);
        }

        public GatewayFixture start() {
            try {
                return new GatewayFixture(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
