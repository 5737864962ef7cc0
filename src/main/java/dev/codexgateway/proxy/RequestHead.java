package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.upstream.Relay;
import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;
import dev.codexgateway.wire.Fields;
import dev.codexgateway.wire.Heads;
import dev.codexgateway.wire.NameSet;

/**
 * Writes the head of a request as it goes on to the upstream: with our key instead of the caller's credential, and without
 * what is between him and us, says from where he came, or would choose whom the upstream charges.
 */
final class RequestHead {
    private static final NameSet DROPPED = new NameSet(Set.of(
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
            "openai-organization", "openai-project"));
    private static final byte[] CONNECTION = Bytes.ascii("connection");
    private static final Set<String> USUAL = Set.of("keep-alive", "close");
    private static final byte[] VERSION = Bytes.ascii(" HTTP/1.1\r\n");

    private final String basePath;
    private final byte[] fixed;

    RequestHead(Relay relay, Secret key) {
        this.basePath = relay.basePath();
        byte[] host = relay.hostHeader();
        byte[] authorization = Bytes.ascii("Authorization: Bearer " + key.reveal() + "\r\n");
        this.fixed = new Bytes(host.length + authorization.length).bytes(host).bytes(authorization).array();
    }

    void write(Bytes out, Call call) {
        out.text(call.method()).text(" ").text(basePath).text(call.rawPath().substring(3));
        if (!call.rawQuery().isEmpty()) {
            checkVisible(call.rawQuery());
            out.text(call.rawQuery());
        }
        out.bytes(VERSION).bytes(fixed);
        Fields fields = call.fields();
        Set<String> named = named(fields);
        for (int i = 0; i < fields.count(); i++) {
            if (!DROPPED.has(fields, i) && (named.isEmpty() || !named.contains(lowerName(fields, i)))) {
                field(out, fields, i);
            }
        }
        Heads.end(out, call.length());
    }

    private static void field(Bytes out, Fields fields, int field) {
        byte[] bytes = fields.bytes();
        for (int i = fields.nameFrom(field); i < fields.nameTo(field); i++) {
            if (bytes[i] <= ' ' || bytes[i] > '~') {
                throw unseemly();
            }
        }
        for (int i = fields.valueFrom(field); i < fields.valueTo(field); i++) {
            if (bytes[i] < ' ' && bytes[i] != '\t' || bytes[i] > '~') {
                throw GatewayException
                        .invalid("A header has a character that is not ASCII, or a control character.");
            }
        }
        Heads.field(out, fields, field);
    }

    private static void checkVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                throw unseemly();
            }
        }
    }

    private static GatewayException unseemly() {
        return GatewayException
                .invalid("The request line or the name of a header has a character that may not stand there.");
    }

    /** What {@code Connection} says is for us alone. */
    private static Set<String> named(Fields fields) {
        int first = fields.first(CONNECTION);
        if (first < 0 || USUAL.contains(fields.value(first).toLowerCase(Locale.ROOT))
                && fields.values(CONNECTION).size() == 1) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String value : fields.values(CONNECTION)) {
            for (String name : value.split(",")) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static String lowerName(Fields fields, int field) {
        return new String(fields.bytes(), fields.nameFrom(field), fields.nameTo(field) - fields.nameFrom(field),
                StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}
