package dev.codexgateway.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection over which whole messages go, one after the other. */
final class SoakConnection implements AutoCloseable {
    private final Socket socket;
    private final ByteBuffer in = ByteBuffer.allocate(16 * 1024);
    private final Collected collected = new Collected();
    private final HttpReader reader = new HttpReader(collected);

    SoakConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
    }

    void write(byte[] message) throws IOException {
        socket.getOutputStream().write(message);
    }

    /** The next message, once all of it is there; the other side sends no other before it is answered. */
    Message read() throws IOException {
        collected.ended = false;
        collected.body.reset();
        while (!collected.ended) {
            int read = socket.getInputStream().read(in.array());
            if (read < 0) {
                throw new EOFException();
            }
            reader.take(in.position(0).limit(read));
        }
        return new Message(collected.head, collected.body.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** @param head the first line and the fields */
    record Message(String head, byte[] body) {}

    private static final class Collected implements HttpReader.Listener {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private String head = "";
        private boolean ended;

        @Override
        public void head(String text) {
            head = text;
        }

        @Override
        public void body(byte[] bytes, int from, int length) {
            body.write(bytes, from, length);
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
