package dev.codexgateway.api.ws;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1RoutedUpgrade;
import io.helidon.webserver.http1.spi.Http1RoutedUpgrader;
import io.helidon.webserver.http1.spi.Http1UpgradeResponse;
import io.helidon.webserver.http1.spi.Http1UpgradeResult;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsUpgrader;

import dev.codexgateway.access.Admission;
import dev.codexgateway.api.Streams;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/** The handshake (RFC 6455 §4.2), which comes after access has let the request in and on no other path. */
final class Upgrade extends WsUpgrader implements Http1RoutedUpgrader {
    private static final String SUBPROTOCOL = "codex-gateway";
    private static final int KEY_BYTES = 16;

    private final Admission admission;
    private final Conversations conversations;
    private final Streams streams;
    /** From access to the handshake. A connection has a thread of its own. */
    private final ThreadLocal<WsEndpoint.Admitted> admitted = new ThreadLocal<>();

    Upgrade(Admission admission, Conversations conversations, Streams streams) {
        super(WsConfig.create());
        this.admission = admission;
        this.conversations = conversations;
        this.streams = streams;
    }

    void admit(WsEndpoint.Admitted caller) {
        admitted.set(caller);
    }

    @Override
    public Optional<Http1RoutedUpgrade> routedUpgrade(ConnectionContext context, HttpPrologue prologue,
            WritableHeaders<?> headers) {
        admitted.remove();
        return prologue.uriPath().path().equals(WsEndpoint.PATH) && wanted(headers)
                ? Optional.of((response, _) -> upgraded(context, headers, response))
                : Optional.empty();
    }

    private Http1UpgradeResult upgraded(ConnectionContext context, Headers headers, Http1UpgradeResponse response) {
        WsEndpoint.Admitted caller = admitted.get();
        admitted.remove();
        if (caller == null) {
            // Another method than GET, which no credential was asked for: the route answers it.
            return Http1UpgradeResult.notApplicable();
        }
        check(headers, response);
        WritableHeaders<?> answer = WritableHeaders.create();
        answer.set(HeaderNames.CONNECTION, "Upgrade");
        answer.set(HeaderNames.UPGRADE, supportedProtocol());
        answer.set(HeaderNames.create("Sec-WebSocket-Accept"), hash(context, headers.get(WS_KEY).get()));
        if (offered(headers)) {
            answer.set(PROTOCOL, SUBPROTOCOL);
        }
        Socket socket = new Socket(context, caller.caller(), caller.credential(), streams,
                outbox -> new Commands(caller.caller(), admission, conversations, outbox));
        try {
            response.sendSwitchingProtocols(answer);
            return Http1UpgradeResult.upgraded(socket);
        } catch (RuntimeException e) {
            socket.abandon();
            throw e;
        }
    }

    private static boolean wanted(Headers headers) {
        return headers.contains(HeaderNames.CONNECTION) && words(headers.get(HeaderNames.CONNECTION).allValues())
                .anyMatch("upgrade"::equalsIgnoreCase);
    }

    private static void check(Headers headers, Http1UpgradeResponse response) {
        if (!headers.contains(WS_VERSION) || !headers.get(WS_VERSION).get().equals(SUPPORTED_VERSION)) {
            response.headers().set(WS_VERSION, SUPPORTED_VERSION);
            throw new GatewayException(new GatewayError.UpgradeRequired("websocket"));
        }
        if (!headers.contains(WS_KEY) || !key(headers.get(WS_KEY).get())) {
            throw GatewayException.invalid("Sec-WebSocket-Key must be 16 bytes in base64.");
        }
    }

    private static boolean key(String value) {
        try {
            return Base64.getDecoder().decode(value).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The credential that may stand beside it is never given back. */
    private static boolean offered(Headers headers) {
        return headers.contains(PROTOCOL) && words(headers.get(PROTOCOL).allValues()).anyMatch(SUBPROTOCOL::equals);
    }

    private static Stream<String> words(List<String> values) {
        return values.stream().flatMap(value -> Arrays.stream(value.split(","))).map(String::strip);
    }
}
