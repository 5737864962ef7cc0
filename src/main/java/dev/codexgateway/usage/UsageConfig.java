package dev.codexgateway.usage;

import java.util.Optional;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.config.ConfigReader;

/**
 * What callers may use, and how long it is known what they used.
 *
 * @param usual for callers whose key says nothing else
 */
public record UsageConfig(Allowance usual, int keepDays) {

    public static UsageConfig read(ConfigReader in) {
        return new UsageConfig(new Allowance(
                limit(in, "requests-per-minute", Allowance.MAX_REQUESTS_PER_MINUTE,
                        "HTTP requests that one caller may make in any 60 seconds; a key may have a limit of its own."),
                limit(in, "concurrent-turns", Allowance.MAX_CONCURRENT_TURNS,
                        "Turns and passed-through calls to a model that one caller may have running in this process."),
                limit(in, "tokens-per-day", Allowance.MAX_TOKENS_PER_DAY,
                        "Input and output tokens of one caller in a day (UTC); once they are used up nothing new begins.")),
                in.integer("usage.keep-days", 400, 1, 36_500, "Days that sums of usage are kept."));
    }

    private static Optional<Integer> limit(ConfigReader in, String name, int most, String sentence) {
        return in.optionalInteger("limits." + name, 1, most, "none", sentence);
    }
}
