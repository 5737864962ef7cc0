package dev.codexgateway.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;

/** Asks a {@link ScriptedUpstream} by the JDK's client, or over a bare socket where the bytes matter. */
final class UpstreamClient implements AutoCloseable {
    private static final JsonProvider JSON = JsonProvider.provider();

    private final URI base;
    private final HttpClient http;

    UpstreamClient(URI base) {
        this(base, HttpClient.newBuilder());
    }

    UpstreamClient(URI base, HttpClient.Builder http) {
        this.base = base;
        this.http = http.connectTimeout(Duration.ofSeconds(20)).build();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** A streamed answer to these words, as a whole. */
    HttpResponse<String> ask(String input) throws IOException, InterruptedException {
        return post(streamed(input, JSON.createObjectBuilder().build()));
    }

    HttpResponse<String> post(JsonObject body) throws IOException, InterruptedException {
        return http.send(request("/responses").POST(BodyPublishers.ofString(body.toString())).build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> postChunked(JsonObject body) throws IOException, InterruptedException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return http.send(request("/responses")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))).build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> getWithoutKey(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).GET().build(), BodyHandlers.ofString());
    }

    /** A socket that has sent the question and read nothing. */
    Socket askBarely(String input) throws IOException {
        String body = streamed(input, JSON.createObjectBuilder().build()).toString();
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(("POST /v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    static JsonObject streamed(String input, JsonObject more) {
        return JSON.createObjectBuilder(more).add("stream", true).add("input", input).build();
    }

    static JsonObject json(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** The events of a stream with LF line ends, each of one data line. */
    static List<JsonObject> events(String stream) {
        return stream.lines().filter(line -> line.startsWith("data: ")).map(line -> json(line.substring(6))).toList();
    }

    static List<String> types(String stream) {
        return events(stream).stream().map(event -> event.getString("type")).toList();
    }

    /** All bytes until these were read. */
    static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("The stream ended after: " + read);
            }
            read.append((char) b);
        }
        return read.toString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer x")
                .timeout(Duration.ofSeconds(20));
    }
}
