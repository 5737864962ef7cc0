package dev.codexgateway.api.ws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.SocketContext;
import io.helidon.websocket.ClientWsFrame;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsCloseException;
import io.helidon.websocket.WsOpCode;

/**
 * Puts frames together to messages (RFC 6455 §5.4) and holds them to the protocol and to a limit. A text is decoded when it
 * is whole: a fragment may end within a character. Used by one thread.
 */
final class Incoming {
    private static final int MAX_CONTROL = 125;

    private final SocketContext context;
    private final DataReader reader;
    private final int limit;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private boolean within;

    /** @param limit how many bytes a message may have */
    Incoming(SocketContext context, DataReader reader, int limit) {
        this.context = context;
        this.reader = reader;
        this.limit = limit;
    }

    /** @throws WsCloseException with the code that says what is wrong */
    Message next() {
        Optional<Message> message = Optional.empty();
        while (message.isEmpty()) {
            ClientWsFrame frame = frame();
            message = switch (frame.opCode()) {
                case TEXT, CONTINUATION -> part(frame);
                case BINARY -> throw new WsCloseException("Messages are text.", WsCloseCodes.CANNOT_ACCEPT);
                case PING, PONG, CLOSE -> Optional.of(control(frame));
            };
        }
        return message.get();
    }

    private ClientWsFrame frame() {
        try {
            return ClientWsFrame.read(context, reader, limit);
        } catch (IllegalArgumentException e) {
            throw new WsCloseException("There is no such opcode.", WsCloseCodes.PROTOCOL_ERROR);
        }
    }

    private Optional<Message> part(ClientWsFrame frame) {
        if (within != (frame.opCode() == WsOpCode.CONTINUATION)) {
            throw new WsCloseException("The fragments are out of order.", WsCloseCodes.PROTOCOL_ERROR);
        }
        byte[] bytes = frame.payloadData().readBytes();
        if (parts.size() + bytes.length > limit) {
            throw new WsCloseException("A message may have at most " + limit + " bytes.", WsCloseCodes.TOO_BIG);
        }
        parts.writeBytes(bytes);
        within = !frame.fin();
        if (within) {
            return Optional.empty();
        }
        byte[] whole = parts.toByteArray();
        parts.reset();
        return Optional.of(new Message.Text(decoded(whole)));
    }

    private static Message control(ClientWsFrame frame) {
        byte[] payload = frame.payloadData().readBytes();
        if (!frame.fin() || payload.length > MAX_CONTROL || frame.opCode() == WsOpCode.CLOSE && payload.length == 1) {
            throw new WsCloseException("A control frame is malformed.", WsCloseCodes.PROTOCOL_ERROR);
        }
        return switch (frame.opCode()) {
            case PING -> new Message.Ping(payload);
            case CLOSE -> new Message.Close(payload.length == 0
                    ? WsCloseCodes.NORMAL_CLOSE
                    : Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort()));
            default -> new Message.Pong();
        };
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new WsCloseException("A text is not UTF-8.", WsCloseCodes.NOT_CONSISTENT);
        }
    }
}
