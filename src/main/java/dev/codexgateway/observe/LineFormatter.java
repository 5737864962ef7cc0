package dev.codexgateway.observe;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.json.Json;

/** One record as one line, as text or as a JSON object. Control characters of a message cannot start a new line. */
final class LineFormatter extends Formatter {
    private final LogConfig.Format format;
    private final Redaction redaction;

    LineFormatter(LogConfig.Format format, Redaction redaction) {
        this.format = format;
        this.redaction = redaction;
    }

    @Override
    public String format(LogRecord line) {
        return (format == LogConfig.Format.JSON ? json(line) : redaction.of(text(line))) + System.lineSeparator();
    }

    private String text(LogRecord line) {
        String text = time(line) + " " + level(line) + " [" + RequestId.current() + "] " + line.getLoggerName() + ": "
                + oneLine(formatMessage(line));
        return stackTrace(line).map(trace -> text + System.lineSeparator() + trace.stripTrailing()).orElse(text);
    }

    private String json(LogRecord line) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("time", time(line))
                .add("level", level(line).strip())
                .add("logger", String.valueOf(line.getLoggerName()))
                .add("request_id", RequestId.current())
                // Redacted before it is quoted: a quoted secret may look otherwise, and a pattern may reach over the quote.
                .add("message", redaction.of(String.valueOf(formatMessage(line))));
        stackTrace(line).ifPresent(trace -> json.add("stack_trace", redaction.of(trace)));
        return json.build().toString();
    }

    private static String time(LogRecord line) {
        Instant time = line.getInstant().truncatedTo(ChronoUnit.MILLIS);
        return time.getNano() == 0 ? time.toString().replace("Z", ".000Z") : time.toString();
    }

    private static String level(LogRecord line) {
        int value = line.getLevel().intValue();
        return value >= 1000
                ? "ERROR"
                : value >= 900 ? "WARN " : value >= 700 ? "INFO " : value >= 500 ? "DEBUG" : "TRACE";
    }

    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        message.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString();
    }

    private static Optional<String> stackTrace(LogRecord line) {
        return Optional.ofNullable(line.getThrown()).map(thrown -> {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            return trace.toString();
        });
    }
}
