package dev.codexgateway.oauth;

import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.pages.AccountPage;
import dev.codexgateway.pages.AccountPage.GrantRow;
import dev.codexgateway.pages.ErrorKind;
import dev.codexgateway.pages.Notice;
import dev.codexgateway.pages.Pages;

/** {@code /account}: a person's active grants, sign-out, and change of password. */
final class AccountEndpoint implements HttpService {
    private static final int MAX_GRANTS = 1_000;
    private static final String CONSENT = "consent:";

    private final Users users;
    private final Sessions sessions;
    private final Grants grants;
    private final Clients clients;
    private final Consents consents;
    private final Tokens tokens;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Browser browser;
    private final Pages pages;
    private final ClientAddress addresses;
    private final Clock clock;

    AccountEndpoint(Users users, Sessions sessions, Grants grants, Clients clients, Consents consents, Tokens tokens,
            Passwords passwords,
            LoginLimits limits, Browser browser, Pages pages, ClientAddress addresses, Clock clock) {
        this.users = users;
        this.sessions = sessions;
        this.grants = grants;
        this.clients = clients;
        this.consents = consents;
        this.tokens = tokens;
        this.passwords = passwords;
        this.limits = limits;
        this.browser = browser;
        this.pages = pages;
        this.addresses = addresses;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/account", browser.route(this::page));
        rules.any("/account", Methods.only("GET"));
        rules.post("/account/revoke", browser.route(this::revoke));
        rules.any("/account/revoke", Methods.only("POST"));
        rules.post("/account/sign-out", browser.route(this::signOut));
        rules.any("/account/sign-out", Methods.only("POST"));
        rules.post("/account/password", browser.route(this::password));
        rules.any("/account/password", Methods.only("POST"));
    }

    private void page(ServerRequest request, ServerResponse response) {
        browser.user(request).ifPresentOrElse(user -> show(request, response, 200, user, Optional.empty()),
                () -> Browser.redirect(response, Status.SEE_OTHER_303, Landing.ACCOUNT.login()));
    }

    private void revoke(ServerRequest request, ServerResponse response) {
        Form form = browser.form(request);
        User user = user(request);
        String id = form.optional("grant").orElseThrow(() -> new PageException(400, ErrorKind.BAD_REQUEST));
        if (id.startsWith(CONSENT)) {
            consents.forget(user.id(), id.substring(CONSENT.length()));
            Audit.oauth("consent-withdrawn", "client", id.substring(CONSENT.length()), "user", user.name());
            show(request, response, 200, user, Optional.of(Notice.GRANT_REVOKED));
            return;
        }
        Grants.ActiveGrant grant = grants.active(user.id(), clock.instant(), MAX_GRANTS).stream()
                .filter(known -> known.grant().id().equals(id))
                .findFirst().orElseThrow(() -> new PageException(404, ErrorKind.NOT_FOUND));
        // A withdrawal would mean little if the next request were let through by an old yes.
        consents.forget(user.id(), grant.grant().clientId());
        tokens.revoke(id, "user " + user.name(), grant.grant().clientId());
        show(request, response, 200, user, Optional.of(Notice.GRANT_REVOKED));
    }

    private void signOut(ServerRequest request, ServerResponse response) {
        browser.form(request);
        browser.signOut(request, response);
        Browser.redirect(response, Status.SEE_OTHER_303, Landing.ACCOUNT.login());
    }

    private void password(ServerRequest request, ServerResponse response) {
        Form form = browser.form(request);
        User user = user(request);
        InetAddress address = addresses.of(request);
        if (!(limits.check(user.name(), address) instanceof LoginLimits.Decision.Allowed)) {
            show(request, response, 429, user, Optional.of(Notice.TOO_MANY_ATTEMPTS));
            return;
        }
        if (!passwords.matches(Secret.of(form.optional("current").orElse("")), user.passwordHash())) {
            limits.wrong(user.name(), address);
            show(request, response, 400, user, Optional.of(Notice.PASSWORD_WRONG));
            return;
        }
        limits.right(user.name(), address);
        Secret chosen = Secret.of(form.optional("new").orElse(""));
        if (!chosen.equals(Secret.of(form.optional("repeat").orElse("")))) {
            show(request, response, 400, user, Optional.of(Notice.PASSWORDS_DIFFER));
        } else if (Passwords.fault(chosen).isPresent()) {
            show(request, response, 400, user, Optional.of(Notice.PASSWORD_TOO_SHORT));
        } else {
            users.password(user.id(), passwords.hash(chosen));
            browser.session(request).ifPresent(session -> sessions.endOthers(user.id(), session));
            Audit.auth("password-changed", "user", user.name());
            show(request, response, 200, user, Optional.of(Notice.PASSWORD_CHANGED));
        }
    }

    private User user(ServerRequest request) {
        return browser.user(request).orElseThrow(() -> new PageException(403, ErrorKind.EXPIRED));
    }

    private void show(ServerRequest request, ServerResponse response, int status, User user, Optional<Notice> notice) {
        List<Grants.ActiveGrant> active = grants.active(user.id(), clock.instant(), MAX_GRANTS);
        Set<String> shown = active.stream().map(one -> one.grant().clientId()).collect(Collectors.toSet());
        List<GrantRow> rows = Stream.concat(active.stream().map(this::row),
                consents.given(user.id()).stream().filter(given -> !shown.contains(given.clientId())).map(this::row))
                .toList();
        AccountPage page = new AccountPage(browser.formToken(request, response), user.name(), user.owner(),
                user.passwordHash().isPresent(), rows, notice);
        browser.show(response, status, pages.account(browser.language(request), page), Optional.empty());
    }

    private GrantRow row(Grants.ActiveGrant active) {
        Grants.Grant grant = active.grant();
        return new GrantRow(grant.id(), clients.find(grant.clientId()).map(KnownClients::name).orElse(grant.clientId()),
                grant.scopes().stream().sorted().map(Scope::word).toList(), grant.createdAt(), active.lastUsedAt());
    }

    /** A yes whose grants have ended: it would let the client in again without a question. */
    private GrantRow row(Consents.Given given) {
        return new GrantRow(CONSENT + given.clientId(),
                clients.find(given.clientId()).map(KnownClients::name).orElse(given.clientId()),
                given.scopes().stream().sorted().map(Scope::word).toList(), given.since(), given.since());
    }
}
