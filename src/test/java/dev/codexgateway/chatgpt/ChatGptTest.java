package dev.codexgateway.chatgpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether the stand-in for ChatGPT does what the real one is known to do. */
class ChatGptTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private HttpServer server;
    private final List<HttpExchange> asked = new CopyOnWriteArrayList<>();
    private final Deque<Consumer<HttpExchange>> answers = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange);
            answers.remove().accept(exchange);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aRequestThatMeetsAnErrorOfTheServerIsSentOnceMoreAsItWas() {
        answers.add(exchange -> answer(exchange, 503, "{}"));
        answers.add(exchange -> answer(exchange, 200, "{}"));

        assertThat(chat().call("ask").status()).isEqualTo(200);
        assertThat(asked).hasSize(2);
        assertThat(asked.get(1).getRequestHeaders()).isEqualTo(asked.get(0).getRequestHeaders());
    }

    @Test
    void whatTheUsersFaultIsIsNotSentAgain() {
        answers.add(exchange -> answer(exchange, 404, "{}"));

        assertThat(chat().call("ask").status()).isEqualTo(404);
        assertThat(asked).hasSize(1);
    }

    @Test
    void itWaitsAsLongAsItIsTold() {
        answers.add(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            answer(exchange, 429, "{}");
        });
        answers.add(exchange -> answer(exchange, 200, "{}"));

        assertThat(chat().call("ask").status()).isEqualTo(200);
        assertThat(pauses).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void anAnswerOf100000CharactersIsNotTaken() {
        answers.add(exchange -> answer(exchange, 200, "x".repeat(99_999)));
        answers.add(exchange -> answer(exchange, 200, "x".repeat(100_000)));

        assertThat(chat().call("ask").failure()).isEmpty();
        assertThat(chat().call("ask").failure()).hasValueSatisfying(
                why -> assertThat(why).startsWith("ResponseTooLargeError"));
    }

    @Test
    void anAnswerThatIsNotTextIsNotTaken() {
        answers.add(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "image/png");
            answer(exchange, 200, "x");
        });

        assertThat(chat().call("ask").failure()).isPresent();
    }

    @Test
    void itSendsTheHeadersOfTheRealOneAndNoCredentialWhereNoneIsAsked() {
        answers.add(exchange -> answer(exchange, 200, "{}"));
        Chat chat = chat();
        chat.call("ask");

        assertThat(asked.getFirst().getRequestHeaders()).doesNotContainKey("Authorization")
                .containsEntry("Openai-conversation-id", List.of(chat.id().toString()))
                .containsEntry("Openai-gpt-id", List.of("g-1"))
                .containsEntry("Accept-encoding", List.of("gzip, deflate, br"))
                .hasEntrySatisfying("User-agent", agent -> assertThat(agent.getFirst()).contains("ChatGPT-User/1.0"))
                .hasEntrySatisfying("Traceparent",
                        trace -> assertThat(trace.getFirst()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"))
                .hasEntrySatisfying("Openai-ephemeral-user-id", id -> UUID.fromString(id.getFirst()));
    }

    @Test
    void whenItsPatienceIsOverItClosesTheConnectionAndTriesOnceMore() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(10_000);
            Thread asking = Thread.ofVirtual().start(
                    () -> chat("http://127.0.0.1:" + silent.getLocalPort()).call("ask"));

            for (int attempt = 0; attempt < 2; attempt++) {
                try (Socket socket = silent.accept()) {
                    socket.setSoTimeout(10_000);
                    byte[] all = socket.getInputStream().readAllBytes();
                    assertThat(new String(all, StandardCharsets.US_ASCII)).startsWith("GET /ask HTTP/1.1");
                }
            }
            asking.join();
        }
    }

    @Test
    void anAnswerToAnotherSignInIsRefused() {
        ChatGpt chatGpt = chatGpt(origin());

        assertThatThrownBy(() -> chatGpt.signIn((_, _) -> Map.of("code", "c", "state", "other", "iss", origin())))
                .isInstanceOf(SignInNeeded.class).hasMessageContaining("state");
    }

    @Test
    void anAnswerOfAnotherIssuerIsRefused() {
        ChatGpt chatGpt = chatGpt(origin());

        assertThatThrownBy(() -> chatGpt.signIn((authorization, _) -> Map.of("code", "c", "state",
                authorization.getRawQuery().replaceAll(".*state=", ""), "iss", "https://example.org")))
                .isInstanceOf(SignInNeeded.class).hasMessageContaining("another");
    }

    @Test
    void theAuthorizationRequestIsTheOneThatWasCaptured() {
        String state = "15014bf5-e45f-45d8-816f-ff1e4da87e81";

        assertThat(chatGpt(origin()).gpt().credentials().authorization("https://chatgpt.com/aip/g-1/oauth/callback",
                state)).hasToString(
                        origin() + "/oauth/authorize?response_type=code&client_id=codex-gateway-client"
                                + "&redirect_uri=https%3A%2F%2Fchatgpt.com%2Faip%2Fg-1%2Foauth%2Fcallback&scope=&state="
                                + state);
    }

    private Chat chat() {
        return chat(origin());
    }

    private Chat chat(String origin) {
        return chatGpt(origin).chat();
    }

    private ChatGpt chatGpt(String origin) {
        ActionSchema schema = ActionSchema
                .of("""
                    {"openapi": "3.0.1", "servers": [{"url": "%s"}], "paths": {"/ask": {"get": {"operationId": "ask"}}}}"""
                        .formatted(origin));
        return ChatGpt.of(new Gpt("g-1", schema, GptMaker.credentials(URI.create(origin))), Clock.systemUTC(),
                origin.equals(origin()) ? ChatGpt.PATIENCE : SHORT, pauses::add);
    }

    private String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String body) {
        try {
            exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
