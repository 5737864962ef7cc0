package dev.codexgateway.observe;

import java.io.PrintStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Sets up {@code java.util.logging}, to which every library here logs: one handler, one line a record, on standard output. */
public final class Logs {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("dev.codexgateway");
    /** Held, since {@code java.util.logging} forgets loggers that nobody holds. */
    private static final List<Logger> QUIET = List.of(Logger.getLogger("com.zaxxer.hikari"),
            Logger.getLogger("org.flywaydb"), Logger.getLogger("io.helidon"));

    private Logs() {}

    /**
     * Replaces whatever was set up before.
     *
     * @param secrets values that must not appear in any line
     */
    public static void start(LogConfig config, List<String> secrets, PrintStream out) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ROOT.addHandler(new LineHandler(out, new LineFormatter(config.format(), new Redaction(secrets))));
        Level level = config.level().level();
        OURS.setLevel(level);
        ROOT.setLevel(level.intValue() < Level.INFO.intValue() ? Level.INFO : level);
        QUIET.forEach(logger -> logger.setLevel(level.intValue() < Level.WARNING.intValue() ? Level.WARNING : level));
    }

    /** The line that says where the service is, written whatever the level. */
    public static void announce(String message) {
        LogRecord line = new LogRecord(Level.INFO, message);
        line.setLoggerName("dev.codexgateway");
        for (Handler handler : ROOT.getHandlers()) {
            handler.publish(line);
        }
    }

    private static final class LineHandler extends StreamHandler {
        LineHandler(PrintStream out, LineFormatter formatter) {
            super(out, formatter);
            setLevel(Level.ALL);
        }

        @Override
        public synchronized void publish(LogRecord line) {
            super.publish(line);
            flush();
        }
    }
}
