package dev.codexgateway.access;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/**
 * Credentials of answers that last: they are looked at again while these go on, since access ends on revocation. That is no
 * attempt to sign in, so it is neither counted nor limited. Safe for concurrent use.
 */
public final class LastingCredentials {
    private static final Logger LOG = System.getLogger(LastingCredentials.class.getName());

    private final List<CredentialVerifier> verifiers;
    private final Resource resource;

    public LastingCredentials(List<CredentialVerifier> verifiers, Resource resource) {
        this.verifiers = List.copyOf(verifiers);
        this.resource = resource;
    }

    /** The credential of a request that was let in. */
    public static Held of(Map<String, List<String>> headers) {
        return new Held(Credentials.of(headers).presented().getFirst().value());
    }

    /** Whether it still opens what it opened; where that cannot be found out just now, it does. */
    public boolean good(Held held) {
        try {
            return verifiers.stream().anyMatch(verifier -> verifier.verify(held.value, resource).isPresent());
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a credential could not be looked at again", e);
            return true;
        }
    }

    /** A credential, which does not print. */
    public record Held(String value) {

        @Override
        public String toString() {
            return "Held[redacted]";
        }
    }
}
