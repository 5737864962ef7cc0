package dev.codexgateway.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;

/** Files what arrives and decides what is answered. Safe for concurrent use; a rule may run many times at once. */
final class Desk {
    static final String MODEL = "gpt-6.1-sol";
    private static final List<String> MODELS = List.of(MODEL, "gpt-6.1-sol-mini");
    private static final JsonProvider JSON = JsonProvider.provider();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final List<Recorded> requests = new ArrayList<>();
    private final Deque<Answer> scripted = new ArrayDeque<>();
    private final Set<String> responseIds = new HashSet<>();
    private Function<Recorded, Answer> rule = request -> Answer.text("Echo: ", request.userText());
    private Function<Recorded, Answer> elsewhere = request -> Answer.error(404, null,
            "Invalid URL (" + request.method() + " " + path(request) + ")");

    void script(List<Answer> answers) {
        locked(() -> scripted.addAll(answers));
    }

    void rule(Function<Recorded, Answer> answerTo) {
        locked(() -> rule = answerTo);
    }

    void elsewhere(Function<Recorded, Answer> answerTo) {
        locked(() -> elsewhere = answerTo);
    }

    void remember(String responseId) {
        locked(() -> responseIds.add(responseId));
    }

    void forget() {
        locked(responseIds::clear);
    }

    void arrived(Recorded request) {
        locked(() -> {
            requests.add(request);
            arrival.signalAll();
        });
    }

    List<Recorded> requests() {
        lock.lock();
        try {
            return List.copyOf(requests);
        } finally {
            lock.unlock();
        }
    }

    Recorded await(int index, Duration bound) {
        long nanos = bound.toNanos();
        lock.lock();
        try {
            while (requests.size() <= index) {
                if (nanos <= 0) {
                    throw new AssertionError("No request " + index + " in " + bound + ", only " + requests);
                }
                nanos = arrival.awaitNanos(nanos);
            }
            return requests.get(index);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for request " + index, e);
        } finally {
            lock.unlock();
        }
    }

    Answer answer(Recorded request) {
        if (!request.headers().getOrDefault("authorization", "").matches("Bearer \\S+")) {
            return Answer.error(401, "invalid_api_key", "Incorrect API key provided.");
        }
        return switch (request.method() + " " + path(request)) {
            case "POST /v1/responses" -> response(request);
            case "GET /v1/models" -> models();
            default -> anywhereElse().apply(request);
        };
    }

    private Function<Recorded, Answer> anywhereElse() {
        lock.lock();
        try {
            return elsewhere;
        } finally {
            lock.unlock();
        }
    }

    private static String path(Recorded request) {
        return request.path().split("\\?", 2)[0];
    }

    private Answer response(Recorded request) {
        if (!request.json()) {
            return Answer.error(400, null, "We could not parse the JSON body of your request.");
        }
        String previous = request.body().getString("previous_response_id", null);
        Function<Recorded, Answer> otherwise;
        boolean known;
        lock.lock();
        try {
            known = previous == null || responseIds.contains(previous);
            if (!scripted.isEmpty() && (known || !scripted.peek().script().generated())) {
                return scripted.poll();
            }
            if (!scripted.isEmpty()) {
                return unknown(previous);
            }
            otherwise = rule;
        } finally {
            lock.unlock();
        }
        Answer ruled = otherwise.apply(request);
        return known || !ruled.script().generated() ? ruled : unknown(previous);
    }

    private static Answer unknown(String responseId) {
        return Answer.error(400, "previous_response_not_found",
                "Previous response with id '" + responseId + "' not found.", "previous_response_id");
    }

    private static Answer models() {
        var data = JSON.createArrayBuilder();
        MODELS.forEach(id -> data.add(model(id)));
        return Answer.json(200, JSON.createObjectBuilder().add("object", "list").add("data", data).build());
    }

    private static JsonObject model(String id) {
        return JSON.createObjectBuilder().add("id", id).add("object", "model").add("created", 1_790_000_000)
                .add("owned_by", "openai").build();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
