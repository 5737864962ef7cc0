package dev.codexgateway.jsonrpc;

import static dev.codexgateway.jsonrpc.JsonText.json;
import static dev.codexgateway.jsonrpc.JsonText.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.error.Problem;

class DispatcherTest {
    private static final String SECRET = "jdbc:postgresql://db.internal password=hunter2";

    private final LogRecords log = new LogRecords();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aResultIsAnsweredWithTheIdAndNothingElse() {
        Optional<JsonValue> answer = call((params, context) -> Json.createValue(context), "{'k':'v'}");

        assertThat(answer).contains(json("{'jsonrpc':'2.0','result':'a caller','id':1}"));
    }

    @Test
    void aNullResultIsStillAResult() {
        Optional<JsonValue> answer = call((params, context) -> JsonValue.NULL, "{}");

        assertThat(answer).contains(json("{'jsonrpc':'2.0','result':null,'id':1}"));
    }

    static Stream<Arguments> errors() {
        Duration soon = Duration.ofSeconds(3);
        return Stream.of(
                Arguments.of(new GatewayError.InvalidParams("`limit` must be smaller."), -32602),
                Arguments.of(new GatewayError.TooManyRequests("Slow down.", soon), -32001),
                Arguments.of(new GatewayError.Unavailable("Stopping.", soon), -32001),
                Arguments.of(new GatewayError.InsufficientScope("codex.read", "Bearer"), -32011),
                Arguments.of(new GatewayError.NotFound("conversation"), -32012),
                Arguments.of(new GatewayError.Conflict("A turn is running.", Optional.of("turn-1")), -32013),
                Arguments.of(new GatewayError.UpstreamUnavailable("It is failing.", soon), -32014),
                Arguments.of(new GatewayError.UpstreamNotConfigured("There is none."), -32015),
                Arguments.of(new GatewayError.UpstreamFailed("It broke off.", false), -32014),
                Arguments.of(new GatewayError.Forbidden("Not for this key."), -32011),
                Arguments.of(new GatewayError.OAuth("invalid_grant", "No.", false), -32603),
                Arguments.of(new GatewayError.Internal("incident-1"), -32603),
                Arguments.of(new GatewayError.Unauthenticated("No token.", "Bearer"), -32603),
                Arguments.of(new GatewayError.MethodNotAllowed("POST"), -32603),
                Arguments.of(new GatewayError.UnsupportedMediaType("JSON"), -32603),
                Arguments.of(new GatewayError.NotAcceptable("JSON"), -32603),
                Arguments.of(new GatewayError.UpgradeRequired("websocket"), -32603),
                Arguments.of(new GatewayError.TooLarge(10), -32603));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyRefusalHasItsCodeItsSentenceAndItsProblem(GatewayError error, int code) {
        Optional<JsonValue> answer = call((params, context) -> {
            throw new GatewayException(error);
        }, "{}");

        Problem problem = Problem.of(error);
        assertThat(answer).contains(Json.createObjectBuilder(object("{'jsonrpc':'2.0','id':1}"))
                .add("error", Json.createObjectBuilder()
                        .add("code", code)
                        .add("message", problem.detail())
                        .add("data", problem.json("incident-1")))
                .build());
    }

    @Test
    void theTableOfRefusalsHasEveryVariant() {
        List<Class<?>> tested = errors().<Class<?>>map(row -> row.get()[0].getClass()).toList();

        assertThat(tested).containsExactlyInAnyOrder(GatewayError.class.getPermittedSubclasses());
    }

    @Test
    void theCauseOfARefusalIsLoggedAndNotAnswered() {
        Optional<JsonValue> answer = call((params, context) -> {
            throw new GatewayException(new GatewayError.NotFound("conversation"), new IOException(SECRET));
        }, "{}");

        assertThat(answer.orElseThrow().toString()).doesNotContain("hunter2", "IOException");
        assertThat(log.records()).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.WARNING);
            assertThat(entry.getThrown()).hasRootCauseMessage(SECRET);
        });
    }

    @Test
    void aRefusalWithoutACauseIsNotLogged() {
        call((params, context) -> Json.createValue(params.required("prompt")), "{}");

        assertThat(log.records()).isEmpty();
    }

    static Stream<Throwable> bugs() {
        return Stream.of(new IllegalStateException(SECRET), new NullPointerException(), new AssertionError(SECRET),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void anythingElseThatIsThrownIsAnsweredByAnIncidentAlone(Throwable bug) {
        Optional<JsonValue> answer = call(throwing(bug), "{}");

        assertThat(answer).contains(json(
                """
                {'jsonrpc':'2.0','id':1,'error':{'code':-32603,
                  'message':'Something went wrong here. Quote incident incident-1.',
                  'data':{'type':'internal','title':'Internal error','status':500,
                    'detail':'Something went wrong here. Quote incident incident-1.','request_id':'incident-1'}}}"""));
    }

    @Test
    void anythingElseThatIsThrownIsLoggedWithItsIncident() {
        IllegalStateException bug = new IllegalStateException(SECRET);

        call(throwing(bug), "{}");

        assertLogged(Level.SEVERE, bug);
    }

    @Test
    void aMethodThatReturnsNullIsABug() {
        Optional<JsonValue> answer = call((params, context) -> null, "{}");

        assertThat(error(answer).getInt("code")).isEqualTo(-32603);
    }

    @Test
    void anUnknownMethodIsToldWhichThereAre() {
        Dispatcher<String> dispatcher = dispatcher(Map.of("zeta", DispatcherTest::echo, "alpha", DispatcherTest::echo));

        Optional<JsonValue> answer = dispatch(dispatcher, "{'jsonrpc':'2.0','method':'rpc.discover','id':'x'}");

        assertThat(answer).contains(json("""
                                         {'jsonrpc':'2.0','id':'x','error':{'code':-32601,'message':'Method not found',
                                           'data':{'type':'method-not-found','title':'Method not found','status':404,
                                             'detail':'There is no such method.','request_id':'incident-1',
                                             'available_methods':['alpha','zeta']}}}"""));
    }

    @Test
    void anInvalidRequestIsToldWhy() {
        Optional<JsonValue> answer = dispatch(dispatcher(Map.of()), "{'jsonrpc':'2.0','method':7,'id':5}");

        assertThat(answer).contains(json("""
                                         {'jsonrpc':'2.0','id':5,'error':{'code':-32600,'message':'Invalid Request',
                                           'data':{'type':'invalid-request','title':'Invalid Request','status':400,
                                             'detail':'`method` must be a string.','request_id':'incident-1'}}}"""));
    }

    @Test
    void aParseErrorHasNoId() {
        JsonObject answer = Dispatcher.parseError("incident-1");

        assertThat(answer)
                .isEqualTo(json("""
                                {'jsonrpc':'2.0','id':null,'error':{'code':-32700,'message':'Parse error',
                                  'data':{'type':'parse-error','title':'Parse error','status':400,
                                    'detail':'This is not well-formed JSON.','request_id':'incident-1'}}}"""));
    }

    @Test
    @Tag("jsonrpc2-4.1")
    void aNotificationsMethodKnowsThatNobodyWaits() {
        List<String> contexts = new CopyOnWriteArrayList<>();

        Optional<JsonValue> answer = notify((params, context) -> {
            contexts.add(context);
            return JsonValue.TRUE;
        });

        assertThat(answer).isEmpty();
        assertThat(contexts).containsExactly("a caller, not waiting");
    }

    @Test
    @Tag("jsonrpc2-4.1")
    void aRefusedNotificationIsNotAnsweredButLoggedForWhoeverLooks() {
        GatewayException refusal = GatewayException.invalid("No.");

        Optional<JsonValue> answer = notify(throwing(refusal));

        assertThat(answer).isEmpty();
        assertLogged(Level.FINE, refusal);
    }

    @Test
    @Tag("jsonrpc2-4.1")
    void aNotificationThatHitsABugIsNotAnsweredButLogged() {
        Error bug = new AssertionError(SECRET);

        Optional<JsonValue> answer = notify(throwing(bug));

        assertThat(answer).isEmpty();
        assertLogged(Level.SEVERE, bug);
    }

    @Test
    @Tag("jsonrpc2-4.1")
    void aNotificationOfNoMethodIsNotAnsweredAndItsNameNotLogged() {
        Optional<JsonValue> answer = dispatch(dispatcher(Map.of()), "{'jsonrpc':'2.0','method':'made-up'}");

        assertThat(answer).isEmpty();
        assertThat(log.records()).extracting(LogRecord::getMessage).noneMatch(line -> line.contains("made-up"));
    }

    private void assertLogged(Level level, Throwable thrown) {
        assertThat(log.records()).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(level);
            assertThat(entry.getThrown()).isSameAs(thrown);
            assertThat(entry.getMessage()).contains("m, incident incident-1,");
        });
    }

    private static Optional<JsonValue> call(Method<String> method, String params) {
        return dispatch(dispatcher(Map.of("m", method)),
                "{'jsonrpc':'2.0','method':'m','id':1,'params':" + params + "}");
    }

    private static Optional<JsonValue> notify(Method<String> method) {
        return dispatch(dispatcher(Map.of("m", method)), "{'jsonrpc':'2.0','method':'m'}");
    }

    private static Optional<JsonValue> dispatch(Dispatcher<String> dispatcher, String message) {
        return dispatcher.dispatch(json(message), "a caller", "incident-1");
    }

    private static Dispatcher<String> dispatcher(Map<String, Method<String>> methods) {
        return new Dispatcher<>(methods, 3, context -> context + ", not waiting");
    }

    private static JsonValue echo(Params params, String context) {
        return Json.createValue(context);
    }

    private static Method<String> throwing(Throwable thrown) {
        return (params, context) -> {
            switch (thrown) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalArgumentException(thrown);
            }
        };
    }

    private static JsonObject error(Optional<JsonValue> answer) {
        return answer.orElseThrow().asJsonObject().getJsonObject("error");
    }
}
