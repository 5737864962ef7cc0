package dev.codexgateway.observe;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id of the request that the current thread works for: accepted from the caller or made, on every log line. */
public final class RequestId {
    private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();
    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final SecureRandom RANDOM = new SecureRandom();

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

    private static String make() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
