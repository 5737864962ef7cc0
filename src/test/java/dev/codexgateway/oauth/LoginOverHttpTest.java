package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;

/** Guessing passwords over HTTP: it is slowed and refused, tells nothing, and harms nobody else. */
class LoginOverHttpTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final String HOME = "203.0.113.1";
    private static final String ELSEWHERE = "203.0.113.2";

    private GatewayFixture gateway;

    @BeforeEach
    void start() {
        gateway = GatewayFixture.builder().yaml("""
                                                server:
                                                  trusted-proxies: 127.0.0.1
                                                limits:
                                                  wrong-passwords-per-user-and-address: 3
                                                  wrong-passwords-per-address: 12
                                                """).start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void whoGuessesTooOftenWaitsAndTheUserComesInFromElsewhere() {
        for (int i = 0; i < 3; i++) {
            assertThat(login("owner", "wrong", HOME).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = login("owner", OWNER_PASSWORD, HOME);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(890L, 900L);
        assertThat(refused.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(refused.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.contains("session"));

        assertThat(login("owner", OWNER_PASSWORD, ELSEWHERE).statusCode()).isEqualTo(303);
        gateway.clock().advance(Duration.ofMinutes(15));
        assertThat(login("owner", OWNER_PASSWORD, HOME).statusCode()).isEqualTo(303);
    }

    @Test
    void anAddressThatTriesManyNamesWaits() {
        for (int i = 0; i < 12; i++) {
            assertThat(login("user" + i, "wrong", HOME).statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = login("owner", OWNER_PASSWORD, HOME);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(3590L, 3600L);
        assertThat(login("owner", OWNER_PASSWORD, ELSEWHERE).statusCode()).isEqualTo(303);
    }

    @Test
    void theUsualLimitsAreTenAndAHundred() {
        try (GatewayFixture usual = GatewayFixture.start()) {
            LoginConfig limits = usual.gateway().settings().login();

            assertThat(limits).isEqualTo(new LoginConfig(10, 100, 60));
        }
    }

    @Test
    void anUnknownNameAndAWrongPasswordReadTheSame() {
        HttpResponse<String> wrong = login("owner", "wrong", HOME);
        HttpResponse<String> unknown = login("nobody", "wrong", HOME);

        assertThat(unknown.statusCode()).isEqualTo(wrong.statusCode()).isEqualTo(401);
        assertThat(plain(unknown)).isEqualTo(plain(wrong));
    }

    @Test
    void aFloodOfSignInsLeavesOtherCallsAlone() {
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String address = "198.51.100." + i;
            String name = "user" + i;
            all.add(() -> login(name, "wrong", address).statusCode());
        }
        for (int i = 0; i < 20; i++) {
            all.add(this::tenCalls);
        }

        List<Integer> answers = Concurrently.call(all);

        assertThat(answers.subList(200, 220)).as("calls that were answered").containsOnly(10);
        assertThat(answers.subList(0, 200)).containsAnyOf(401).isSubsetOf(401, 429, 503);
        assertThat(login("owner", OWNER_PASSWORD, HOME).statusCode()).isEqualTo(303);
    }

    private int tenCalls() {
        int good = 0;
        for (int i = 0; i < 10; i++) {
            if (gateway.rpcAs(KEY, "conversation.list", object()).containsKey("result")) {
                good++;
            }
        }
        return good;
    }

    private HttpResponse<String> login(String name, String password, String address) {
        HttpResponse<String> page = gateway.get("/oauth/login");
        Matcher token = TOKEN.matcher(page.body());
        assertThat(token.find()).isTrue();
        return gateway.send(gateway.request("/oauth/login", "Content-Type", "application/x-www-form-urlencoded",
                "Cookie", page.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0], "X-Forwarded-For",
                address).POST(
                        BodyPublishers.ofString(Person.encode(
                                Map.of("csrf", token.group(1), "username", name, "password", password))))
                .build());
    }

    private static String plain(HttpResponse<String> page) {
        return TOKEN.matcher(page.body()).replaceAll("").replace("nobody", "NAME").replace("owner", "NAME");
    }
}
