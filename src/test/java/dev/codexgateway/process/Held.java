package dev.codexgateway.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.ScriptedUpstream;

/**
 * How an upstream answers several tests at once, each by the text of its prompts: one that begins with {@code hold} gets
 * {@link #HALF} of its answer, and the rest when the test releases it; any other is echoed.
 */
final class Held implements Function<Recorded, Answer> {
    static final String HALF = "Half an";
    static final String WHOLE = "Half an answer";

    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

    @Override
    public Answer apply(Recorded request) {
        String text = request.userText();
        return text.startsWith("hold")
                ? Answer.text(HALF, WHOLE.substring(HALF.length())).gateAfter(1, gate(text))
                : Answer.text("Echo: " + text);
    }

    void release(String text) {
        gate(text).countDown();
    }

    /** The requests whose prompt was this text. */
    static List<Recorded> requests(ScriptedUpstream upstream, String text) {
        return upstream.requests().stream().filter(request -> request.userText().equals(text)).toList();
    }

    /** The one request whose prompt was this text, once it has arrived. */
    static Recorded request(ScriptedUpstream upstream, String text) {
        return Awaiting.within(Duration.ofSeconds(10), () -> requests(upstream, text), found -> found.size() == 1)
                .getFirst();
    }

    private CountDownLatch gate(String text) {
        return gates.computeIfAbsent(text, _ -> new CountDownLatch(1));
    }
}
