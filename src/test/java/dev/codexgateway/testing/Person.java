package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person with a browser that runs no scripts: keeps cookies, follows redirects within the gateway, fills in forms. */
public final class Person {
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>",
            Pattern.DOTALL);
    private static final Pattern HIDDEN = Pattern.compile("<input[^>]*type=\"hidden\"[^>]*>");
    private static final Pattern NAME = Pattern.compile("name=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("value=\"([^\"]*)\"");
    private static final int MAX_REDIRECTS = 10;

    private final URI gateway;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER).build();

    /** @param gateway where it serves */
    public Person(URI gateway) {
        this.gateway = gateway;
    }

    /** Opens a path and follows redirects until there is a page, or they lead out of the gateway. */
    public Seen open(String path) {
        return follow(request(path).GET().build());
    }

    /** Fills in the page's form for an action, and sends it. */
    public Seen submit(Seen page, String action, String... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>(page.hidden(action));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return post(action, fields);
    }

    public Seen post(String action, Map<String, String> fields) {
        return follow(request(action).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encode(fields))).build());
    }

    /** Signs in on the login page. */
    public Seen signIn(Seen loginPage, String name, String password) {
        return submit(loginPage, "/oauth/login", "username", name, "password", password);
    }

    /** Goes all the way as somebody who agrees to everything; where it ended. */
    public Seen authorize(String query, String name, String password) {
        return authorize("/oauth/authorize", query, name, password);
    }

    /** As {@link #authorize(String, String, String)}, beginning at an address that the client was told. */
    public Seen authorize(String address, String query, String name, String password) {
        Seen seen = open(address + "?" + query);
        if (seen.shows("/oauth/login")) {
            seen = signIn(seen, name, password);
        }
        if (seen.shows("/oauth/claim")) {
            seen = submit(seen, "/oauth/claim", "decision", "approve");
        }
        return seen.shows("/oauth/consent") ? submit(seen, "/oauth/consent", "decision", "allow") : seen;
    }

    public static String encode(Map<String, String> fields) {
        return fields.entrySet().stream().map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    private Seen follow(HttpRequest first) {
        HttpRequest request = first;
        for (int i = 0; i < MAX_REDIRECTS; i++) {
            HttpResponse<String> response = send(request);
            Optional<String> location = response.headers().firstValue("Location");
            if (location.isEmpty() || !location.get().startsWith("/")) {
                return new Seen(request.uri(), response);
            }
            request = request(location.get()).GET().build();
        }
        throw new AssertionError("too many redirects from " + first.uri());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the browser shows at the end, or where it was sent out of the gateway. */
    public record Seen(URI uri, HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String html() {
            return response.body();
        }

        /** Whether it is a page with a form for this action. */
        public boolean shows(String action) {
            return form(action).isPresent();
        }

        public Optional<String> location() {
            return response.headers().firstValue("Location");
        }

        /** The parameters that a callback was sent. */
        public Map<String, String> callback() {
            String query = URI.create(location().orElseThrow(() -> new AssertionError(status() + " " + html())))
                    .getRawQuery();
            Map<String, String> parameters = new HashMap<>();
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return parameters;
        }

        Map<String, String> hidden(String action) {
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher input = HIDDEN.matcher(form(action)
                    .orElseThrow(() -> new AssertionError("no form for " + action + ": " + status() + " " + html())));
            while (input.find()) {
                Matcher name = NAME.matcher(input.group());
                Matcher value = VALUE.matcher(input.group());
                if (name.find()) {
                    fields.put(name.group(1), value.find() ? value.group(1) : "");
                }
            }
            return fields;
        }

        private Optional<String> form(String action) {
            return FORM.matcher(html()).results().filter(form -> form.group(1).equals(action))
                    .map(form -> form.group(2)).findFirst();
        }
    }
}
