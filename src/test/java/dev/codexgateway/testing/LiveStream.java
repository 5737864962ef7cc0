package dev.codexgateway.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

import jakarta.json.JsonObject;

/** An answer that goes on, read line by line as it comes: server-sent events or a JSON value a line. */
public final class LiveStream implements AutoCloseable {
    private final HttpClient http;
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private Optional<String> id = Optional.empty();

    private LiveStream(HttpClient http, HttpResponse<InputStream> response) {
        this.http = http;
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Returns when the head of the answer is there. */
    public static LiveStream of(HttpRequest request) {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .executor(Executors.newVirtualThreadPerTaskExecutor()).build();
        try {
            return new LiveStream(http, http.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The next line as it is; empty at a clean end. */
    public Optional<String> line() throws IOException {
        return Optional.ofNullable(lines.readLine());
    }

    /** The next event; empty at a clean end. */
    public Optional<JsonObject> next() throws IOException {
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            String text = line.get();
            if (text.startsWith("id: ")) {
                id = Optional.of(text.substring(4));
            } else if (text.startsWith("data: ") || text.stripLeading().startsWith("{")) {
                return Optional.of(GatewayFixture.json(text.startsWith("data: ") ? text.substring(6) : text));
            }
        }
        return Optional.empty();
    }

    /** All events to a clean end. */
    public List<JsonObject> rest() throws IOException {
        List<JsonObject> events = new ArrayList<>();
        for (Optional<JsonObject> event = next(); event.isPresent(); event = next()) {
            events.add(event.get());
        }
        return events;
    }

    /** The id of the last server-sent event. */
    public Optional<String> id() {
        return id;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
