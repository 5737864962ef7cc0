package dev.codexgateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLSocketFactory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.SelfSigned;
import dev.codexgateway.testing.WireUpstream;

/** The relay over TLS: kept lines, and whom it trusts. */
class RelayTlsTest {
    private static final SelfSigned CERTIFICATE = SelfSigned.create();
    private static WireUpstream upstream;

    @BeforeAll
    static void start() {
        upstream = WireUpstream.startTls(CERTIFICATE.server());
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    @Test
    void linesAreKept() {
        try (Relay relay = relay(upstream.baseUrl(), CERTIFICATE.client().getSocketFactory())) {
            int before = upstream.acceptedConnections();
            for (int i = 0; i < 5; i++) {
                assertThat(call(relay, true)).isEqualTo("{\"ok\":true}");
            }
            assertThat(upstream.acceptedConnections()).isEqualTo(before + 1);
        }
    }

    @Test
    void aLineThatRestedServesARequestThatCannotBeSentTwice() {
        try (Relay relay = relay(upstream.baseUrl(), CERTIFICATE.client().getSocketFactory())) {
            int before = upstream.acceptedConnections();
            for (int i = 0; i < 3; i++) {
                assertThat(call(relay, false)).isEqualTo("{\"ok\":true}");
            }
            assertThat(upstream.acceptedConnections()).isEqualTo(before + 1);
        }
    }

    @Test
    void whomItDoesNotTrustItDoesNotAsk() {
        int before = upstream.asked().size();
        try (Relay relay = relay(upstream.baseUrl(), (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            assertThatThrownBy(() -> call(relay, true)).isInstanceOfSatisfying(UpstreamFault.class,
                    fault -> assertThat(fault.reason()).isEqualTo(UpstreamFault.Reason.TLS));
            assertThat(relay.lines()).isZero();
        }
        assertThat(upstream.asked()).hasSize(before);
    }

    @Test
    void aCertificateForAnotherNameIsNotTrusted() {
        SelfSigned other = SelfSigned.createFor("DNS:upstream.example.com");
        try (WireUpstream named = WireUpstream.startTls(other.server());
                Relay relay = relay(URI.create(named.baseUrl().toString().replace("127.0.0.1", "localhost")),
                        other.client().getSocketFactory())) {
            assertThatThrownBy(() -> call(relay, true)).isInstanceOfSatisfying(UpstreamFault.class,
                    fault -> assertThat(fault.reason()).isEqualTo(UpstreamFault.Reason.TLS));
            assertThat(named.asked()).isEmpty();
        }
    }

    private static Relay relay(URI url, SSLSocketFactory trust) {
        return new Relay(new UpstreamConfig(Optional.empty(), url, Duration.ofSeconds(5), Duration.ofSeconds(5),
                Duration.ofSeconds(5), 0, Duration.ofSeconds(1)), trust);
    }

    private static void write(Passage passage, boolean complete) {
        passage.request().text("POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        passage.send(complete);
        passage.sent();
    }

    private static String call(Relay relay, boolean complete) {
        try (Passage passage = relay.begin()) {
            write(passage, complete);
            passage.answer();
            StringBuilder body = new StringBuilder(piece(passage));
            while (!passage.ended()) {
                passage.read();
                body.append(piece(passage));
            }
            return body.toString();
        }
    }

    private static String piece(Passage passage) {
        return new String(passage.bytes(), passage.from(), passage.to() - passage.from(), StandardCharsets.UTF_8);
    }
}
