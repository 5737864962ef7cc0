package dev.codexgateway.testing;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

/** A client of {@code /ws}, by the JDK's WebSocket. What the server says is kept in order. */
public final class WsClient implements AutoCloseable, WebSocket.Listener {
    private static final int LONG = 20;

    private final HttpClient http = HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final StringBuilder part = new StringBuilder();
    private final BlockingQueue<JsonObject> said = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private WebSocket socket;

    private WsClient() {}

    /** @param headers alternating names and values */
    public static WsClient open(GatewayFixture gateway, String... headers) {
        return open(gateway, List.of(), headers);
    }

    public static WsClient open(GatewayFixture gateway, List<String> protocols, String... headers) {
        WsClient client = new WsClient();
        WebSocket.Builder builder = client.http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        if (!protocols.isEmpty()) {
            builder.subprotocols(protocols.getFirst(),
                    protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        client.socket = builder.buildAsync(java.net.URI.create(gateway.url("/ws").toString().replace("http:", "ws:")),
                client).join();
        return client;
    }

    public WebSocket socket() {
        return socket;
    }

    public WsClient send(Object... members) {
        return send(GatewayFixture.object(members).toString());
    }

    public WsClient send(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** The next thing that the server says. */
    public JsonObject next() {
        try {
            JsonObject next = said.poll(LONG, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("the server says nothing; closed: " + closed.getNow(null));
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that is said up to and with what is wanted. */
    public List<JsonObject> until(Predicate<JsonObject> last) {
        List<JsonObject> all = new ArrayList<>(List.of(next()));
        while (!last.test(all.getLast())) {
            all.add(next());
        }
        return all;
    }

    public Closed closed() {
        return closed.orTimeout(LONG, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            said.add(GatewayFixture.json(part.toString()));
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        throw new AssertionError("binary");
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(new Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** Whether this is an event of that type. */
    public static Predicate<JsonObject> event(String... types) {
        return said -> said.getString("type").equals("event") && Stream.of(types)
                .anyMatch(said.getJsonObject("event").getString("type")::equals);
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }

    /** How the server closed. */
    public record Closed(int code, String reason) {}
}
