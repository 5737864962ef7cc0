package dev.codexgateway.oauth;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.FailedCredentials;
import dev.codexgateway.access.Subscriber;
import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.Audit;

/**
 * Which client sends a request (RFC 6749 §2.3): by HTTP Basic, by parameters or by what it signed, but by one of them alone; a
 * public client by its id. Secrets are compared as hashes, in constant time, and wrong ones are limited by address.
 */
final class ClientAuthentication {
    private static final String BASIC = "Basic";

    private final Clients clients;
    private final ClientAssertions assertions;
    private final FailedCredentials failures;
    private final ClientAddress addresses;
    private final Clock clock;

    ClientAuthentication(Clients clients, ClientAssertions assertions, FailedCredentials failures,
            ClientAddress addresses, Clock clock) {
        this.clients = clients;
        this.assertions = assertions;
        this.failures = failures;
        this.addresses = addresses;
        this.clock = clock;
    }

    Client authenticate(ServerRequest request, Form form) {
        Optional<String> authorization = request.headers().first(HeaderNames.AUTHORIZATION);
        Optional<Presented> basic = authorization.filter(ClientAuthentication::isBasic)
                .map(ClientAuthentication::basic);
        Optional<String> id = form.optional("client_id");
        Optional<String> secret = form.optional("client_secret");
        if (form.optional("client_assertion").isPresent() || form.optional("client_assertion_type").isPresent()) {
            if (authorization.isPresent() || secret.isPresent()) {
                throw inTwoWays();
            }
            return signed(request, form, id);
        }
        if (basic.isPresent()
                && (secret.isPresent() || id.filter(named -> !named.equals(basic.get().id())).isPresent())) {
            throw inTwoWays();
        }
        Presented presented = basic.orElseGet(() -> new Presented(
                id.orElseThrow(() -> invalid(authorization.isPresent())), secret.stream().toList(), false));
        Client client = clients.find(presented.id()).filter(known -> matches(known, presented.secrets()))
                .orElseThrow(() -> refused(presented, addresses.of(request)));
        return client;
    }

    private Client signed(ServerRequest request, Form form, Optional<String> id) {
        if (!form.required("client_assertion_type").equals(Assertion.TYPE)) {
            throw OAuthError.INVALID_REQUEST.because("The client_assertion_type is not supported.");
        }
        InetAddress address = addresses.of(request);
        return assertions.client(form.required("client_assertion"), id, Subscriber.of(address))
                .orElseThrow(() -> refused(new Presented(id.orElse("-"), List.of(), false), address));
    }

    /** The client was given something: it is not one that registered and never came. */
    void served(Client client) {
        clients.used(client.id(), clock.instant());
    }

    /**
     * A confidential client's secret must match; a public one has none, and one that it sends says that something is wrong. Who
     * must sign has not.
     */
    private static boolean matches(Client client, List<String> secrets) {
        return client.confidential()
                ? secrets.stream().anyMatch(secret -> client.authenticates(Secret.of(secret)))
                : secrets.isEmpty() && !client.mustSign();
    }

    private GatewayException refused(Presented presented, InetAddress address) {
        Optional<Duration> wait = failures.count(address);
        if (wait.isPresent()) {
            OAuthMeters.limited("failed-credentials-per-minute");
            return new GatewayException(
                    new GatewayError.TooManyRequests("Too many wrong credentials from this address.", wait.get()));
        }
        Audit.oauth("client-refused", "client", presented.id().substring(0, Math.min(128, presented.id().length())),
                "address", address.getHostAddress());
        return invalid(presented.byBasic());
    }

    private static GatewayException inTwoWays() {
        return OAuthError.INVALID_REQUEST.because("Authenticate the client in one way, not in two.");
    }

    private static GatewayException invalid(boolean challenge) {
        return new GatewayException(new GatewayError.OAuth(OAuthError.INVALID_CLIENT.code(),
                "The client is unknown, or its secret or signature is wrong.", challenge));
    }

    private static boolean isBasic(String header) {
        return header.strip().split("\\s", 2)[0].equalsIgnoreCase(BASIC);
    }

    /**
     * Id and secret are form-encoded before they are put together (RFC 6749 §2.3.1). Many clients leave that out, which shows
     * when a secret has a plus or a percent sign, so the secret is good as it stands as well.
     */
    private static Presented basic(String header) {
        String pair = pair(header.strip().substring(BASIC.length()).strip());
        int colon = pair.indexOf(':');
        if (colon < 1) {
            throw invalid(true);
        }
        String secret = pair.substring(colon + 1);
        return new Presented(decoded(pair.substring(0, colon)),
                Stream.of(decoded(secret), secret).filter(text -> !text.isEmpty()).distinct().toList(), true);
    }

    private static String pair(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(true);
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** @param secrets each form of the secret; none if there is none */
    private record Presented(String id, List<String> secrets, boolean byBasic) {

        @Override
        public String toString() {
            return "Presented[" + id + "]";
        }
    }
}
