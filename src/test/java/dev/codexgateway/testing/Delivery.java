package dev.codexgateway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import dev.codexgateway.testing.Script.Ending;
import dev.codexgateway.testing.Script.Happening;
import dev.codexgateway.testing.Script.Nothing;

/**
 * Gives one answer to one request. It is interrupted when the client leaves or the server closes, so it may wait for as
 * long as the script says.
 */
final class Delivery {
    private static final int LONGEST_GATE_SECONDS = 60;
    private static final byte[] NOTHING = {};

    private final Connection connection;
    private final HttpWire wire;
    private final Recorded request;
    private final Script script;
    private final Desk desk;
    private final boolean streaming;

    Delivery(Connection connection, HttpWire wire, Recorded request, Script script, Desk desk) {
        this.connection = connection;
        this.wire = wire;
        this.request = request;
        this.script = script;
        this.desk = desk;
        this.streaming = request.body().getBoolean("stream", false);
    }

    void give() throws IOException, InterruptedException {
        if (script.gate.isPresent()) {
            pass(script.gate.get());
        }
        switch (script.form) {
            case Script.Whole(var status, var type, var body) -> whole(status, type, body);
            case Script.Generated.RESPONSE -> generate();
            case Script.Bytes(var bytes, var silence) -> {
                wire.write(bytes);
                if (silence) {
                    waitForTheClientToLeave();
                }
                connection.cut(request);
            }
            case Nothing.SILENCE -> waitForTheClientToLeave();
            case Nothing.CLOSE -> connection.cut(request);
            case Nothing.RESET -> connection.reset(request);
        }
    }

    private void generate() throws IOException, InterruptedException {
        ResponseEvents events = new ResponseEvents(script, request.body());
        if (streaming) {
            wire.head(200, headers("text/event-stream; charset=utf-8", "transfer-encoding", "chunked"));
        }
        happen(Script.AT_THE_START);
        for (JsonObject event : events.opening()) {
            send(event);
        }
        for (int told = 0; told < script.deltas.size(); told++) {
            happen(told);
            Thread.sleep(script.pause);
            send(events.delta(script.deltas.get(told)));
        }
        happen(script.deltas.size());
        for (JsonObject event : events.closing()) {
            send(event);
        }
        end(events);
    }

    private void end(ResponseEvents events) throws IOException {
        if (request.body().getBoolean("store", true)) {
            desk.remember(events.responseId());
        }
        if (!streaming) {
            whole(200, "application/json", utf8(events.ended().toString()));
            return;
        }
        byte[] last = script.ending instanceof Ending.Missing ? NOTHING : bytes(events.last());
        request.answerGiven();
        if (script.byteByByte) {
            chunks(last);
            last = NOTHING;
        }
        wire.lastChunk(last);
    }

    private void happen(int told) throws IOException, InterruptedException {
        for (Happening happening : script.after(told)) {
            switch (happening) {
                case Happening.Gate(var latch) -> pass(latch);
                case Happening.Data(var line) -> chunks(utf8("data: " + line + end() + end()));
                case Happening.Raw(var text) -> chunks(utf8(text));
                case Happening.Accident.CUT -> connection.cut(request);
                case Happening.Accident.RESET -> connection.reset(request);
                case Happening.Accident.SILENCE -> waitForTheClientToLeave();
            }
        }
    }

    private void send(JsonObject event) throws IOException {
        chunks(bytes(event));
    }

    private void chunks(byte[] bytes) throws IOException {
        if (!streaming || bytes.length == 0) {
            return;
        }
        if (!script.byteByByte) {
            wire.chunk(bytes);
            return;
        }
        for (byte each : bytes) {
            wire.chunk(new byte[]{each});
        }
    }

    private void whole(int status, String contentType, byte[] body) throws IOException {
        wire.head(status, headers(contentType, "content-length", String.valueOf(body.length)));
        request.answerGiven();
        if (!script.byteByByte) {
            wire.write(body);
            return;
        }
        for (byte each : body) {
            wire.write(new byte[]{each});
        }
    }

    private Map<String, String> headers(String contentType, String framing, String value) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", contentType);
        headers.put(framing, value);
        headers.put("x-request-id", ResponseEvents.id("req"));
        headers.put("openai-organization", "org-scripted");
        headers.put("connection", connection.lastsAfter(request) ? "keep-alive" : "close");
        headers.putAll(script.headers);
        return headers;
    }

    private byte[] bytes(JsonObject event) {
        return utf8("event: " + event.getString("type") + end() + "data: " + event + end() + end());
    }

    private String end() {
        return script.crlf ? "\r\n" : "\n";
    }

    private static void pass(CountDownLatch gate) throws InterruptedException {
        if (!gate.await(LONGEST_GATE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("No test opened this gate in " + LONGEST_GATE_SECONDS + " seconds");
        }
    }

    private static void waitForTheClientToLeave() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
