package dev.codexgateway.oauth;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.config.Secret;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.pages.LoginPage;
import dev.codexgateway.pages.Notice;
import dev.codexgateway.pages.Pages;

/** {@code /oauth/login}: a person signs in, for a parked request or for a {@link Landing}. */
final class LoginEndpoint implements HttpService {
    private static final int MAX_NAME = 256;
    private static final int MAX_PASSWORD = 1024;

    private final SignIn signIn;
    private final Users users;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Browser browser;
    private final Pages pages;
    private final ClientAddress addresses;
    private final boolean company;

    /** @param company whether the company's identity provider can be used as well */
    LoginEndpoint(SignIn signIn, Users users, Passwords passwords, LoginLimits limits, Browser browser, Pages pages,
            ClientAddress addresses, boolean company) {
        this.signIn = signIn;
        this.users = users;
        this.passwords = passwords;
        this.limits = limits;
        this.browser = browser;
        this.pages = pages;
        this.addresses = addresses;
        this.company = company;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/oauth/login", browser.route(this::page));
        rules.post("/oauth/login", browser.route(this::login));
        rules.any("/oauth/login", Methods.only("GET, POST"));
    }

    private void page(ServerRequest request, ServerResponse response) {
        show(request, response, 200, request.query().first("request").orElse(""), "", Optional.empty());
    }

    private void login(ServerRequest request, ServerResponse response) {
        Form form = browser.form(request);
        String id = form.optional("request").orElse("");
        String name = form.optional("username").filter(text -> text.length() <= MAX_NAME).orElse("");
        String password = form.optional("password").filter(text -> text.length() <= MAX_PASSWORD).orElse("");
        InetAddress address = addresses.of(request);
        switch (limits.check(name, address)) {
            case LoginLimits.Decision.Refused(Duration wait) -> {
                OAuthMeters.limited("wrong-passwords");
                Audit.auth("login-limited", "user", users.named(name).map(User::name).orElse("unknown"), "address",
                        address.getHostAddress());
                response.header(HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
                show(request, response, 429, id, name, Optional.of(Notice.TOO_MANY_ATTEMPTS));
            }
            case LoginLimits.Decision.Allowed(Duration delay) -> {
                pause(delay);
                attempt(request, response, id, name, password, address);
            }
        }
    }

    private void attempt(ServerRequest request, ServerResponse response, String id, String name, String password,
            InetAddress address) {
        Optional<User> user = users.named(name);
        // An unknown name takes as long as a wrong password.
        boolean right = matches(name, address, Secret.of(password), user);
        if (!right || user.isEmpty()) {
            limits.wrong(name, address);
            // What was typed may be a password in the wrong field: only a name that there is belongs in a log.
            Audit.auth("login-refused", "user", user.map(User::name).orElse("unknown"), "address",
                    address.getHostAddress());
            show(request, response, 401, id, name, Optional.of(Notice.WRONG_CREDENTIALS));
            return;
        }
        limits.right(name, address);
        Audit.auth("login", "user", user.get().name(), "address", address.getHostAddress());
        browser.signIn(request, response, user.get());
        goOn(request, response, id, user.get());
    }

    /** On to where this sign-in was for. */
    void goOn(ServerRequest request, ServerResponse response, String id, User user) {
        Landing.of(id).ifPresentOrElse(
                landing -> Browser.redirect(response, Status.SEE_OTHER_303, landing.path()),
                () -> signIn.signedIn(request, response, id, user));
    }

    private boolean matches(String name, InetAddress address, Secret password, Optional<User> user) {
        try {
            return passwords.matches(password, user.flatMap(User::passwordHash));
        } catch (GatewayException e) {
            limits.untried(name, address);
            throw e;
        }
    }

    void show(ServerRequest request, ServerResponse response, int status, String id, String name,
            Optional<Notice> notice) {
        Optional<AuthorizationRequest> parked = Landing.of(id).isPresent()
                ? Optional.empty()
                : Optional.of(signIn.find(id));
        Optional<String> client = parked
                .map(asked -> KnownClients.shown(signIn.client(asked), asked.redirectUri()).name())
                .filter(named -> !named.isEmpty());
        Optional<String> callback = parked.map(AuthorizationRequest::redirectUri).map(Origins::of);
        LoginPage page = new LoginPage(browser.formToken(request, response), id, client, name, notice, company);
        browser.show(response, status, pages.login(browser.language(request), page), callback);
    }

    /** The growing delay of a user whose password somebody guesses at; this thread is virtual. */
    private static void pause(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
