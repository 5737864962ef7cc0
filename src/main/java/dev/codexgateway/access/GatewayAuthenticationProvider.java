package dev.codexgateway.access;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Grant;
import io.helidon.security.Principal;
import io.helidon.security.ProviderRequest;
import io.helidon.security.SecurityResponse.SecurityStatus;
import io.helidon.security.Subject;
import io.helidon.security.spi.AuthenticationProvider;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.Audit;

/**
 * Helidon's door to our credentials: API keys, and every other kind for which there is a {@link CredentialVerifier}. A
 * failure carries the {@link GatewayException} that says how it is to be answered. Safe for concurrent use.
 */
public final class GatewayAuthenticationProvider implements AuthenticationProvider {
    /** The attribute of the security environment that holds the client's {@link InetAddress}. */
    static final String ADDRESS = "client-address";
    /** The attribute that holds the {@link Resource} that is called. */
    static final String RESOURCE = "resource";
    /** Longer than any credential; what is longer is not hashed. */
    private static final int MAX_LENGTH = 16 * 1024;
    private static final System.Logger LOG = System.getLogger(GatewayAuthenticationProvider.class.getName());

    private final List<CredentialVerifier> verifiers;
    private final FailedCredentials failures;
    private final Challenge challenge;
    private final AccessMeters meters = new AccessMeters();

    public GatewayAuthenticationProvider(List<CredentialVerifier> verifiers, FailedCredentials failures,
            Challenge challenge) {
        this.verifiers = List.copyOf(verifiers);
        this.failures = failures;
        this.challenge = challenge;
    }

    @Override
    public AuthenticationResponse authenticate(ProviderRequest request) {
        try {
            InetAddress address = request.env().abacAttribute(ADDRESS).map(InetAddress.class::cast).orElseThrow();
            return success(caller(Credentials.of(request.env().headers()).presented(), () -> address,
                    (Resource) request.env().abacAttribute(RESOURCE).orElseThrow()));
        } catch (GatewayException e) {
            return failure(e);
        }
    }

    /**
     * Who presents these credentials; without a word to Helidon.
     *
     * @throws GatewayException if that is nobody
     */
    Caller caller(List<Credentials.Presented> presented, Supplier<InetAddress> address, Resource resource) {
        if (presented.isEmpty()) {
            meters.attempt("none", "missing");
            throw new GatewayException(
                    new GatewayError.Unauthenticated("Send an API key or an access token.", challenge.missing()));
        }
        if (presented.size() > 1) {
            meters.attempt("several", "ambiguous");
            throw GatewayException.invalid("Send one credential, not several.");
        }
        Credentials.Presented credential = presented.getFirst();
        Caller caller = verify(credential.value(), resource);
        if (caller == null) {
            throw refused(credential, address.get());
        }
        meters.attempt(credential.method(), "success");
        return caller;
    }

    private @Nullable Caller verify(String credential, Resource resource) {
        if (credential.isEmpty() || credential.length() > MAX_LENGTH) {
            return null;
        }
        for (CredentialVerifier verifier : verifiers) {
            Optional<Caller> caller = verifier.verify(credential, resource);
            if (caller.isPresent()) {
                return caller.get();
            }
        }
        return null;
    }

    private static AuthenticationResponse success(Caller caller) {
        Subject.Builder subject = Subject.builder().principal(Principal.create(caller.id()))
                .addPublicCredential(Caller.class, caller);
        caller.scopes().forEach(scope -> subject.addGrant(Grant.builder().type("scope").name(scope.word()).build()));
        return AuthenticationResponse.success(subject.build());
    }

    private GatewayException refused(Credentials.Presented credential, InetAddress address) {
        Optional<Duration> wait = failures.count(address);
        if (wait.isPresent()) {
            meters.attempt(credential.method(), "limited");
            meters.limited();
            LOG.log(Level.DEBUG, () -> "wrong credentials beyond the limit from " + address.getHostAddress());
            return new GatewayException(
                    new GatewayError.TooManyRequests("Too many wrong credentials from this address.", wait.get()));
        }
        meters.attempt(credential.method(), "invalid");
        Audit.auth("refused", "method", credential.method(), "address", address.getHostAddress());
        return new GatewayException(
                new GatewayError.Unauthenticated("The credential is wrong, expired or revoked.", challenge.invalid()));
    }

    private static AuthenticationResponse failure(GatewayException refusal) {
        return AuthenticationResponse.builder()
                .status(SecurityStatus.FAILURE_FINISH)
                .throwable(refusal)
                .build();
    }
}
