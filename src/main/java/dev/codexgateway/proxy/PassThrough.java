package dev.codexgateway.proxy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.edge.CallerConnection;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.upstream.AnswerHead;
import dev.codexgateway.upstream.Passage;
import dev.codexgateway.upstream.Relay;
import dev.codexgateway.upstream.UpstreamFault;
import dev.codexgateway.usage.Accounts;
import dev.codexgateway.usage.Limits;

/** {@code /v1}: sends requests on to OpenAI with our key, and back what it answers. Safe for concurrent use. */
public final class PassThrough implements AutoCloseable {
    private static final Limits.Place NO_PLACE = () -> {};
    /** In an account, where an answer named no model. */
    private static final String NO_MODEL = "other";

    private final Relay relay;
    private final ProxyConfig config;
    private final Limits limits;
    private final Accounts accounts;
    private final Makers makers;
    private final Clock clock;
    private final Optional<RequestHead> head;

    public PassThrough(Relay relay, ProxyConfig config, StoredResponses responses, Limits limits, Accounts accounts,
            Clock clock) {
        this.relay = relay;
        this.config = config;
        this.limits = limits;
        this.accounts = accounts;
        this.makers = new Makers(responses, clock);
        this.clock = clock;
        this.head = relay.config().apiKey().map(key -> new RequestHead(relay, key));
    }

    /** For every path that begins with {@code /v1}. */
    public Handler handler(Access access) {
        return access.require(Scope.WRITE, this::pass);
    }

    @Override
    public void close() {
        makers.close();
    }

    private void pass(ServerRequest request, ServerResponse response, Caller caller) {
        String rawPath = request.prologue().uriPath().rawPath();
        Route route = route(request, rawPath);
        RequestHead requestHead = head.orElseThrow(() -> new GatewayException(new GatewayError.UpstreamNotConfigured(
                "This gateway has no key for OpenAI (OPENAI_API_KEY).")));
        Operation operation = route.operation();
        if (!config.paths().allow(caller.name(), operation.template())) {
            throw new GatewayException(new GatewayError.Forbidden("This path is not allowed here."));
        }
        if (operation.ofStoredResponse() && !makers.made(route.id(), caller)) {
            throw new GatewayException(new GatewayError.NotFound("response"));
        }
        Optional<ModelCheck> check = check(operation, caller, request.headers());
        Optional<PreviousResponse> previous = previous(operation, caller, request.headers());
        try (Limits.Place _ = operation.callsModel() ? limits.begin(caller) : NO_PLACE) {
            Transit transit = new Transit(operation, caller);
            try {
                transit.run(request, response, requestHead, rawPath, check, previous);
            } finally {
                transit.book();
            }
        }
    }

    private static Route route(ServerRequest request, String rawPath) {
        String method = request.prologue().method().text();
        if (rawPath.equals("/v1/responses") && webSocket(request.headers())) {
            throw new GatewayException(new GatewayError.UpgradeRequired("HTTP/1.1"));
        }
        Route route = Route.of(method, rawPath);
        if (request instanceof RoutingRequest routed) {
            routed.matchingPattern(route.operation().template());
        }
        return route;
    }

    private static boolean webSocket(Headers headers) {
        return headers.contains(HeaderNames.UPGRADE)
                && headers.get(HeaderNames.UPGRADE).get().equalsIgnoreCase("websocket");
    }

    private Optional<ModelCheck> check(Operation operation, Caller caller, Headers headers) {
        if (!operation.callsModel() || config.models().everything()) {
            return Optional.empty();
        }
        if (headers.contains(HeaderNames.CONTENT_ENCODING)) {
            throw new GatewayException(new GatewayError.Forbidden(
                    "Only some models are allowed here, and a packed body does not show which one it wants."));
        }
        return Optional.of(new ModelCheck(config.models(), caller.name()));
    }

    /** A packed body could name anybody's response. */
    private Optional<PreviousResponse> previous(Operation operation, Caller caller, Headers headers) {
        if (!operation.goesOnFromStored()) {
            return Optional.empty();
        }
        if (headers.contains(HeaderNames.CONTENT_ENCODING)
                && !headers.get(HeaderNames.CONTENT_ENCODING).allValues().equals(List.of("identity"))) {
            throw new GatewayException(new GatewayError.UnsupportedMediaType("JSON that is not packed"));
        }
        return Optional.of(new PreviousResponse(id -> makers.made(id, caller)));
    }

    /** One request on its way there and back, and what is booked of it. */
    private final class Transit {
        private final Operation operation;
        private final Caller caller;
        private final Instant begunAt = clock.instant();
        private final long begun = System.nanoTime();
        private long firstByte;
        private String outcome = "failed";
        private @Nullable Tally tally;

        Transit(Operation operation, Caller caller) {
            this.operation = operation;
            this.caller = caller;
        }

        void run(ServerRequest request, ServerResponse response, RequestHead requestHead, String rawPath,
                Optional<ModelCheck> check, Optional<PreviousResponse> previous) {
            CallerConnection connection = CallerConnection.current();
            try (Passage passage = relay.begin()) {
                Asking asking = new Asking(passage, request, connection, relay.config().responseTimeout(), check,
                        previous);
                AnswerHead answer = asking.ask(requestHead, rawPath);
                firstByte = System.nanoTime();
                if (!asking.bodyRead()) {
                    response.header(HeaderValues.CONNECTION_CLOSE);
                }
                if (answer.status() == 401) {
                    relay.meters().error("unauthorized");
                    throw new GatewayException(
                            new GatewayError.UpstreamFailed("OpenAI does not accept this gateway's key.", false));
                }
                try (Tally looking = new Tally(answer)) {
                    tally = looking;
                    new Answering(passage, answer, connection, relay.config().idleTimeout(), looking, remember())
                            .run(request, response);
                    outcome = looking.outcome();
                }
            } catch (CloseConnectionException e) {
                outcome = "cancelled";
                throw e;
            } catch (GatewayException e) {
                outcome = e.error() instanceof GatewayError.UpstreamFailed ? "failed" : "refused";
                throw e;
            } catch (UpstreamFault e) {
                relay.meters().error(e.reason());
                if (!response.isSent()) {
                    throw new GatewayException(Faults.of(e), e);
                }
                throw new CloseConnectionException("the answer broke off", e);
            }
        }

        private Optional<Function<String, Future<?>>> remember() {
            return operation == Operation.CREATE_RESPONSE
                    ? Optional.of(id -> makers.remember(id, caller))
                    : Optional.empty();
        }

        void book() {
            if (operation.callsModel()) {
                Optional<Tally> told = Optional.ofNullable(tally);
                accounts.book(caller, new Accounts.Call(begunAt,
                        told.map(Tally::model).filter(model -> !model.isEmpty()).orElse(NO_MODEL), outcome,
                        told.flatMap(Tally::usage),
                        firstByte == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(firstByte - begun)),
                        Duration.ofNanos(System.nanoTime() - begun)));
            }
        }
    }
}
