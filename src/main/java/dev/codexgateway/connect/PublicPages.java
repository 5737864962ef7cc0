package dev.codexgateway.connect;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.edge.Entity;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.oauth.Browser;
import dev.codexgateway.oauth.PageHeaders;
import dev.codexgateway.pages.HomePage;
import dev.codexgateway.pages.Pages;
import dev.codexgateway.pages.PrivacyPage;

/** {@code /} and {@code /privacy}: the same for everybody, signed in or not. */
final class PublicPages implements HttpService {
    private static final PageHeaders HEADERS = PageHeaders.forEverybody(Duration.ofMinutes(5));

    private final Browser browser;
    private final Pages pages;
    private final PrivacyPage privacy;
    private final Supplier<URI> publicUrl;
    private final String version;

    PublicPages(Browser browser, Pages pages, PrivacyPage privacy, Supplier<URI> publicUrl, String version) {
        this.browser = browser;
        this.pages = pages;
        this.privacy = privacy;
        this.publicUrl = publicUrl;
        this.version = version;
    }

    @Override
    public void routing(HttpRules rules) {
        serve(rules, "/", browser.route(this::home));
        serve(rules, "/privacy", browser.route(this::privacy));
    }

    private static void serve(HttpRules rules, String path, Handler page) {
        rules.get(path, page);
        rules.head(path, page);
        rules.any(path, Methods.only("GET, HEAD"));
    }

    private void home(ServerRequest request, ServerResponse response) {
        HomePage page = new HomePage(publicUrl.get().toString(), version);
        show(request, response, pages.home(browser.language(request), page));
    }

    private void privacy(ServerRequest request, ServerResponse response) {
        show(request, response, pages.privacy(browser.language(request), privacy));
    }

    private static void show(ServerRequest request, ServerResponse response, String page) {
        HEADERS.on(response);
        response.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
        Entity.send(request, response, page.getBytes(StandardCharsets.UTF_8));
    }
}
