package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.Subscriber;
import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.fetch.Fetchers;
import dev.codexgateway.fetch.Reach;
import dev.codexgateway.oauth.Published.Answer;
import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.FileHost;
import dev.codexgateway.testing.MutableClock;

/** How documents of others are fetched and kept. */
class ClientDocumentsTest {
    private static final Subscriber ASKER = asker(1);

    private final FileHost host = FileHost.start();
    private final MutableClock clock = new MutableClock();
    private final Published<String> published = published(new Fetcher("test", Fetchers.PRIVATE));

    @AfterEach
    void stop() {
        host.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                                            Cache-Control: max-age=3600                | 3600
                                            cache-control: public, MAX-AGE=3600        | 3600
                                            Cache-Control: max-age=3600\\r\\nAge: 600  | 3000
                                            Cache-Control: max-age=5                   | 60
                                            Cache-Control: max-age=600\\r\\nAge: 900   | 60
                                            Cache-Control: no-store                    | 60
                                            Cache-Control: no-cache, max-age=3600      | 60
                                            Cache-Control: max-age=999999999           | 86400
                                            Cache-Control: max-age=99999999999         | 86400
                                            Cache-Control: private                     | 600
                                            Expires: 0                                 | 60
                                            X: y                                       | 600
                                            """)
    void aCopyIsBelievedAsLongAsItsServerSaysWithinBounds(String header, long seconds) {
        serve("/a", "{\"v\":\"1\"}", header.replace("\\r\\n", "\r\n"));
        assertThat(ask("/a")).isEqualTo("1");
        serve("/a", "{\"v\":\"2\"}", header.replace("\\r\\n", "\r\n"));

        clock.advance(Duration.ofSeconds(seconds - 1));
        assertThat(ask("/a")).isEqualTo("1");
        clock.advance(Duration.ofSeconds(2));
        assertThat(ask("/a")).isEqualTo("2");
    }

    @Test
    void orUntilItExpires() {
        String expires = DateTimeFormatter.RFC_1123_DATE_TIME
                .format(clock.instant().plusSeconds(7200).atOffset(ZoneOffset.UTC));
        serve("/a", "{\"v\":\"1\"}", "Expires: " + expires);
        ask("/a");

        clock.advance(Duration.ofSeconds(7190));
        assertThat(ask("/a")).isEqualTo("1");
        clock.advance(Duration.ofSeconds(20));
        ask("/a");

        assertThat(host.requests()).hasSize(2);
    }

    @Test
    void whoAsksForWhatIsBeingFetchedWaitsForThat() {
        serve("/a", "{\"v\":\"1\"}", "X: y");

        List<Answer<String>> answers = Concurrently.call(16, () -> published.ask(host.http("/a"), ASKER));

        assertThat(answers).allSatisfy(answer -> assertThat(answer).isInstanceOf(Answer.Found.class));
        assertThat(host.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1/other\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 206 Partial\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"v\":\"1\"}",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n{\"v\":\"1\"}",
            "HTTP/1.1 200 OK\r\nContent-Type: application/jsonp\r\nContent-Length: 9\r\n\r\n{\"v\":\"1\"}",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n{",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"v\":\"1\",\"v\":\"2\"}",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{\"v\":\"1\"}x",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"v\":\"\u00e9\"}",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n\r\n{",
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"v\":\"", "nonsense\r\n\r\n"})
    void whatIsNoSuchDocumentIsNotUsedAndItsAddressLeftAloneForAWhile(String answer) {
        host.raw("/a", answer);
        if (answer.endsWith("\"v\":\"")) {
            host.drip("/a", answer + "x".repeat(9000));
        }

        assertThat(published.ask(host.http("/a"), ASKER)).isInstanceOf(Answer.Missing.class);
        assertThat(published.ask(host.http("/a"), ASKER)).isInstanceOf(Answer.Missing.class);
        assertThat(host.requests()).hasSize(1);

        serve("/a", "{\"v\":\"1\"}", "X: y");
        clock.advance(Published.PAUSE.plusSeconds(1));
        assertThat(ask("/a")).isEqualTo("1");
    }

    @Test
    void aDocumentMayHaveItsLimitAndNoMore() {
        String most = "{\"v\":\"" + "x".repeat(ClientDocuments.METADATA_BYTES - 8) + "\"}";
        serve("/a", most, "X: y");
        serve("/b", most + " ", "X: y");

        assertThat(published.ask(host.http("/a"), ASKER)).isInstanceOf(Answer.Found.class);
        assertThat(published.ask(host.http("/b"), ASKER)).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void nobodyCanMakeUsAskAndAsk() {
        for (int i = 0; i < FetchLimits.PER_ASKER; i++) {
            published.ask(host.http("/" + i), ASKER);
        }

        assertThat(published.ask(host.http("/more"), ASKER)).isInstanceOf(Answer.Limited.class);
        assertThat(published.ask(host.http("/0"), ASKER)).as("what is known costs nothing")
                .isInstanceOf(Answer.Missing.class);
        assertThat(published.ask(host.http("/more"), asker(2))).isInstanceOf(Answer.Missing.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(published.ask(host.http("/more2"), ASKER)).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void norManyTogetherOneHost() {
        for (int i = 0; i < FetchLimits.PER_HOST; i++) {
            published.ask(host.http("/" + i), asker(i / 20));
        }

        assertThat(published.ask(host.http("/more"), asker(99))).isInstanceOf(Answer.Limited.class);
        assertThat(host.requests()).hasSize(FetchLimits.PER_HOST);
    }

    @Test
    void aNewCopyIsFetchedForSomethingNewAtMostOnceAMinute() {
        serve("/a", "{\"v\":\"1\"}", "Cache-Control: max-age=3600");
        ask("/a");
        serve("/a", "{\"v\":\"2\"}", "Cache-Control: max-age=3600");

        assertThat(published.askAnew(host.http("/a"), ASKER)).isInstanceOfSatisfying(Answer.Found.class,
                found -> assertThat(found.value()).isEqualTo("1"));
        clock.advance(Duration.ofSeconds(61));
        assertThat(published.askAnew(host.http("/a"), ASKER)).isInstanceOfSatisfying(Answer.Found.class,
                found -> assertThat(found.value()).isEqualTo("2"));
    }

    @Test
    void whoAsksInVainForSomethingNewTakesNothingFromOthers() {
        serve("/a", "{\"v\":\"1\"}", "Cache-Control: max-age=3600");
        ask("/a");
        clock.advance(Duration.ofSeconds(61));

        host.raw("/a", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        published.askAnew(host.http("/a"), asker(2));
        assertThat(ask("/a")).as("its host failed, and it is still good").isEqualTo("1");

        for (int i = 0; i < FetchLimits.PER_ASKER; i++) {
            published.ask(host.http("/" + i), asker(2));
        }
        published.askAnew(host.http("/a"), asker(2));
        assertThat(ask("/a")).as("the asker was limited").isEqualTo("1");
    }

    @Test
    void whoeverIsAskedInAWayThatBreaksUsKeepsNobodyWaiting() {
        Published<String> breaking = new Published<>(new Fetcher("test", Fetchers.PRIVATE), 100, (_, _) -> {
            throw new StackOverflowError();
        }, new FetchLimits(clock), clock);
        serve("/a", "{}", "X: y");

        assertThat(CompletableFuture.supplyAsync(() -> breaking.ask(host.http("/a"), ASKER)))
                .succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(Answer.Missing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://localhost/c", "https://127.0.0.1/c", "https://[::1]/c",
            "https://169.254.169.254/c",
            "https://10.0.0.1/c", "https://[::ffff:127.0.0.1]/c", "https://[64:ff9b::7f00:1]/c", "https://[fd00::1]/c",
            "https://0.0.0.0/c", "https://0177.0.0.1/c", "https://2130706433/c", "https://0x7f.1/c"})
    void anInternalAddressIsNotAsked(String address) {
        Published<String> strict = published(new Fetcher("test", Reach.anyHost()));

        assertThat(strict.ask(address, ASKER)).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void aNameThatTurnsToAnInternalAddressIsNotFollowedThere() {
        AtomicInteger asked = new AtomicInteger();
        InetAddress vetted = InetAddress.ofLiteral("127.0.0.1");
        Published<String> rebound = published(Fetchers.of(
                _ -> InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"), vetted::equals));
        serve("/a", "{\"v\":\"1\"}", "Cache-Control: no-store");
        String address = "http://app.example.com:" + host.port() + "/a";

        assertThat(rebound.ask(address, ASKER)).isInstanceOf(Answer.Found.class);
        clock.advance(Freshness.LEAST.plusSeconds(1));
        assertThat(rebound.ask(address, ASKER)).as("looked up anew, vetted anew").isInstanceOf(Answer.Missing.class);
        assertThat(host.requests()).hasSize(1);
    }

    private void serve(String path, String body, String header) {
        host.raw(path, "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n" + header
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private String ask(String path) {
        return published.ask(host.http(path), ASKER) instanceof Answer.Found<String>(String value, var _, var _)
                ? value
                : "";
    }

    private Published<String> published(Fetcher fetcher) {
        return new Published<>(fetcher, ClientDocuments.METADATA_BYTES,
                (_, document) -> json(document.toString()).getString("v"), new FetchLimits(clock), clock);
    }

    private static Subscriber asker(int number) {
        return new Subscriber("asker-" + number);
    }
}
