package dev.codexgateway.observe;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The id of the request that the current thread works for: accepted from the caller or made, on every log line. */
public final class RequestId {
    private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private RequestId() {}

    /** The caller's id if it is well formed, else a new one. */
    public static String acceptOrMake(Optional<String> offered) {
        return offered.filter(id -> ACCEPTED.matcher(id).matches()).orElseGet(RequestId::make);
    }

    /** The current id, or a hyphen outside any request. */
    public static String current() {
        return CURRENT.orElse("-");
    }

    /** Runs the work under this id. */
    public static void within(String id, Runnable work) {
        ScopedValue.where(CURRENT, id).run(work);
    }

    /** Unique, and no secret: not worth a random number that nobody could guess. */
    private static String make() {
        byte[] text = new byte[24];
        ThreadLocalRandom random = ThreadLocalRandom.current();
        hex(random.nextLong(), text, 0, 16);
        hex(random.nextInt(), text, 16, 24);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void hex(long bits, byte[] text, int from, int to) {
        long rest = bits;
        for (int i = from; i < to; i++) {
            text[i] = HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
    }
}
