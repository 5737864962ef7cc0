package dev.codexgateway.jsonrpc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;

/**
 * Finds the method that a call names, runs it, and answers. Safe for concurrent use.
 *
 * <p>The calls of a batch run at the same time, each on a virtual thread of its own, where the {@link ScopedValue}s that
 * the caller has bound are not bound: what a method needs to know travels in its context, which all calls of a batch
 * share.
 *
 * @param <C> what the transport tells the methods about the call
 */
public final class Dispatcher<C> {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final Map<String, Method<C>> methods;
    private final int maxBatch;
    private final UnaryOperator<C> forNotification;

    /**
     * @param maxBatch        how many calls a batch may hold, and so how many run at once for one message
     * @param forNotification makes of a context one that says that nobody waits for the result
     */
    public Dispatcher(Map<String, Method<C>> methods, int maxBatch, UnaryOperator<C> forNotification) {
        this.methods = Map.copyOf(methods);
        this.maxBatch = maxBatch;
        this.forNotification = forNotification;
    }

    /** Answers a message that is not JSON, and so has no id that could be read. */
    public static JsonObject parseError(String incident) {
        return new Response.Failure(JsonValue.NULL, RpcError.parseError(), incident).json();
    }

    /** Whether an answer says only that a limit refused what was asked, of a batch: every call in it. */
    public static boolean limited(JsonValue answer) {
        return answer instanceof JsonArray batch
                ? batch.stream().allMatch(Dispatcher::limited)
                : answer instanceof JsonObject response && response.get("error") instanceof JsonObject error
                        && error.get("data") instanceof JsonObject problem
                        && problem.getString("type", "").equals("too-many-requests");
    }

    /**
     * Runs a call, or all calls of a batch, and returns once the last has ended. An interrupt reaches every call of a
     * batch, and each answers for itself.
     *
     * @param  incident what a refused caller can quote: the log has it beside the cause
     * @return          empty if nothing is to be answered: to a notification, and to a batch of only notifications
     */
    public Optional<JsonValue> dispatch(JsonValue message, C context, String incident) {
        return message instanceof JsonArray batch
                ? batch(batch, context, incident)
                : single(message, context, incident).map(Response::json);
    }

    /** A batch that is refused as a whole gets one response, not an array of them (JSON-RPC 2.0 §6). */
    private Optional<JsonValue> batch(JsonArray batch, C context, String incident) {
        if (batch.isEmpty()) {
            return Optional.of(invalid(JsonValue.NULL, "A batch must hold a call.", incident).json());
        }
        if (batch.size() > maxBatch) {
            String detail = "A batch may hold at most " + maxBatch + " calls.";
            return Optional.of(invalid(JsonValue.NULL, detail, incident).json());
        }
        List<JsonObject> responses = concurrently(batch, context, incident);
        return responses.isEmpty() ? Optional.empty() : Optional.of(Json.createArrayBuilder(responses).build());
    }

    /** The responses in the order of the calls, which §6 does not ask for but a reader of logs is glad of. */
    private List<JsonObject> concurrently(JsonArray batch, C context, String incident) {
        List<Future<Optional<Response>>> running;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            running = batch.stream().map(call -> threads.submit(() -> single(call, context, incident))).toList();
        }
        return running.stream().map(Future::resultNow).flatMap(Optional::stream).map(Response::json).toList();
    }

    private Optional<Response> single(JsonValue value, C context, String incident) {
        return switch (Call.parse(value)) {
            case Call.Invalid(var id, var detail) -> Optional.of(invalid(id, detail, incident));
            case Call.Valid(Call.Request request) -> Optional.of(answer(request, context, incident));
            case Call.Valid(Call.Notification notification) -> {
                accept(notification, context, incident);
                yield Optional.empty();
            }
        };
    }

    /**
     * Runs a call that was read already, for a transport that has to know more of it than that it is one.
     *
     * @param incident as for {@link #dispatch}
     */
    public Response answer(Call.Request request, C context, String incident) {
        Method<C> method = methods.get(request.method());
        if (method == null) {
            return new Response.Failure(request.id(), RpcError.methodNotFound(methods.keySet()), incident);
        }
        try {
            return new Response.Result(request.id(), method.call(new Params(request.params()), context));
        } catch (GatewayException e) {
            logCause(request, e, incident);
            return new Response.Failure(request.id(), RpcError.of(e.error()), incident);
        } catch (Throwable e) {
            logBug(request, e, incident);
            return new Response.Failure(request.id(), RpcError.of(new GatewayError.Internal(incident)), incident);
        }
    }

    private void accept(Call.Notification notification, C context, String incident) {
        Method<C> method = methods.get(notification.method());
        if (method == null) {
            LOG.log(Level.DEBUG, () -> "A notification named no method that there is, incident " + incident);
            return;
        }
        try {
            method.call(new Params(notification.params()), forNotification.apply(context));
        } catch (GatewayException e) {
            LOG.log(Level.DEBUG, () -> told(notification, incident) + " was refused as a notification", e);
        } catch (Throwable e) {
            logBug(notification, e, incident);
        }
    }

    private static Response invalid(JsonValue id, String detail, String incident) {
        return new Response.Failure(id, RpcError.invalidRequest(detail), incident);
    }

    /** A refusal is an answer and not worth a line, unless something else that failed was behind it. */
    private static void logCause(Call call, GatewayException refusal, String incident) {
        if (refusal.getCause() != null) {
            LOG.log(Level.WARNING, () -> told(call, incident) + " was refused", refusal);
        }
    }

    private static void logBug(Call call, Throwable bug, String incident) {
        LOG.log(Level.ERROR, () -> told(call, incident) + " failed", bug);
    }

    /** Asked only about methods that there are, so the log holds no name that a caller made up. */
    private static String told(Call call, String incident) {
        return call.method() + ", incident " + incident + ",";
    }
}
