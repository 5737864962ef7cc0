package dev.codexgateway.oauth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.Subscriber;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.pages.ErrorKind;
import dev.codexgateway.pages.Notice;

/**
 * {@code /oauth/company}: a person signs in with the company's identity provider, for a parked request or for a
 * {@link Landing}. Only the parked request's id travels, in the cookie. Whatever fails leads back to the login page.
 */
final class CompanyEndpoint implements HttpService {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{0,128}");
    /** Each step derives a key for the cookie, which is some milliseconds of work that anybody can ask for. */
    private static final int STEPS_PER_MINUTE = 120;
    private static final Logger LOG = System.getLogger(CompanyEndpoint.class.getName());

    private final CompanyIssuer company;
    private final CompanyUsers users;
    private final SignIn signIn;
    private final LoginEndpoint login;
    private final Browser browser;
    private final Issuer issuer;
    private final ClientAddress addresses;
    private final RollingLimit<Subscriber> steps;
    private volatile @Nullable CompanyLogin latest;

    CompanyEndpoint(CompanyIssuer company, CompanyUsers users, SignIn signIn, LoginEndpoint login, Browser browser,
            Issuer issuer, ClientAddress addresses, Clock clock) {
        this.company = company;
        this.users = users;
        this.signIn = signIn;
        this.login = login;
        this.browser = browser;
        this.issuer = issuer;
        this.addresses = addresses;
        this.steps = new RollingLimit<>(STEPS_PER_MINUTE, Duration.ofMinutes(1), clock);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(CompanyLogin.PATH, browser.route(this::depart));
        rules.any(CompanyLogin.PATH, Methods.only("GET"));
        rules.get(CompanyLogin.CALLBACK, browser.route(this::arrive));
        rules.any(CompanyLogin.CALLBACK, Methods.only("GET"));
    }

    private void depart(ServerRequest request, ServerResponse response) {
        limit(request);
        String id = request.query().first("request").orElse("");
        if (!ID.matcher(id).matches()) {
            throw new PageException(400, ErrorKind.BAD_REQUEST);
        }
        boolean again = Landing.of(id).isEmpty() && signIn.find(id).loginAgain();
        Optional<CompanyLogin> provider = provider();
        if (provider.isEmpty()) {
            login.show(request, response, 503, id, "", Optional.of(Notice.COMPANY_FAILED));
            return;
        }
        CompanyLogin.Departure departure = provider.get().depart(id, again);
        response.headers().addCookie(departure.cookie());
        Browser.redirect(response, Status.SEE_OTHER_303, departure.location());
    }

    private void arrive(ServerRequest request, ServerResponse response) {
        limit(request);
        Optional<CompanyLogin> provider = provider();
        if (provider.isEmpty()) {
            login.show(request, response, 503, "", "", Optional.of(Notice.COMPANY_FAILED));
            return;
        }
        // Without that cookie the person did not depart from this browser: nobody is signed in by another's link.
        String id = provider.get().departedFor(request).orElseThrow(() -> new PageException(400, ErrorKind.EXPIRED));
        response.headers().addCookie(provider.get().arrived());
        Optional<CompanyPerson> person = provider.get().person(request);
        InetAddress address = addresses.of(request);
        if (person.isEmpty()) {
            Audit.auth("login-refused", "by", "company", "address", address.getHostAddress());
            login.show(request, response, 401, id, "", Optional.of(Notice.COMPANY_FAILED));
            return;
        }
        Optional<User> user = users.admit(person.get());
        if (user.isEmpty()) {
            Audit.auth("login-refused", "by", "company", "subject", person.get().subject(), "address",
                    address.getHostAddress());
            login.show(request, response, 403, id, "", Optional.of(Notice.NOT_ALLOWED));
            return;
        }
        Audit.auth("login", "by", "company", "user", user.get().name(), "address", address.getHostAddress());
        browser.signIn(request, response, user.get());
        login.goOn(request, response, id, user.get());
    }

    private void limit(ServerRequest request) {
        steps.count(Subscriber.of(addresses.of(request))).ifPresent(wait -> {
            OAuthMeters.limited("company-sign-in");
            throw new GatewayException(
                    new GatewayError.TooManyRequests("Too many sign-ins from this address.", wait));
        });
    }

    /** The provider for what is known of the issuer now; empty if that is nothing. */
    private Optional<CompanyLogin> provider() {
        try {
            CompanyDirectory directory = company.directory();
            CompanyLogin known = latest;
            if (known == null || known.directory() != directory) {
                known = new CompanyLogin(company.config(), company.documents(), directory, issuer);
                latest = known;
            }
            return Optional.of(known);
        } catch (GatewayException e) {
            if (e.error() instanceof GatewayError.Unavailable) {
                LOG.log(Level.DEBUG, "no company sign-in now");
                return Optional.empty();
            }
            throw e;
        }
    }
}
