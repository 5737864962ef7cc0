package dev.codexgateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;

/**
 * What the request with a number asks and is answered: of many sizes, with a length or in chunks, JSON or a stream. Both sides
 * make it from the number alone, and the answer vouches for the request, so that nothing can be mixed up, lost or changed
 * unseen on either way.
 */
final class SoakExchange {
    private static final byte[] FILLING = filling();
    private static final int[] SIZES = {0, 1, 40, 300, 900, 1_000, 1_400, 2_000, 3_000, 5_000, 8_191, 8_193, 16_384};

    private final long number;

    SoakExchange(long number) {
        this.number = number;
    }

    /** The number of the request with this body. */
    static SoakExchange of(byte[] request) {
        String begin = new String(request, 0, Math.min(request.length, 80), US_ASCII);
        String marked = "\"input\":\"";
        int at = begin.indexOf(marked) + marked.length();
        return new SoakExchange(Long.parseLong(begin.substring(at, begin.indexOf(' ', at))));
    }

    byte[] request(String key) {
        byte[] body = requestBody();
        String head = "POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\n";
        return message(head, body, number % 5 == 1, 3_000);
    }

    /** @param received the body of the request as it came */
    byte[] answer(byte[] received) {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: " + (stream() ? "text/event-stream" : "application/json")
                + "\r\nx-request-id: req_" + number + "\r\n";
        return message(head, answerBody(received), stream() || number % 7 == 2, 1_111);
    }

    /** What must come back. */
    byte[] rightAnswer() {
        return answerBody(requestBody());
    }

    private boolean stream() {
        return number % 10 == 3;
    }

    private byte[] requestBody() {
        return json(
                "{\"model\":\"gpt-6.1-sol\",\"store\":false,\"stream\":" + stream() + ",\"input\":\"" + number + " ",
                size(number * 31), "\"}");
    }

    private byte[] answerBody(byte[] received) {
        CRC32 sum = new CRC32();
        sum.update(received);
        String response = "{\"id\":\"resp_" + number
                + "\",\"object\":\"response\",\"status\":\"completed\",\"store\":false,"
                + "\"model\":\"gpt-6.1-sol\",\"usage\":{\"input_tokens\":" + number % 100 + ",\"output_tokens\":7,"
                + "\"total_tokens\":" + (number % 100 + 7) + "},\"saw\":\"" + received.length + ":" + sum.getValue()
                + "\",\"output\":\"";
        if (!stream()) {
            return json(response, size(number * 17), "\"}");
        }
        return json("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"",
                size(number * 17),
                "\"}\n\nevent: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
                        + response + "\"}}\n\n");
    }

    private static int size(long seed) {
        return seed % 1_009 == 0 ? 100_000 : SIZES[(int) (seed % SIZES.length)];
    }

    private byte[] json(String before, int size, String after) {
        int from = (int) (number % 26);
        ByteArrayOutputStream out = new ByteArrayOutputStream(before.length() + size + after.length());
        out.writeBytes(before.getBytes(US_ASCII));
        out.write(FILLING, from, size);
        out.writeBytes(after.getBytes(US_ASCII));
        return out.toByteArray();
    }

    private static byte[] message(String head, byte[] body, boolean chunked, int chunk) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + body.length + 100);
        out.writeBytes(head.getBytes(US_ASCII));
        if (!chunked) {
            out.writeBytes(("Content-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII));
            out.writeBytes(body);
            return out.toByteArray();
        }
        out.writeBytes("Transfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
        for (int at = 0; at < body.length; at += chunk) {
            int length = Math.min(chunk, body.length - at);
            out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(US_ASCII));
            out.write(body, at, length);
            out.writeBytes("\r\n".getBytes(US_ASCII));
        }
        out.writeBytes("0\r\n\r\n".getBytes(US_ASCII));
        return out.toByteArray();
    }

    private static byte[] filling() {
        byte[] filling = new byte[100_000 + 26];
        for (int at = 0; at < filling.length; at++) {
            filling[at] = (byte) ('a' + at % 26);
        }
        return filling;
    }

    @Override
    public String toString() {
        return "request " + number + " of " + requestBody().length + " bytes" + (stream() ? " for a stream" : "");
    }
}
