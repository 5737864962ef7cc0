package dev.codexgateway.api.ws;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.codexgateway.testing.GatewayFixture;

/** The client's end of a WebSocket on a plain socket, for frames that no client would send. */
final class RawSocket implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static RawSocket open(GatewayFixture gateway) {
        return open(gateway, GatewayFixture.KEY);
    }

    static RawSocket open(GatewayFixture gateway, String key) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().port());
            socket.setSoTimeout(20_000);
            RawSocket opened = new RawSocket(socket);
            opened.bytes(("GET /ws HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) opened.in.readUnsignedByte());
            }
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                throw new AssertionError(head.toString());
            }
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void bytes(byte... bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame of at most 125 bytes, masked with zeros. */
    void frame(int opCode, boolean fin, byte... payload) {
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) ((fin ? 0x80 : 0) | opCode);
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        bytes(frame);
    }

    void text(String text) {
        frame(1, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next frame, pings of the server left out. */
    Frame next() {
        try {
            while (true) {
                int opCode = in.readUnsignedByte() & 0x0F;
                int length = in.readUnsignedByte();
                length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
                byte[] payload = in.readNBytes(length);
                if (opCode == 8) {
                    return new Frame(8, Integer.toString((payload[0] & 0xFF) << 8 | payload[1] & 0xFF));
                }
                if (opCode != 9) {
                    return new Frame(opCode, new String(payload, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The code with which the server closes; after it the connection ends. */
    int closed() {
        Frame last = next();
        frame(8, true, (byte) 3, (byte) 0xE8);
        try {
            if (last.opCode != 8 || in.read() != -1) {
                throw new AssertionError("not closed: " + last);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Integer.parseInt(last.payload);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param payload of a close frame its code */
    record Frame(int opCode, String payload) {}
}
