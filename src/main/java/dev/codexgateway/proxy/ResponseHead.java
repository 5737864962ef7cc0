package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.helidon.http.DateTime;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;

import dev.codexgateway.upstream.AnswerHead;
import dev.codexgateway.upstream.Bytes;

/**
 * Writes the head of an answer as it goes on to the caller: what stands on a list, and nothing else that an upstream, or
 * whatever stands before it, may say. Cookies and permissions for other origins are ours to give.
 */
final class ResponseHead {
    private static final byte[][][] ALLOWED = byLength("content-type", "content-encoding", "content-language",
            "content-disposition", "cache-control", "etag", "last-modified", "expires", "vary", "retry-after",
            "retry-after-ms", "x-should-retry", "x-request-id", "deprecation", "sunset");
    private static final byte[][] PREFIXES = {ascii("x-ratelimit-"), ascii("openai-"), ascii("x-codex-")};
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\nDate: ");
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] DATE = ascii("\r\nDate: ");
    private static final byte[] COLON = ascii(": ");
    private static final byte[] END_OF_LINE = ascii("\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] END = ascii("\r\n\r\n");

    private ResponseHead() {}

    /**
     * @param ours  what this gateway adds
     * @param chunked whether the body will be; otherwise the length is as the upstream announced it
     */
    static void write(Bytes out, AnswerHead head, Headers ours, boolean chunked) {
        int status = head.status();
        if (status == 200) {
            out.bytes(OK);
        } else {
            out.bytes(VERSION).number(status).text(" ").text(Status.create(status).reasonPhrase()).bytes(DATE);
        }
        out.bytes(DateTime.http1Bytes());
        for (Header header : ours) {
            if (!header.headerName().equals(HeaderNames.CONTENT_LENGTH)) {
                HeaderLines.write(out, header, _ -> {});
            }
        }
        for (int i = 0; i < head.count(); i++) {
            if (allowed(head, i)) {
                out.bytes(head.bytes(), head.nameFrom(i), head.nameTo(i)).bytes(COLON)
                        .bytes(head.bytes(), head.valueFrom(i), head.valueTo(i)).bytes(END_OF_LINE);
            }
        }
        if (chunked) {
            out.bytes(CHUNKED);
        } else if (status == 204 || status == 304) {
            out.bytes(END_OF_LINE);
        } else {
            out.bytes(CONTENT_LENGTH).number(head.contentLength()).bytes(END);
        }
    }

    private static boolean allowed(AnswerHead head, int header) {
        int length = head.nameTo(header) - head.nameFrom(header);
        if (length < ALLOWED.length) {
            for (byte[] name : ALLOWED[length]) {
                if (head.named(header, name)) {
                    return true;
                }
            }
        }
        for (byte[] prefix : PREFIXES) {
            if (head.namedFrom(header, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static byte[][][] byLength(String... names) {
        int longest = Stream.of(names).mapToInt(String::length).max().orElseThrow();
        return IntStream.rangeClosed(0, longest)
                .mapToObj(length -> Stream.of(names).filter(name -> name.length() == length).map(ResponseHead::ascii)
                        .toArray(byte[][]::new))
                .toArray(byte[][][]::new);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
