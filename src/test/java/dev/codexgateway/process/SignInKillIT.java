package dev.codexgateway.process;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Ports;

/** Killed at any point of the sign-in: what a client had received is still good, and nothing is good twice. */
class SignInKillIT {
    private static final String CALLBACK = "https://app.example.com/cb";
    private static final String CREDENTIALS = "&client_id=" + CLIENT + "&client_secret=" + CLIENT_SECRET;
    private static final int AT_ONCE = 8;

    @TempDir
    private Path folder;

    @Test
    void codesTokensAndConsentsThatWereReceivedSurviveAKill() {
        String unused;
        String used;
        try (GatewayProcess first = serve()) {
            Person owner = new Person(first.url("/"));
            Seen back = owner.authorize(query(), "owner", OWNER_PASSWORD);
            unused = back.callback().get("code");
            used = owner.open("/oauth/authorize?" + query()).callback().get("code");
            first.kill();
        }
        JsonObject ofUnused;
        JsonObject ofUsed;
        try (GatewayProcess second = serve()) {
            ofUsed = good(redeem(second, used));
            ofUnused = good(redeem(second, unused));
            second.kill();
        }
        try (GatewayProcess third = serve()) {
            assertThat(knock(third, ofUnused)).isEqualTo(200);
            assertThat(knock(third, ofUsed)).isEqualTo(200);
            assertThat(good(refresh(third, ofUnused.getString("refresh_token")))).containsKey("access_token");
            assertThat(redeem(third, used).statusCode()).as("a code is not good twice").isEqualTo(400);
            assertThat(knock(third, ofUsed)).as("and its replay revokes what it gave").isEqualTo(401);
            Person owner = new Person(third.url("/"));
            assertThat(owner.signIn(owner.open("/oauth/authorize?" + query()), "owner", OWNER_PASSWORD).callback())
                    .as("the consent is remembered").containsKey("code");
        }
    }

    @Test
    void aKillAmidRefreshesAndRedemptionsLosesNothingAndDoublesNothing() throws InterruptedException {
        List<Refreshing> grants = new ArrayList<>();
        List<String> presented;
        try (GatewayProcess first = serve()) {
            Person owner = new Person(first.url("/"));
            owner.authorize(query(), "owner", OWNER_PASSWORD);
            for (int i = 0; i < AT_ONCE; i++) {
                grants.add(new Refreshing(good(redeem(first, code(owner)))));
            }
            presented = Stream.generate(() -> code(owner)).limit(AT_ONCE).toList();
            killAmid(first, grants, presented);
        }
        try (GatewayProcess second = serve()) {
            assertThat(grants).allSatisfy(grant -> {
                assertThat(knock(second, grant.received.getLast())).isEqualTo(200);
                JsonObject next = good(refresh(second, grant.token()));
                JsonObject again = good(refresh(second, grant.token()));
                assertThat(again.getString("refresh_token")).isEqualTo(next.getString("refresh_token"));
                good(refresh(second, next.getString("refresh_token")));
                assertThat(refresh(second, grant.token()).statusCode()).as("not good once more").isEqualTo(400);
            });
            assertThat(presented).allSatisfy(code -> {
                redeem(second, code);
                assertThat(redeem(second, code).statusCode()).isEqualTo(400);
            });
        }
    }

    @Test
    void aPersonGoesOnWhereTheKillsBetweenThePagesLeftOff() throws IOException {
        String port = Integer.toString(Ports.unused());
        Person owner;
        Seen page;
        try (GatewayProcess first = serve(port)) {
            owner = new Person(first.url("/"));
            page = owner.open("/oauth/authorize?" + query() + "&state=kept");
            first.kill();
        }
        try (GatewayProcess second = serve(port)) {
            page = owner.signIn(page, "owner", OWNER_PASSWORD);
            assertThat(page.shows("/oauth/consent")).isTrue();
            second.kill();
        }
        Seen back;
        try (GatewayProcess third = serve(port)) {
            back = owner.submit(page, "/oauth/consent", "decision", "allow");
            assertThat(back.callback()).containsEntry("state", "kept");
            third.kill();
        }
        try (GatewayProcess fourth = serve(port)) {
            good(redeem(fourth, back.callback().get("code")));
            assertThat(owner.submit(page, "/oauth/consent", "decision", "allow").status())
                    .as("the request was answered once").isEqualTo(400);
        }
    }

    /** Kills the process when every grant was refreshed some times, in the middle of many more requests. */
    private static void killAmid(GatewayProcess gateway, List<Refreshing> grants, List<String> codes)
            throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(AT_ONCE * 5);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            grants.forEach(grant -> threads.submit(() -> grant.untilTheEnd(gateway, busy)));
            assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
            codes.forEach(code -> threads.submit(() -> redeem(gateway, code)));
            gateway.kill();
        }
    }

    private GatewayProcess serve() {
        return serve("0");
    }

    private GatewayProcess serve(String port) {
        return GatewayProcess.in(folder).with("PORT", port).with("OAUTH_REDIRECT_URIS", CALLBACK)
                .with("OAUTH_CLIENT_SECRET", CLIENT_SECRET).with("GATEWAY_OWNER_PASSWORD", OWNER_PASSWORD).serve();
    }

    private static String query() {
        return "response_type=code&client_id=" + CLIENT + "&redirect_uri=" + CALLBACK;
    }

    private static String code(Person owner) {
        return owner.open("/oauth/authorize?" + query()).callback().get("code");
    }

    private static HttpResponse<String> redeem(GatewayProcess gateway, String code) {
        return token(gateway, "grant_type=authorization_code&code=" + code + "&redirect_uri=" + CALLBACK);
    }

    private static HttpResponse<String> refresh(GatewayProcess gateway, String token) {
        return token(gateway, "grant_type=refresh_token&refresh_token=" + token);
    }

    private static HttpResponse<String> token(GatewayProcess gateway, String form) {
        return gateway.send(HttpRequest.newBuilder(gateway.url("/oauth/token")).timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form + CREDENTIALS)).build());
    }

    private static JsonObject good(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    private static int knock(GatewayProcess gateway, JsonObject tokens) {
        return gateway.send(HttpRequest.newBuilder(gateway.url("/jsonrpc")).timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + tokens.getString("access_token"))
                .POST(BodyPublishers.ofString(call("conversation.list", object()))).build()).statusCode();
    }

    /** A client that refreshes as fast as it can, and keeps what it is given. */
    private static final class Refreshing {
        private final List<JsonObject> received = new ArrayList<>();

        Refreshing(JsonObject first) {
            received.add(first);
        }

        synchronized String token() {
            return received.getLast().getString("refresh_token");
        }

        void untilTheEnd(GatewayProcess gateway, CountDownLatch busy) {
            try {
                while (true) {
                    JsonObject next = good(refresh(gateway, token()));
                    synchronized (this) {
                        received.add(next);
                    }
                    busy.countDown();
                }
            } catch (UncheckedIOException e) {
                // The process was killed; what was answered last counts.
            }
        }
    }
}
