package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;

/** A page as a browser gets it, under the policy that it is sent with, and with the test's answers for its checklist. */
final class Served {
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    private static final String ORIGIN = "http://localhost:1";

    private Served() {}

    static void open(Page page, String html, Supplier<Answer> checklist) {
        page.unrouteAll();
        page.route(ORIGIN + "/**", route -> answer(route, html, checklist));
        page.navigate(ORIGIN + "/connect");
    }

    private static void answer(Route route, String html, Supplier<Answer> checklist) {
        String path = route.request().url().substring(ORIGIN.length());
        if (path.equals("/connect/checks")) {
            Answer answer = checklist.get();
            fulfill(route, answer.status, "text/html", answer.body.getBytes(UTF_8));
        } else if (path.equals(Samples.PAGES.scriptPath())) {
            fulfill(route, 200, "text/javascript", Samples.PAGES.script());
        } else if (path.equals(Samples.PAGES.styleSheetPath())) {
            fulfill(route, 200, "text/css", Samples.PAGES.styleSheet());
        } else {
            fulfill(route, 200, "text/html", html.getBytes(UTF_8));
        }
    }

    private static void fulfill(Route route, int status, String type, byte[] body) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", type + "; charset=utf-8",
                "Content-Security-Policy", POLICY, "X-Content-Type-Options", "nosniff"));
        if (status == 303) {
            headers.put("Location", "/oauth/login");
        }
        route.fulfill(new Route.FulfillOptions().setStatus(status).setHeaders(headers).setBodyBytes(body));
    }

    /** What the checklist's address answers. */
    record Answer(int status, String body) {}
}
