package dev.codexgateway.testing;

import static dev.codexgateway.testing.UpstreamClient.events;
import static dev.codexgateway.testing.UpstreamClient.json;
import static dev.codexgateway.testing.UpstreamClient.readUntil;
import static dev.codexgateway.testing.UpstreamClient.streamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedUpstreamTest {
    private final ScriptedUpstream upstream = ScriptedUpstream.start();
    private final UpstreamClient client = new UpstreamClient(upstream.baseUrl());

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    @Test
    void whatIsNotScriptedIsEchoed() throws Exception {
        assertThat(text(client.ask("Hi").body())).isEqualTo("Echo: Hi");
    }

    @Test
    void scriptedAnswersAreUsedUpInOrderAndThenTheRuleAnswers() throws Exception {
        upstream.next(Answer.text("one"), Answer.text("two")).otherwise(asked -> Answer.text("re " + asked.userText()));

        assertThat(text(client.ask("a").body())).isEqualTo("one");
        assertThat(text(client.ask("b").body())).isEqualTo("two");
        assertThat(text(client.ask("c").body())).isEqualTo("re c");
    }

    @Test
    void requestsAreRecordedInOrderOfArrival() throws Exception {
        client.get("/models?limit=1");
        client.postChunked(streamed("Grüße", json("{}")));

        assertThat(upstream.requests()).extracting(Recorded::toString)
                .containsExactly("GET /v1/models?limit=1", "POST /v1/responses");
        assertThat(upstream.requests().getFirst().body()).isEmpty();
        assertThat(upstream.requests().getLast().body().getString("input")).isEqualTo("Grüße");
        assertThat(upstream.requests().getLast().headers()).containsEntry("authorization", "Bearer x")
                .containsEntry("transfer-encoding", "chunked");
    }

    @Test
    void waitingForARequestThatDoesNotComeFails() {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> upstream.awaitRequest(0, Duration.ZERO));
    }

    @Test
    void modelsAreListed() throws Exception {
        assertThat(json(client.get("/models").body()).getValue("/data/0/id")).hasToString("\"gpt-6.1-sol\"");
    }

    @Test
    void aRequestWithoutAKeyGets401AndLeavesTheScriptAlone() throws Exception {
        upstream.next(Answer.text("scripted"));

        var refused = client.getWithoutKey("/responses");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(json(refused.body()).getValue("/error/code")).hasToString("\"invalid_api_key\"");
        assertThat(text(client.ask("Hi").body())).isEqualTo("scripted");
    }

    @Test
    void anUnknownPathGets404() throws Exception {
        assertThat(client.get("/embeddings").statusCode()).isEqualTo(404);
    }

    @Test
    void aKnownResponseCanBeContinuedUntilItIsForgotten() throws Exception {
        String id = events(client.ask("Hi").body()).getLast().getValue("/response/id").toString();
        var continued = streamed("More", json("{\"previous_response_id\":" + id + "}"));

        assertThat(client.post(continued).statusCode()).isEqualTo(200);
        upstream.forget();
        upstream.next(Answer.text("kept for the next request"));
        var refused = client.post(continued);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused.body()).getValue("/error/code")).hasToString("\"previous_response_not_found\"");
        assertThat(json(refused.body()).getValue("/error/param")).hasToString("\"previous_response_id\"");
        assertThat(text(client.ask("Hi").body())).isEqualTo("kept for the next request");
    }

    @Test
    void aResponseThatIsNotStoredCannotBeContinued() throws Exception {
        upstream.next(Answer.text("Hello").responseId("resp_unstored"));
        client.post(streamed("Hi", json("{\"store\":false}")));

        var refused = client.post(streamed("More", json("{\"previous_response_id\":\"resp_unstored\"}")));

        assertThat(refused.statusCode()).isEqualTo(400);
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws Exception {
        client.ask("one");
        client.ask("two");
        client.get("/models");

        assertThat(upstream.acceptedConnections()).isEqualTo(1);
        assertThat(upstream.openConnections()).isEqualTo(1);
    }

    @Test
    void everyByteOfASplitStreamIsAChunkOfItsOwn() throws Exception {
        upstream.next(Answer.text("ä€😀").splitEveryByte(), Answer.text("ä€😀").splitEveryByte());

        assertThat(text(client.ask("Hi").body())).isEqualTo("ä€😀");
        try (Socket socket = client.askBarely("Hi")) {
            String wire = readUntil(socket.getInputStream(), "\r\n0\r\n\r\n");
            String chunks = wire.substring(wire.indexOf("\r\n\r\n") + 4);
            assertThat(chunks).matches("(?s)(1\r\n.\r\n)+0\r\n\r\n");
        }
    }

    @Test
    void onlyWhoTrustsItsCertificateIsServedOverTls() throws Exception {
        SelfSigned certificate = SelfSigned.create();
        try (ScriptedUpstream tls = ScriptedUpstream.startTls(certificate.server());
                UpstreamClient trusting = new UpstreamClient(tls.baseUrl(),
                        HttpClient.newBuilder().sslContext(certificate.client()));
                UpstreamClient wary = new UpstreamClient(tls.baseUrl())) {
            assertThat(text(trusting.ask("Hi").body())).isEqualTo("Echo: Hi");
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> wary.ask("Hi"));
            tls.next(Answer.text("Hel", "lo").cutAfter(1));
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> trusting.ask("Hi"));
        }
    }

    @Test
    void manyClientsAtOnceEachGetTheirOwnAnswer() throws Exception {
        List<Future<String>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String question = "question " + i;
                answers.add(threads.submit(() -> text(client.ask(question).body())));
            }
        }

        for (int i = 0; i < 200; i++) {
            assertThat(answers.get(i).get()).isEqualTo("Echo: question " + i);
        }
    }

    private static String text(String stream) {
        return events(stream).stream().filter(event -> event.getString("type").equals("response.output_text.done"))
                .findFirst().orElseThrow().getString("text");
    }
}
