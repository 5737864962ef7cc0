package dev.codexgateway.process;

import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.process.GatewayProcess.Ended;
import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.ScriptedUpstream;

/** Two processes on one PostgreSQL server. */
class PostgresIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final String KEY = "key-of-a-caller-0123456789-0123456789";
    @TempDir
    private static Path folder;
    private static final Held HELD = new Held();
    private static ScriptedUpstream upstream;
    private static PostgresServer postgres;
    private static GatewayProcess a;
    private static GatewayProcess b;

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.start().otherwise(HELD);
        postgres = new PostgresServer(folder);
        a = configured().start();
        b = configured().start();
        a.awaitStart();
        b.awaitStart();
    }

    @AfterAll
    static void stop() {
        try (ScriptedUpstream _ = upstream; PostgresServer _ = postgres; GatewayProcess _ = b; GatewayProcess _ = a) {
            // closed in this order whatever one of them says
        }
    }

    @Test
    void nothingIsMadeUpForADatabaseThatOthersRun() {
        Ended ended = configured().without("OAUTH_CLIENT_SECRET").without("GATEWAY_OWNER_PASSWORD").run();

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err().lines()).containsExactly(
                "configuration: OAUTH_CLIENT_SECRET is missing: with PostgreSQL it must be given",
                "configuration: GATEWAY_OWNER_PASSWORD is missing: with PostgreSQL it must be given");
        assertThat(a.out().lines().getLast()).doesNotContain("credentials");
        assertThat(a.dataDirectory()).doesNotExist();
    }

    @Test
    void aTurnOfOneIsSeenAndCancelledByTheOther() throws Exception {
        CompletableFuture<JsonObject> waiting = a.rpcAsync("conversation.prompt", "session_id", "seen", "prompt",
                "hold to be seen");
        Recorded asked = Held.request(upstream, "hold to be seen");
        Awaiting.within(Duration.ofSeconds(2), () -> b.status("seen"), status -> status.containsKey("turn")
                && status.getJsonObject("turn").getString("content").equals(Held.HALF));

        assertThat(b.rpc("conversation.cancel", "session_id", "seen").getBoolean("cancelled")).isTrue();

        asked.clientGone().get(3, TimeUnit.SECONDS);
        assertThat(waiting.get(3, TimeUnit.SECONDS).getString("status")).isEqualTo("cancelled");
        assertThat(b.events("seen")).isEqualTo(a.events("seen"));
    }

    @Test
    void aKilledProcessesTurnIsEndedByAnotherThatIsThere() {
        JsonObject begun;
        try (GatewayProcess killed = configured().serve()) {
            begun = killed.begin("killed", "hold until killed");
            Awaiting.within(SOON, () -> b.status("killed"),
                    status -> status.getJsonObject("turn").getString("content").equals(Held.HALF));
        }

        JsonObject status = Awaiting.within(Duration.ofSeconds(15), () -> b.status("killed"),
                now -> !now.getString("status").equals("in_progress"));

        assertThat(status.getString("status")).isEqualTo("interrupted");
        assertThat(status.getJsonObject("turn").getString("turn_id")).isEqualTo(begun.getString("turn_id"));
        assertThat(status.getJsonObject("turn").getString("content")).isEqualTo(Held.HALF);
        assertThat(b.events("killed").getLast().getString("type")).isEqualTo("turn.failed");
        assertThat(b.prompt("killed", "after").getString("content")).isEqualTo("Echo: after");
    }

    /** Longer than a lease: the process that comes back first must not take the other one for dead. */
    @Test
    void withoutItsServerItSaysSoAndGoesOnWhenThatIsBack() throws Exception {
        CompletableFuture<JsonObject> ofA = a.rpcAsync("conversation.prompt", "session_id", "outage-a", "prompt",
                "hold over an outage, a");
        CompletableFuture<JsonObject> ofB = b.rpcAsync("conversation.prompt", "session_id", "outage-b", "prompt",
                "hold over an outage, b");
        Held.request(upstream, "hold over an outage, a");
        Held.request(upstream, "hold over an outage, b");

        postgres.stop();
        long stopped = System.nanoTime();
        for (String path : List.of("/health", "/health/ready")) {
            HttpResponse<String> down = Awaiting.within(SOON, () -> a.get(path),
                    answer -> answer.statusCode() == 503);
            assertThat(json(down.body()).getString("status")).isEqualTo("DOWN");
        }
        assertThat(a.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(a.get("/health/started").statusCode()).isEqualTo(200);
        JsonObject refused = a.rpcAs(KEY, "conversation.list").getJsonObject("error");
        assertThat(refused.getJsonObject("data").getString("type")).isEqualTo("unavailable");
        assertThat(refused.getInt("code")).isEqualTo(-32001);
        assertThat(a.rpcAs(KEY, "conversation.prompt", "prompt", "now").getJsonObject("error").getInt("code"))
                .isEqualTo(-32001);
        assertThat(a.knock("cgw_key_of-which-only-the-database-knows-whether-it-is-good")).isEqualTo(503);
        HELD.release("hold over an outage, b");
        pass(LEASE.minus(Duration.ofNanos(System.nanoTime() - stopped)));
        b.signal("STOP");
        postgres.start();
        awaitReady(a);
        // In which a looks for turns of the dead more than once, and b has not come back.
        pass(Duration.ofSeconds(5));
        b.signal("CONT");
        awaitReady(b);
        HELD.release("hold over an outage, a");
        assertThat(Stream.of(ofA, ofB).map(CompletableFuture::join).map(turn -> turn.getString("status")))
                .containsExactly("completed", "completed");
        assertThat(a.prompt("outage-b", "after").getString("content")).isEqualTo("Echo: after");
    }

    private static void awaitReady(GatewayProcess gateway) {
        Awaiting.within(Duration.ofSeconds(10), () -> gateway.get("/health/ready").statusCode(),
                status -> status == 200);
    }

    private static void pass(Duration time) {
        long start = System.nanoTime();
        Awaiting.within(time.plusSeconds(1), () -> System.nanoTime() - start, passed -> passed > time.toNanos());
    }

    private static GatewayProcess.Builder configured() {
        return GatewayProcess.in(folder).upstream(upstream).with("DATABASE_URL", postgres.url())
                .with("GATEWAY_API_KEY", KEY).with("GATEWAY_OWNER_PASSWORD", "an owner's password")
                .with("OAUTH_CLIENT_SECRET", "a-client-secret-of-more-than-32-characters");
    }
}
