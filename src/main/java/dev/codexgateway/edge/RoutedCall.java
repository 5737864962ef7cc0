package dev.codexgateway.edge;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;
import dev.codexgateway.wire.Fields;

/** A call that Helidon has read. */
final class RoutedCall implements Call {
    private final RoutingRequest request;
    private final ServerResponse response;
    private final Fields fields;
    private @Nullable Raw raw;

    RoutedCall(RoutingRequest request, ServerResponse response) {
        this.request = request;
        this.response = response;
        this.fields = new Written(request.headers());
        Raw.endIfAsked(request, response);
    }

    @Override
    public String method() {
        return request.prologue().method().text();
    }

    @Override
    public String rawPath() {
        return request.prologue().uriPath().rawPath();
    }

    @Override
    public String rawQuery() {
        return request.prologue().hasQuery() ? "?" + request.prologue().query().rawValue() : "";
    }

    @Override
    public Fields fields() {
        return fields;
    }

    @Override
    public long length() {
        return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
                ? UNKNOWN_LENGTH
                : request.headers().contentLength().orElse(NO_BODY);
    }

    @Override
    public InputStream body() {
        return request.content().inputStream();
    }

    @Override
    public InetAddress peer() {
        return ((InetSocketAddress) request.remotePeer().address()).getAddress();
    }

    @Override
    public void route(String template) {
        request.matchingPattern(template);
    }

    @Override
    public WritableHeaders<?> answer() {
        return response.headers();
    }

    @Override
    public void begin(int status) {
        raw = Raw.begin(response, status);
    }

    @Override
    public boolean begun() {
        return response.isSent();
    }

    @Override
    public void write(byte[] bytes, int from, int to) {
        if (raw == null) {
            throw new IllegalStateException("the answer was not begun");
        }
        raw.write(bytes, from, to);
    }

    /** Headers that are texts already, as bytes once more. */
    private static final class Written extends Fields {
        private final Bytes out = new Bytes(512);

        Written(Headers headers) {
            for (Header header : headers) {
                header.allValues().forEach(value -> add(header.headerName().defaultCase(), value));
            }
            begin(out.array(), count());
        }

        private void add(String name, String value) {
            int from = out.length();
            write(name);
            int nameTo = out.length();
            write(value);
            add(from, nameTo, nameTo, out.length());
        }

        /** No character becomes another one that may stand there. */
        private void write(String text) {
            out.reserve(text.length());
            for (int i = 0; i < text.length(); i++) {
                out.array()[out.length()] = (byte) Math.min(text.charAt(i), 0xFF);
                out.wrote(1);
            }
        }
    }
}
