package dev.codexgateway.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

import jakarta.json.JsonValue;

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

    private JsonBody() {}

    /**
     * Reads it all.
     *
     * @throws MalformedJson    if it is not JSON in UTF-8
     * @throws GatewayException if its type is another, or it has more than {@code limit} bytes
     */
    public static JsonValue read(ServerRequest request, int limit) {
        checkType(request);
        GatewayException tooLarge = new GatewayException(new GatewayError.TooLarge(limit));
        if (request.headers().contentLength().orElse(0) > limit) {
            throw tooLarge;
        }
        if (!request.content().hasEntity()) {
            throw new MalformedJson();
        }
        byte[] bytes = bytes(request, limit);
        if (bytes.length > limit) {
            throw tooLarge;
        }
        return StrictJson
                .parse(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    private static byte[] bytes(ServerRequest request, int limit) {
        try (InputStream body = request.content().inputStream()) {
            return body.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new MalformedJson();
        }
    }

    /** No type at all is taken for JSON: there is nothing else that it could be. */
    private static void checkType(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.CONTENT_TYPE)) {
            return;
        }
        Optional<HttpMediaType> type = parsed(request);
        boolean json = type.filter(given -> given.type().equals("application")
                && (given.subtype().equals("json") || given.subtype().endsWith("+json")
                        || given.subtype().equals("json-rpc"))
                && given.charset().map(name -> name.toLowerCase(Locale.ROOT)).filter(name -> !name.equals("utf-8"))
                        .isEmpty())
                .isPresent();
        if (!json) {
            throw new GatewayException(new GatewayError.UnsupportedMediaType("application/json in UTF-8"));
        }
    }

    private static Optional<HttpMediaType> parsed(ServerRequest request) {
        try {
            return request.headers().contentType();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
