package dev.codexgateway.process;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.Person;

/**
 * Measures the authorization server: exchanges of codes, refreshes and authenticated calls per second, with the gateway's CPU
 * for each, and authenticated calls while a flood of wrong passwords comes in. Rounds of all kinds take turns and medians are
 * told, so that figures can be compared with each other. Not among the usual tests: {@code bench/sign-in.sh} runs it.
 */
class SignInBench {
    private static final int CALLERS = 16;
    private static final int FLOOD = 32;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final String CALLBACK = "http://localhost:3000/callback";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor()).build();

    @TempDir
    private Path folder;

    @Test
    void aFloodOfWrongPasswordsLeavesApiCallsTheirShare() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.in(folder).with("LOG_LEVEL", "error")
                .with("OAUTH_AUTO_APPROVE", "true")
                .with("OAUTH_CLIENT_SECRET", CLIENT_SECRET).yaml("limits: {wrong-passwords-per-address: 10000}")
                .serve()) {
            Map<String, List<Result>> results = new LinkedHashMap<>();
            for (int round = 0; round <= ROUNDS; round++) {
                Map<String, Result> measured = round(gateway);
                // The first round warms up.
                if (round > 0) {
                    measured.forEach(
                            (kind, result) -> results.computeIfAbsent(kind, _ -> new ArrayList<>()).add(result));
                }
            }
            System.out.printf("%s, %d callers, medians of %d rounds%n%-28s %10s %16s%n", Instant.now(), CALLERS, ROUNDS,
                    "", "per second",
                    "CPU ms each");
            results.forEach((kind, list) -> System.out.printf("%-28s %10.0f %16.2f%n", kind,
                    median(list.stream().map(Result::perSecond).toList()),
                    median(list.stream().map(Result::cpuMillis).toList())));

            double calm = median(results.get("authenticated call").stream().map(Result::perSecond).toList());
            double flooded = median(results.get("the same in a login flood").stream().map(Result::perSecond).toList());
            assertThat(flooded / calm).as("share of the calls that a flood leaves").isGreaterThan(0.2);
        }
    }

    private Map<String, Result> round(GatewayProcess gateway) throws Exception {
        Map<String, Result> measured = new LinkedHashMap<>();
        measured.put("code exchange (two requests)", measure(gateway, () -> () -> exchange(gateway) != null));
        measured.put("refresh", measure(gateway, () -> refreshing(gateway)));
        String token = exchange(gateway).getString("access_token");
        measured.put("authenticated call", measure(gateway, () -> () -> list(gateway, token)));
        AtomicBoolean over = new AtomicBoolean();
        try (var flood = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < FLOOD; i++) {
                flood.submit(() -> guess(gateway, over));
            }
            measured.put("the same in a login flood", measure(gateway, () -> () -> list(gateway, token)));
            over.set(true);
        }
        return measured;
    }

    /** Every caller does the work again and again for a round; each gets work of its own. */
    private static Result measure(GatewayProcess gateway, Callable<Callable<Boolean>> work) throws Exception {
        AtomicLong done = new AtomicLong();
        Duration cpu = gateway.handle().info().totalCpuDuration().orElse(Duration.ZERO);
        long start = System.nanoTime();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Callable<Boolean> mine = work.call();
                running.add(callers.submit(() -> {
                    while (System.nanoTime() - start < ROUND.toNanos()) {
                        assertThat(mine.call()).isTrue();
                        done.incrementAndGet();
                    }
                    return true;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double used = gateway.handle().info().totalCpuDuration().orElse(Duration.ZERO).minus(cpu).toNanos() / 1e6;
        return new Result(done.get() / seconds, used / done.get());
    }

    private jakarta.json.JsonObject exchange(GatewayProcess gateway) throws Exception {
        Map<String, String> query = Map.of("response_type", "code", "client_id", CLIENT, "redirect_uri", CALLBACK,
                "state", "s");
        HttpResponse<String> authorized = send(
                HttpRequest.newBuilder(gateway.url("/oauth/authorize?" + Person.encode(query))).GET());
        String location = authorized.headers().firstValue("Location").orElseThrow();
        String code = location.replaceFirst(".*[?&]code=([^&]*).*", "$1");
        return json(post(gateway, Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK))
                .body());
    }

    private Callable<Boolean> refreshing(GatewayProcess gateway) throws Exception {
        String[] token = {exchange(gateway).getString("refresh_token")};
        return () -> {
            token[0] = json(post(gateway, Map.of("grant_type", "refresh_token", "refresh_token", token[0])).body())
                    .getString("refresh_token");
            return true;
        };
    }

    private boolean list(GatewayProcess gateway, String token) throws Exception {
        return send(HttpRequest.newBuilder(gateway.url("/jsonrpc")).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(call("conversation.list", object())))).statusCode() == 200;
    }

    private static boolean guess(GatewayProcess gateway, AtomicBoolean over) {
        Person stranger = new Person(gateway.url("/"));
        Person.Seen page = stranger.open("/oauth/login");
        while (!over.get()) {
            page = stranger.signIn(page, "user-" + UUID.randomUUID(), "a wrong password");
            if (!page.shows("/oauth/login")) {
                page = stranger.open("/oauth/login");
            }
        }
        return true;
    }

    private HttpResponse<String> post(GatewayProcess gateway, Map<String, String> form) throws Exception {
        Map<String, String> fields = new LinkedHashMap<>(form);
        fields.put("client_id", CLIENT);
        fields.put("client_secret", CLIENT_SECRET);
        return send(HttpRequest.newBuilder(gateway.url("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Person.encode(fields))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private record Result(double perSecond, double cpuMillis) {}
}
