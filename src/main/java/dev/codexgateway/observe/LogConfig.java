package dev.codexgateway.observe;

import java.util.logging.Level;

import dev.codexgateway.config.ConfigReader;

/** How much is logged, and in which shape. */
public record LogConfig(LogLevel level, Format format) {

    public static LogConfig read(ConfigReader in) {
        return new LogConfig(
                in.choice("log.level", LogLevel.class, LogLevel.INFO,
                        "How much the gateway logs; libraries never log more than info, since their details hold headers."),
                in.choice("log.format", Format.class, Format.TEXT,
                        "Lines for people (text) or one JSON object a line (json)."));
    }

    /** The levels by the names operators use, and what they are in {@code java.util.logging}. */
    public enum LogLevel {
        TRACE(Level.FINER), DEBUG(Level.FINE), INFO(Level.INFO), WARN(Level.WARNING), ERROR(Level.SEVERE);

        private final Level level;

        LogLevel(Level level) {
            this.level = level;
        }

        Level level() {
            return level;
        }
    }

    public enum Format {
        TEXT, JSON
    }
}
