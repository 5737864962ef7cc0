package dev.codexgateway.observe;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of log lines. Nothing of ours logs one; this is for what a library or the JVM might put into a
 * message or a stack trace. Immutable.
 */
final class Redaction {
    private static final Pattern ISSUED = Pattern.compile("\\bcgw_(key|at|rt|ac|cs)_[A-Za-z0-9_-]{8,}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic) +[A-Za-z0-9._~+/-]{8,}={0,2}");
    private static final Pattern URL_PASSWORD = Pattern.compile("(?i)(://[^/\\s:@]*:)[^@/\\s]+@");
    private static final Pattern PASSWORD = Pattern.compile("(?i)\\b(password|pwd)=[^&;\\s]+");

    private final List<String> secrets;

    Redaction(List<String> secrets) {
        this.secrets = secrets.stream().filter(secret -> secret.length() >= 6).toList();
    }

    String of(String line) {
        String clean = line;
        for (String secret : secrets) {
            clean = clean.replace(secret, "[redacted]");
        }
        if (clean.contains("cgw_")) {
            clean = ISSUED.matcher(clean).replaceAll("cgw_$1_[redacted]");
        }
        clean = BEARER.matcher(clean).replaceAll("$1 [redacted]");
        clean = URL_PASSWORD.matcher(clean).replaceAll("$1[redacted]@");
        return PASSWORD.matcher(clean).replaceAll("$1=[redacted]");
    }
}
