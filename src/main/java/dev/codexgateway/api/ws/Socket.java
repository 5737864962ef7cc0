package dev.codexgateway.api.ws;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsCloseException;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.LastingCredentials;
import dev.codexgateway.api.Streams;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.observe.RequestId;

/** A connection after its upgrade: its thread reads, until one side closes or the connection is lost. */
final class Socket implements ServerConnection {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Logger LOG = System.getLogger(Socket.class.getName());

    private final ConnectionContext context;
    private final String requestId = RequestId.current();
    private final Streams.Opened opened;
    private final Outbox outbox;
    private final Commands commands;
    private volatile Optional<Thread> reader = Optional.empty();
    private volatile long heard = System.nanoTime();

    /** Takes a place among the caller's streams. */
    Socket(ConnectionContext context, Caller caller, LastingCredentials.Held credential, Streams streams,
            Function<Outbox, Commands> commands) {
        this.context = context;
        this.opened = streams.open(caller, credential, this::end);
        this.outbox = new Outbox(context.dataWriter(), streams.config(), opened);
        this.commands = commands.apply(outbox);
    }

    @Override
    public void handle(Limit limit) {
        outbox.start();
        reader = Optional.of(Thread.currentThread());
        RequestId.within(requestId, () -> {
            try {
                read();
            } catch (InterruptedException | InsufficientDataAvailableException e) {
                LOG.log(Level.DEBUG, "a socket was lost");
            } finally {
                leave();
            }
        });
    }

    @Override
    public Duration idleTime() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    /** The server stops, or nothing was heard for too long. */
    @Override
    public void close(boolean interrupt) {
        if (reader.isEmpty()) {
            opened.close();
        } else if (interrupt) {
            reader.get().interrupt();
        } else {
            end(Streams.Cut.STOPPING);
        }
    }

    /** For an upgrade that came to nothing. */
    void abandon() {
        opened.close();
    }

    private void read() throws InterruptedException {
        Incoming incoming = new Incoming(context.dataReader(), JsonBody.WITH_IMAGES);
        try {
            while (true) {
                Message message = incoming.next();
                heard = System.nanoTime();
                switch (message) {
                    case Message.Text text -> {
                        if (!outbox.closing()) {
                            commands.carryOut(text.text());
                        }
                    }
                    case Message.Ping ping -> outbox.pong(ping.payload());
                    case Message.Pong _ -> {
                    }
                    case Message.Close close -> {
                        outbox.close(answer(close.code()), "");
                        return;
                    }
                }
            }
        } catch (WsCloseException e) {
            outbox.close(e.closeCode(), Optional.ofNullable(e.getMessage()).orElse(""));
            drain();
        }
    }

    /** What the client still sends is taken for a moment: to close on unread bytes is to reset, and then the reason may be lost. */
    private void drain() {
        Thread connection = Thread.currentThread();
        Thread.ofVirtual().name("websocket-end").start(() -> awaitGoodbye(connection));
        while (true) {
            context.dataReader().readBuffer();
        }
    }

    /** A code that may not stand in a frame is a fault of the client's (RFC 6455 §7.4). */
    private static int answer(int code) {
        boolean sendable = code >= 1000 && code < 1015 && code != 1004 && code != WsCloseCodes.NO_STATUS_CODE
                && code != WsCloseCodes.CLOSED_ABNORMALLY || code >= 3000 && code < 5000;
        return sendable ? code : WsCloseCodes.PROTOCOL_ERROR;
    }

    private void leave() {
        opened.close();
        commands.stop();
        // Where no reason was said by then, the connection is lost.
        outbox.close(WsCloseCodes.NORMAL_CLOSE, "");
        outbox.awaitWritten();
    }

    private void end(Streams.Cut reason) {
        Thread.ofVirtual().name("websocket-end").start(() -> {
            try {
                if (reason == Streams.Cut.STOPPING) {
                    commands.awaitLastWords(LAST_WORDS);
                    outbox.closeAfterLastWords(Closing.code(reason), reason.reason());
                } else {
                    outbox.close(Closing.code(reason), reason.reason());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            outbox.awaitWritten();
            reader.ifPresent(this::awaitGoodbye);
        });
    }

    /** The client answers what closes, and then both ends close; one that does not is left. */
    private void awaitGoodbye(Thread connection) {
        try {
            connection.join(GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.interrupt();
    }
}
