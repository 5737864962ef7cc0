package dev.codexgateway.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientResponse;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.json.Json;

/**
 * The upstream answered, and not with what was asked for. Only its status and code are kept: its text may
 * tell of keys, organisations or addresses.
 */
public final class UpstreamRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_BODY = 64 * 1024;

    private final int status;
    private final String code;
    private final transient Optional<Duration> retryAfter;

    UpstreamRefusal(int status, String code, Optional<Duration> retryAfter) {
        super("status " + status + (code.isEmpty() ? "" : ", code " + code), null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    static UpstreamRefusal of(HttpClientResponse response) {
        Optional<Duration> wait = response.headers().first(HeaderNames.RETRY_AFTER).flatMap(UpstreamRefusal::seconds);
        return new UpstreamRefusal(response.status().code(), code(response), wait);
    }

    public int status() {
        return status;
    }

    /** OpenAI's word for the error; empty if it gave none. */
    public String code() {
        return code;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether trying again soon may help. */
    boolean passing() {
        return switch (status) {
            case 408 -> true;
            case 429 -> !code.equals("insufficient_quota");
            case 501, 505 -> false;
            default -> status >= 500;
        };
    }

    private static String code(HttpClientResponse response) {
        try (InputStream body = response.inputStream();
                JsonReader reader = Json.createReader(new ByteArrayInputStream(body.readNBytes(MAX_BODY)))) {
            JsonObject error = reader.readObject().getJsonObject("error");
            return error == null ? "" : word(error.get("code")).or(() -> word(error.get("type"))).orElse("");
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private static Optional<String> word(@Nullable JsonValue value) {
        return value instanceof JsonString text && text.getString().matches("[a-z0-9_.-]{1,64}")
                ? Optional.of(text.getString())
                : Optional.empty();
    }

    private static Optional<Duration> seconds(String header) {
        try {
            double seconds = Double.parseDouble(header.strip());
            return seconds >= 0 && seconds < 1e9
                    ? Optional.of(Duration.ofMillis(Math.round(seconds * 1000)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
