package dev.codexgateway.api.usage;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Scope;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** {@code GET /usage} after calls of several callers on two days. */
class UsageEndpointTest {
    private static GatewayFixture gateway;
    private static String maria;
    private static String administrator;
    private static String writer;

    @BeforeAll
    static void use() {
        gateway = GatewayFixture.start();
        maria = gateway.addKey("maria", Scope.USUAL,
                new Allowance(Optional.of(1_000), Optional.empty(), Optional.of(500_000)));
        administrator = gateway.addKey("administrator", EnumSet.of(Scope.ADMIN), Allowance.USUAL);
        writer = gateway.addKey("writer", EnumSet.of(Scope.WRITE), Allowance.USUAL);
        gateway.upstream().next(Answer.text("a").model("gpt-a").usage(100, 20, 10, 5),
                Answer.text("a").model("gpt-b").usage(1, 0, 1, 0), Answer.failed("server_error"),
                Answer.text("a").model("gpt-a").usage(7, 0, 3, 0), Answer.text("a").model("gpt-a").usage(50, 0, 50, 0));
        prompt(maria);
        prompt(maria);
        prompt(maria);
        gateway.clock().advance(Duration.ofDays(1));
        prompt(maria);
        prompt(KEY);
        gateway.restart();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aCallerSeesWhatItUsedByDayAndModel() {
        JsonObject usage = usage(maria, "");

        assertThat(usage.getString("from")).isEqualTo("2026-10-26");
        assertThat(usage.getString("to")).isEqualTo("2026-11-24");
        List<JsonObject> data = data(usage);
        assertThat(data).extracting(row -> row.getString("day") + ' ' + row.getString("name") + ' '
                + row.getString("model") + ' ' + row.getInt("calls") + ' ' + row.getInt("failed") + ' '
                + row.getInt("input_tokens") + ' ' + row.getInt("cached_input_tokens") + ' '
                + row.getInt("output_tokens") + ' ' + row.getInt("reasoning_output_tokens"))
                .startsWith("2026-11-24 maria gpt-a 1 0 7 0 3 0", "2026-11-23 maria gpt-6.1-sol 1 1 0 0 0 0",
                        "2026-11-23 maria gpt-a 1 0 100 20 10 5", "2026-11-23 maria gpt-b 1 0 1 0 1 0")
                .hasSize(4);
        assertThat(data).allSatisfy(row -> {
            assertThat(row.getString("caller")).startsWith("key:");
            assertThat(row.getJsonNumber("avg_duration_ms").doubleValue()).isPositive();
            assertThat(row.getJsonNumber("avg_time_to_first_byte_ms").doubleValue()).isPositive();
        });
        assertThat(usage.getJsonObject("totals").getInt("calls")).isEqualTo(4);
        assertThat(usage.getJsonObject("totals").getInt("failed")).isOne();
        assertThat(usage.get("next_cursor")).isEqualTo(JsonValue.NULL);
    }

    @Test
    void aCallerSeesItsLimitsAndOnlyThoseThereAre() {
        assertThat(usage(maria, "").getJsonObject("limits")).isEqualTo(
                object("requests_per_minute", 1_000, "tokens_per_day", 500_000, "tokens_used_today", 10));
        assertThat(usage(KEY, "").getJsonObject("limits")).isEqualTo(object("tokens_used_today", 100));
    }

    @Test
    void anothersUsageIsNeverShownWithoutAdmin() {
        String mariasId = data(usage(maria, "")).getFirst().getString("caller");

        for (String asked : List.of("maria", mariasId, "nobody", "%25")) {
            Shapes.problem(get(KEY, "?caller=" + asked), 403, "insufficient-scope");
        }
        assertThat(data(usage(KEY, ""))).extracting(row -> row.getInt("input_tokens")).containsExactly(50);
        assertThat(data(usage(OTHER_KEY, ""))).isEmpty();
        assertThat(usage(OTHER_KEY, "").getJsonObject("totals").getInt("calls")).isZero();
        assertThat(data(usage(maria, "?caller=maria"))).hasSize(4);
        assertThat(data(usage(maria, "?caller=" + mariasId))).hasSize(4);
    }

    @Test
    void anAdministratorSeesAllAndAnybody() {
        assertThat(data(usage(administrator, ""))).extracting(row -> row.getString("name")).contains("maria")
                .hasSize(5);
        assertThat(data(usage(administrator, "?caller=maria"))).extracting(row -> row.getString("name"))
                .containsOnly("maria").hasSize(4);
        assertThat(data(usage(administrator, "?caller=nobody"))).isEmpty();
    }

    @Test
    void whoMayNotReadSeesNothing() {
        Shapes.problem(get(writer, ""), 403, "insufficient-scope");
        Shapes.problem(gateway.get("/usage"), 401, "unauthenticated");
    }

    @Test
    void rowsAreAddedUpAsAsked() {
        assertThat(data(usage(maria, "?group=day"))).extracting(JsonObject::keySet).allSatisfy(
                members -> assertThat(members).contains("day", "calls").doesNotContain("caller", "name", "model"));
        assertThat(data(usage(maria, "?group=model"))).extracting(row -> row.getString("model"))
                .containsExactly("gpt-6.1-sol", "gpt-a", "gpt-b");
        assertThat(data(usage(maria, "?group=caller,day"))).extracting(row -> row.getInt("calls")).containsExactly(1,
                3);
    }

    @Test
    void onlyTheDaysAskedForAreShown() {
        assertThat(data(usage(maria, "?from=2026-11-24&to=2026-11-24"))).hasSize(1);
        assertThat(data(usage(maria, "?to=2026-11-23"))).hasSize(3);
        assertThat(data(usage(maria, "?from=2025-12-20&to=2027-01-23"))).hasSize(4);
    }

    @Test
    void pagesLeadToTheEnd() {
        JsonObject page = usage(maria, "?limit=3");
        assertThat(data(page)).hasSize(3);
        assertThat(page.getJsonObject("totals").getInt("calls")).isEqualTo(4);

        JsonObject rest = usage(maria, "?limit=3&cursor=" + page.getString("next_cursor"));

        assertThat(data(rest)).extracting(row -> row.getString("model")).containsExactly("gpt-b");
        assertThat(rest.get("next_cursor")).isEqualTo(JsonValue.NULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=yesterday", "from=2026-02-30", "to=2026-11-23T00:00:00Z", "from=-2026-01-01",
            "from=%2B12026-01-01", "from=2026-11-24&to=2026-11-23", "from=2025-01-01&to=2026-11-23", "from=", "group=",
            "group=week", "group=day,", "limit=0", "limit=1001", "limit=x", "cursor=x", "cursor=%00", "caller=",
            "caller=a&caller=b", "from=0001-01-01"})
    void whatCannotBeAskedIsRefused(String query) {
        Shapes.problem(get(administrator, '?' + query), 400, "invalid-params");
    }

    @Test
    void aNameThatIsHostileFindsNothing() {
        for (String name : Set.of("%27%20OR%201=1--", "%00", "%F0%9F%98%80", "a".repeat(512))) {
            assertThat(data(usage(administrator, "?caller=" + name))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "HEAD"})
    void itIsOnlyRead(String method) {
        HttpResponse<String> answer = gateway.send(gateway.request("/usage", "X-API-Key", maria)
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody()).build());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }

    private static void prompt(String key) {
        gateway.rpcAs(key, "conversation.prompt", object("prompt", "a"));
    }

    private static HttpResponse<String> get(String key, String query) {
        return gateway.get("/usage" + query, "X-API-Key", key);
    }

    private static JsonObject usage(String key, String query) {
        HttpResponse<String> answer = get(key, query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return json(answer.body());
    }

    private static List<JsonObject> data(JsonObject usage) {
        return usage.getJsonArray("data").getValuesAs(JsonObject.class);
    }
}
