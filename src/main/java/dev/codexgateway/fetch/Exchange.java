package dev.codexgateway.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import dev.codexgateway.fetch.FetchFault.Reason;

/**
 * One request and its answer, on a connection of its own. One thread runs it; any other ends it by closing, at whatever
 * point of connecting, handshake or reading it is.
 */
final class Exchange implements AutoCloseable {
    private static final int OK = 200;
    /** Hints that come before the answer. */
    private static final int MAX_INTERIM = 5;

    private final Link link;
    private final Limits limits;
    private final SSLSocketFactory tls;
    /** Whatever proxy the process is told of: it would choose the address. */
    private final Socket socket = new Socket(Proxy.NO_PROXY);

    Exchange(Link link, Limits limits, SSLSocketFactory tls) {
        this.link = link;
        this.limits = limits;
        this.tls = tls;
    }

    Document run(InetAddress address) throws FetchFault {
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, link.port()));
            Socket layered = link.tls() ? trusted() : socket;
            layered.getOutputStream().write(request());
            InputStream in = new BufferedInputStream(layered.getInputStream());
            ResponseHead head = head(in);
            return new Document(new ResponseBody(in, limits).read(head), head.fields());
        } catch (SSLException e) {
            throw new FetchFault(Reason.UNTRUSTED, e);
        } catch (IOException e) {
            throw new FetchFault(Reason.NO_ANSWER, e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // As closed as it can be.
        }
    }

    /** TLS to that address, with a certificate for the link's host. */
    private SSLSocket trusted() throws IOException {
        SSLSocket layer = (SSLSocket) tls.createSocket(socket, link.host(), link.port(), true);
        SSLParameters parameters = layer.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[]{"http/1.1"});
        layer.setSSLParameters(parameters);
        layer.startHandshake();
        return layer;
    }

    private byte[] request() {
        return ("GET " + link.target() + " HTTP/1.1\r\nHost: " + link.authority()
                + "\r\nUser-Agent: codex-gateway\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static ResponseHead head(InputStream in) throws IOException, FetchFault {
        ResponseHead head = ResponseHead.read(in);
        for (int interim = 0; head.interim(); interim++) {
            if (interim == MAX_INTERIM) {
                throw new FetchFault(Reason.PROTOCOL);
            }
            head = ResponseHead.read(in);
        }
        if (head.status() != OK) {
            throw FetchFault.status(head.status());
        }
        if (head.field("content-encoding").filter(coding -> !coding.equalsIgnoreCase("identity")).isPresent()) {
            throw new FetchFault(Reason.PROTOCOL);
        }
        return head;
    }
}
