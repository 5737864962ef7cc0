package dev.codexgateway.chatgpt;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import jakarta.json.JsonObject;

/** One user's ChatGPT with one {@link Gpt}. Safe for concurrent use. */
public final class ChatGpt implements AutoCloseable {
    /** After which ChatGPT hangs up. */
    public static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int UNAUTHORIZED = 401;

    private final Gpt gpt;
    private final Wire wire;
    private final Wire oauth;
    private final Link link;
    private final AtomicReference<UUID> ephemeral = new AtomicReference<>(UUID.randomUUID());

    private ChatGpt(Gpt gpt, Wire wire, Wire oauth, Clock clock) {
        this.gpt = gpt;
        this.wire = wire;
        this.oauth = oauth;
        this.link = new Link(gpt, oauth, clock);
    }

    public static ChatGpt of(Gpt gpt) {
        return of(gpt, Clock.systemUTC(), PATIENCE);
    }

    /** @param patience with an action, instead of {@link #PATIENCE} */
    public static ChatGpt of(Gpt gpt, Clock clock, Duration patience) {
        return of(gpt, clock, patience, wait -> LockSupport.parkNanos(wait.toNanos()));
    }

    /** @param pause what it does when it is told to come back later */
    static ChatGpt of(Gpt gpt, Clock clock, Duration patience, Consumer<Duration> pause) {
        return new ChatGpt(gpt, new Wire(patience, pause), new Wire(PATIENCE, pause), clock);
    }

    public Gpt gpt() {
        return gpt;
    }

    public ChatGpt signIn(UsersBrowser browser) {
        link.signIn(browser);
        return this;
    }

    /** A new chat. */
    public Chat chat() {
        return chat(UUID.randomUUID());
    }

    public Chat chat(UUID id) {
        return new Chat(this, id);
    }

    /** Asks in a chat of its own; the whole answer. */
    public String ask(String prompt) {
        return chat().ask(prompt);
    }

    /** The ephemeral id is another one each day. */
    public ChatGpt nextDay() {
        return ephemeral(UUID.randomUUID());
    }

    public ChatGpt ephemeral(UUID id) {
        ephemeral.set(id);
        return this;
    }

    /** How often it hung up on an action. */
    public int cuts() {
        return wire.cuts();
    }

    /** The next answer of the token URL is lost on its way. */
    public void loseNextTokens() {
        oauth.loseNext();
    }

    /** What was in the answers that were lost. */
    public List<String> lostTokens() {
        return oauth.lost();
    }

    String refreshToken() {
        return link.refreshToken();
    }

    Answer call(UUID chat, String operationId, JsonObject arguments) {
        ActionOperation operation = gpt.schema().operation(operationId);
        HttpRequest.Builder request = operation.request(gpt.schema().server(), arguments);
        headers(request, chat);
        try {
            return Answer.of(operationId, arguments, operation.authenticated()
                    ? authorized(request)
                    : wire.send(request.build()));
        } catch (Wire.NoAnswer e) {
            return Answer.failed(operationId, arguments, e.getMessage());
        }
    }

    private Wire.Received authorized(HttpRequest.Builder request) throws Wire.NoAnswer {
        String token = link.token();
        Wire.Received received = wire.send(request.setHeader("authorization", "Bearer " + token).build());
        if (received.status() != UNAUTHORIZED) {
            return received;
        }
        Wire.Received again = wire
                .send(request.setHeader("authorization", "Bearer " + link.tokenAfter(token)).build());
        if (again.status() == UNAUTHORIZED) {
            throw new SignInNeeded("refused twice: " + again.body());
        }
        return again;
    }

    /** What was seen in requests of the real one. */
    private void headers(HttpRequest.Builder request, UUID chat) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long trace = random.nextLong(Long.MAX_VALUE);
        request.header("user-agent", Wire.USER_AGENT).header("accept", "*/*")
                .header("accept-encoding", "gzip, deflate, br")
                .header("openai-conversation-id", chat.toString())
                .header("openai-ephemeral-user-id", ephemeral.get().toString())
                .header("openai-gpt-id", gpt.id())
                .header("openai-subdivision-1-iso-code", "BR-SP")
                .header("traceparent",
                        "00-%016x%016x-%016x-01".formatted(random.nextLong(), trace, random.nextLong()))
                .header("tracestate", "dd=s:1;p:%016x".formatted(random.nextLong()))
                .header("x-datadog-trace-id", Long.toString(trace))
                .header("x-datadog-parent-id", Long.toString(random.nextLong(Long.MAX_VALUE)))
                .header("x-datadog-sampling-priority", "1")
                .header("x-openai-action-invocation-id", UUID.randomUUID().toString())
                .header("x-openai-internal-caller", "plugin-service")
                .header("x-openai-originator", "sa-server-convo")
                .header("x-openai-originator-env", "prod")
                .header("x-openai-product-sku", "unknown")
                .header("x-openai-traffic-source", "user");
    }

    @Override
    public void close() {
        wire.close();
        oauth.close();
    }
}
