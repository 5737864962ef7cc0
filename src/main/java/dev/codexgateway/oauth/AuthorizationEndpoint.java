package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.access.Subscriber;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.oauth.Callbacks.Callback;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.pages.ErrorKind;

/**
 * {@code GET /oauth/authorize} (RFC 6749 §4.1.1): checks the request, and parks it for a person to decide on. Until client and
 * callback are verified nothing is redirected; what is wrong then is a page (RFC 9700 §4.11).
 */
final class AuthorizationEndpoint implements HttpService {
    /** Each is a row that waits for a person: more than any office sends, and less than fills a disk. */
    private static final int PARKINGS_PER_MINUTE = 1_500;
    private static final int MAX_QUERY = 8 * 1024;

    private final Clients clients;
    private final ClientDocuments documents;
    private final Callbacks callbacks;
    private final ParkedRequests parked;
    private final SignIn signIn;
    private final Browser browser;
    private final Issuer issuer;
    private final Clock clock;
    private final ClientAddress addresses;
    private final RollingLimit<Subscriber> parkings;
    private final Optional<Users> autoApproved;

    /** @param autoApproved the users, in trial mode */
    AuthorizationEndpoint(Clients clients, ClientDocuments documents, Callbacks callbacks, ParkedRequests parked,
            SignIn signIn, Browser browser,
            Issuer issuer, Clock clock, ClientAddress addresses,
            Optional<Users> autoApproved) {
        this.clients = clients;
        this.documents = documents;
        this.callbacks = callbacks;
        this.parked = parked;
        this.signIn = signIn;
        this.browser = browser;
        this.issuer = issuer;
        this.clock = clock;
        this.addresses = addresses;
        this.parkings = new RollingLimit<>(PARKINGS_PER_MINUTE, Duration.ofMinutes(1), clock);
        this.autoApproved = autoApproved;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/oauth/authorize", browser.route(this::authorize));
        rules.any("/oauth/authorize", Methods.only("GET"));
    }

    private void authorize(ServerRequest request, ServerResponse response) {
        Form form;
        Client client;
        Callback callback;
        try {
            form = form(request);
            client = client(form.required("client_id"), request);
            callback = callbacks.check(client, form.required("redirect_uri"));
        } catch (GatewayException e) {
            throw page(e);
        }
        String redirectUri = form.required("redirect_uri");
        switch (callback) {
            case Callback.Refused() -> throw new PageException(400, ErrorKind.BAD_CALLBACK);
            case Callback.Claimable(String gpt) -> park(request, response, claimable(client, redirectUri, form, gpt));
            case Callback.Verified() -> verified(request, response, client, redirectUri, form);
        }
    }

    /** One that describes itself is as it describes itself now, whatever somebody agreed to once. */
    private Client client(String id, ServerRequest request) {
        Optional<Client> kept = clients.find(id).filter(client -> !client.describesItself());
        if (kept.isEmpty() && ClientUrls.resembles(id)) {
            return documents.described(id, Subscriber.of(addresses.of(request)));
        }
        return kept.orElseThrow(() -> new PageException(400, ErrorKind.UNKNOWN_CLIENT));
    }

    /** The callback is not verified yet, so a fault of the request cannot be sent there either. */
    private AuthorizationRequest claimable(Client client, String redirectUri, Form form, String gpt) {
        try {
            return AuthorizationRequests.parse(client, redirectUri, Optional.of(gpt), form, issuer);
        } catch (GatewayException e) {
            throw page(e);
        }
    }

    /** A fault of the request is a page; one of ours is not blamed on the request. */
    private static RuntimeException page(GatewayException e) {
        return e.error() instanceof GatewayError.OAuth ? new PageException(400, ErrorKind.BAD_REQUEST) : e;
    }

    private void verified(ServerRequest request, ServerResponse response, Client client, String redirectUri,
            Form form) {
        Redirect redirect = new Redirect(redirectUri, AuthorizationRequests.state(form), issuer.url());
        try {
            AuthorizationRequest parsed = AuthorizationRequests.parse(client, redirectUri, Optional.empty(), form,
                    issuer);
            if (autoApproved.isPresent() && client.configured()) {
                approve(response, parsed, redirect, autoApproved.get());
            } else {
                park(request, response, parsed);
            }
        } catch (GatewayException e) {
            if (!(e.error() instanceof GatewayError.OAuth refused)) {
                throw e;
            }
            OAuthMeters.authorization(refused.code());
            Audit.oauth("authorization-refused", "client", client.id(), "error", refused.code());
            Browser.redirect(response, Status.SEE_OTHER_303, redirect.error(refused.code(), refused.description()));
        }
    }

    /** Trial mode: whoever asks is the owner, but never an administrator. */
    private void approve(ServerResponse response, AuthorizationRequest request, Redirect redirect, Users users) {
        if (request.scopes().contains(Scope.ADMIN)) {
            throw OAuthError.INVALID_SCOPE.because("admin is not granted in trial mode.");
        }
        User owner = users.named(FirstUser.NAME).orElseThrow(() -> new PageException(503, ErrorKind.UNAVAILABLE));
        Browser.redirect(response, Status.FOUND_302, redirect.code(signIn.issue(request, owner)));
    }

    private void park(ServerRequest request, ServerResponse response, AuthorizationRequest parsed) {
        Optional<Duration> wait = parkings.count(Subscriber.of(addresses.of(request)));
        if (wait.isPresent()) {
            OAuthMeters.limited("authorizations-per-minute");
            throw new GatewayException(
                    new GatewayError.TooManyRequests("Too many authorization requests from this address.", wait.get()));
        }
        Instant now = clock.instant();
        String id = RandomToken.of("");
        parked.park(CredentialHash.of(id), parsed, now, now.plus(OAuthConfig.PARKED));
        signIn.proceed(request, response, id, parsed, browser.user(request));
    }

    private static Form form(ServerRequest request) {
        String query = request.query().rawValue();
        if (query.length() > MAX_QUERY) {
            throw OAuthError.INVALID_REQUEST.because("The request is too long.");
        }
        return Form.parse(query);
    }
}
