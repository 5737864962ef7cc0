package dev.codexgateway.edge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import jakarta.json.JsonObject;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.ErrorHandlers;
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
            GatewayException.class, (ErrorHandler<GatewayException>) Errors::ours,
            MalformedJson.class, (ErrorHandler<MalformedJson>) Errors::malformed,
            HttpException.class, (ErrorHandler<HttpException>) Errors::http,
            Throwable.class, (ErrorHandler<Throwable>) Errors::last);

    private Errors() {}

    @SuppressWarnings("unchecked")
    public static void register(HttpRouting.Builder routing) {
        HANDLERS.forEach((type, handler) -> routing.error((Class<Throwable>) type, (ErrorHandler<Throwable>) handler));
    }

    /** The same for requests that do not go through Helidon's routes. */
    static ErrorHandlers handlers() {
        return ErrorHandlers.create(HANDLERS);
    }

    /** Answers of the server itself, to what is not even a request. */
    public static DirectHandlers direct() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, new Direct());
        }
        return handlers.build();
    }

    private static void ours(ServerRequest request, ServerResponse response, GatewayException e) {
        Optional.ofNullable(e.getCause()).ifPresent(cause -> LOG.log(Level.WARNING, e.getMessage(), cause));
        send(request, response, e.error());
    }

    private static void malformed(ServerRequest request, ServerResponse response, MalformedJson e) {
        send(request, response, new GatewayError.InvalidParams("The body must be one JSON value in UTF-8, at most "
                + StrictJson.MAX_DEPTH + " levels deep, without repeated members."));
    }

    private static void http(ServerRequest request, ServerResponse response, HttpException e) {
        send(request, response, of(e.status()));
    }

    private static void last(ServerRequest request, ServerResponse response, Throwable e) {
        if (e instanceof CancellationException || e.getCause() instanceof SocketException) {
            LOG.log(Level.DEBUG, "the caller went away", e);
        } else {
            LOG.log(Level.ERROR, "unexpected failure", e);
        }
        send(request, response, new GatewayError.Internal(RequestId.current()));
    }

    /** For an answer to a request whose body was not read to its end: the connection cannot be used again. */
    public static void endIfUnread(ServerRequest request, ServerResponse response) {
        if (!request.content().consumed()) {
            response.header(HeaderNames.CONNECTION, "close");
        }
    }

    private static void send(ServerRequest request, ServerResponse response, GatewayError error) {
        Problem problem = Problem.of(error);
        response.status(problem.status()).header(HeaderNames.CONTENT_TYPE, PROBLEM_JSON)
                .header(HeaderNames.CACHE_CONTROL, "no-store");
        problem.retryAfterSeconds()
                .ifPresent(seconds -> response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
        switch (error) {
            case GatewayError.Unauthenticated e -> response.header(HeaderNames.WWW_AUTHENTICATE, e.challenge());
            case GatewayError.InsufficientScope e -> response.header(HeaderNames.WWW_AUTHENTICATE, e.challenge());
            case GatewayError.MethodNotAllowed e -> response.header(HeaderNames.ALLOW, e.allow());
            case GatewayError.UpgradeRequired e -> response.header(HeaderNames.UPGRADE, e.protocol())
                    .header(HeaderNames.CONNECTION, "Upgrade");
            default -> {
            }
        }
        endIfUnread(request, response);
        JsonObject body;
        if (PassedThrough.is(request.prologue().uriPath().path())) {
            response.header(HeaderValues.CONTENT_TYPE_JSON);
            body = OpenAiError.of(error).json();
        } else {
            body = problem.json(RequestId.current());
        }
        Entity.send(request, response, body.toString().getBytes(StandardCharsets.UTF_8));
    }

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
