package dev.codexgateway.codex;

import java.util.UUID;
import java.util.regex.Pattern;

import dev.codexgateway.error.GatewayException;

/** The caller's own name for a conversation. */
public record SessionId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw GatewayException.invalid("A session_id has 1 to 128 characters of A-Z a-z 0-9 . _ : and -");
        }
    }

    public static SessionId random() {
        return new SessionId(UUID.randomUUID().toString());
    }
}
