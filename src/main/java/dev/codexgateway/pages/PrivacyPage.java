package dev.codexgateway.pages;

import java.util.Optional;

/**
 * What is kept of a person and for how long, as public GPTs must say.
 *
 * @param operator who runs this gateway, if configured
 * @param contact  a mail address or URL, if configured
 * @param keepDays how many days conversations are kept
 * @param company  whether people sign in with their company account
 */
public record PrivacyPage(Optional<String> operator, Optional<String> contact, int keepDays, boolean company) {}
