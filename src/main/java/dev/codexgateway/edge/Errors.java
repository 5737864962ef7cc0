package dev.codexgateway.edge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import jakarta.json.JsonObject;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.error.OpenAiError;
import dev.codexgateway.error.Problem;
import dev.codexgateway.observe.RequestId;

/**
 * The one place that answers what went wrong, as a problem (RFC 9457). What is not a {@link GatewayException} is our bug:
 * it is logged, and the caller gets an incident to quote, never the exception's text.
 */
public final class Errors {
    private static final Logger LOG = System.getLogger(Errors.class.getName());
    private static final String PROBLEM_JSON = "application/problem+json";

    private static final Map<Class<? extends Throwable>, ErrorHandler<?>> HANDLERS = Map.of(
            GatewayException.class, handler(Errors::ours),
            MalformedJson.class, handler(Errors::malformed),
            HttpException.class, handler((HttpException e) -> of(e.status())),
            Throwable.class, handler(Errors::last));

    private Errors() {}

    private static <T extends Throwable> ErrorHandler<T> handler(Function<T, GatewayError> error) {
        return (request, response, e) -> send(request, response, error.apply(e));
    }

    @SuppressWarnings("unchecked")
    public static void register(HttpRouting.Builder routing) {
        HANDLERS.forEach((type, handler) -> routing.error((Class<Throwable>) type, (ErrorHandler<Throwable>) handler));
    }

    /** Answers of the server itself, to what is not even a request. */
    public static DirectHandlers direct() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, new Direct());
        }
        return handlers.build();
    }

    private static GatewayError ours(GatewayException e) {
        Optional.ofNullable(e.getCause()).ifPresent(cause -> LOG.log(Level.WARNING, e.getMessage(), cause));
        return e.error();
    }

    private static GatewayError malformed(MalformedJson e) {
        return new GatewayError.InvalidParams("The body must be one JSON value in UTF-8, at most "
                + StrictJson.MAX_DEPTH + " levels deep, without repeated members.");
    }

    private static GatewayError last(Throwable e) {
        if (e instanceof CancellationException || e.getCause() instanceof SocketException) {
            LOG.log(Level.DEBUG, "the caller went away", e);
        } else {
            LOG.log(Level.ERROR, "unexpected failure", e);
        }
        return new GatewayError.Internal(RequestId.current());
    }

    /** What is to be answered to a call that is passed through, in OpenAI's shape; its headers are set. */
    static Answer passedThrough(Throwable e, WritableHeaders<?> headers) {
        return answer(e instanceof GatewayException ours ? ours(ours) : last(e), true, headers);
    }

    /** For an answer to a request whose body was not read to its end: the connection cannot be used again. */
    public static void endIfUnread(ServerRequest request, ServerResponse response) {
        if (!request.content().consumed()) {
            response.header(HeaderNames.CONNECTION, "close");
        }
    }

    private static void send(ServerRequest request, ServerResponse response, GatewayError error) {
        Answer answer = answer(error, PassedThrough.is(request.prologue().uriPath().path()), response.headers());
        response.status(answer.status());
        endIfUnread(request, response);
        Entity.send(request, response, answer.body());
    }

    private static Answer answer(GatewayError error, boolean passedThrough, WritableHeaders<?> headers) {
        Problem problem = Problem.of(error);
        headers.set(HeaderNames.CONTENT_TYPE, passedThrough ? "application/json" : PROBLEM_JSON);
        headers.set(HeaderNames.CACHE_CONTROL, "no-store");
        problem.retryAfterSeconds()
                .ifPresent(seconds -> headers.set(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
        switch (error) {
            case GatewayError.Unauthenticated e -> headers.set(HeaderNames.WWW_AUTHENTICATE, e.challenge());
            case GatewayError.InsufficientScope e -> headers.set(HeaderNames.WWW_AUTHENTICATE, e.challenge());
            case GatewayError.MethodNotAllowed e -> headers.set(HeaderNames.ALLOW, e.allow());
            case GatewayError.UpgradeRequired e -> {
                headers.set(HeaderNames.UPGRADE, e.protocol());
                headers.set(HeaderNames.CONNECTION, "Upgrade");
            }
            default -> {
            }
        }
        JsonObject body = passedThrough ? OpenAiError.of(error).json() : problem.json(RequestId.current());
        return new Answer(problem.status(), body.toString().getBytes(StandardCharsets.UTF_8));
    }

    record Answer(int status, byte[] body) {}

    private static GatewayError of(Status status) {
        return switch (status.code()) {
            case 404 -> new GatewayError.NotFound("resource");
            case 413 -> new GatewayError.TooLarge(JsonBody.WITH_IMAGES);
            case 415 -> new GatewayError.UnsupportedMediaType("application/json");
            case 501 -> new GatewayError.InvalidParams("The request is encoded in a way that is not known here.");
            case 505 -> new GatewayError.InvalidParams("Only HTTP/1.1 is spoken here.");
            default -> status.code() < 500
                    ? new GatewayError.InvalidParams("The request is malformed.")
                    : new GatewayError.Internal(RequestId.current());
        };
    }

    /** Nothing of the request is known for sure here, and nothing of it but its id is repeated. */
    private static final class Direct implements DirectHandler {

        @Override
        public TransportResponse handle(TransportRequest request, EventType type, Status status,
                ServerResponseHeaders headers, String message) {
            String requestId = RequestId.acceptOrMake(request.headers().first(Requests.X_REQUEST_ID));
            GatewayError error = of(status);
            boolean passedThrough = PassedThrough.is(request.path());
            Problem problem = error instanceof GatewayError.Internal
                    ? Problem.of(new GatewayError.Internal(requestId))
                    : Problem.of(error).answered(status.code());
            return TransportResponse.builder()
                    .status(Status.create(problem.status()))
                    .headers(headers)
                    .header(HeaderNames.CONTENT_TYPE, passedThrough ? "application/json" : PROBLEM_JSON)
                    .header(HeaderNames.CACHE_CONTROL, "no-store")
                    .header(HeaderNames.create("X-Content-Type-Options"), "nosniff")
                    .header(passedThrough ? Requests.X_GATEWAY_REQUEST_ID : Requests.X_REQUEST_ID, requestId)
                    .keepAlive(false)
                    .entity(passedThrough
                            ? OpenAiError.of(error).json().toString()
                            : problem.json(requestId).toString())
                    .build();
        }
    }
}
