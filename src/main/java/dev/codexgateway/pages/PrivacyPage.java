package dev.codexgateway.pages;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is kept of a person and for how long, as public GPTs must say.
 *
 * @param operator who runs this gateway, if configured
 * @param contact  a mail address or URL, if configured
 * @param keepDays how many days conversations are kept
 * @param sumDays  how many days sums of usage are kept
 * @param company  whether people sign in with their company account
 */
public record PrivacyPage(Optional<String> operator, Optional<String> contact, int keepDays, int sumDays,
        boolean company) {

    private static final Pattern URL = Pattern.compile("https://[^\\s\\p{C}\"'<>\\\\]+");
    /** Without what has a meaning of its own in a mailto URL (RFC 6068 §2). */
    private static final Pattern MAIL = Pattern
            .compile("[^\\s\\p{C}\"'<>\\\\@:/?&%#,;]+@[^\\s\\p{C}\"'<>\\\\@:/?&%#,;]+");

    /** Where the contact leads; nowhere if it is neither an https URL nor a mail address. */
    Optional<String> contactLink() {
        return contact.flatMap(PrivacyPage::link);
    }

    private static Optional<String> link(String contact) {
        if (URL.matcher(contact).matches()) {
            return Optional.of(contact);
        }
        return MAIL.matcher(contact).matches() ? Optional.of("mailto:" + contact) : Optional.empty();
    }
}
