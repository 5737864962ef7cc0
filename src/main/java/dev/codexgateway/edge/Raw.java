package dev.codexgateway.edge;

import java.util.function.BiConsumer;

import io.helidon.common.GenericType;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import io.helidon.webserver.http.spi.SinkProvider;
import io.helidon.webserver.http.spi.SinkProviderContext;

/**
 * An answer whose bytes are made elsewhere, head and framing included: Helidon cannot send a head before there is a body,
 * copies every piece, and takes two writes for the first one. It is Helidon's own way to leave an answer to somebody else,
 * who is then trusted to write a correct one.
 */
public final class Raw implements Sink<BufferData> {
    private static final GenericType<Raw> TYPE = GenericType.create(Raw.class);

    private final DataWriter writer;

    private Raw(ConnectionContext connection) {
        this.writer = connection.dataWriter();
    }

    /** From here on the answer counts as sent. The status is for those who only want to know it. */
    static Raw begin(ServerResponse response, int status) {
        response.status(Status.create(status));
        return response.sink(TYPE);
    }

    /** An answer that is the last on its connection, as the caller asked, says so. Before its head is made. */
    static void endIfAsked(ServerRequest request, ServerResponse response) {
        Headers headers = request.headers();
        if (headers.contains(HeaderNames.CONNECTION) && headers.containsToken(HeaderValues.CONNECTION_CLOSE)) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
    }

    /** Returns when the bytes are with the system. */
    void write(byte[] bytes, int from, int to) {
        writer.writeNow(BufferData.create(bytes, from, to - from));
    }

    @Override
    public Raw emit(BufferData bytes) {
        writer.writeNow(bytes);
        return this;
    }

    @Override
    public void close() {
        // The bytes themselves say where the answer ends.
    }

    /** How Helidon finds it. */
    public static final class Provider implements SinkProvider<BufferData> {

        @Override
        public boolean supports(GenericType<? extends Sink<?>> type, ServerRequest request) {
            return type == TYPE;
        }

        @SuppressWarnings("unchecked")
        @Override
        public <X extends Sink<BufferData>> X create(SinkProviderContext context) {
            return (X) new Raw(context.connectionContext());
        }

        @Deprecated
        @Override
        public <X extends Sink<BufferData>> X create(ServerResponse response, BiConsumer<Object, MediaType> events,
                Runnable close) {
            throw new UnsupportedOperationException();
        }
    }
}
