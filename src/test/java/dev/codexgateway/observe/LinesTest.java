package dev.codexgateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;

/** Log lines as they are written. Logging is global: what was set up before is put back. */
class LinesTest {
    private static final Logger ROOT = Logger.getLogger("");
    private static final List<Logger> TOUCHED = List.of(ROOT, Logger.getLogger("dev.codexgateway"),
            Logger.getLogger("com.zaxxer.hikari"), Logger.getLogger("org.flywaydb"), Logger.getLogger("io.helidon"));
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final System.Logger log = System.getLogger("dev.codexgateway.test");
    private Handler[] handlers = {};
    private List<Level> levels = List.of();

    @BeforeEach
    void remember() {
        // The fixture sets logging up when it is first met, which must not be in the middle of a test.
        assertThat(GatewayFixture.LOG).exists();
        handlers = ROOT.getHandlers();
        levels = TOUCHED.stream().map(logger -> java.util.Objects.requireNonNullElse(logger.getLevel(), Level.OFF))
                .toList();
    }

    @AfterEach
    void putBack() {
        Arrays.stream(ROOT.getHandlers()).forEach(ROOT::removeHandler);
        Arrays.stream(handlers).forEach(ROOT::addHandler);
        for (int i = 0; i < levels.size(); i++) {
            TOUCHED.get(i).setLevel(levels.get(i) == Level.OFF ? null : levels.get(i));
        }
    }

    @Test
    void withJsonEveryLineIsAnObject() {
        start(LogConfig.Format.JSON);

        log.log(System.Logger.Level.INFO, "quotes \" and \\ and {braces} and \r\n\t\0 and \uD83D\uDE00");
        log.log(System.Logger.Level.ERROR, "failed", new IllegalStateException("first\nsecond \"third\""));
        log.log(System.Logger.Level.INFO, "with {0} and {1}", "one", 2);
        RequestId.within("req-1", () -> Audit.auth("refused", "address", "a b\nc"));
        Logs.announce("Codex Gateway serves at http://localhost:8080 (port 8080) {x}");

        List<JsonObject> lines = out.toString(StandardCharsets.UTF_8).lines().map(GatewayFixture::json).toList();
        assertThat(lines).hasSize(5).allSatisfy(line -> {
            assertThat(line.keySet()).contains("time", "level", "logger", "request_id", "message");
            assertThat(line.getString("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        });
        assertThat(lines.get(1).getString("stack_trace")).contains("second \"third\"");
        assertThat(lines.get(2).getString("message")).isEqualTo("with one and 2");
        assertThat(lines.get(3).getString("request_id")).isEqualTo("req-1");
        assertThat(lines.get(3).getString("message")).isEqualTo("auth refused address=a_b_c");
        assertThat(lines.get(4).getString("message")).endsWith("(port 8080) {x}");
    }

    @Test
    void aTextLineCannotBeBroken() {
        start(LogConfig.Format.TEXT);

        log.log(System.Logger.Level.WARNING, "first\r\n2026-11-23T12:00:00.000Z INFO forged\u0085\u001b[31m");

        String lines = out.toString(StandardCharsets.UTF_8);
        assertThat(lines.lines()).hasSize(1);
        assertThat(lines).doesNotContain("\u001b", "\u0085");
    }

    @Test
    void secretsAreTakenOutOfAnyLineInBothFormats() {
        for (LogConfig.Format format : LogConfig.Format.values()) {
            start(format);

            log.log(System.Logger.Level.INFO, "configured: the-configured-secret!");
            log.log(System.Logger.Level.INFO, "issued: cgw_key_abcdefghijklmnop0123456789");
            log.log(System.Logger.Level.INFO, "header: Bearer abcdefgh.ijklmnop");
            log.log(System.Logger.Level.ERROR, "thrown", new IllegalStateException(
                    "jdbc:postgresql://user:sekrit-word@host/db?password=sekrit-word&x=y the-configured-secret!"));

            assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("the-configured-secret!", "abcdefgh",
                    "sekrit-word").contains("[redacted]");
        }
    }

    @Test
    void inJsonASecretIsTakenOutOfTheTextAndNotOfItsQuotes() {
        Logs.start(new LogConfig(LogConfig.LogLevel.TRACE, LogConfig.Format.JSON), List.of("pass\"word\\with-quotes"),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        log.log(System.Logger.Level.INFO, "it is pass\"word\\with-quotes here");
        log.log(System.Logger.Level.INFO, "jdbc:x?password=abc");

        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(GatewayFixture::json)
                .map(line -> line.getString("message"))).containsExactly("it is [redacted] here",
                        "jdbc:x?password=[redacted]");
    }

    private void start(LogConfig.Format format) {
        Logs.start(new LogConfig(LogConfig.LogLevel.TRACE, format), List.of("the-configured-secret!"),
                new PrintStream(out, true, StandardCharsets.UTF_8));
    }
}
