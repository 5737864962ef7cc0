package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.process.GatewayProcess.Ended;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.ScriptedUpstream;

/** Commands beside a running service, on its database. */
class CommandLineIT {
    private static final String KEY = "cgw_key_[A-Za-z0-9_-]{43}";

    @TempDir
    private static Path folder;
    private static ScriptedUpstream upstream;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.start();
        gateway = beside().serve();
    }

    @AfterAll
    static void stop() {
        try (ScriptedUpstream _ = upstream; GatewayProcess _ = gateway) {
            // closed whatever one of them says
        }
    }

    @Test
    void aKeyIsCreatedUsedListedAndRevoked() {
        Ended created = beside().run("key", "create", "reader", "--scopes", "read", "--expires", "P30D");
        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(created.out()).matches(KEY);
        assertThat(created.err()).contains("auth key-created name=reader scopes=read").doesNotContain(created.out());

        Ended again = beside().run("key", "create", "reader");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("there is a key named reader already");

        assertThat(row("reader")).contains(" read ").endsWith("never");
        assertThat(gateway.knock(created.out())).isEqualTo(200);
        assertThat(gateway.rpcAs(created.out(), "conversation.cancel", "session_id", "x").getJsonObject("error")
                .getInt("code")).isEqualTo(-32011);
        assertThat(row("reader")).matches("reader +read +20\\S+Z +20\\S+Z +20\\S+Z");

        Ended revoked = beside().run("key", "revoke", "reader");
        assertThat(revoked.exit()).isZero();
        Awaiting.within(Duration.ofSeconds(5), () -> gateway.knock(created.out()), status -> status == 401);
        assertThat(beside().run("key", "revoke", "reader").err()).contains("there is no key named reader");
        assertThat(beside().run("key", "list").out()).doesNotContain("reader");
    }

    @Test
    void anExpiredKeyIsRefused() {
        Ended created = beside().run("key", "create", "brief", "--expires", "PT3S");

        assertThat(created.out()).matches(KEY);
        Awaiting.within(Duration.ofSeconds(8), () -> gateway.knock(created.out()), status -> status == 401);
        assertThat(row("brief")).contains("expired");
    }

    @Test
    void theProgramSaysWhatItIs() {
        Ended version = beside().run("--version");
        Ended help = beside().run("--help");
        Ended unknown = beside().run("frobnicate");

        assertThat(version.exit()).isZero();
        assertThat(version.out()).matches("codex-gateway \\d+\\.\\d+\\.\\d+\\S*");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("serve", "doctor", "key", "docs/configuration.md");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err()).contains("frobnicate", "Usage:");
    }

    @Test
    void theDoctorFindsNothingWrongWhereNothingIs() {
        upstream.otherwise(_ -> Answer.text("fine"));

        Ended ended = beside().run("doctor");

        assertThat(ended.exit()).as(ended.all()).isZero();
        assertThat(ended.out().lines()).hasSize(4).allMatch(line -> line.startsWith("ok "));
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        GatewayProcess.Builder newer = beside().with("DATA_DIR", folder.resolve("newer").toString());
        assertThat(newer.run("key", "list").exit()).isZero();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("newer/gateway.db"))) {
            database.createStatement()
                    .executeUpdate("INSERT INTO flyway_schema_history SELECT 99, '99', 'later', 'SQL', "
                            + "'V99__later.sql', 1, installed_by, installed_on, 1, 1 FROM flyway_schema_history LIMIT 1");
        }

        Ended doctor = newer.run("doctor");
        Ended serve = newer.run();

        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out()).contains("problem  database: ").contains("schema version 99, made by a newer");
        assertThat(serve.exit()).isEqualTo(1);
        assertThat(serve.err()).contains("schema version 99, made by a newer").doesNotContain("\tat ");
    }

    private static GatewayProcess.Builder beside() {
        return GatewayProcess.in(folder).upstream(upstream).with("LOG_LEVEL", "info");
    }

    private static String row(String name) {
        return beside().run("key", "list").out().lines().filter(line -> line.startsWith(name + " ")).findFirst()
                .orElseThrow().strip();
    }
}
