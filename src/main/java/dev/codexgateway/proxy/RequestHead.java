package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;

import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.upstream.Bytes;
import dev.codexgateway.upstream.Relay;

/**
 * Writes the head of a request as it goes on to the upstream: with our key instead of the caller's credential, and without
 * what is between him and us, says from where he came, or would choose whom the upstream charges.
 */
final class RequestHead {
    private static final Set<String> DROPPED = Set.of(
            // Credentials: the caller's own, for us or for anybody else.
            "authorization", "x-api-key", "api-key", "proxy-authorization", "cookie", "cookie2",
            // Of the connection (RFC 9110 §7.6.1), and what is framed anew.
            "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
            "http2-settings",
            "host", "content-length", "expect",
            // From where, and over whom.
            "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
            "x-forwarded-by", "x-forwarded-server", "x-forwarded-prefix", "x-forwarded-scheme", "x-forwarded-ssl",
            "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-forwarded-for", "x-original-host",
            "true-client-ip", "cf-connecting-ip", "fastly-client-ip",
            // Whom the upstream charges.
            "openai-organization", "openai-project");
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] END_OF_LINE = ascii("\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] END = ascii("\r\n\r\n");

    private final String basePath;
    private final byte[] fixed;

    RequestHead(Relay relay, Secret key) {
        this.basePath = relay.basePath();
        byte[] host = relay.hostHeader();
        byte[] authorization = ascii("Authorization: Bearer " + key.reveal() + "\r\n");
        this.fixed = new Bytes(host.length + authorization.length).bytes(host).bytes(authorization).array();
    }

    /**
     * @param rawPath of the request, beginning with {@code /v1}
     * @param body    its length, or one of {@link #NO_BODY} and {@link #UNKNOWN_LENGTH}
     */
    void write(Bytes out, ServerRequest request, String rawPath, long body) {
        out.text(request.prologue().method().text()).text(" ").text(basePath).text(rawPath.substring(3));
        if (request.prologue().hasQuery()) {
            String query = request.prologue().query().rawValue();
            checkVisible(query);
            out.text("?").text(query);
        }
        out.bytes(VERSION).bytes(fixed);
        Headers headers = request.headers();
        Set<String> named = named(headers);
        for (Header header : headers) {
            String name = header.headerName().lowerCase();
            if (!DROPPED.contains(name) && !named.contains(name)) {
                checkVisible(header.headerName().defaultCase());
                HeaderLines.write(out, header, RequestHead::checkValue);
            }
        }
        if (body == NO_BODY) {
            out.bytes(END_OF_LINE);
        } else if (body == UNKNOWN_LENGTH) {
            out.bytes(CHUNKED);
        } else {
            out.bytes(CONTENT_LENGTH).number(body).bytes(END);
        }
    }

    static final long NO_BODY = -1;
    static final long UNKNOWN_LENGTH = -2;

    private static void checkValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c > '~') {
                throw GatewayException.invalid("A header has a character that is not ASCII, or a control character.");
            }
        }
    }

    private static void checkVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                throw GatewayException
                        .invalid("The request line or the name of a header has a character that may not stand there.");
            }
        }
    }

    /** What {@code Connection} says is for us alone. */
    private static Set<String> named(Headers headers) {
        if (!headers.contains(HeaderNames.CONNECTION)) {
            return Set.of();
        }
        Header connection = headers.get(HeaderNames.CONNECTION);
        if (connection.valueCount() == 1
                && (connection.get().equalsIgnoreCase("keep-alive") || connection.get().equalsIgnoreCase("close"))) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String value : connection.allValues()) {
            for (String name : value.split(",")) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
