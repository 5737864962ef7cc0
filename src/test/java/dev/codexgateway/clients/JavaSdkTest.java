package dev.codexgateway.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.stream.Stream;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextDeltaEvent;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.GatewayFixture;

/** OpenAI's official SDK for Java. */
class JavaSdkTest {
    private static GatewayFixture gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        SdkUpstream.script(gateway.upstream());
        client = client(GatewayFixture.KEY);
    }

    @AfterAll
    static void stop() {
        try (GatewayFixture _ = gateway) {
            client.close();
        }
    }

    @Test
    void aResponseComesWhole() {
        Response response = client.responses().create(response(SdkUpstream.MODEL));

        assertThat(response.output().getFirst().asMessage().content().getFirst().asOutputText().text())
                .isEqualTo("Hello, wörld!");
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(3);
    }

    @Test
    void aResponseIsStreamed() {
        try (StreamResponse<ResponseStreamEvent> stream = client.responses()
                .createStreaming(response(SdkUpstream.MODEL))) {
            List<ResponseStreamEvent> events = stream.stream().toList();

            assertThat(events.stream().flatMap(event -> event.outputTextDelta().stream())
                    .map(ResponseTextDeltaEvent::delta)).containsExactly("Hello, ", "wörld", "!");
            assertThat(events.getLast().isCompleted()).isTrue();
        }
    }

    @Test
    void aChatCompletionComesWhole() {
        ChatCompletion completion = client.chat().completions().create(chat(SdkUpstream.MODEL));

        assertThat(completion.choices().getFirst().message().content()).contains("Hello, wörld!");
        assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(12);
    }

    @Test
    void aChatCompletionIsStreamed() {
        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions()
                .createStreaming(chat(SdkUpstream.MODEL))) {
            assertThat(stream.stream().flatMap(chunk -> chunk.choices().getFirst().delta().content().stream()))
                    .containsExactly("Hello, ", "wörld", "!");
        }
    }

    @Test
    void modelsAreListed() {
        assertThat(client.models().list().items()).extracting(Model::id).containsExactly("gpt-6.1-sol",
                "gpt-6.1-sol-mini");
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        OpenAIClient stranger = client("nobody-0123456789-0123456789-0123456789");

        assertThat(trouble(stranger, SdkUpstream.MODEL, UnauthorizedException.class, 401).code())
                .contains("invalid_api_key");
        stranger.close();
    }

    @ParameterizedTest
    @MethodSource
    void troubleIsTheSdksOwnException(String model, Class<? extends OpenAIServiceException> exception, int status) {
        assertThat(trouble(client, model, exception, status).getMessage()).startsWith(status + ": ")
                .doesNotContain("sk-up");
    }

    static Stream<Arguments> troubleIsTheSdksOwnException() {
        return Stream.of(Arguments.of("gpt-of-nobody", NotFoundException.class, 404),
                Arguments.of("gpt-too-many", RateLimitException.class, 429),
                Arguments.of("gpt-broken", InternalServerException.class, 500),
                Arguments.of("gpt-no-key", InternalServerException.class, 502));
    }

    @Test
    void errorsOfTheUpstreamKeepTheirCodeAndWhenToRetry() {
        assertThat(trouble(client, "gpt-of-nobody", NotFoundException.class, 404).code()).contains("model_not_found");
        assertThat(trouble(client, "gpt-too-many", RateLimitException.class, 429).headers().values("Retry-After"))
                .containsExactly("7");
    }

    @Test
    void aStreamThatBreaksOffIsAnErrorAndNoEnd() {
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(response("gpt-cut"))) {
            assertThat(trouble("gpt-cut", SseException.class, 200, () -> stream.stream().toList()).code())
                    .contains("upstream_unavailable");
        }
    }

    /** OkHttp keeps a connection whose answer came to an end, and does not repeat a POST that finds it closed. */
    @Test
    void afterAStreamThatBrokeOffTheNextCallsWork() {
        for (int round = 0; round < 10; round++) {
            aStreamThatBreaksOffIsAnErrorAndNoEnd();
            assertThat(client.responses().create(response(SdkUpstream.MODEL)).usage()).isPresent();
        }
    }

    private static <E extends OpenAIServiceException> E trouble(OpenAIClient caller, String model, Class<E> exception,
            int status) {
        return trouble(model, exception, status, () -> caller.responses().create(response(model)));
    }

    /** The exception of this class and status that the call must end with. */
    private static <E extends OpenAIServiceException> E trouble(String model, Class<E> exception, int status,
            ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as(model).isExactlyInstanceOf(exception);
        E trouble = exception.cast(thrown);
        assertThat(trouble.statusCode()).as(model).isEqualTo(status);
        return trouble;
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder().baseUrl(gateway.url("/v1").toString()).apiKey(key).maxRetries(0).build();
    }

    private static ResponseCreateParams response(String model) {
        return ResponseCreateParams.builder().model(model).input("Say hello").build();
    }

    private static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Say hello").build();
    }
}
