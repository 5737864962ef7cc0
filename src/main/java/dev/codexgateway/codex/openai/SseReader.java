package dev.codexgateway.codex.openai;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import dev.codexgateway.upstream.UpstreamFault;
import dev.codexgateway.upstream.UpstreamFault.Reason;

/**
 * Reads the data of server-sent events (HTML standard, §9.2.6) from bytes, one event at a time and none larger than a
 * limit. An event that the end of the stream cuts off is dropped, as the standard says. For one thread.
 */
final class SseReader {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int end;
    private byte[] line = new byte[1024];
    private int lineLength;
    private byte[] data = new byte[1024];
    private int dataLength;
    private boolean hasData;
    private boolean first = true;
    private boolean afterCarriageReturn;

    /** @param limit the greatest number of bytes an event's data, or any line, may have */
    SseReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * The data of the next event; empty at the end of the stream.
     *
     * @throws UpstreamFault if an event is larger than the limit, or the stream breaks
     */
    Optional<String> next() {
        dataLength = 0;
        hasData = false;
        while (readLine()) {
            if (lineLength > 0) {
                field();
            } else if (hasData) {
                return Optional.of(new String(data, 0, dataLength, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** Takes the line if it is {@code data}; comments and other fields carry nothing that the data does not. */
    private void field() {
        if (lineLength < DATA.length || !Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length)) {
            return;
        }
        int from = DATA.length;
        if (from < lineLength) {
            if (line[from] != ':') {
                return;
            }
            from += from + 1 < lineLength && line[from + 1] == ' ' ? 2 : 1;
        }
        if (hasData) {
            appendData(new byte[]{'\n'}, 0, 1);
        }
        appendData(line, from, lineLength - from);
        hasData = true;
    }

    private void appendData(byte[] bytes, int from, int length) {
        data = room(data, dataLength, length);
        System.arraycopy(bytes, from, data, dataLength, length);
        dataLength += length;
    }

    /** Reads up to a line end of any of the three kinds; false at the end of the stream. */
    private boolean readLine() {
        lineLength = 0;
        while (true) {
            if (position == end && !fill()) {
                return false;
            }
            if (afterCarriageReturn) {
                afterCarriageReturn = false;
                if (buffer[position] == '\n') {
                    position++;
                    continue;
                }
            }
            int start = position;
            while (position < end && buffer[position] != '\n' && buffer[position] != '\r') {
                position++;
            }
            appendLine(start, position - start);
            if (position < end) {
                afterCarriageReturn = buffer[position++] == '\r';
                dropByteOrderMark();
                return true;
            }
        }
    }

    private void appendLine(int from, int length) {
        line = room(line, lineLength, length);
        System.arraycopy(buffer, from, line, lineLength, length);
        lineLength += length;
    }

    private void dropByteOrderMark() {
        if (first && lineLength >= 3 && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
            System.arraycopy(line, 3, line, 0, lineLength - 3);
            lineLength -= 3;
        }
        first = false;
    }

    private byte[] room(byte[] bytes, int used, int more) {
        if (used + more > limit) {
            throw new UpstreamFault(Reason.OVERSIZED);
        }
        return used + more <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, Math.max(used + more, Math.min(limit, bytes.length * 2)));
    }

    private boolean fill() {
        try {
            position = 0;
            end = Math.max(0, in.read(buffer));
            return end > 0;
        } catch (IOException e) {
            throw new UpstreamFault(Reason.CUT, e);
        }
    }
}
