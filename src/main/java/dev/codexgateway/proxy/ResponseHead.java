package dev.codexgateway.proxy;

import java.util.List;

import io.helidon.http.Headers;

import dev.codexgateway.upstream.AnswerHead;
import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;
import dev.codexgateway.wire.Heads;
import dev.codexgateway.wire.NameSet;

/**
 * Writes the head of an answer as it goes on to the caller: what stands on a list, and nothing else that an upstream, or
 * whatever stands before it, may say. Cookies and permissions for other origins are ours to give.
 */
final class ResponseHead {
    private static final NameSet ALLOWED = new NameSet(List.of("content-type", "content-encoding", "content-language",
            "content-disposition", "cache-control", "etag", "last-modified", "expires", "vary", "retry-after",
            "retry-after-ms", "x-should-retry", "x-request-id", "deprecation", "sunset"));
    private static final byte[][] PREFIXES = {Bytes.ascii("x-ratelimit-"), Bytes.ascii("openai-"),
            Bytes.ascii("x-codex-")};

    private ResponseHead() {}

    /**
     * @param ours  what this gateway adds
     * @param chunked whether the body will be; otherwise the length is as the upstream announced it
     */
    static void write(Bytes out, AnswerHead head, Headers ours, boolean chunked) {
        Heads.answer(out, head.status(), ours);
        for (int i = 0; i < head.count(); i++) {
            if (allowed(head, i)) {
                Heads.field(out, head, i);
            }
        }
        boolean none = head.status() == 204 || head.status() == 304;
        Heads.end(out, chunked ? Call.UNKNOWN_LENGTH : none ? Call.NO_BODY : head.contentLength());
    }

    private static boolean allowed(AnswerHead head, int header) {
        if (ALLOWED.has(head, header)) {
            return true;
        }
        for (byte[] prefix : PREFIXES) {
            if (head.namedFrom(header, prefix)) {
                return true;
            }
        }
        return false;
    }
}
