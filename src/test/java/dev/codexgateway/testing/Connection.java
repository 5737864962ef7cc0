package dev.codexgateway.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One client's connection. Its thread gives the answers, one after the other; a second thread reads ahead, because only a
 * reader learns that the client left while nothing is being written. Closing it from any thread ends both. A client that
 * only shuts its sending side counts as gone: no HTTP client does so before it has its answer.
 */
final class Connection {
    private final Socket socket;
    private final Desk desk;
    private final BlockingQueue<Recorded> asked = new LinkedBlockingQueue<>();
    private volatile boolean closing;

    Connection(Socket socket, Desk desk) {
        this.socket = socket;
        this.desk = desk;
    }

    /** Serves until either side closes. The layer is TLS, or nothing. */
    void serve(Layer layer) {
        try {
            socket.setTcpNoDelay(true);
            Socket layered = layer.over(socket);
            HttpWire wire = new HttpWire(layered.getInputStream(), layered.getOutputStream());
            Thread answering = Thread.currentThread();
            Thread.ofVirtual().name("scripted-upstream-reader").start(() -> readAhead(wire, answering));
            answer(wire);
            closing = true;
            layered.close();
        } catch (IOException | InterruptedException e) {
            // the client left, the script cut the connection, or the server closes: each side of it is recorded
        } finally {
            close();
        }
    }

    /** Closes the socket without a word to the layer above it. */
    void close() {
        closing = true;
        try {
            socket.close();
        } catch (IOException e) {
            // as closed as it can be
        }
    }

    /** Ends the connection in the middle of the answer. */
    void cut(Recorded request) throws IOException {
        request.answerGiven();
        close();
        throw new SocketException("Cut as scripted");
    }

    /** As {@link #cut}, with RST instead of FIN. */
    void reset(Recorded request) throws IOException {
        socket.setSoLinger(true, 0);
        cut(request);
    }

    boolean lastsAfter(Recorded request) {
        return !request.headers().getOrDefault("connection", "").equalsIgnoreCase("close");
    }

    private void answer(HttpWire wire) throws IOException, InterruptedException {
        Recorded request;
        do {
            request = asked.take();
            try {
                new Delivery(this, wire, request, desk.answer(request).script(), desk).give();
            } catch (IOException e) {
                left(request);
                throw e;
            }
        } while (lastsAfter(request));
    }

    private void readAhead(HttpWire wire, Thread answering) {
        List<Recorded> unanswered = new ArrayList<>();
        try {
            for (Optional<Recorded> next = wire.read(); next.isPresent(); next = wire.read()) {
                unanswered.removeIf(Recorded::settled);
                unanswered.add(next.get());
                desk.arrived(next.get());
                asked.add(next.get());
            }
        } catch (IOException e) {
            // a reset, a failed handshake or no HTTP: the client is gone, or must go
        } finally {
            unanswered.forEach(this::left);
            answering.interrupt();
        }
    }

    private void left(Recorded request) {
        if (!closing) {
            request.clientLeft();
        }
    }

    /** What lies between the socket and HTTP. */
    interface Layer {
        Socket over(Socket socket) throws IOException;
    }
}
