package dev.codexgateway.chatgpt;

import static dev.codexgateway.testing.GatewayFixture.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/**
 * A chat and the model in it. The model knows the operations' names and arguments, sends what the user says to the one that
 * takes a {@code prompt}, and does what {@code next_step} says: whatever operation that names, with the arguments that it
 * names, until nothing is left to do.
 */
public final class Chat {
    private static final int MAX_CALLS = 1_000;
    private static final int MAX_FAILURES = 3;
    private static final Pattern ARGUMENT = Pattern.compile("(\\w+):? (\"[^\"]*\"|\\d+)");

    private final ChatGpt chatGpt;
    private final UUID id;
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private Runnable thought = () -> {};
    private Optional<Double> waitSeconds = Optional.empty();

    Chat(ChatGpt chatGpt, UUID id) {
        this.chatGpt = chatGpt;
        this.id = id;
    }

    public UUID id() {
        return id;
    }

    /** What happens before the model makes a further call. */
    public Chat thinking(Runnable happening) {
        thought = happening;
        return this;
    }

    /** The model asks for a shorter wait with every further call. */
    public Chat waiting(double seconds) {
        waitSeconds = Optional.of(seconds);
        return this;
    }

    /** Every answer that the model was given, in order. */
    public List<Answer> answers() {
        return answers;
    }

    public Answer call(String operationId, Object... namesAndValues) {
        return call(operationId, object(namesAndValues));
    }

    /** Says it to the GPT; the whole answer, which may take the model many calls. */
    public String ask(String prompt) {
        return text(ended(call(prompting(), "prompt", prompt)));
    }

    /** The turn's answer, when there is nothing left to do but to read it. */
    private List<Answer> ended(Answer first) {
        List<Answer> parts = new ArrayList<>();
        Answer answer = first;
        for (int calls = 0, failures = 0; calls < MAX_CALLS; calls++) {
            if (answer.good()) {
                failures = 0;
                if (answer.status() == 200) {
                    parts.add(answer);
                }
            } else if (answer.failure().isEmpty() || ++failures > MAX_FAILURES) {
                throw new AssertionError("the action failed: " + answer);
            }
            Optional<JsonObject> rest = turn(answer).filter(
                    turn -> turn.getOrDefault("next_content_offset", JsonValue.NULL).equals(JsonValue.NULL));
            if (answer.status() == 200 && rest.isPresent()) {
                return parts;
            }
            thought.run();
            answer = answer.good() ? next(answer) : again(answer);
        }
        throw new AssertionError("the model goes round in circles: " + answer);
    }

    /** What nothing came of is called again, and need not wait this time. */
    private Answer again(Answer failed) {
        return call(failed.operation(), patient(failed.operation(), failed.arguments()));
    }

    /** Reads the sentence: the first operation that it names, and what it says of arguments behind that. */
    private Answer next(Answer answer) {
        String step = answer.json().getString("next_step", "");
        String operation = chatGpt.gpt().schema().operations().keySet().stream().filter(step::contains)
                .min((one, other) -> Integer.compare(step.indexOf(one), step.indexOf(other)))
                .orElseThrow(() -> new AssertionError("the model does not know how to go on: " + answer));
        JsonObjectBuilder arguments = Json.createObjectBuilder();
        Matcher matcher = ARGUMENT.matcher(step.substring(step.indexOf(operation)));
        while (matcher.find()) {
            String value = matcher.group(2);
            if (chatGpt.gpt().schema().operation(operation).takes(matcher.group(1))) {
                arguments.add(matcher.group(1), value.startsWith("\"")
                        ? Json.createValue(value.substring(1, value.length() - 1))
                        : Json.createValue(Long.parseLong(value)));
            }
        }
        return call(operation, patient(operation, arguments.build()));
    }

    private JsonObject patient(String operation, JsonObject arguments) {
        return waitSeconds.filter(_ -> chatGpt.gpt().schema().operation(operation).takes("wait_seconds"))
                .map(seconds -> Json.createObjectBuilder(arguments).add("wait_seconds", seconds).build())
                .orElse(arguments);
    }

    private Answer call(String operationId, JsonObject arguments) {
        Answer answer = chatGpt.call(id, operationId, arguments);
        answers.add(answer);
        return answer;
    }

    private String prompting() {
        return chatGpt.gpt().schema().operations().values().stream().filter(operation -> operation.takes("prompt"))
                .findFirst().orElseThrow().id();
    }

    private static String text(List<Answer> parts) {
        StringBuilder text = new StringBuilder();
        for (Answer part : parts) {
            JsonObject turn = turn(part).orElseThrow();
            if (!turn.getString("status").equals("completed")) {
                throw new AssertionError("the turn ended otherwise: " + turn);
            }
            text.append(turn.getString("content"));
        }
        return text.toString();
    }

    private static Optional<JsonObject> turn(Answer answer) {
        return answer.failure().isPresent()
                ? Optional.empty()
                : Optional.of(answer.json()).map(json -> json.containsKey("turn") ? json.getJsonObject("turn") : json);
    }
}
