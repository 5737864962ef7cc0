package dev.codexgateway.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** All that an {@link Answer} says, as plain fields. An answer never changes its script, only a copy before it is held. */
final class Script {
    /** Before the first event of a stream. */
    static final int AT_THE_START = -1;

    final Form form;
    final List<String> deltas;
    final Map<String, String> headers = new LinkedHashMap<>();
    private final List<Planned> plan = new ArrayList<>();
    Ending ending = new Ending.Completed();
    Usage usage;
    Optional<String> reasoning = Optional.empty();
    Optional<String> refusal = Optional.empty();
    Optional<String> model = Optional.empty();
    Optional<String> responseId = Optional.empty();
    Optional<CountDownLatch> gate = Optional.empty();
    Duration pause = Duration.ZERO;
    boolean crlf;
    boolean byteByByte;

    Script(Form form, List<String> deltas) {
        this.form = form;
        this.deltas = deltas;
        this.usage = new Usage(100, 20, deltas.size(), 0);
    }

    Script copy() {
        Script copy = new Script(form, deltas);
        copy.headers.putAll(headers);
        copy.plan.addAll(plan);
        copy.ending = ending;
        copy.usage = usage;
        copy.reasoning = reasoning;
        copy.refusal = refusal;
        copy.model = model;
        copy.responseId = responseId;
        copy.gate = gate;
        copy.pause = pause;
        copy.crlf = crlf;
        copy.byteByByte = byteByByte;
        return copy;
    }

    boolean generated() {
        return form == Generated.RESPONSE;
    }

    void plan(int afterDeltas, Happening happening) {
        if (afterDeltas < AT_THE_START || afterDeltas > deltas.size()) {
            throw new IllegalArgumentException("There are only " + deltas.size() + " deltas, so this never happens");
        }
        plan.add(new Planned(afterDeltas, happening));
    }

    List<Happening> after(int deltas) {
        return plan.stream().filter(planned -> planned.afterDeltas == deltas).map(Planned::happening).toList();
    }

    private record Planned(int afterDeltas, Happening happening) {}

    /** The token counts of a response. */
    record Usage(int input, int cached, int output, int reasoning) {}

    /** What comes back, before any accident. */
    sealed interface Form {}

    /** A response of the model: server-sent events where the request asks for a stream, else one JSON object. */
    enum Generated implements Form {
        RESPONSE
    }

    /** A complete HTTP answer with a body that is known beforehand. */
    record Whole(int status, String contentType, byte[] body) implements Form {}

    /** Bytes that need not be HTTP, and then the end of the connection, or silence. */
    record Bytes(byte[] bytes, boolean silence) implements Form {}

    /** Not a byte. */
    enum Nothing implements Form {
        SILENCE, CLOSE, RESET
    }

    /** How a generated response ends. */
    sealed interface Ending {
        record Completed() implements Ending {}

        record Failed(String code, String message) implements Ending {}

        record Incomplete(String reason) implements Ending {}

        /** Cleanly, but without the event that says so. */
        record Missing() implements Ending {}
    }

    /** What happens between two deltas. */
    sealed interface Happening {
        record Gate(CountDownLatch latch) implements Happening {}

        /** One SSE event of a single data line. */
        record Data(String line) implements Happening {}

        record Raw(String text) implements Happening {}

        enum Accident implements Happening {
            CUT, RESET, SILENCE
        }
    }
}
