package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A person's browser as far as redirects and cookies go; it keeps hosts with different ports apart as little as a browser does. */
public final class WebVisitor {
    private static final int MOST = 20;

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies).connectTimeout(Duration.ofSeconds(5)).build();

    public HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.timeout(Duration.ofSeconds(30)).build(),
                    BodyHandlers.ofString());
            // As browsers do: without RFC 2109's quotes.
            cookies.getCookieStore().getCookies().forEach(cookie -> cookie.setVersion(0));
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first page that is no redirect. */
    public HttpResponse<String> visit(URI uri) {
        URI next = uri;
        for (int i = 0; i < MOST; i++) {
            HttpResponse<String> response = get(next);
            if (response.statusCode() / 100 != 3) {
                return response;
            }
            next = next.resolve(response.headers().firstValue("Location").orElseThrow());
        }
        throw new AssertionError("redirected too often, last to " + next);
    }

    /** The first redirect to where this begins, which is not followed. */
    public URI follow(URI uri, String end) {
        URI next = uri;
        for (int i = 0; i < MOST; i++) {
            HttpResponse<String> response = get(next);
            if (response.statusCode() / 100 != 3) {
                throw new AssertionError(next + ": " + response.statusCode() + " " + response.body());
            }
            next = next.resolve(response.headers().firstValue("Location").orElseThrow());
            if (next.toString().startsWith(end)) {
                return next;
            }
        }
        throw new AssertionError("redirected too often, last to " + next);
    }

    public List<String> cookieNames() {
        return cookies.getCookieStore().getCookies().stream().map(HttpCookie::getName).toList();
    }

    public static String parameter(URI uri, String name) {
        for (String pair : uri.getRawQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError(uri + " has no " + name);
    }
}
