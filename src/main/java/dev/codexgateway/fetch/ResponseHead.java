package dev.codexgateway.fetch;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.codexgateway.fetch.FetchFault.Reason;

/**
 * Status and fields of an answer (RFC 9112 §4, §5), of bounded size.
 *
 * @param fields by names in lower case; what came several times is one with commas
 */
record ResponseHead(int status, Map<String, String> fields) {
    private static final int LONGEST_LINE = 8192;
    private static final int MAX_FIELDS = 100;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( .*)?");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~A-Za-z0-9-]+):[ \\t]*(.*?)[ \\t]*");

    static ResponseHead read(InputStream in) throws IOException, FetchFault {
        Matcher status = matching(STATUS, line(in, LONGEST_LINE));
        Map<String, String> fields = new HashMap<>();
        int count = 0;
        for (String line = line(in, LONGEST_LINE); !line.isEmpty(); line = line(in, LONGEST_LINE)) {
            if (++count > MAX_FIELDS) {
                throw new FetchFault(Reason.PROTOCOL);
            }
            Matcher field = matching(FIELD, line);
            fields.merge(field.group(1).toLowerCase(Locale.ROOT), field.group(2), (one, next) -> one + ", " + next);
        }
        return new ResponseHead(Integer.parseInt(status.group(1)), fields);
    }

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Whether the answer proper is still to come; to switch protocols was not asked for. */
    boolean interim() {
        return status < 200 && status != 101;
    }

    /** Without its end, which may be a lone line feed. */
    static String line(InputStream in, int longest) throws IOException, FetchFault {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (line.size() == longest) {
                throw new FetchFault(Reason.PROTOCOL);
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static Matcher matching(Pattern pattern, String line) throws FetchFault {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new FetchFault(Reason.PROTOCOL);
        }
        return matcher;
    }
}
