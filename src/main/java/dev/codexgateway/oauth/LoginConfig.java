package dev.codexgateway.oauth;

import dev.codexgateway.config.ConfigReader;

/** How often what anybody may try may be tried. */
public record LoginConfig(int wrongPasswordsPerUserAndAddress, int wrongPasswordsPerAddress, int registrationsPerHour) {
    private static final int MOST = 10_000;

    public static LoginConfig read(ConfigReader in) {
        return new LoginConfig(
                in.integer("limits.wrong-passwords-per-user-and-address", 10, 1, MOST,
                        "Wrong passwords for one user from one address in 15 minutes; from other addresses the user can sign in."),
                in.integer("limits.wrong-passwords-per-address", 100, 1, MOST,
                        "Wrong passwords from one address in an hour, whoever they are for."),
                in.integer("limits.registrations-per-hour", 60, 1, MOST,
                        "Clients that one address may register in an hour."));
    }
}
