package dev.codexgateway.wire;

import java.io.InputStream;
import java.net.InetAddress;

import io.helidon.http.WritableHeaders;

/** A request that goes on to another server, and what becomes of its answer, whoever reads and writes them. For one thread. */
public interface Call {
    /** The {@link #length} of a request without a body. */
    long NO_BODY = -1;
    /** Of one whose body says itself where it ends. */
    long UNKNOWN_LENGTH = -2;

    String method();

    /** The path as it was sent, without the query. */
    String rawPath();

    /** The query as it was sent, with its question mark; empty if there is none. */
    String rawQuery();

    /** The headers of the request. What their values hold was not looked at. */
    Fields fields();

    /** Of the body, as announced. */
    long length();

    /**
     * The body, without what frames it. Whoever waits for leave to send it is given that with the first reading, which fails
     * in whatever way suits its kind if no more comes.
     */
    InputStream body();

    /** Who stands at the other end of the connection. */
    InetAddress peer();

    /** By which of few names the request is to be counted. */
    void route(String template);

    /** Headers of ours for the answer, before it is {@link #begin begun}. */
    WritableHeaders<?> answer();

    /** From here on the answer counts as sent; the status is for those who only want to know it. */
    void begin(int status);

    boolean begun();

    /** Sends bytes of the answer, head and framing included. Returns when they are with the system. */
    void write(byte[] bytes, int from, int to);

    /** What takes such calls, and answers each or throws. */
    @FunctionalInterface
    interface Handler {
        void handle(Call call) throws Exception;
    }
}
