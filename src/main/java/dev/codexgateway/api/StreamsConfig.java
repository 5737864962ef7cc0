package dev.codexgateway.api;

import java.time.Duration;

import dev.codexgateway.config.ConfigReader;

/**
 * How answers that go on are kept.
 *
 * @param perCaller how many a caller may have open
 * @param heartbeat after how long a silence something is sent
 * @param patience  how long a reader may take nothing of what is sent
 */
public record StreamsConfig(int perCaller, Duration heartbeat, Duration patience) {

    public static StreamsConfig read(ConfigReader in) {
        return new StreamsConfig(
                in.integer("limits.streams", 100, 1, 1_000_000,
                        "Live streams and WebSockets that one caller may have open in this process; a further one is refused."),
                in.duration("streams.heartbeat", Duration.ofSeconds(15),
                        "After how long a silence a stream sends something, so that a caller who has gone is noticed."),
                in.duration("streams.patience", Duration.ofSeconds(30),
                        "How long the reader of a stream may take nothing of what is sent; then it is cut off."));
    }
}
