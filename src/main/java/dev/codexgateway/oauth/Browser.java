package dev.codexgateway.oauth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.helidon.http.HeaderNames;
import io.helidon.http.SetCookie;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.edge.Errors;
import dev.codexgateway.edge.FormBody;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.observe.RequestId;
import dev.codexgateway.pages.ErrorKind;
import dev.codexgateway.pages.ErrorPage;
import dev.codexgateway.pages.Language;
import dev.codexgateway.pages.Pages;

/**
 * A person's browser: its cookies, the token that keeps other sites from posting our forms, and pages with the headers they
 * need.
 *
 * <p>A browser has a random mark from its first page on, and a session once somebody signed in. The form token is derived from
 * both, so it changes at sign-in and is not stored.
 */
public final class Browser {
    private static final int MAX_FORM = 16 * 1024;
    private static final Logger LOG = System.getLogger(Browser.class.getName());

    private final Sessions sessions;
    private final Pages pages;
    private final Issuer issuer;
    private final Clock clock;

    Browser(Sessions sessions, Pages pages, Issuer issuer, Clock clock) {
        this.sessions = sessions;
        this.pages = pages;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** A route that shows pages: what goes wrong is a page too. */
    public Handler route(Handler handler) {
        return (request, response) -> {
            try {
                handler.handle(request, response);
            } catch (PageException e) {
                error(request, response, e.status(), e.kind());
            } catch (GatewayException e) {
                error(request, response, e);
            }
        };
    }

    static void register(HttpRouting.Builder routing, Browser browser) {
        routing.error(PageException.class,
                (request, response, e) -> browser.error(request, response, e.status(), e.kind()));
    }

    /** Who is signed in. */
    public Optional<User> user(ServerRequest request) {
        return cookie(request, "session").map(CredentialHash::of)
                .flatMap(session -> sessions.user(session, clock.instant()));
    }

    /** Begins a session; whatever session the browser had ends, so none can be planted (session fixation). */
    void signIn(ServerRequest request, ServerResponse response, User user) {
        session(request).ifPresent(sessions::end);
        Instant now = clock.instant();
        String session = RandomToken.of("");
        sessions.begin(CredentialHash.of(session), user.id(), now, now.plus(OAuthConfig.SESSION));
        response.headers().addCookie(cookie("session", session, OAuthConfig.SESSION));
    }

    void signOut(ServerRequest request, ServerResponse response) {
        session(request).ifPresent(session -> {
            sessions.user(session, clock.instant()).ifPresent(user -> Audit.auth("sign-out", "user", user.name()));
            sessions.end(session);
            // Browsers take a cookie away only under the path and the prefix that it was set with.
            response.headers().clearCookie(cookie("session", "", Duration.ZERO));
        });
    }

    Optional<CredentialHash> session(ServerRequest request) {
        return cookie(request, "session").map(CredentialHash::of);
    }

    /** The token for the page's forms, each of which posts it as {@code csrf}; gives the browser its mark if it has none. */
    public String formToken(ServerRequest request, ServerResponse response) {
        String mark = cookie(request, "browser").orElseGet(() -> {
            String made = RandomToken.of("");
            response.headers().addCookie(cookie("browser", made, Duration.ofDays(30)));
            return made;
        });
        return token(mark, cookie(request, "session").orElse(""));
    }

    /** The fields of a posted form. @throws PageException unless it came from one of our pages in this browser */
    public Form form(ServerRequest request) {
        if (!FormBody.announced(request)) {
            throw new PageException(400, ErrorKind.BAD_REQUEST);
        }
        Form form = Form.parse(FormBody.read(request, MAX_FORM));
        String expected = token(cookie(request, "browser").orElse(""), cookie(request, "session").orElse(""));
        boolean ours = cookie(request, "browser").isPresent()
                && MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII),
                        form.optional("csrf").orElse("").getBytes(StandardCharsets.UTF_8));
        if (!ours) {
            throw new PageException(403, ErrorKind.CSRF);
        }
        return form;
    }

    public Language language(ServerRequest request) {
        return Language.of(request.headers().first(HeaderNames.ACCEPT_LANGUAGE));
    }

    /** @param formAction a further origin that the page's form may lead to, by a redirect of ours */
    void show(ServerResponse response, int status, String page, Optional<String> formAction) {
        show(response, status, page, formAction.map(PageHeaders::leadingTo).orElse(PageHeaders.USUAL));
    }

    /** Sends a page, UTF-8. */
    public static void show(ServerResponse response, int status, String page, PageHeaders headers) {
        headers.on(response);
        response.status(status).header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .send(page.getBytes(StandardCharsets.UTF_8));
    }

    /** Leads on, and tells nobody from where. */
    public static void redirect(ServerResponse response, Status status, String location) {
        response.status(status).header(HeaderNames.LOCATION, location).header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(HeaderNames.create("Referrer-Policy"), "no-referrer").send();
    }

    private void error(ServerRequest request, ServerResponse response, GatewayException e) {
        if (e.getCause() != null) {
            LOG.log(Level.WARNING, e.getMessage(), e.getCause());
        }
        switch (e.error()) {
            case GatewayError.TooManyRequests limited -> {
                response.header(HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, limited.retryAfter().toSeconds())));
                error(request, response, 429, ErrorKind.TOO_MANY);
            }
            case GatewayError.TooLarge _ -> error(request, response, 413, ErrorKind.BAD_REQUEST);
            case GatewayError.Unavailable _ -> error(request, response, 503, ErrorKind.UNAVAILABLE);
            case GatewayError.Internal _ -> error(request, response, 500, ErrorKind.INTERNAL);
            default -> error(request, response, 400, ErrorKind.BAD_REQUEST);
        }
    }

    private void error(ServerRequest request, ServerResponse response, int status, ErrorKind kind) {
        Errors.endIfUnread(request, response);
        show(response, status, pages.error(language(request), new ErrorPage(status, kind, RequestId.current())),
                Optional.empty());
    }

    private SetCookie cookie(String name, String value, Duration age) {
        return SetCookie.builder(name(name), value).path("/").httpOnly(true).secure(issuer.tls())
                .sameSite(SetCookie.SameSite.LAX).maxAge(age).build();
    }

    private Optional<String> cookie(ServerRequest request, String name) {
        return request.headers().cookies().first(name(name)).asOptional();
    }

    /** The prefix makes browsers hold a cookie to this host, TLS and the whole path. */
    private String name(String name) {
        return (issuer.tls() ? "__Host-cgw_" : "cgw_") + name;
    }

    private static String token(String mark, String session) {
        return CredentialHash.of("form token " + mark + " " + session).hex();
    }
}
