package dev.codexgateway.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLSocketFactory;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.fetch.FetchFault.Reason;
import dev.codexgateway.testing.FileHost;
import dev.codexgateway.testing.Ports;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FetcherTest {
    /** Longer than any test may take. */
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final int LIMIT = 1000;
    private static final Reach ANYWHERE = new Reach(Optional.empty(), true);
    private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();

    private final FileHost host = FileHost.start();
    private final Fetcher fetcher = new Fetcher("test", ANYWHERE);

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aDocumentComesWithWhatItIsSaidToBe() throws FetchFault {
        host.raw("/a", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nHello");

        Document document = fetch("/a");

        assertThat(text(document)).isEqualTo("Hello");
        assertThat(document.contentType()).contains("text/plain");
    }

    @Test
    void theRequestIsTheLinkAsWrittenAndCarriesNothingOfOurs() throws FetchFault {
        host.file("/a%2Fb", new byte[0]);

        fetch("/a%2Fb?sig=x%2By+z&b=1&a=2&empty");

        assertThat(host.requests()).containsExactly("GET /a%2Fb?sig=x%2By+z&b=1&a=2&empty HTTP/1.1\r\nHost: 127.0.0.1:"
                + host.port() + "\r\nUser-Agent: codex-gateway\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }

    @Test
    void aConnectionIsClosedAfterTheDocumentEvenIfTheHostKeepsIt() throws FetchFault {
        host.file("/a", new byte[]{1, 2, 3});

        fetch("/a");

        host.awaitAllLeft();
    }

    @Test
    void chunksAreJoined() throws FetchFault {
        host.raw("/a", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nHel\r\n2;x=y\r\nlo\r\n0\r\n\r\n");

        assertThat(text(fetch("/a"))).isEqualTo("Hello");
    }

    @Test
    void aBodyOfUnknownLengthGoesOnToTheEnd() throws FetchFault {
        try (FileHost ending = FileHost.start()) {
            ending.at("/a", out -> {
                out.write("HTTP/1.0 200 OK\r\n\r\nHello".getBytes(StandardCharsets.US_ASCII));
                out.close();
            });

            assertThat(text(fetcher.fetch(fetcher.link(ending.http("/a")), limits(LONG)))).isEqualTo("Hello");
        }
    }

    @Test
    void hintsBeforeTheAnswerArePassedOver() throws FetchFault {
        host.raw("/a",
                "HTTP/1.1 103 Early Hints\r\nLink: </b>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHi");

        assertThat(text(fetch("/a"))).isEqualTo("Hi");
    }

    @Test
    void aRedirectionIsNotFollowed() {
        host.raw("/a", "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n").file("/b", new byte[1]);

        FetchFault fault = fault("/a");

        assertThat(fault.reason()).isEqualTo(Reason.STATUS);
        assertThat(fault.status()).hasValue(302);
        assertThat(host.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 201, 204, 206, 301, 304, 307, 400, 401, 403, 404, 429, 500, 503})
    void onlyStatus200IsADocument(int status) {
        host.raw("/a", "HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");

        assertThat(fault("/a").status()).hasValue(status);
    }

    @Test
    void aDocumentMayHaveExactlyTheLimit() throws FetchFault {
        host.file("/a", new byte[LIMIT]);

        assertThat(fetch("/a").content()).hasSize(LIMIT);
    }

    @Test
    void oneThatSaysItIsTooLargeIsNotRead() {
        host.raw("/a", "HTTP/1.1 200 OK\r\nContent-Length: " + (LIMIT + 1) + "\r\n\r\n");

        assertThat(fault("/a").reason()).isEqualTo(Reason.TOO_LARGE);
        host.awaitAllLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\n\r\n"})
    void oneThatNeverEndsIsLeftAtTheLimit(String head) {
        host.at("/a", out -> {
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[LIMIT / 10]);
            }
        });

        assertThat(fault("/a").reason()).isEqualTo(Reason.TOO_LARGE);
        host.awaitAllLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7fffffff", "3e9", "ffffffffff", "64\r\n"})
    void chunksThatAreTooLargeAloneOrTogetherAreLeft(String size) {
        host.at("/a", out -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] hundred = (size.strip() + "\r\n" + "x".repeat(100) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(hundred);
            }
        });

        assertThat(fault("/a").reason()).isEqualTo(Reason.TOO_LARGE);
        host.awaitAllLeft();
    }

    @Test
    void fetchesThatShareAnAllowanceMayTakeItTogether() throws FetchFault {
        Allowance together = new Allowance(150);
        host.file("/a", new byte[100]);

        fetcher.fetch(link("/a"), new Limits(LIMIT, LONG, together));

        assertThat(fault(fetcher, link("/a"), new Limits(LIMIT, LONG, together)).reason())
                .isEqualTo(Reason.TOO_LARGE_TOGETHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\nx",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nspace : x\r\n\r\n", "HTTP/2 200\r\n\r\n",
            "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 0200 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.6\r\n", "\r\n\r\n"})
    void whatIsNotPlainHttpIsRefused(String answer) {
        host.raw("/a", answer);

        assertThat(fault("/a").reason()).isEqualTo(Reason.PROTOCOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\nX: ",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"})
    void aLineWithoutEndIsLeft(String beginning) {
        host.at("/a", out -> {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("xxxxxxxxxxxxxxxx".getBytes(StandardCharsets.US_ASCII));
            }
        });

        assertThat(fault("/a").reason()).isEqualTo(Reason.PROTOCOL);
        host.awaitAllLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x: y\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"})
    void aHeadWithoutEndIsLeft(String again) {
        host.at("/a", out -> {
            out.write("HTTP/1.1 103 Early Hints\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write((again.startsWith("HTTP") ? "\r\n" : "").getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(again.getBytes(StandardCharsets.US_ASCII));
            }
        });

        assertThat(fault("/a").reason()).isEqualTo(Reason.PROTOCOL);
        host.awaitAllLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nHello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n"})
    void anAnswerThatIsCutShortIsNone(String beginning) {
        host.at("/a", out -> {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            out.close();
        });

        assertThat(fault("/a").reason()).isEqualTo(Reason.NO_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n300\r\n", "HTTP/1.1 200 OK\r\n\r\n"})
    void aHostThatDripsIsLeftWhenTheTimeIsOver(String beginning) {
        host.drip("/a", beginning);

        assertThat(fault(fetcher, link("/a"), limits(SHORT)).reason()).isEqualTo(Reason.TOO_SLOW);
        host.awaitAllLeft();
    }

    @Test
    void aSilentHostIsLeftWhenTheTimeIsOver() {
        host.silent("/a");

        assertThat(fault(fetcher, link("/a"), limits(SHORT)).reason()).isEqualTo(Reason.TOO_SLOW);
        host.awaitAllLeft();
    }

    @Test
    void aHandshakeThatDoesNotEndIsLeftWhenTheTimeIsOver() throws FetchFault {
        assertThat(fault(fetcher, fetcher.link(host.https("/a")), limits(SHORT)).reason()).isEqualTo(Reason.TOO_SLOW);
        host.awaitAllLeft();
    }

    @Test
    void aNameThatIsLookedUpForeverIsLeftWhenTheTimeIsOver() throws FetchFault {
        CountDownLatch never = new CountDownLatch(1);
        Fetcher asking = fetcher(_ -> {
            while (never.getCount() > 0) {
                Thread.onSpinWait();
            }
            return new InetAddress[0];
        });

        assertThat(fault(asking, asking.link("https://files.example.com/"), limits(SHORT)).reason())
                .isEqualTo(Reason.TOO_SLOW);
        never.countDown();
    }

    @Test
    void interruptingGivesTheFetchUp() throws Exception {
        host.silent("/a");
        FutureTask<Reason> waiting = new FutureTask<>(() -> fault("/a").reason());
        Thread thread = Thread.ofPlatform().start(waiting);
        host.awaitRequests(1);

        thread.interrupt();

        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.GIVEN_UP);
        host.awaitAllLeft();
    }

    @Test
    void whereNobodyListensThereIsNoAnswer() throws FetchFault {
        assertThat(fault(fetcher, fetcher.link("http://127.0.0.1:" + Ports.unused() + "/"), limits(LONG)).reason())
                .isEqualTo(Reason.NO_ANSWER);
    }

    @Test
    void anUnknownNameIsNoAnswer() throws FetchFault {
        Fetcher asking = fetcher(name -> {
            throw new UnknownHostException(name);
        });

        assertThat(fault(asking, asking.link("https://files.example.com/"), limits(LONG)).reason())
                .isEqualTo(Reason.NO_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://localhost/", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/",
            "https://0.0.0.0/", "https://[::1]/", "https://[::]/", "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/",
            "https://[::127.0.0.1]/", "https://[2002:7f00:1::]/"})
    void anAddressThatIsNotPublicIsRefusedLiteralOrLookedUp(String address) throws FetchFault {
        Fetcher strict = new Fetcher("test", Reach.anyHost());

        assertThat(fault(strict, strict.link(address), limits(LONG)).reason()).isEqualTo(Reason.NOT_ALLOWED);
    }

    @Test
    void aNameWithOneAddressThatIsNotPublicIsRefusedWhole() throws FetchFault {
        Fetcher strict = new Fetcher("test", Reach.anyHost(), _ -> addresses("8.8.8.8", "2606:4700::1111", "10.0.0.1"),
                PublicAddress::is, TLS);

        assertThat(fault(strict, strict.link("https://files.example.com/"), limits(LONG)).reason())
                .isEqualTo(Reason.NOT_ALLOWED);
    }

    @Test
    void aHostThatIsNotAllowedIsNotEvenLookedUp() {
        AtomicInteger asked = new AtomicInteger();
        Fetcher strict = new Fetcher("test",
                Reach.only(List.of(HostPattern.parse("*.example.com").orElseThrow()), false),
                _ -> {
                    asked.incrementAndGet();
                    return addresses("8.8.8.8");
                }, PublicAddress::is, TLS);

        assertThatExceptionOfType(FetchFault.class).isThrownBy(() -> strict.link("https://evil.net/"))
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.NOT_ALLOWED));
        assertThat(asked).hasValue(0);
    }

    @Test
    void theAddressThatWasVettedIsTheOneConnectedTo() throws FetchFault {
        AtomicInteger asked = new AtomicInteger();
        InetAddress good = InetAddress.ofLiteral("127.0.0.1");
        Fetcher rebound = new Fetcher("test", ANYWHERE,
                _ -> addresses(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"), good::equals, TLS);
        host.file("/a", new byte[]{1});

        Document document = rebound.fetch(rebound.link("http://files.example.com:" + host.port() + "/a"), limits(LONG));

        assertThat(document.content()).containsExactly(1);
        assertThat(host.requests().getFirst()).contains("Host: files.example.com:" + host.port() + "\r\n");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aNameThatTurnsAwayLaterIsVettedAgain() throws FetchFault {
        AtomicInteger asked = new AtomicInteger();
        InetAddress good = InetAddress.ofLiteral("127.0.0.1");
        try (FileHost inside = FileHost.start("127.0.0.2")) {
            Fetcher rebound = new Fetcher("test", ANYWHERE,
                    _ -> addresses(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"), good::equals, TLS);
            Link link = rebound.link("http://files.example.com:" + inside.port() + "/a");

            assertThat(fault(rebound, link, limits(LONG)).reason()).isEqualTo(Reason.NO_ANSWER);
            assertThat(fault(rebound, link, limits(LONG)).reason()).isEqualTo(Reason.NOT_ALLOWED);

            assertThat(inside.acceptedConnections()).isZero();
        }
    }

    @Test
    void fetchesAreCountedByTheirOutcome() throws FetchFault {
        host.file("/a", new byte[1]);
        long successes = fetches("success");
        long missing = fetches("status");
        long refused = fetches("malformed");

        fetch("/a");
        fault("/none");
        catchThrowableOfType(FetchFault.class, () -> fetcher.link("none"));

        assertThat(fetches("success")).isEqualTo(successes + 1);
        assertThat(fetches("status")).isEqualTo(missing + 1);
        assertThat(fetches("malformed")).isEqualTo(refused + 1);
    }

    private static long fetches(String outcome) {
        return Metrics.getOrCreate(Counter.builder("document.fetches")
                .description("Documents fetched from addresses that others named.")
                .tags(List.of(Tag.create("kind", "test"), Tag.create("outcome", outcome)))).count();
    }

    private static Fetcher fetcher(Fetcher.Names names) {
        return new Fetcher("test", ANYWHERE, names, _ -> true, TLS);
    }

    private static InetAddress[] addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private Document fetch(String path) throws FetchFault {
        return fetcher.fetch(link(path), limits(LONG));
    }

    private FetchFault fault(String path) {
        return fault(fetcher, link(path), limits(LONG));
    }

    private static FetchFault fault(Fetcher fetcher, Link link, Limits limits) {
        return catchThrowableOfType(FetchFault.class, () -> fetcher.fetch(link, limits));
    }

    private Link link(String path) {
        try {
            return fetcher.link(host.http(path));
        } catch (FetchFault e) {
            throw new AssertionError(e);
        }
    }

    private static Limits limits(Duration time) {
        return new Limits(LIMIT, time);
    }

    private static String text(Document document) {
        return new String(document.content(), StandardCharsets.UTF_8);
    }
}
