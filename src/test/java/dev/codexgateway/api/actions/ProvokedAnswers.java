package dev.codexgateway.api.actions;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import dev.codexgateway.access.ApiKey;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** Ways to every kind of answer that the operations have: at least one for each status. */
final class ProvokedAnswers implements AutoCloseable {
    /** As many calls as the circuit breaker looks at. */
    private static final int VOLUME = 40;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final GatewayFixture gateway = GatewayFixture.start();
    /** Takes one wrong credential a minute and one turn at once. */
    private final GatewayFixture narrow = GatewayFixture.builder()
            .yaml("limits: {failed-credentials-per-minute: 1, running-turns: 1}").start();
    private final String reader;
    private final String writer;

    ProvokedAnswers() {
        try (Database database = Database.open(gateway.gateway().settings().database())) {
            reader = key(new JdbcApiKeys(database), Scope.READ);
            writer = key(new JdbcApiKeys(database), Scope.WRITE);
        }
    }

    @Override
    public void close() {
        narrow.close();
        gateway.close();
    }

    GatewayFixture gateway() {
        return gateway;
    }

    /** A call by somebody who has all scopes but this one. */
    HttpResponse<String> without(Scope scope, Operation operation) {
        return call(gateway, operation, "any", scope == Scope.READ ? writer : reader);
    }

    Stream<Case> all() {
        return Stream.of(everywhere(), prompting(), reading(), stopping()).flatMap(cases -> cases);
    }

    private Stream<Case> everywhere() {
        return Arrays.stream(Operation.values()).flatMap(operation -> Stream.of(
                new Case(operation, 401, "without a credential", () -> call(gateway, operation, "any", "")),
                new Case(operation, 403, "without the scope", () -> without(
                        Set.of(Operation.LIST, Operation.GET).contains(operation) ? Scope.READ : Scope.WRITE,
                        operation)),
                new Case(operation, 429, "after wrong credentials",
                        () -> {
                            // The first may be the one that is taken in this minute.
                            call(narrow, operation, "any", "wrong");
                            return call(narrow, operation, "any", "wrong again");
                        })));
    }

    private Stream<Case> prompting() {
        return Stream.of(
                new Case(Operation.PROMPT, 200, "completed", () -> prompt(gateway, object("prompt", "Hello"))),
                new Case(Operation.PROMPT, 200, "failed", () -> {
                    gateway.upstream().next(Answer.failed("server_error"));
                    return prompt(gateway, object("prompt", "Hello"));
                }),
                new Case(Operation.PROMPT, 200, "the first of several pages",
                        () -> prompt(gateway, longPrompt(name()))),
                new Case(Operation.PROMPT, 200, "repeated", () -> {
                    prompt(gateway, object("prompt", "Once", "request_id", "once"));
                    return prompt(gateway, object("prompt", "Once", "request_id", "once"));
                }),
                new Case(Operation.PROMPT, 202, "running", () -> begin(gateway, name())),
                new Case(Operation.PROMPT, 202, "running, repeated", () -> {
                    JsonObject params = object("prompt", "x", "request_id", "still", "wait_seconds", 0);
                    begin(gateway, params);
                    return prompt(gateway, params);
                }),
                new Case(Operation.PROMPT, 400, "without a prompt", () -> prompt(gateway, object())),
                new Case(Operation.PROMPT, 409, "while another turn runs",
                        () -> prompt(gateway, object("prompt", "Else", "session_id", running()))),
                new Case(Operation.PROMPT, 409, "with a used request id", () -> {
                    prompt(gateway, object("prompt", "One", "request_id", "used"));
                    return prompt(gateway, object("prompt", "Two", "request_id", "used"));
                }),
                new Case(Operation.PROMPT, 413, "of more than a body's limit",
                        () -> prompt(gateway, object("prompt", "x".repeat(17 * 1024 * 1024)))),
                new Case(Operation.PROMPT, 415, "in another type", () -> gateway.post("/conversations", "Hello",
                        "X-API-Key", KEY, "Content-Type", "text/plain")),
                new Case(Operation.PROMPT, 429, "while as many turns run as may", () -> {
                    begin(narrow, name());
                    return prompt(narrow, object("prompt", "One more"));
                }),
                new Case(Operation.PROMPT, 502, "while the upstream fails", ProvokedAnswers::whileFailing),
                new Case(Operation.PROMPT, 503, "without an upstream", () -> {
                    try (GatewayFixture bare = GatewayFixture.builder().without("OPENAI_API_KEY").start()) {
                        return prompt(bare, object("prompt", "Hello"));
                    }
                }));
    }

    private Stream<Case> reading() {
        return Stream.of(
                new Case(Operation.LIST, 200, "all", () -> call(gateway, Operation.LIST, "", KEY)),
                new Case(Operation.LIST, 200, "none", () -> call(gateway, Operation.LIST, "", reader)),
                new Case(Operation.LIST, 200, "a page of several", () -> {
                    ended();
                    ended();
                    return gateway.get("/conversations?limit=1", "X-API-Key", KEY);
                }),
                new Case(Operation.LIST, 400, "of no length",
                        () -> gateway.get("/conversations?limit=0", "X-API-Key", KEY)),
                new Case(Operation.GET, 200, "ended", () -> call(gateway, Operation.GET, session(ended()), KEY)),
                new Case(Operation.GET, 200, "a page", () -> {
                    String session = name();
                    prompt(gateway, longPrompt(session));
                    return gateway.get("/conversations/" + session + "?content_offset=10", "X-API-Key", KEY);
                }),
                new Case(Operation.GET, 200, "cancelled", () -> {
                    String session = running();
                    call(gateway, Operation.CANCEL, session, KEY);
                    return call(gateway, Operation.GET, session, KEY);
                }),
                new Case(Operation.GET, 202, "running",
                        () -> gateway.get("/conversations/" + running() + "?wait_seconds=0", "X-API-Key", KEY)),
                new Case(Operation.GET, 400, "by what is no name", () -> call(gateway, Operation.GET, "a%20b", KEY)),
                new Case(Operation.GET, 404, "unknown", () -> call(gateway, Operation.GET, "unknown", KEY)));
    }

    private Stream<Case> stopping() {
        return Stream.of(
                new Case(Operation.CANCEL, 200, "running", () -> call(gateway, Operation.CANCEL, running(), KEY)),
                new Case(Operation.CANCEL, 200, "ended", () -> call(gateway, Operation.CANCEL, session(ended()), KEY)),
                new Case(Operation.CANCEL, 400, "no name", () -> call(gateway, Operation.CANCEL, "a%20b", KEY)),
                new Case(Operation.CANCEL, 404, "unknown", () -> call(gateway, Operation.CANCEL, "unknown", KEY)),
                new Case(Operation.DELETE, 200, "running", () -> call(gateway, Operation.DELETE, running(), KEY)),
                new Case(Operation.DELETE, 400, "no name", () -> call(gateway, Operation.DELETE, "a%20b", KEY)),
                new Case(Operation.DELETE, 404, "unknown", () -> call(gateway, Operation.DELETE, "unknown", KEY)));
    }

    private static HttpResponse<String> whileFailing() {
        try (GatewayFixture failing = GatewayFixture.builder().yaml("openai: {retries: 0}").start()) {
            failing.upstream().otherwise(_ -> Answer.error(503, null, "Down."));
            for (int i = 0; i < VOLUME; i++) {
                prompt(failing, object("prompt", "Hello"));
            }
            return prompt(failing, object("prompt", "Hello"));
        }
    }

    private JsonObject longPrompt(String session) {
        gateway.upstream().next(Answer.text("0123456789".repeat(20_000)));
        return object("prompt", "Tell me more", "session_id", session);
    }

    JsonObject ended() {
        return json(prompt(gateway, object("prompt", "Hello")).body());
    }

    private String running() {
        return session(json(begin(gateway, name()).body()));
    }

    private static HttpResponse<String> begin(GatewayFixture where, String session) {
        return begin(where, object("prompt", "Hello", "session_id", session, "wait_seconds", 0));
    }

    /** A turn that does not end; returns when the upstream was asked, so that no other prompt gets its answer. */
    private static HttpResponse<String> begin(GatewayFixture where, JsonObject params) {
        int asked = where.upstream().requests().size();
        where.upstream().next(Answer.text("a").gate(NEVER));
        HttpResponse<String> answer = prompt(where, params);
        where.upstream().awaitRequest(asked, Duration.ofSeconds(10));
        return answer;
    }

    private static String session(JsonObject answer) {
        return answer.getString("session_id");
    }

    private static String name() {
        return UUID.randomUUID().toString();
    }

    private static HttpResponse<String> prompt(GatewayFixture where, JsonObject body) {
        return where.post("/conversations", body.toString(), "X-API-Key", KEY);
    }

    /** @param key none if it is empty */
    static HttpResponse<String> call(GatewayFixture where, Operation operation, String session, String key) {
        String[] headers = key.isEmpty() ? new String[0] : new String[]{"X-API-Key", key};
        String body = operation == Operation.PROMPT ? "{\"prompt\":\"Hello\"}" : "";
        return where.send(where.request(operation.path().replace("{session_id}", session), headers)
                .method(operation.method().text(), BodyPublishers.ofString(body)).build());
    }

    private String key(JdbcApiKeys keys, Scope scope) {
        Secret key = ApiKey.generate();
        keys.create(new ApiKey(scope.word() + " only", CredentialHash.of(key.reveal()), Set.of(scope),
                gateway.clock().instant(), Optional.empty(), Optional.empty()));
        return key.reveal();
    }

    /** @param what tells it from others with its status */
    record Case(Operation operation, int status, String what, Supplier<HttpResponse<String>> call) {

        String pair() {
            return operation.id() + " " + status;
        }

        String name() {
            return pair() + ": " + what;
        }
    }
}
