package dev.codexgateway.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import jakarta.json.JsonValue;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/** Reads a request's body as JSON, within a limit that is enforced before and while it is read. */
public final class JsonBody {
    /** For bodies without pictures. */
    public static final int USUAL = 1024 * 1024;
    /** For bodies that may hold pictures. */
    public static final int WITH_IMAGES = 16 * 1024 * 1024;

    /** Enough for the largest body at a megabit a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private JsonBody() {}

    /**
     * Reads it all.
     *
     * @throws MalformedJson    if it is not JSON in UTF-8
     * @throws GatewayException if its type is another, or it has more than {@code limit} bytes
     */
    public static JsonValue read(ServerRequest request, int limit) {
        return read(request, limit, PATIENCE);
    }

    /** @param patience how long the body may take to arrive */
    static JsonValue read(ServerRequest request, int limit, Duration patience) {
        checkType(request);
        if (!request.content().hasEntity()) {
            throw new MalformedJson();
        }
        return StrictJson
                .parse(new InputStreamReader(new ByteArrayInputStream(bytes(request, limit, patience)),
                        StandardCharsets.UTF_8.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    static byte[] bytes(ServerRequest request, int limit) {
        return bytes(request, limit, PATIENCE);
    }

    private static byte[] bytes(ServerRequest request, int limit, Duration patience) {
        checkPlain(request);
        GatewayException tooLarge = new GatewayException(new GatewayError.TooLarge(limit));
        if (request.headers().contentLength().orElse(0) > limit) {
            throw tooLarge;
        }
        try (Deadline _ = Deadline.in(patience)) {
            // Not closed: to close it would read the rest of a body that is too large.
            byte[] bytes = request.content().inputStream().readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge;
            }
            return bytes;
        } catch (IOException | InsufficientDataAvailableException | NumberFormatException e) {
            // The caller sends no more, or a chunk's size is no number.
            throw GatewayException.invalid("The body did not arrive whole.");
        }
    }

    private static void checkPlain(ServerRequest request) {
        if (request.headers().contains(HeaderNames.CONTENT_ENCODING)
                && !request.headers().get(HeaderNames.CONTENT_ENCODING).get().equalsIgnoreCase("identity")) {
            throw new GatewayException(new GatewayError.UnsupportedMediaType("sent without a Content-Encoding"));
        }
    }

    /** No type at all is taken for JSON: there is nothing else that it could be. */
    private static void checkType(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.CONTENT_TYPE)) {
            return;
        }
        Optional<HttpMediaType> type = parsed(request);
        if (type.filter(JsonBody::json).isEmpty()) {
            throw new GatewayException(new GatewayError.UnsupportedMediaType("application/json in UTF-8"));
        }
    }

    /** Names of types and charsets have no case, and the latter may stand in quotes (RFC 9110 §8.3). */
    private static boolean json(HttpMediaType type) {
        String subtype = type.subtype().toLowerCase(Locale.ROOT);
        return type.type().equalsIgnoreCase("application")
                && (subtype.equals("json") || subtype.endsWith("+json") || subtype.equals("json-rpc"))
                && type.charset().map(name -> name.replace("\"", "")).filter(name -> !name.equalsIgnoreCase("utf-8"))
                        .isEmpty();
    }

    private static Optional<HttpMediaType> parsed(ServerRequest request) {
        try {
            return request.headers().contentType();
        } catch (BadRequestException e) {
            return Optional.empty();
        }
    }
}
