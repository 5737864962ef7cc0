package dev.codexgateway.jsonrpc;

import static dev.codexgateway.jsonrpc.JsonText.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.error.GatewayException;

@Tag("jsonrpc2-6")
@Timeout(30)
class BatchTest {
    private static final int MAX = 3;

    private final CountDownLatch leftArrived = new CountDownLatch(1);
    private final CountDownLatch rightArrived = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger counted = new AtomicInteger();
    private final LogRecords log = new LogRecords();

    private final Dispatcher<String> dispatcher = new Dispatcher<>(Map.of(
            "left", (params, context) -> meet(leftArrived, rightArrived),
            "right", (params, context) -> meet(rightArrived, leftArrived),
            "wait", (params, context) -> meet(leftArrived, never),
            "thread", (params, context) -> Json.createValue(Thread.currentThread().isVirtual()
                    + " " + Thread.currentThread().threadId()),
            "count", (params, context) -> Json.createValue(counted.incrementAndGet()),
            "refuse", (params, context) -> {
                throw GatewayException.invalid("No.");
            },
            "break", (params, context) -> {
                throw new AssertionError("broken");
            }), MAX, UnaryOperator.identity());

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void twoCallsThatWaitForEachOtherBothComplete() {
        Optional<JsonValue> answer = dispatch("[" + call("left", 1) + "," + call("right", 2) + "]");

        assertThat(answer).contains(
                json("[{'jsonrpc':'2.0','result':true,'id':1},{'jsonrpc':'2.0','result':true,'id':2}]"));
    }

    @Test
    void answersStandInTheOrderOfTheCallsHoweverTheyEnd() {
        Optional<JsonValue> answer = dispatch("[" + call("left", 1) + "," + call("count", 2) + "," + call("right", 3)
                + "]");

        assertThat(answer.orElseThrow().asJsonArray().getValuesAs(JsonObject.class))
                .extracting(response -> response.getInt("id")).containsExactly(1, 2, 3);
    }

    @Test
    void everyCallHasAVirtualThreadOfItsOwn() {
        Optional<JsonValue> answer = dispatch("[" + call("thread", 1) + "," + call("thread", 2) + "]");

        assertThat(answer.orElseThrow().asJsonArray().getValuesAs(JsonObject.class))
                .extracting(response -> response.getString("result"))
                .doesNotHaveDuplicates()
                .allMatch(thread -> thread.startsWith("true "));
    }

    @Test
    void oneThatFailsHarmsNoOther() {
        Optional<JsonValue> answer = dispatch("[" + call("break", 1) + "," + call("refuse", 2) + "," + call("count", 3)
                + "]");

        assertThat(answer.orElseThrow().asJsonArray().getValuesAs(JsonObject.class))
                .extracting(response -> response.containsKey("error") ? code(response) : response.getInt("result"))
                .containsExactly(-32603, -32602, 1);
    }

    @Test
    void aBatchInABatchIsAnInvalidCall() {
        Optional<JsonValue> answer = dispatch("[[" + call("count", 1) + "]]");

        assertThat(code(answer.orElseThrow().asJsonArray().getJsonObject(0))).isEqualTo(-32600);
        assertThat(counted).hasValue(0);
    }

    @Test
    void callsOfTheSameIdAreAllAnswered() {
        Optional<JsonValue> answer = dispatch("[" + call("count", 1) + "," + call("count", 1) + "]");

        assertThat(answer.orElseThrow().asJsonArray()).hasSize(2);
    }

    @Test
    void notificationsRunToTheirEndAndLeaveNoGapInTheAnswers() {
        String notification = "{'jsonrpc':'2.0','method':'count'}";

        Optional<JsonValue> answer = dispatch("[" + notification + "," + call("refuse", 1) + "," + notification + "]");

        assertThat(answer.orElseThrow().asJsonArray()).hasSize(1);
        assertThat(counted).hasValue(2);
    }

    @Test
    void notificationsThatFailAreNotAnswered() {
        Optional<JsonValue> answer = dispatch("[{'jsonrpc':'2.0','method':'break'},{'jsonrpc':'2.0','method':'none'}]");

        assertThat(answer).isEmpty();
    }

    @Test
    void anEmptyBatchIsOneInvalidRequest() {
        Optional<JsonValue> answer = dispatch("[]");

        assertThat(detail(answer)).isEqualTo("A batch must hold a call.");
    }

    @Test
    void aBatchThatIsTooLongIsRefusedAndNoneOfItRun() {
        String batch = String.join(",", Collections.nCopies(MAX + 1, call("count", 1)));

        Optional<JsonValue> answer = dispatch("[" + batch + "]");

        assertThat(detail(answer)).isEqualTo("A batch may hold at most 3 calls.");
        assertThat(counted).hasValue(0);
    }

    @Test
    void aBatchOfTheGreatestLengthIsRun() {
        dispatch("[" + String.join(",", Collections.nCopies(MAX, call("count", 1))) + "]");

        assertThat(counted).hasValue(MAX);
    }

    @Test
    void anInterruptReachesTheCallsAndIsKept() throws Exception {
        FutureTask<Integer> dispatched = new FutureTask<>(() -> {
            Optional<JsonValue> answer = dispatch("[" + call("wait", 1) + "]");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return code(answer.orElseThrow().asJsonArray().getJsonObject(0));
        });
        Thread caller = Thread.ofVirtual().start(dispatched);
        leftArrived.await();

        caller.interrupt();

        assertThat(dispatched.get()).isEqualTo(-32603);
    }

    private Optional<JsonValue> dispatch(String message) {
        return dispatcher.dispatch(json(message), "a caller", "incident-1");
    }

    private static String call(String method, int id) {
        return "{'jsonrpc':'2.0','method':'" + method + "','id':" + id + "}";
    }

    private static int code(JsonObject response) {
        return response.getJsonObject("error").getInt("code");
    }

    private static String detail(Optional<JsonValue> answer) {
        JsonObject response = answer.orElseThrow().asJsonObject();
        assertThat(code(response)).isEqualTo(-32600);
        assertThat(response.get("id")).isEqualTo(JsonValue.NULL);
        return response.getJsonObject("error").getJsonObject("data").getString("detail");
    }

    private static JsonValue meet(CountDownLatch mine, CountDownLatch other) {
        mine.countDown();
        try {
            return other.await(20, TimeUnit.SECONDS) ? JsonValue.TRUE : JsonValue.FALSE;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
