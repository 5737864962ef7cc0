package dev.codexgateway.proxy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.GatewayAuthenticationProvider;
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
import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;
import dev.codexgateway.wire.Fields;

/** {@code /v1}: sends requests on to OpenAI with our key, and back what it answers. Safe for concurrent use. */
public final class PassThrough implements AutoCloseable {
    private static final Limits.Place NO_PLACE = () -> {};
    /** In an account, where an answer named no model. */
    private static final String NO_MODEL = "other";
    private static final byte[] UPGRADE = Bytes.ascii("upgrade");
    private static final byte[] CONTENT_ENCODING = Bytes.ascii("content-encoding");

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
    public Call.Handler handler(Access access, GatewayAuthenticationProvider provider) {
        return access.passing(Scope.WRITE, provider, this::pass);
    }

    @Override
    public void close() {
        makers.close();
    }

    private void pass(Call call, Caller caller) {
        Route route = route(call);
        RequestHead requestHead = head.orElseThrow(() -> new GatewayException(new GatewayError.UpstreamNotConfigured(
                "This gateway has no key for OpenAI (OPENAI_API_KEY).")));
        Operation operation = route.operation();
        if (!config.paths().allow(caller.name(), operation.template())) {
            throw new GatewayException(new GatewayError.Forbidden("This path is not allowed here."));
        }
        if (operation.ofStoredResponse() && !makers.made(route.id(), caller)) {
            throw new GatewayException(new GatewayError.NotFound("response"));
        }
        Optional<ModelCheck> check = check(operation, caller, call.fields());
        Optional<PreviousResponse> previous = previous(operation, caller, call.fields());
        try (Limits.Place _ = operation.callsModel() ? limits.begin(caller) : NO_PLACE) {
            Transit transit = new Transit(operation, caller);
            try {
                transit.run(call, requestHead, check, previous);
            } finally {
                transit.book();
            }
        }
    }

    private static Route route(Call call) {
        if (call.rawPath().equals("/v1/responses")
                && call.fields().firstValue(UPGRADE).filter("websocket"::equalsIgnoreCase).isPresent()) {
            throw new GatewayException(new GatewayError.UpgradeRequired("HTTP/1.1"));
        }
        Route route = Route.of(call.method(), call.rawPath());
        call.route(route.operation().template());
        return route;
    }

    private Optional<ModelCheck> check(Operation operation, Caller caller, Fields fields) {
        if (!operation.callsModel() || config.models().everything()) {
            return Optional.empty();
        }
        if (fields.has(CONTENT_ENCODING)) {
            throw new GatewayException(new GatewayError.Forbidden(
                    "Only some models are allowed here, and a packed body does not show which one it wants."));
        }
        return Optional.of(new ModelCheck(config.models(), caller.name()));
    }

    /** A packed body could name anybody's response. */
    private Optional<PreviousResponse> previous(Operation operation, Caller caller, Fields fields) {
        if (!operation.goesOnFromStored()) {
            return Optional.empty();
        }
        if (fields.has(CONTENT_ENCODING) && !fields.values(CONTENT_ENCODING).equals(List.of("identity"))) {
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

        void run(Call call, RequestHead requestHead, Optional<ModelCheck> check,
                Optional<PreviousResponse> previous) {
            CallerConnection connection = CallerConnection.current();
            try (Passage passage = relay.begin()) {
                Asking asking = new Asking(passage, call, connection, relay.config().responseTimeout(), check,
                        previous);
                AnswerHead answer = asking.ask(requestHead);
                firstByte = System.nanoTime();
                if (!asking.bodyRead()) {
                    call.answer().set(HeaderValues.CONNECTION_CLOSE);
                }
                if (answer.status() == 401) {
                    relay.meters().error("unauthorized");
                    throw new GatewayException(
                            new GatewayError.UpstreamFailed("OpenAI does not accept this gateway's key.", false));
                }
                try (Tally looking = new Tally(answer)) {
                    tally = looking;
                    new Answering(passage, answer, connection, relay.config().idleTimeout(), looking, remember())
                            .run(call);
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
                if (!call.begun()) {
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
