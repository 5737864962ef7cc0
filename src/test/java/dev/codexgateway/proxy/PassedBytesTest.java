package dev.codexgateway.proxy;

import static dev.codexgateway.testing.WireUpstream.chunk;
import static dev.codexgateway.testing.WireUpstream.chunked;
import static dev.codexgateway.testing.WireUpstream.lastChunk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller.Received;

/** Bodies arrive as they were sent, both ways, whatever they are and however they are cut. */
class PassedBytesTest extends OnTheWire {
    private static final String STREAM = "text/event-stream; charset=utf-8";
    /** Every kind of event that OpenAI's two APIs send, and some that it does not. */
    private static final List<String> EVENTS = List.of("response.created", "response.in_progress", "response.queued",
            "response.output_item.added", "response.output_item.done", "response.content_part.added",
            "response.content_part.done", "response.output_text.delta", "response.output_text.done",
            "response.output_text.annotation.added", "response.refusal.delta", "response.refusal.done",
            "response.function_call_arguments.delta", "response.function_call_arguments.done",
            "response.file_search_call.in_progress", "response.file_search_call.searching",
            "response.file_search_call.completed", "response.web_search_call.in_progress",
            "response.web_search_call.searching", "response.web_search_call.completed",
            "response.reasoning_summary_part.added", "response.reasoning_summary_part.done",
            "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
            "response.reasoning_text.delta", "response.reasoning_text.done",
            "response.image_generation_call.in_progress", "response.image_generation_call.generating",
            "response.image_generation_call.partial_image", "response.image_generation_call.completed",
            "response.mcp_call_arguments.delta", "response.mcp_call_arguments.done", "response.mcp_call.in_progress",
            "response.mcp_call.completed", "response.mcp_call.failed", "response.mcp_list_tools.in_progress",
            "response.mcp_list_tools.completed", "response.mcp_list_tools.failed",
            "response.code_interpreter_call.in_progress", "response.code_interpreter_call.interpreting",
            "response.code_interpreter_call.completed", "response.code_interpreter_call_code.delta",
            "response.code_interpreter_call_code.done", "response.custom_tool_call_input.delta",
            "response.custom_tool_call_input.done", "response.incomplete", "response.failed", "error",
            "response.of.the.future", "response.completed");

    static Stream<byte[]> streams() {
        String all = String.join("", EVENTS.stream().map(PassedBytesTest::event).toList());
        return Stream.of(all, all.replace("\n", "\r\n"), ": ping\n\n" + all + "data: [DONE]\n\n", "\uFEFF" + all,
                "data: {broken\n\ndata:\ndata: {}\n\nid: 7\nretry: 1\n\n", "no event at all", "\n\n\n",
                all.replace("\n", "\r"), "data: {\"a\":\"" + "\\\\\\\"".repeat(2000) + "\"}\n\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamOfEventsIsTheSameStream(byte[] bytes) {
        upstream.next((request, out) -> {
            out.write(chunked(STREAM));
            for (int at = 0; at < bytes.length; at += 700) {
                out.write(chunk(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 700))));
            }
            out.write(lastChunk());
            return true;
        });

        Received received = caller.post("{}").receive();

        assertThat(received.body()).isEqualTo(bytes);
        assertThat(received.whole()).isTrue();
        assertThat(received.header("Content-Type")).contains(STREAM);
    }

    /** The cut is in the bytes of the connection: in a character of several bytes, in a chunk's size, in the head. */
    @Test
    void theStreamIsTheSameWhereverItsBytesAreCut() {
        byte[] wire = wire();
        for (int cut = 1; cut < wire.length; cut++) {
            int at = cut;
            upstream.next((request, out) -> {
                out.write(wire, 0, at);
                out.flush();
                // Time for the first half to be read alone, mostly.
                Thread.yield();
                out.write(wire, at, wire.length - at);
                return true;
            });

            Received received = caller.post("{}").receive();

            assertThat(received.text()).as("cut at %d", cut)
                    .isEqualTo("data: {\"delta\":\"żółć \uD83D\uDE80\"}\r\n\r\ndata: 2\n\n");
            assertThat(received.whole()).isTrue();
        }
    }

    private static byte[] wire() {
        byte[] event = "data: {\"delta\":\"żółć \uD83D\uDE80\"}\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(chunked("text/event-stream"));
        out.writeBytes((Integer.toHexString(event.length) + ";name=value;other=\"a;b\"\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(event);
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes("00009 \r\ndata: 2\n\n\r\n0;last\r\nTrailer-One: 1\r\nTwo: 2\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Test
    void everyByteAloneArrives() {
        byte[] wire = wire();
        upstream.next((request, out) -> {
            for (byte b : wire) {
                out.write(b);
                out.flush();
            }
            return true;
        });

        assertThat(caller.post("{}").receive().text()).endsWith("data: 2\n\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, 8_159, 8_160, 8_161, 8_192, 16_384, 65_535, 65_536, 65_537, 10_000_000})
    void anAnswerOfAnyLengthArrives(int length) {
        byte[] body = random(length);
        for (boolean chunks : new boolean[]{false, true}) {
            upstream.next((request, out) -> {
                out.write(chunks
                        ? chunked("application/octet-stream")
                        : ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                if (!chunks) {
                    out.write(body);
                } else if (length > 0) {
                    out.write(chunk(body));
                }
                out.write(chunks ? lastChunk() : new byte[0]);
                return true;
            });

            Received received = caller.post("{}").receive();

            assertThat(Arrays.equals(received.body(), body)).isTrue();
            assertThat(received.whole()).isTrue();
        }
    }

    @Test
    void anEventOfTenMegabytesArrives() {
        byte[] event = ("data: {\"b64\":\"" + "A".repeat(10 << 20) + "\"}\n\n").getBytes(StandardCharsets.US_ASCII);
        upstream.next((request, out) -> {
            out.write(chunked("text/event-stream"));
            out.write(chunk(event));
            out.write(lastChunk());
            return true;
        });

        assertThat(Arrays.equals(caller.post("{}").receive().body(), event)).isTrue();
    }

    @Test
    void anAnswerThatLastsAsLongAsItsConnectionArrives() {
        upstream.next((request, out) -> {
            out.write("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            out.write("data: 2\n\n".getBytes(StandardCharsets.US_ASCII));
            return false;
        });

        Received received = caller.post("{}").receive();

        assertThat(received.text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        assertThat(received.whole()).isTrue();
    }

    @Test
    void anEventIsThereBeforeTheNextOneIsSent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        CountDownLatch head = new CountDownLatch(1);
        upstream.next((request, out) -> {
            out.write(chunked("text/event-stream"));
            out.flush();
            await(head);
            out.write(chunk("data: 1\n\n".getBytes(StandardCharsets.US_ASCII)));
            out.flush();
            await(seen);
            out.write("9\r\ndata: 2\n\n\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        });

        caller.post("{}");
        assertThat(caller.head()).startsWith("HTTP/1.1 200");
        head.countDown();
        assertThat(caller.chunk()).contains("data: 1\n\n".getBytes(StandardCharsets.US_ASCII));
        seen.countDown();
        assertThat(caller.chunk()).contains("data: 2\n\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(caller.chunk()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_000, 33_554_432})
    void aRequestOfAnyLengthArrives(int length) {
        byte[] body = random(length);
        caller.send("POST /v1/responses HTTP/1.1\r\nHost: gateway\r\nX-API-Key: " + GatewayFixture.KEY
                + "\r\nContent-Length: " + length + "\r\n\r\n").send(body);

        assertThat(caller.receive().status()).isEqualTo(200);

        assertThat(Arrays.equals(upstream.last().body(), body)).isTrue();
        assertThat(upstream.last().header("content-length")).containsExactly(Integer.toString(length));
    }

    @Test
    void aRequestInChunksArrives() {
        byte[] one = random(20_000);
        byte[] two = random(70_000);
        caller.send("POST /v1/responses HTTP/1.1\r\nHost: gateway\r\nX-API-Key: " + GatewayFixture.KEY
                + "\r\nTransfer-Encoding: chunked\r\n\r\n").send(chunk(one)).send(chunk(two)).send("0\r\n\r\n");

        assertThat(caller.receive().status()).isEqualTo(200);

        assertThat(upstream.last().body()).startsWith(one).endsWith(two).hasSize(90_000);
        assertThat(upstream.last().header("transfer-encoding")).containsExactly("chunked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "br", "identity"})
    void aPackedRequestIsNotUnpacked(String encoding) {
        byte[] packed = random(500);
        caller.send("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nX-API-Key: " + GatewayFixture.KEY
                + "\r\nContent-Encoding: " + encoding + "\r\nContent-Length: 500\r\n\r\n").send(packed);

        assertThat(caller.receive().status()).isEqualTo(200);

        assertThat(upstream.last().body()).isEqualTo(packed);
        assertThat(upstream.last().header("content-encoding")).containsExactly(encoding);
    }

    /** It could go on with anybody's stored response, and nobody would see it. */
    @Test
    void aPackedRequestForAResponseIsRefused() {
        Received received = caller.post("{}", "Content-Encoding: gzip").receive();

        assertThat(received.status()).isEqualTo(415);
        assertThat(received.text()).contains("\"code\":\"unsupported_media_type\"");
    }

    @Test
    void aCallerWhoAsksBeforeHeSendsIsTold() {
        caller.send("POST /v1/responses HTTP/1.1\r\nHost: gateway\r\nX-API-Key: " + GatewayFixture.KEY
                + "\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertThat(caller.head()).startsWith("HTTP/1.1 100");
        caller.send("{}");

        assertThat(caller.receive().status()).isEqualTo(200);
        assertThat(upstream.last().text()).isEqualTo("{}");
        assertThat(upstream.last().header("expect")).isEmpty();
    }

    private static String event(String type) {
        return "event: " + type + "\ndata: {\"type\":\"" + type
                + "\",\"sequence_number\":3,\"delta\":\"a \\\"b\\\" \u20AC "
                + "\uD83D\uDE80\\u00e9\\\\\",\"response\":{\"id\":\"resp_1\",\"usage\":null}}\n\n";
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
