package dev.codexgateway.fetch;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.codexgateway.fetch.FetchFault.Reason;

/** The body of one answer (RFC 9112 §6), which never holds more than its limits, whatever its length is said to be. */
final class ResponseBody {
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(;.*)?");
    private static final int LONGEST_CHUNK_LINE = 1024;

    private final InputStream in;
    private final Limits limits;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[16 * 1024];

    ResponseBody(InputStream in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    byte[] read(ResponseHead head) throws IOException, FetchFault {
        Optional<String> coding = head.field("transfer-encoding");
        Optional<String> length = head.field("content-length");
        if (coding.isPresent()) {
            if (!coding.get().equalsIgnoreCase("chunked")) {
                throw new FetchFault(Reason.PROTOCOL);
            }
            readChunks();
        } else if (length.isPresent()) {
            if (!LENGTH.matcher(length.get()).matches()) {
                throw new FetchFault(Reason.PROTOCOL);
            }
            readExactly(Long.parseLong(length.get()));
        } else {
            readToTheEnd();
        }
        return content.toByteArray();
    }

    private void readChunks() throws IOException, FetchFault {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            readExactly(size);
            if (!ResponseHead.line(in, LONGEST_CHUNK_LINE).isEmpty()) {
                throw new FetchFault(Reason.PROTOCOL);
            }
        }
    }

    private long chunkSize() throws IOException, FetchFault {
        var line = CHUNK.matcher(ResponseHead.line(in, LONGEST_CHUNK_LINE));
        if (!line.matches()) {
            throw new FetchFault(Reason.PROTOCOL);
        }
        return Long.parseLong(line.group(1), 16);
    }

    private void readExactly(long length) throws IOException, FetchFault {
        if (length > limits.bytes() - content.size()) {
            throw new FetchFault(Reason.TOO_LARGE);
        }
        for (long left = length; left > 0;) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException();
            }
            keep(read);
            left -= read;
        }
    }

    private void readToTheEnd() throws IOException, FetchFault {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            keep(read);
        }
    }

    private void keep(int length) throws FetchFault {
        if (length > limits.bytes() - content.size()) {
            throw new FetchFault(Reason.TOO_LARGE);
        }
        if (!limits.together().take(length)) {
            throw new FetchFault(Reason.TOO_LARGE_TOGETHER);
        }
        content.write(buffer, 0, length);
    }
}
