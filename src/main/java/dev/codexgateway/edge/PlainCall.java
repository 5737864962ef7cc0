package dev.codexgateway.edge;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.WritableHeaders;

import dev.codexgateway.wire.Call;
import dev.codexgateway.wire.Fields;

/** A call that was read past Helidon, by {@link PlainCalls}. For the connection's thread. */
final class PlainCall implements Call {
    private final CallerConnection connection;
    private final PlainHead head;
    private final WritableHeaders<?> answer = WritableHeaders.create();
    private final Body body;
    private String route = PassedThrough.PATTERN;
    private int status = 200;
    private boolean begun;

    /** @param head of this request, and of no other while it is served */
    PlainCall(CallerConnection connection, PlainHead head) {
        this.connection = connection;
        this.head = head;
        this.body = new Body(head.bytes(), head.end(), Math.max(0, head.length()));
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String rawPath() {
        return head.path();
    }

    @Override
    public String rawQuery() {
        return head.query();
    }

    @Override
    public Fields fields() {
        return head;
    }

    @Override
    public long length() {
        return head.length() < 0 ? NO_BODY : head.length();
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public InetAddress peer() {
        return ((InetSocketAddress) connection.remotePeer().address()).getAddress();
    }

    @Override
    public void route(String template) {
        route = template;
    }

    String route() {
        return route;
    }

    int status() {
        return status;
    }

    @Override
    public WritableHeaders<?> answer() {
        return answer;
    }

    @Override
    public void begin(int status) {
        this.status = status;
        begun = true;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void write(byte[] bytes, int from, int to) {
        connection.dataWriter().writeNow(BufferData.create(bytes, from, to - from));
    }

    /** Whether what is left of the body is here already, so that it need not be waited for. */
    boolean bodyHere() {
        return body.bytes.length - body.at >= body.left;
    }

    /** What came after the body; at its end. */
    byte[] rest() {
        return Arrays.copyOfRange(body.bytes, body.at + body.left, body.bytes.length);
    }

    /** As long as was announced; beyond its end it takes nothing. */
    private final class Body extends InputStream {
        private byte[] bytes;
        private int at;
        private int left;

        Body(byte[] bytes, int at, int left) {
            this.bytes = bytes;
            this.at = at;
            this.left = left;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int most) {
            if (left == 0) {
                return -1;
            }
            if (at == bytes.length) {
                byte[] next = connection.received();
                if (next == null) {
                    return -1;
                }
                bytes = next;
                at = 0;
            }
            int count = Math.min(most, Math.min(left, bytes.length - at));
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            left -= count;
            return count;
        }
    }
}
