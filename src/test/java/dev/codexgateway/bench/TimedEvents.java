package dev.codexgateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The events of a measured stream: deltas as OpenAI words them, each with its number and the time at which it was sent, and
 * at the end a completed response with its usage. Both sides of a measurement are in one process and so have one clock.
 */
final class TimedEvents {
    static final byte[] HEAD = ("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
            + "cache-control: no-cache\r\nx-request-id: req_measured\r\ntransfer-encoding: chunked\r\n\r\n")
            .getBytes(US_ASCII);
    private static final byte[] DELTA = ("event: response.output_text.delta\n"
            + "data: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_68b1f0a4c1d481928a6f3f2a5b6c7d8f\","
            + "\"output_index\":0,\"content_index\":0,\"delta\":\" harbour\",\"logprobs\":[],\"stamp\":\"")
            .getBytes(US_ASCII);
    private static final byte[] DELTA_END = "\"}\n\n".getBytes(US_ASCII);
    private static final byte[] COMPLETED = ("event: response.completed\n"
            + "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_68b1f0a4c1d481928a6f3f2a5b6c7d8e\","
            + "\"object\":\"response\",\"status\":\"completed\",\"model\":\"gpt-6.1-sol\",\"store\":false,\"output\":[],"
            + "\"usage\":{\"input_tokens\":142,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":37,"
            + "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":179}}}\n\n").getBytes(US_ASCII);
    private static final int NUMBER = 6;
    private static final int TIME = 18;
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);

    private TimedEvents() {}

    /** One chunk with one delta, sent now. */
    static void delta(ByteBuffer out, int number) {
        size(out, DELTA.length + NUMBER + TIME + DELTA_END.length).put(DELTA);
        digits(out, number, NUMBER);
        digits(out, System.nanoTime(), TIME);
        out.put(DELTA_END).put((byte) '\r').put((byte) '\n');
    }

    /** The last event and the end of the body. */
    static void end(ByteBuffer out) {
        size(out, COMPLETED.length).put(COMPLETED).put((byte) '\r').put((byte) '\n').put(LAST_CHUNK);
    }

    /** When the delta with this number was sent; negative if these bytes are no such delta. */
    static long sent(byte[] event, int length, int number) {
        int stamp = DELTA.length;
        boolean right = length == stamp + NUMBER + TIME + DELTA_END.length
                && Arrays.equals(event, 0, stamp, DELTA, 0, stamp)
                && Arrays.equals(event, length - DELTA_END.length, length, DELTA_END, 0, DELTA_END.length)
                && number(event, stamp, NUMBER) == number;
        return right ? number(event, stamp + NUMBER, TIME) : -1;
    }

    static boolean completed(byte[] event, int length) {
        return Arrays.equals(event, 0, length, COMPLETED, 0, COMPLETED.length);
    }

    private static ByteBuffer size(ByteBuffer out, int length) {
        return out.put(Integer.toHexString(length).getBytes(US_ASCII)).put((byte) '\r').put((byte) '\n');
    }

    private static void digits(ByteBuffer out, long value, int count) {
        int end = out.position() + count;
        for (int at = end - 1; at >= end - count; at--) {
            out.put(at, (byte) ('0' + value % 10));
            value /= 10;
        }
        out.position(end);
    }

    private static long number(byte[] event, int from, int count) {
        long value = 0;
        for (int at = from; at < from + count; at++) {
            value = value * 10 + event[at] - '0';
        }
        return value;
    }
}
