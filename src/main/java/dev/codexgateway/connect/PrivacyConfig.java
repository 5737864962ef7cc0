package dev.codexgateway.connect;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.codexgateway.config.ConfigReader;

/** Who answers for what is kept of people, as the privacy page names them. */
public record PrivacyConfig(Optional<String> operator, Optional<String> contact) {
    private static final int LONGEST = 200;
    private static final Pattern SHOWN = Pattern.compile("[^\\p{Cntrl}\\p{C}]*");

    public static PrivacyConfig read(ConfigReader in) {
        PrivacyConfig config = new PrivacyConfig(
                in.optionalText("privacy.operator", "the page names nobody",
                        "Who runs this gateway, for the privacy page."),
                in.optionalText("privacy.contact", "the page names none",
                        "A mail address or https URL for questions about privacy."));
        check(in, "privacy.operator", config.operator);
        check(in, "privacy.contact", config.contact);
        return config;
    }

    private static void check(ConfigReader in, String key, Optional<String> text) {
        text.ifPresent(given -> in.check(given.length() <= LONGEST && SHOWN.matcher(given).matches(),
                key + " must have at most " + LONGEST + " characters, and no control characters"));
    }
}
