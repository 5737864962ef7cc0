package dev.codexgateway.usage;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Scope;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** Limits as callers meet them. The configured ones hold for whoever has no other. */
@Timeout(120)
class RateLimitOverHttpTest {
    private static final String LIST = call("conversation.list", object());
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder()
                .yaml("limits:\n  requests-per-minute: 37\n  concurrent-turns: 3\n  tokens-per-day: 1000\n").start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void of100ClientsThatHammerALimitOf37Exactly37AreLetThrough() {
        double before = refused("requests-per-minute");

        List<HttpResponse<String>> answers = Concurrently.call(100,
                () -> gateway.post("/jsonrpc", LIST, "X-API-Key", KEY));

        assertThat(statuses(answers)).containsOnlyKeys(200, 429).containsEntry(200, 37L).containsEntry(429, 63L);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200).map(answer -> field(answer, "r")))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 37).boxed().toList());
        assertThat(answers).allSatisfy(answer -> assertThat(header(answer, "RateLimit-Policy"))
                .isEqualTo("\"requests\";q=37;w=60"));
        answers.stream().filter(answer -> answer.statusCode() == 429).forEach(answer -> {
            JsonObject problem = Shapes.problem(answer, 429, "too-many-requests");
            assertThat(problem.getInt("retry_after")).isBetween(1, 61);
            assertThat(header(answer, "Retry-After")).isEqualTo(Integer.toString(problem.getInt("retry_after")));
            assertThat(header(answer, "RateLimit")).matches("\"requests\";r=0;t=([1-9]|[1-5]\\d|6[01])");
        });
        assertThat(refused("requests-per-minute")).isEqualTo(before + 63);
        assertThat(gateway.post("/jsonrpc", LIST, "X-API-Key", OTHER_KEY).statusCode()).isEqualTo(200);
    }

    @Test
    void everyRouteCountsAndARefusalOfTheCredentialDoesNot() {
        String key = key("counted", allowance(6, 9, 1_000_000));

        assertThat(field(gateway.get("/conversations", "X-API-Key", key), "r")).isEqualTo(5);
        assertThat(gateway.get("/conversations", "X-API-Key", key + "x").headers().firstValue("RateLimit")).isEmpty();
        assertThat(field(gateway.get("/conversations/none", "X-API-Key", key), "r")).isEqualTo(4);
        assertThat(field(gateway.post("/jsonrpc", '[' + LIST + ',' + LIST + ',' + LIST + ']', "X-API-Key", key), "r"))
                .isEqualTo(3);
        assertThat(field(gateway.get("/usage", "X-API-Key", key), "r")).isEqualTo(2);
        assertThat(gateway.get("/health").headers().firstValue("RateLimit")).isEmpty();
    }

    @Test
    void noMoreTurnsRunAtOnceThanAllowedWhoeverRaces() {
        String key = key("racer", allowance(100_000, 3, 1_000_000));
        double before = refused("concurrent-turns");
        List<Callable<HttpResponse<String>>> prompts = IntStream.range(0, 40)
                .<Callable<HttpResponse<String>>>mapToObj(i -> () -> prompt(key, "racer-" + i)).toList();

        List<HttpResponse<String>> answers = whileNothingEnds(() -> Concurrently.call(prompts));

        assertThat(statuses(answers)).containsOnlyKeys(202, 429).containsEntry(202, 3L);
        assertThat(refused("concurrent-turns")).isEqualTo(before + 37);
        // What was refused is not charged to the other limit.
        assertThat(field(gateway.get("/conversations", "X-API-Key", key), "r")).isEqualTo(100_000 - 3 - 1);
    }

    @Test
    void aRefusalInJsonRpcSaysWhenToTryAgainAndIsNotCharged() {
        String key = key("rpc", allowance(1_000, 1, 1_000_000));
        String prompt = call("conversation.prompt", object("prompt", "a", "wait_seconds", 0));

        List<HttpResponse<String>> answers = whileNothingEnds(() -> Stream.of(prompt, prompt,
                '[' + prompt + ',' + prompt + ']', '[' + prompt + ',' + LIST + ']')
                .map(body -> gateway.post("/jsonrpc", body, "X-API-Key", key)).toList());

        JsonObject problem = Shapes.rpcError(answers.get(1).body(), -32001).getJsonObject("data");
        assertThat(problem.getString("type")).isEqualTo("too-many-requests");
        assertThat(problem.getInt("retry_after")).isPositive();
        assertThat(answers.stream().map(answer -> field(answer, "r"))).containsExactly(999, 999, 999, 998);
    }

    @Test
    void aRefusalByAnMcpToolSaysWhenToTryAgainAndIsNotCharged() {
        String key = key("mcp", allowance(1_000, 1, 1_000_000));
        String prompt = object("jsonrpc", "2.0", "id", 1, "method", "tools/call", "params",
                object("name", "codex_prompt", "arguments", object("prompt", "a", "wait_seconds", 0))).toString();

        List<HttpResponse<String>> answers = whileNothingEnds(() -> Stream.of(prompt, prompt)
                .map(body -> gateway.post("/mcp", body, "X-API-Key", key, "MCP-Protocol-Version", "2025-11-25",
                        "Accept", "application/json, text/event-stream"))
                .toList());

        JsonObject refused = json(answers.get(1).body()).getJsonObject("result");
        assertThat(refused.getBoolean("isError")).isTrue();
        assertThat(refused.toString()).contains("too-many-requests").contains("retry_after");
        assertThat(answers.stream().map(answer -> field(answer, "r"))).containsExactly(999, 999);
    }

    @Test
    void whoWaitsForEachEndMayAlwaysBeginTheNext() {
        String key = key("sequential", allowance(1_000, 1, 1_000_000));

        for (int i = 0; i < 25; i++) {
            JsonObject answer = gateway.rpcAs(key, "conversation.prompt",
                    object("prompt", "a", "session_id", "s" + i % 2));
            assertThat(answer.getJsonObject("result").getString("status")).isEqualTo("completed");
        }
    }

    @Test
    void aCancelledTurnMakesRoomForTheNext() {
        String key = key("canceller", allowance(1_000, 1, 1_000_000));

        HttpResponse<String> next = whileNothingEnds(() -> {
            prompt(key, "one");
            assertThat(gateway.post("/conversations/one/cancel", "", "X-API-Key", key).body())
                    .contains("\"cancelled\":true");
            return prompt(key, "two");
        });

        assertThat(next.statusCode()).isEqualTo(202);
    }

    @Test
    void aRepetitionStartsNothingAndIsNotRefused() {
        String key = key("repeater", allowance(1_000, 1, 1_000_000));

        List<HttpResponse<String>> answers = whileNothingEnds(() -> Concurrently.call(32,
                () -> prompt(key, "repeated", "Idempotency-Key", "the-same")));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202);
        assertThat(answers.stream().map(answer -> json(answer.body()).getString("turn_id")).distinct()).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.body().contains("\"repeated\":true")).hasSize(31);
    }

    @Test
    void aSecondPromptInARunningConversationIsAConflictBeforeItIsTooMuch() {
        String key = key("impatient", allowance(1_000, 1, 1_000_000));

        HttpResponse<String> second = whileNothingEnds(() -> {
            prompt(key, "busy");
            return prompt(key, "busy");
        });

        assertThat(Shapes.problem(second, 409, "conflict").getString("turn_id")).startsWith("turn_");
    }

    @Test
    void aTurnThatWasRefusedByAnotherLimitTakesNoPlace() {
        String key = key("unlucky", allowance(1_000, 1, 1));
        gateway.rpcAs(key, "conversation.prompt", object("prompt", "a"));
        double before = refused("tokens-per-day");

        List<HttpResponse<String>> answers = IntStream.range(0, 5).mapToObj(i -> prompt(key, "unlucky-" + i)).toList();

        assertThat(answers).allSatisfy(answer -> Shapes.problem(answer, 429, "too-many-requests"));
        assertThat(refused("tokens-per-day")).isEqualTo(before + 5);
    }

    @Test
    void tokensAreBookedBeforeTheEndIsSeenAndRefusedUntilMidnight() {
        String key = key("spender", allowance(1_000, 9, 250));
        gateway.upstream().otherwise(_ -> Answer.text("a").usage(100, 20, 10, 0));

        List<String> statuses = IntStream.range(0, 3)
                .mapToObj(_ -> gateway.rpcAs(key, "conversation.prompt", object("prompt", "a")))
                .map(answer -> answer.getJsonObject("result").getString("status")).toList();
        HttpResponse<String> refused = prompt(key, "beyond");

        assertThat(statuses).containsOnly("completed");
        Shapes.problem(refused, 429, "too-many-requests");
        long now = gateway.clock().instant().getEpochSecond();
        assertThat(header(refused, "Retry-After")).isEqualTo(Long.toString(86_400 - now % 86_400));
        assertThat(gateway.get("/usage", "X-API-Key", key).body()).contains("\"tokens_used_today\":330");
        gateway.clock().advance(Duration.ofDays(1));
        assertThat(prompt(key, "next-day").statusCode()).isIn(200, 202);
    }

    /** The upstream answers when the work is done. */
    private static <T> T whileNothingEnds(Supplier<T> work) {
        CountDownLatch end = new CountDownLatch(1);
        gateway.upstream().otherwise(_ -> Answer.text("a").gate(end));
        try {
            return work.get();
        } finally {
            end.countDown();
            gateway.upstream().otherwise(_ -> Answer.text("a"));
        }
    }

    private static Map<Integer, Long> statuses(List<HttpResponse<String>> answers) {
        return answers.stream().collect(Collectors.groupingBy(HttpResponse::statusCode, Collectors.counting()));
    }

    private static HttpResponse<String> prompt(String key, String session, String... headers) {
        String[] all = Stream.concat(Stream.of("X-API-Key", key), Stream.of(headers)).toArray(String[]::new);
        return gateway.post("/conversations",
                object("session_id", session, "prompt", "a", "wait_seconds", 0).toString(), all);
    }

    private static String key(String name, Allowance allowance) {
        return gateway.addKey(name, Scope.USUAL, allowance);
    }

    private static Allowance allowance(int requests, int turns, int tokens) {
        return new Allowance(Optional.of(requests), Optional.of(turns), Optional.of(tokens));
    }

    private static double refused(String limit) {
        return gateway.metric("rate_limited_total", "limit=\"" + limit + '"');
    }

    private static int field(HttpResponse<String> answer, String name) {
        String value = header(answer, "RateLimit");
        return Integer.parseInt(value.replaceFirst(".*;" + name + "=(\\d+).*", "$1"));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }
}
