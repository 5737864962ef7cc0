package dev.codexgateway.api.actions;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.json.JsonObject;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.api.ConversationJson;
import dev.codexgateway.api.ListPage;
import dev.codexgateway.api.PromptParams;
import dev.codexgateway.api.Query;
import dev.codexgateway.api.TurnAnswer;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.edge.Prepared;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Params;

/** The operations of a GPT Action, under {@code /conversations}. */
public final class ActionsEndpoint implements HttpService {
    /** Below the 45 seconds after which ChatGPT gives up. */
    private static final double MAX_WAIT_SECONDS = 40;
    private static final Duration LONGEST = Duration.ofSeconds(40);
    /** For content, or a list's elements: ChatGPT takes less than 100,000 characters, and all around them has less than 3,000. */
    private static final int ROOM = 97_000;
    private static final TurnAnswer ANSWER = new TurnAnswer(Operation.GET.id(), ROOM);
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private final Conversations conversations;
    private final Access access;
    private final ChatFiles files;
    private final SharedAnswers answers = new SharedAnswers(ANSWER::of);

    public ActionsEndpoint(Conversations conversations, Access access, ChatFiles files) {
        this.conversations = conversations;
        this.files = files;
        this.access = access;
    }

    @Override
    public void routing(HttpRules rules) {
        for (Operation operation : Operation.values()) {
            rules.route(operation.method(), operation.path(), handler(operation));
        }
        Arrays.stream(Operation.values()).collect(Collectors.groupingBy(Operation::path)).forEach(
                (path, operations) -> rules.any(path, Methods.only(operations.stream()
                        .map(operation -> operation.method().text()).sorted().collect(Collectors.joining(", ")))));
    }

    private Handler handler(Operation operation) {
        return switch (operation) {
            case PROMPT -> access.require(Scope.WRITE, this::prompt);
            case LIST -> access.require(Scope.READ, this::list);
            case GET -> access.require(Scope.READ, this::get);
            case CANCEL -> access.require(Scope.WRITE, this::cancel);
            case DELETE -> access.require(Scope.WRITE, this::delete);
        };
    }

    private void prompt(ServerRequest request, ServerResponse response, Caller caller) {
        long begun = System.nanoTime();
        JsonObject body = body(request);
        Duration wait = wait(Params.of(body));
        ChatPrompt prompt = ChatPrompt.of(body, CallHeaders.of(request.headers()), files);
        Conversations.Asked asked = conversations.prompt(caller, prompt.session(), prompt.asking());
        // To fetch files takes of the time that ChatGPT waits.
        Duration left = LONGEST.minusNanos(System.nanoTime() - begun);
        Turn turn = conversations.await(asked.turn(), left.compareTo(wait) < 0 ? left : wait);
        send(response, status(turn), SharedAnswers.bytes(ANSWER.of(turn, repetition(asked, prompt).anew())));
    }

    private static Repetition repetition(Conversations.Asked asked, ChatPrompt prompt) {
        if (!asked.repeated()) {
            return Repetition.NONE;
        }
        return prompt.asking().requestId().isPresent() ? Repetition.OF_REQUEST : Repetition.OF_CHAT;
    }

    private void list(ServerRequest request, ServerResponse response, Caller caller) {
        send(response, ListPage.of(conversations, caller, Query.params(request), ROOM));
    }

    private void get(ServerRequest request, ServerResponse response, Caller caller) {
        SessionId session = session(request);
        Params params = Query.params(request);
        Duration wait = wait(params);
        int offset = params.integer("content_offset", 0, Integer.MAX_VALUE).orElse(0L).intValue();
        Optional<String> turnId = PromptParams.turnId(params);
        Conversations.View found = conversations.find(caller, session, turnId)
                .orElseThrow(() -> turnId.isEmpty()
                        ? unknown()
                        : new GatewayException(new GatewayError.NotFound("conversation or turn")));
        SharedAnswers.Shared shared = answers.of(found.turn());
        if (found.turn().status().ended()) {
            send(response, Status.OK_200, shared.json(found, offset));
        } else {
            Prepared answer = Prepared.of(request, headed(response));
            Conversations.View view = conversations.await(found, wait,
                    ended -> answer.offer(Status.OK_200, shared.json(ended, offset)));
            answer.send(status(view.turn()), shared.json(view, offset));
            // The others who waited are answered before this thread does what remains of the request: meters, and the next one.
            Thread.yield();
        }
    }

    private void cancel(ServerRequest request, ServerResponse response, Caller caller) {
        SessionId session = session(request);
        Conversations.Cancelled cancelled = conversations.cancel(caller, session)
                .orElseThrow(ActionsEndpoint::unknown);
        send(response, ConversationJson.cancelled(session, Optional.of(cancelled)));
    }

    private void delete(ServerRequest request, ServerResponse response, Caller caller) {
        if (!conversations.delete(caller, session(request))) {
            throw unknown();
        }
        send(response, Json.createObjectBuilder().add("deleted", true).build());
    }

    private static JsonObject body(ServerRequest request) {
        if (JsonBody.read(request, JsonBody.USUAL) instanceof JsonObject members) {
            return members;
        }
        throw GatewayException.invalid("The body must be a JSON object.");
    }

    private static SessionId session(ServerRequest request) {
        return new SessionId(request.path().pathParameters().get("session_id"));
    }

    private static Duration wait(Params params) {
        return Duration.ofMillis(Math.round(
                params.number("wait_seconds", 0, MAX_WAIT_SECONDS).orElse(MAX_WAIT_SECONDS) * 1000));
    }

    private static GatewayException unknown() {
        return new GatewayException(new GatewayError.NotFound("conversation"));
    }

    private static Status status(Turn turn) {
        return turn.status().ended() ? Status.OK_200 : Status.ACCEPTED_202;
    }

    private static void send(ServerResponse response, JsonObject json) {
        send(response, Status.OK_200, SharedAnswers.bytes(json));
    }

    private static void send(ServerResponse response, Status status, byte[] json) {
        headed(response).status(status).send(json);
    }

    private static ServerResponse headed(ServerResponse response) {
        return response.header(HeaderValues.CONTENT_TYPE_JSON).header(NO_STORE);
    }
}
