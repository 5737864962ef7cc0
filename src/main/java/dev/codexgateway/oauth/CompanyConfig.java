package dev.codexgateway.oauth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.Secret;

/**
 * The company's identity provider: who it is, who we are to it, and which of its users may come in.
 *
 * @param issuer   its identifier, to the letter: a final slash belongs to it
 * @param audience what its access tokens for us are issued to; the public URL if none is given
 */
public record CompanyConfig(String issuer, String clientId, Secret clientSecret, Optional<String> audience,
        List<String> owners, List<String> allowedEmailDomains, List<String> allowedGroups) {

    /** The provider, when there is one. */
    public static Optional<CompanyConfig> read(ConfigReader in) {
        Optional<String> issuer = in.optionalText("oidc.issuer", "no company sign-in",
                "The company's OpenID Connect issuer: sign-in with it, and its JWT access tokens as bearer tokens.");
        Optional<String> clientId = in.optionalText("oidc.client-id", "none",
                "Our client id there; its redirect URI is PUBLIC_URL/oauth/company/callback.");
        Optional<Secret> clientSecret = in.secret("oidc.client-secret", "none", "That client's secret.");
        Optional<String> audience = in.optionalText("oidc.audience", "PUBLIC_URL",
                "What the aud of the issuer's access tokens must contain.");
        List<String> owners = in.list("oidc.owners", "none",
                "Subjects or verified e-mails of the issuer whose users are owners; told anew at each sign-in.");
        List<String> domains = in.list("oidc.allowed-email-domains", "every user of the issuer",
                "Domains whose verified e-mails may come in; with groups, one of both is enough.");
        List<String> groups = in.list("oidc.allowed-groups", "every user of the issuer",
                "Groups (claim groups) whose members may come in.");
        boolean all = issuer.isPresent() && clientId.isPresent() && clientSecret.isPresent();
        boolean none = issuer.isEmpty() && clientId.isEmpty() && clientSecret.isEmpty();
        in.check(all || none, "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: give all or none");
        in.check(!none || audience.isEmpty() && owners.isEmpty() && domains.isEmpty() && groups.isEmpty(),
                "oidc.audience, oidc.owners, oidc.allowed-email-domains and oidc.allowed-groups need OIDC_ISSUER");
        issuer.ifPresent(text -> in.check(trustworthy(text) && !text.contains("?"), ConfigReader.nameOf("oidc.issuer")
                + "=" + text + " is not an https URL without query, or http on this machine"));
        if (!all) {
            return Optional.empty();
        }
        CompanyConfig config = new CompanyConfig(issuer.get(), clientId.get(), clientSecret.get(), audience, owners,
                domains.stream().map(CompanyConfig::domain).toList(), groups);
        if (audience.equals(clientId)) {
            in.warn("OIDC_AUDIENCE is OIDC_CLIENT_ID, as for ID tokens: only access tokens of the type at+jwt can be told from those and are taken");
        }
        if (config.allowedEmailDomains.isEmpty() && config.allowedGroups.isEmpty()) {
            in.warn("every user of " + config.issuer
                    + " can sign in: set oidc.allowed-email-domains or oidc.allowed-groups if that is more than your company");
        }
        return Optional.of(config);
    }

    /** Whether what is at this address can be believed: nobody in between can change it. */
    static boolean trustworthy(String url) {
        return RedirectUris.acceptable(url);
    }

    /** Whether this person may come in. */
    boolean admits(CompanyPerson person) {
        boolean everybody = allowedEmailDomains.isEmpty() && allowedGroups.isEmpty();
        return everybody || person.groups().stream().anyMatch(allowedGroups::contains)
                || person.verifiedEmail().filter(email -> allowedEmailDomains.contains(domain(email))).isPresent();
    }

    boolean owned(CompanyPerson person) {
        return owners.contains(person.subject())
                || person.verifiedEmail().filter(email -> owners.stream().anyMatch(email::equalsIgnoreCase))
                        .isPresent();
    }

    private static String domain(String email) {
        return email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
