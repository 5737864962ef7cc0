package dev.codexgateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;
import dev.codexgateway.testing.WireUpstream.Asked;

/**
 * Plain requests go past Helidon, others through it. Whatever is sent means the same on both ways, to the caller and to the
 * upstream; only whether the connection goes on after a refusal may differ.
 */
class BothWaysTest extends OnTheWire {
    private static final int TIMES = 400;
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    /** What is put into requests: bytes that mean something in HTTP, and some that may not stand there. */
    private static final String ODD = "\r\n\t :;,/.?#%&=[]@\"\\0123456789aAfFzZ-_~\u0000\u0001\u007f\u0080\u00e4\u00ff";

    @Override
    GatewayFixture.Builder configured(GatewayFixture.Builder builder) {
        return builder.yaml("limits: {failed-credentials-per-minute: 100000}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/models?limit=2&after=a%20b HTTP/1.1\r\nHost: gateway:80\r\nX-API-Key: "
            + GatewayFixture.KEY + "\r\nAccept: */*\r\nX-One:1\r\n\r\n",
            "POST /v1/responses HTTP/1.1\r\nHost: gateway\r\nauthorization: Bearer " + GatewayFixture.KEY
                    + "\r\nConnection: keep-alive\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n"
                    + "{\"model\": \"m\"}\n",
            "DELETE /v1/responses/resp_1 HTTP/1.1\r\nHost: gateway\r\nX-API-Key: " + GatewayFixture.KEY
                    + "\r\nX-Request-Id: mine\r\n\r\n"})
    void whateverIsSentMeansTheSame(String request) {
        Random random = new Random(26);
        assertThat(past(request).meaning()).isEqualTo(through(request).meaning());
        for (int i = 0; i < TIMES; i++) {
            String changed = changed(request, random);

            assertThat(past(changed).meaning()).as(changed.replace("\r", "\\r").replace("\n", "\\n\n"))
                    .isEqualTo(through(changed).meaning());
        }
    }

    @Test
    void theWaysAreTwo() {
        String refused = "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n";

        assertThat(past(refused).answers().getFirst().header("Connection")).isEmpty();
        assertThat(through(refused).answers().getFirst().header("Connection")).hasValue("keep-alive");
    }

    private Came past(String request) {
        return came(caller -> assertThat(caller.send(LIVE).receive().status()).isEqualTo(200), request);
    }

    /** What comes together with a request that is Helidon's is Helidon's, too. */
    private Came through(String request) {
        return came(_ -> {}, LIVE + request);
    }

    /** With a byte or two more, less or different. */
    private static String changed(String request, Random random) {
        StringBuilder changed = new StringBuilder(request);
        for (int i = random.nextInt(2); i >= 0; i--) {
            int at = random.nextInt(changed.length());
            char odd = ODD.charAt(random.nextInt(ODD.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(at, odd);
                case 1 -> changed.insert(at, odd);
                default -> changed.deleteCharAt(at);
            }
        }
        return changed.toString();
    }

    private Came came(Consumer<WireCaller> before, String request) {
        int asked = upstream.asked().size();
        List<Received> answers = new ArrayList<>();
        try (WireCaller sender = WireCaller.to(gateway)) {
            before.accept(sender);
            sender.send(request).finish();
            if (request.startsWith(LIVE)) {
                assertThat(sender.receive().status()).isEqualTo(200);
            }
            for (var answer = sender.received(); answer.isPresent(); answer = sender.received()) {
                answers.add(answer.get());
            }
        }
        return new Came(answers, List.copyOf(upstream.asked().subList(asked, upstream.asked().size())));
    }

    /** What the caller was answered, and what the upstream was asked. */
    private record Came(List<Received> answers, List<Asked> asked) {

        /** But for what differs between two answers in any case, and for what comes after a refusal, which may end the connection. */
        List<Object> meaning() {
            List<Object> meaning = new ArrayList<>();
            for (Received answer : answers) {
                Map<String, String> headers = new TreeMap<>(answer.headers());
                List.of("Date", "Connection").forEach(headers::remove);
                meaning.add(List.of(answer.status(), neutral(headers.toString()), neutral(answer.text()),
                        answer.whole()));
                if (answer.status() >= 400) {
                    break;
                }
            }
            asked.forEach(one -> meaning.add(List.of(one.requestLine(),
                    one.head().lines().map(line -> line.toLowerCase(Locale.ROOT)).sorted().toList(),
                    new String(one.body(), StandardCharsets.ISO_8859_1))));
            return meaning;
        }

        private static String neutral(String text) {
            return text.replaceAll("[0-9a-f]{24}", "ID").toLowerCase(Locale.ROOT);
        }
    }
}
