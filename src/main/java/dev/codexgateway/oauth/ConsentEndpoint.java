package dev.codexgateway.oauth;

import java.util.Optional;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Scope;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.pages.ClaimPage;
import dev.codexgateway.pages.ConsentPage;
import dev.codexgateway.pages.ErrorKind;
import dev.codexgateway.pages.Pages;

/** {@code /oauth/consent} and {@code /oauth/claim}: what a signed-in person decides on. */
final class ConsentEndpoint implements HttpService {
    private final SignIn signIn;
    private final Browser browser;
    private final Pages pages;

    ConsentEndpoint(SignIn signIn, Browser browser, Pages pages) {
        this.signIn = signIn;
        this.browser = browser;
        this.pages = pages;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/oauth/consent", browser.route(this::consentPage));
        rules.post("/oauth/consent", browser.route(this::consent));
        rules.any("/oauth/consent", Methods.only("GET, POST"));
        rules.get("/oauth/claim", browser.route(this::claimPage));
        rules.post("/oauth/claim", browser.route(this::claim));
        rules.any("/oauth/claim", Methods.only("GET, POST"));
    }

    private void consentPage(ServerRequest http, ServerResponse response) {
        String id = http.query().first("request").orElse("");
        AuthorizationRequest request = signIn.find(id);
        Optional<User> user = user(http, request);
        if (user.isEmpty() || signIn.unclaimed(request)) {
            signIn.proceed(http, response, id, request, user);
            return;
        }
        ConsentPage page = new ConsentPage(browser.formToken(http, response), id,
                KnownClients.shown(signIn.client(request), request.redirectUri()),
                Callbacks.host(request.redirectUri()),
                Callbacks.local(request.redirectUri()), request.scopes().stream().sorted().map(Scope::word).toList(),
                user.get().name());
        browser.show(response, 200, pages.consent(browser.language(http), page),
                Optional.of(Origins.of(request.redirectUri())));
    }

    private void consent(ServerRequest http, ServerResponse response) {
        Form form = browser.form(http);
        String id = form.optional("request").orElse("");
        AuthorizationRequest request = signIn.find(id);
        Optional<User> user = user(http, request);
        if (user.isEmpty()) {
            signIn.proceed(http, response, id, request, user);
            return;
        }
        switch (form.optional("decision").orElse("")) {
            case "allow" -> allow(response, id, request, user.get());
            case "deny" -> {
                Audit.oauth("denied", "client", request.clientId(), "user", user.get().name());
                signIn.answer(response, id, OAuthError.ACCESS_DENIED, "The user said no.");
            }
            case "switch" -> {
                browser.signOut(http, response);
                Browser.redirect(response, Status.SEE_OTHER_303, "/oauth/login?request=" + id);
            }
            default -> throw new PageException(400, ErrorKind.BAD_REQUEST);
        }
    }

    private void allow(ServerResponse response, String id, AuthorizationRequest request, User user) {
        if (request.scopes().contains(Scope.ADMIN) && !user.owner()) {
            signIn.answer(response, id, OAuthError.INVALID_SCOPE, "Only an owner can grant admin.");
        } else {
            signIn.consent(response, id, request, user);
        }
    }

    private void claimPage(ServerRequest http, ServerResponse response) {
        String id = http.query().first("request").orElse("");
        AuthorizationRequest request = signIn.find(id);
        Optional<User> user = user(http, request);
        if (user.filter(User::owner).isEmpty() || !signIn.unclaimed(request)) {
            signIn.proceed(http, response, id, request, user);
            return;
        }
        ClaimPage page = new ClaimPage(browser.formToken(http, response), id, request.gptToClaim().orElseThrow(),
                request.redirectUri(), user.get().name());
        // Where the owner's consent is remembered, approving leads straight to the callback.
        browser.show(response, 200, pages.claim(browser.language(http), page),
                Optional.of(Origins.of(request.redirectUri())));
    }

    private void claim(ServerRequest http, ServerResponse response) {
        Form form = browser.form(http);
        String id = form.optional("request").orElse("");
        AuthorizationRequest request = signIn.find(id);
        User owner = user(http, request).filter(User::owner)
                .orElseThrow(() -> new PageException(403, ErrorKind.ASK_THE_OWNER));
        switch (form.optional("decision").orElse("")) {
            case "approve" -> {
                signIn.claim(request, owner);
                signIn.proceed(http, response, id, request, Optional.of(owner));
            }
            case "refuse" -> {
                signIn.drop(id);
                Audit.oauth("callback-refused", "gpt", request.gptToClaim().orElse("-"), "user", owner.name());
                throw new PageException(403, ErrorKind.REFUSED);
            }
            default -> throw new PageException(400, ErrorKind.BAD_REQUEST);
        }
    }

    /** Nobody, where the client asked that the user sign in anew and that has not happened yet. */
    private Optional<User> user(ServerRequest http, AuthorizationRequest request) {
        return request.loginAgain() ? Optional.empty() : browser.user(http);
    }
}
