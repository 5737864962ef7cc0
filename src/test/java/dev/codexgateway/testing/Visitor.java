package dev.codexgateway.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;

/** A person with Chromium. Where {@link Person} knows the forms' fields, this one sees what is on the screen. */
public final class Visitor implements AutoCloseable {
    private static final double PATIENCE = 20_000;

    private final GatewayFixture gateway;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    Visitor(GatewayFixture gateway, BrowserContext context) {
        this.gateway = gateway;
        this.context = context;
        context.setDefaultTimeout(PATIENCE);
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    public Page page() {
        return page;
    }

    public BrowserContext context() {
        return context;
    }

    /** What the browser complained of in its console: of blocked scripts, styles, forms and frames, and of errors. */
    public List<String> complaints() {
        return complaints;
    }

    public Response open(String path) {
        return page.navigate(gateway.url(path).toString());
    }

    /** Follows a client to the gateway. */
    public Response authorize(String client, String callback, String... more) {
        Map<String, String> query = new LinkedHashMap<>(
                Map.of("response_type", "code", "client_id", client, "redirect_uri", callback, "state", "as sent"));
        for (int i = 0; i < more.length; i += 2) {
            query.put(more[i], more[i + 1]);
        }
        return open("/oauth/authorize?" + Person.encode(query));
    }

    public Response authorize(String callback) {
        return authorize(GatewayFixture.CLIENT, callback);
    }

    public void signIn(String name, String password) {
        page.locator("#username").fill(name);
        page.locator("#password").fill(password);
        page.locator("form[action='/oauth/login'] button").click();
    }

    public void press(String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
    }

    public Locator heading() {
        return page.locator("h1");
    }

    public String path() {
        return URI.create(page.url()).getPath();
    }

    /** Waits to be sent to a callback; what it was told. */
    public Map<String, String> sentBackTo(String callback) {
        page.waitForURL(url -> url.startsWith(callback + "?"));
        Map<String, String> parameters = new HashMap<>();
        for (String pair : URI.create(page.url()).getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    @Override
    public void close() {
        context.close();
    }
}
