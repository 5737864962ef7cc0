package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.helidon.http.Header;

import dev.codexgateway.upstream.Bytes;

/** Writes headers of ours or of a caller, a line for each value. */
final class HeaderLines {
    private static final byte[] COLON = ": ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_LINE = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private HeaderLines() {}

    /** @param check is asked for each value, and throws if it is not to be written */
    static void write(Bytes out, Header header, Consumer<String> check) {
        String name = header.headerName().defaultCase();
        if (header.valueCount() == 1) {
            line(out, name, header.get(), check);
        } else {
            header.allValues().forEach(value -> line(out, name, value, check));
        }
    }

    private static void line(Bytes out, String name, String value, Consumer<String> check) {
        check.accept(value);
        out.text(name).bytes(COLON).text(value).bytes(END_OF_LINE);
    }
}
