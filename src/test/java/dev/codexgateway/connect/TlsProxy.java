package dev.codexgateway.connect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** A proxy that ends TLS in front of a port of this machine, as an operator has one; it passes GET on. */
record TlsProxy(HttpsServer server, HttpClient http, int target) implements AutoCloseable {

    static TlsProxy of(SSLContext certificate, int target) {
        try {
            TlsProxy proxy = new TlsProxy(
                    HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
                    HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build(), target);
            proxy.server.setHttpsConfigurator(new HttpsConfigurator(certificate));
            proxy.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            proxy.server.createContext("/", proxy::pass);
            proxy.server.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target + exchange.getRequestURI())).build(),
                    BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
