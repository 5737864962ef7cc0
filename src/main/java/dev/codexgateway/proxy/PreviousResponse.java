package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * Sees to it that a request goes on with no stored response but its caller's own, while the body passes: looks for the
 * member {@code previous_response_id} of the object itself and holds nothing else. Each one there is must be his, so it does
 * not matter which one the upstream takes. What it could read and we could not is refused; what is no object is not looked
 * at. For one thread.
 */
final class PreviousResponse extends PassingJson {
    private static final byte[] NAME = "previous_response_id".getBytes(StandardCharsets.US_ASCII);

    private final Predicate<String> own;
    private int depth;
    private boolean noObject;
    private boolean keyNext;
    private boolean here;

    /** @param own whether a response of this id is the caller's; asked with what is an id by its letters */
    PreviousResponse(Predicate<String> own) {
        this.own = own;
        literals(true);
    }

    /** @throws GatewayException if it is not to go on */
    @Override
    void feed(byte[] bytes, int from, int to) {
        if (!noObject) {
            super.feed(bytes, from, to);
        }
    }

    @Override
    void token(byte b) {
        if (depth > 0) {
            within(b);
        } else if (!noObject) {
            before(b);
        }
    }

    private void before(byte b) {
        switch (b) {
            case '{' -> {
                depth = 1;
                keyNext = true;
                literals(false);
            }
            // White space, and the mark that some put before UTF-8.
            case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> {
            }
            // JSON in UTF-16 or UTF-32, which some parsers take.
            case 0, (byte) 0xFE, (byte) 0xFF -> throw unclear();
            default -> noObject = true;
        }
    }

    private void within(byte b) {
        switch (b) {
            case '"' -> begin(depth == 1 && (keyNext || here));
            case ':' -> keyNext = false;
            case ',' -> {
                keyNext = depth == 1;
                here &= depth > 1;
            }
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth--;
                literals(depth == 0);
            }
            case 0 -> throw unclear();
            default -> {
            }
        }
    }

    @Override
    void ended(byte[] bytes, int from, int to) {
        if (keyNext) {
            if (escaped()) {
                throw unclear();
            }
            here = !overlong() && Arrays.equals(bytes, from, to, NAME, 0, NAME.length);
        } else if (escaped() || overlong()
                || !ofTheCaller(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1))) {
            throw new GatewayException(new GatewayError.NotFound("response"));
        }
    }

    private boolean ofTheCaller(String id) {
        return Route.responseId(id) && own.test(id);
    }

    private static GatewayException unclear() {
        return GatewayException.invalid(
                "The body must be JSON in UTF-8, and the names of its members must be written without escapes.");
    }
}
