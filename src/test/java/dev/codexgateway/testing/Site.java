package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** Somebody else's web site, on loopback: a client that is called back, or one that means harm. Safe for concurrent use. */
public final class Site implements AutoCloseable {
    private static final String PAGE = "<!DOCTYPE html><link rel=\"icon\" href=\"data:,\"><title>Elsewhere</title>";

    private final HttpServer server;
    private final String origin;
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final List<String> visits = new CopyOnWriteArrayList<>();

    private Site(HttpServer server, String origin) {
        this.server = server;
        this.origin = origin;
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public static Site start() {
        return on("127.0.0.1");
    }

    /** @param host a name or an address of this computer */
    public static Site on(String host) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
            String shown = host.contains(":") ? "[" + host + "]" : host;
            return new Site(server, "http://" + shown + ":" + server.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param origin what the browser calls it, whose name is made to lead here */
    static Site secure(String origin, SSLContext tls) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return new Site(server, origin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String path) {
        return origin + path;
    }

    /** Serves a page; every other path is answered as well. */
    public Site with(String path, String html) {
        pages.put(path, html);
        return this;
    }

    /** The paths and queries that were asked for. */
    public List<String> visits() {
        return visits;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            visits.add(exchange.getRequestURI().toString());
            String page = PAGE + pages.getOrDefault(exchange.getRequestURI().getPath(), "<p>You are back.</p>");
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
