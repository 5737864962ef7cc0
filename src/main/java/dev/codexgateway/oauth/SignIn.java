package dev.codexgateway.oauth;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.pages.ErrorKind;

/**
 * The steps of a parked authorization request: sign in, claim the callback if it is a GPT's first time, consent, back to the
 * client with a code. Each step asks here what comes next.
 */
final class SignIn {
    private final Clients clients;
    private final Callbacks callbacks;
    private final Claims claims;
    private final Consents consents;
    private final ParkedRequests parked;
    private final Tokens tokens;
    private final Issuer issuer;
    private final Clock clock;

    SignIn(Clients clients, Callbacks callbacks, Claims claims, Consents consents, ParkedRequests parked, Tokens tokens,
            Issuer issuer,
            Clock clock) {
        this.clients = clients;
        this.callbacks = callbacks;
        this.claims = claims;
        this.consents = consents;
        this.parked = parked;
        this.tokens = tokens;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** The request that a page is about. @throws PageException if it has expired or was answered */
    AuthorizationRequest find(String id) {
        return parked.find(CredentialHash.of(id), clock.instant())
                .orElseThrow(() -> new PageException(400, ErrorKind.EXPIRED));
    }

    Client client(AuthorizationRequest request) {
        return request.described().or(() -> clients.find(request.clientId()))
                .orElseThrow(() -> new PageException(400, ErrorKind.UNKNOWN_CLIENT));
    }

    /** Leads to the next step for this user, or to sign in first. */
    void proceed(ServerRequest http, ServerResponse response, String id, AuthorizationRequest request,
            Optional<User> user) {
        if (user.isEmpty() || request.loginAgain()) {
            Browser.redirect(response, Status.SEE_OTHER_303, "/oauth/login?request=" + id);
        } else if (unclaimed(request)) {
            if (!user.get().owner()) {
                throw new PageException(403, ErrorKind.ASK_THE_OWNER);
            }
            Browser.redirect(response, Status.SEE_OTHER_303, "/oauth/claim?request=" + id);
        } else if (request.scopes().contains(Scope.ADMIN) && !user.get().owner()) {
            answer(response, id, OAuthError.INVALID_SCOPE, "Only an owner can grant admin.");
        } else if (remembered(request, user.get())) {
            request.described().ifPresent(clients::describe);
            grant(response, id, user.get());
        } else {
            Browser.redirect(response, Status.SEE_OTHER_303, "/oauth/consent?request=" + id);
        }
    }

    /** Somebody has just signed in for this request: a demand to sign in anew is met, by this and nothing else. */
    void signedIn(ServerRequest http, ServerResponse response, String id, User user) {
        AuthorizationRequest request = find(id);
        if (request.loginAgain()) {
            request = take(id).signedIn();
            parked.park(CredentialHash.of(id), request, clock.instant(), clock.instant().plus(OAuthConfig.PARKED));
        }
        proceed(http, response, id, request, Optional.of(user));
    }

    /** The owner approves the GPT's callback: from now on it and its twin match exactly. */
    void claim(AuthorizationRequest request, User owner) {
        request.gptToClaim().ifPresent(gpt -> {
            claims.claim(gpt, request.clientId(), owner.id(), clock.instant());
            Audit.oauth("callback-claimed", "gpt", gpt, "client", request.clientId(), "user", owner.name());
        });
    }

    boolean unclaimed(AuthorizationRequest request) {
        return request.gptToClaim().filter(gpt -> !claims.claimed(gpt, request.clientId())).isPresent();
    }

    /** The user agreed: remembers that, and sends the code. */
    void consent(ServerResponse response, String id, AuthorizationRequest request, User user) {
        if (unclaimed(request)) {
            throw new PageException(403, ErrorKind.ASK_THE_OWNER);
        }
        verify(request);
        request.described().ifPresent(clients::describe);
        consents.remember(user.id(), request.clientId(), request.redirectUri(), request.scopes(), clock.instant());
        grant(response, id, user);
    }

    /** The user said no, or may not: tells the client so. */
    void answer(ServerResponse response, String id, OAuthError error, String description) {
        AuthorizationRequest request = take(id);
        if (unclaimed(request)) {
            throw new PageException(403, ErrorKind.REFUSED);
        }
        verify(request);
        OAuthMeters.authorization(error.code());
        Audit.oauth("authorization-refused", "client", request.clientId(), "error", error.code());
        Browser.redirect(response, Status.SEE_OTHER_303, redirect(request).error(error.code(), description));
    }

    /** Takes the request away unanswered: its callback was refused. */
    void drop(String id) {
        take(id);
    }

    /** A code for what the user granted. */
    String issue(AuthorizationRequest request, User user) {
        String code = tokens.issueCode(request, request.scopes(), user);
        OAuthMeters.authorization("granted");
        Audit.oauth("granted", "client", request.clientId(), "user", user.name(), "callback",
                Callbacks.host(request.redirectUri()),
                "scopes", Scope.words(request.scopes()).replace(' ', ','));
        return code;
    }

    private void grant(ServerResponse response, String id, User user) {
        AuthorizationRequest request = take(id);
        verify(request);
        Browser.redirect(response, Status.SEE_OTHER_303, redirect(request).code(issue(request, user)));
    }

    /** Client and callback were verified when the request came; what was withdrawn since is not answered. */
    private void verify(AuthorizationRequest request) {
        if (!(callbacks.check(client(request), request.redirectUri()) instanceof Callbacks.Callback.Verified)) {
            throw new PageException(400, ErrorKind.BAD_CALLBACK);
        }
    }

    /** A public client on the user's device can be posed as by any program there, so a yes to it counts once (RFC 8252 §8.6). */
    private boolean remembered(AuthorizationRequest request, User user) {
        boolean impersonable = !client(request).confidential() && Callbacks.local(request.redirectUri());
        return !impersonable && sameCallbacks(request)
                && consents.remembered(user.id(), request.clientId(), request.redirectUri(),
                        Set.copyOf(request.scopes()));
    }

    /** What somebody agreed to was a client with certain callbacks; with others it is to be asked about anew. */
    private boolean sameCallbacks(AuthorizationRequest request) {
        return request.described().map(client -> clients.find(client.id())
                .filter(kept -> kept.redirectUris().equals(client.redirectUris())).isPresent()).orElse(true);
    }

    private AuthorizationRequest take(String id) {
        return parked.take(CredentialHash.of(id), clock.instant())
                .orElseThrow(() -> new PageException(400, ErrorKind.EXPIRED));
    }

    private Redirect redirect(AuthorizationRequest request) {
        return new Redirect(request.redirectUri(), request.state(), issuer.url());
    }
}
