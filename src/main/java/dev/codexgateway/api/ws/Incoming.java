package dev.codexgateway.api.ws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.helidon.common.buffers.DataReader;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsCloseException;
import io.helidon.websocket.WsOpCode;

/**
 * Puts frames together to messages (RFC 6455 §5.4) and holds them to the protocol and to a limit. A text is decoded when it
 * is whole: a fragment may end within a character. Used by one thread.
 */
final class Incoming {
    private static final int MAX_CONTROL = 125;
    private static final int FIN = 0x80;
    private static final int EXTENSIONS = 0x70;
    private static final int OP_CODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private final DataReader reader;
    private final int limit;
    private ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private boolean within;

    /** @param limit how many bytes a message may have */
    Incoming(DataReader reader, int limit) {
        this.reader = reader;
        this.limit = limit;
    }

    /** @throws WsCloseException with the code that says what is wrong */
    Message next() {
        Optional<Message> message = Optional.empty();
        while (message.isEmpty()) {
            Head head = head();
            message = switch (head.opCode()) {
                case TEXT, CONTINUATION -> part(head);
                case BINARY -> throw new WsCloseException("Messages are text.", WsCloseCodes.CANNOT_ACCEPT);
                case PING, PONG, CLOSE -> Optional.of(control(head));
            };
        }
        return message.get();
    }

    private Head head() {
        int first = Byte.toUnsignedInt(reader.read());
        if ((first & EXTENSIONS) != 0) {
            throw new WsCloseException("No extension was agreed on.", WsCloseCodes.PROTOCOL_ERROR);
        }
        int second = Byte.toUnsignedInt(reader.read());
        long length = length(second & ~MASKED);
        if ((second & MASKED) == 0) {
            throw new WsCloseException("A client masks its frames.", WsCloseCodes.PROTOCOL_ERROR);
        }
        return new Head(opCode(first & OP_CODE), (first & FIN) != 0, length, reader.readBytes(4));
    }

    private long length(int given) {
        return switch (given) {
            case TWO_BYTES -> reader.readBuffer(2).readInt16();
            case EIGHT_BYTES -> reader.readBuffer(8).readLong();
            default -> given;
        };
    }

    private static WsOpCode opCode(int code) {
        try {
            return WsOpCode.get(code);
        } catch (IllegalArgumentException e) {
            throw new WsCloseException("There is no such opcode.", WsCloseCodes.PROTOCOL_ERROR);
        }
    }

    private Optional<Message> part(Head head) {
        if (within != (head.opCode() == WsOpCode.CONTINUATION) || head.length() < 0) {
            throw new WsCloseException("The fragments are out of order.", WsCloseCodes.PROTOCOL_ERROR);
        }
        if (head.length() > limit - parts.size()) {
            throw new WsCloseException("A message may have at most " + limit + " bytes.", WsCloseCodes.TOO_BIG);
        }
        read(head, parts);
        within = !head.fin();
        if (within) {
            return Optional.empty();
        }
        byte[] whole = parts.toByteArray();
        // Not reset: it would keep the room that the largest message took for as long as the socket lives.
        parts = new ByteArrayOutputStream();
        return Optional.of(new Message.Text(decoded(whole)));
    }

    /**
     * Takes a payload as it comes. Helidon's own frame unmasks a payload that came in many pieces byte by byte, looking for
     * the piece each time: 16 MiB took more than a minute of processor time.
     */
    private void read(Head head, ByteArrayOutputStream to) {
        int done = 0;
        while (done < head.length()) {
            reader.ensureAvailable();
            byte[] piece = reader.readBytes((int) Math.min(reader.available(), head.length() - done));
            for (int i = 0; i < piece.length; i++) {
                piece[i] ^= head.mask()[(done + i) & 3];
            }
            to.writeBytes(piece);
            done += piece.length;
        }
    }

    private Message control(Head head) {
        if (!head.fin() || head.length() < 0 || head.length() > MAX_CONTROL
                || head.opCode() == WsOpCode.CLOSE && head.length() == 1) {
            throw new WsCloseException("A control frame is malformed.", WsCloseCodes.PROTOCOL_ERROR);
        }
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        read(head, read);
        byte[] payload = read.toByteArray();
        return switch (head.opCode()) {
            case PING -> new Message.Ping(payload);
            case CLOSE -> new Message.Close(payload.length == 0
                    ? WsCloseCodes.NORMAL_CLOSE
                    : Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort()));
            default -> new Message.Pong();
        };
    }

    /** @param length of the payload; negative where the client wrote such a number */
    private record Head(WsOpCode opCode, boolean fin, long length, byte[] mask) {}

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new WsCloseException("A text is not UTF-8.", WsCloseCodes.NOT_CONSISTENT);
        }
    }
}
