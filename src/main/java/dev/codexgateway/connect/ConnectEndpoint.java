package dev.codexgateway.connect;

import java.util.Optional;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.oauth.Browser;
import dev.codexgateway.oauth.Landing;
import dev.codexgateway.oauth.PageException;
import dev.codexgateway.oauth.PageHeaders;
import dev.codexgateway.oauth.User;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.pages.ConnectPage;
import dev.codexgateway.pages.ErrorKind;
import dev.codexgateway.pages.Notice;
import dev.codexgateway.pages.Pages;

/**
 * {@code /connect}, for the owner: what to paste, what is still missing, and the client's secrets. A new secret is in the one
 * answer to the request that made it and nowhere else.
 */
final class ConnectEndpoint implements HttpService {
    private static final String SECRET = "/connect/secret";
    private static final String DROP_OLDER = "/connect/secret/drop-older";
    private static final String CHECKS = "/connect/checks";

    private final Browser browser;
    private final Pages pages;
    private final GptClient client;
    private final Checklist checklist;
    private final PublicUrl publicUrl;
    private final ClientAddress addresses;

    ConnectEndpoint(Browser browser, Pages pages, GptClient client, Checklist checklist, PublicUrl publicUrl,
            ClientAddress addresses) {
        this.browser = browser;
        this.pages = pages;
        this.client = client;
        this.checklist = checklist;
        this.publicUrl = publicUrl;
        this.addresses = addresses;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(Landing.CONNECT.path(), browser.route(this::page));
        rules.any(Landing.CONNECT.path(), Methods.only("GET"));
        rules.get(CHECKS, browser.route(this::checks));
        rules.any(CHECKS, Methods.only("GET"));
        rules.post(SECRET, browser.route(this::newSecret));
        rules.any(SECRET, Methods.only("POST"));
        rules.post(DROP_OLDER, browser.route(this::dropOlder));
        rules.any(DROP_OLDER, Methods.only("POST"));
        rules.get(pages.scriptPath(), this::script);
    }

    private void page(ServerRequest request, ServerResponse response) {
        Optional<User> user = browser.user(request);
        if (user.isEmpty()) {
            Browser.redirect(response, Status.SEE_OTHER_303, Landing.CONNECT.login());
        } else {
            show(request, response, 200, owner(user.get()), Optional.empty(), Optional.empty());
        }
    }

    /** For the page's script, which shows no page of ours in place of the list: refusals have no body. */
    private void checks(ServerRequest request, ServerResponse response) {
        Optional<User> user = browser.user(request);
        if (user.filter(User::owner).isEmpty()) {
            response.status(user.isEmpty() ? Status.UNAUTHORIZED_401 : Status.FORBIDDEN_403)
                    .header(HeaderNames.CACHE_CONTROL, "no-store").send();
            return;
        }
        Browser.show(response, 200,
                pages.checklist(browser.language(request), checklist.checks(addresses.host(request))),
                PageHeaders.SCRIPTED);
    }

    /** Refuses while two are good: a third would end one of them, and nobody knows which of the two ChatGPT holds. */
    private void newSecret(ServerRequest request, ServerResponse response) {
        User owner = poster(request);
        Optional<Secret> made = client.newSecret();
        made.ifPresent(_ -> Audit.oauth("client-secret-rotated", "id", client.id(), "user", owner.name()));
        show(request, response, made.isPresent() ? 200 : 409, owner, made, Optional.empty());
    }

    private void dropOlder(ServerRequest request, ServerResponse response) {
        User owner = poster(request);
        boolean dropped = client.dropOlder();
        if (dropped) {
            Audit.oauth("client-secret-dropped", "id", client.id(), "user", owner.name());
        }
        show(request, response, 200, owner, Optional.empty(),
                dropped ? Optional.of(Notice.SECRET_DROPPED) : Optional.empty());
    }

    private void show(ServerRequest request, ServerResponse response, int status, User owner, Optional<Secret> fresh,
            Optional<Notice> notice) {
        ConnectPage page = new ConnectPage(browser.formToken(request, response), owner.name(), values(),
                checklist.checks(addresses.host(request)), fresh.map(Secret::reveal), client.twoSecrets(), notice);
        Browser.show(response, status, pages.connect(browser.language(request), page), PageHeaders.SCRIPTED);
    }

    private void script(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/javascript; charset=utf-8")
                .header(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable").send(pages.script());
    }

    private ConnectPage.Values values() {
        String url = publicUrl.url().toString();
        return new ConnectPage.Values(url, url + PublicUrl.DOCUMENT, client.id(), url + "/oauth/authorize",
                url + "/oauth/token", Scope.words(Scope.USUAL), url + "/privacy", url + Resource.MCP.path());
    }

    /** Whoever sent one of our forms, if it is the owner. */
    private User poster(ServerRequest request) {
        browser.form(request);
        return owner(browser.user(request).orElseThrow(() -> new PageException(403, ErrorKind.EXPIRED)));
    }

    private static User owner(User user) {
        if (!user.owner()) {
            throw new PageException(403, ErrorKind.FORBIDDEN);
        }
        return user;
    }
}
