package dev.codexgateway.chatgpt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import com.sun.net.httpserver.HttpServer;

/** Stands in for the gateway's own document until that is served. */
public final class SampleDocument {
    private SampleDocument() {}

    static String text(URI origin) {
        try (InputStream in = Objects
                .requireNonNull(SampleDocument.class.getResourceAsStream("/chatgpt/sample-openapi.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("http://localhost:8080",
                    origin.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ActionSchema imported(URI origin) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] body = text(origin).getBytes(StandardCharsets.UTF_8);
            server.createContext("/openapi.json", exchange -> {
                exchange.getResponseHeaders().set("content-type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            try {
                return ActionSchema.importFrom(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/openapi.json"));
            } finally {
                server.stop(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
