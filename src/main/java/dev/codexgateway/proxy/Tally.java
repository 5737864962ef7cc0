package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.codexgateway.upstream.AnswerHead;
import dev.codexgateway.usage.Usage;

/**
 * What a passing answer says about itself: the model, the tokens, how it ended, and under which id it is kept. It looks at
 * the bytes where they lie and keeps none of them. For one thread; must be closed.
 */
final class Tally implements AutoCloseable {
    private static final byte[] CONTENT_TYPE = ascii("content-type");
    private static final byte[] CONTENT_ENCODING = ascii("content-encoding");
    private static final byte[] STREAM = ascii("text/event-stream");
    private static final byte[] JSON = ascii("application/json");
    private static final byte[] GZIP = ascii("gzip");
    private static final byte[] IDENTITY = ascii("identity");

    private final Glance glance;
    private final Gunzip.Seen reader;
    private final Optional<Gunzip> gunzip;
    private final boolean stream;
    private final boolean plain;
    private final int status;

    private String model = "";
    private String id = "";
    private String ending = "";
    private boolean stored;
    private Optional<Usage> usage = Optional.empty();

    Tally(AnswerHead head) {
        this.status = head.status();
        this.stream = has(head, CONTENT_TYPE, STREAM);
        this.glance = new Glance(stream);
        boolean gzip = has(head, CONTENT_ENCODING, GZIP);
        this.plain = !head.has(CONTENT_ENCODING) || has(head, CONTENT_ENCODING, IDENTITY);
        Events events = new Events(glance, this::event);
        Gunzip.Seen text = stream ? events::feed : has(head, CONTENT_TYPE, JSON) ? glance::feed : (_, _, _) -> {};
        this.gunzip = gzip ? Optional.of(new Gunzip(text)) : Optional.empty();
        this.reader = gunzip.<Gunzip.Seen>map(unpacking -> unpacking::feed).orElse(plain ? text : (_, _, _) -> {});
    }

    /** Whether it is a stream of events, in which another can be written. */
    boolean stream() {
        return stream && plain;
    }

    void feed(byte[] bytes, int from, int to) {
        reader.feed(bytes, from, to);
        if (!stream) {
            noted();
        }
    }

    String model() {
        return model;
    }

    Optional<Usage> usage() {
        return usage;
    }

    /** The id under which the answer is kept upstream, once it is known and unless it says that it is not kept. */
    String storedId() {
        return stored && status < 300 && id.startsWith("resp") ? id : "";
    }

    /** How it ended, in a word of ours; {@code cut} is said by whoever knows that it did not end. */
    String outcome() {
        if (status >= 400) {
            return status < 500 ? "refused" : "failed";
        }
        return ending.isEmpty() ? "completed" : ending;
    }

    @Override
    public void close() {
        gunzip.ifPresent(Gunzip::close);
    }

    private void event() {
        noted();
        switch (glance.type()) {
            case "response.failed", "error" -> ending = "failed";
            case "response.incomplete" -> ending = "incomplete";
            default -> {
            }
        }
    }

    private void noted() {
        if (!glance.model().isEmpty()) {
            model = glance.model();
        }
        if (glance.usageSeen()) {
            usage = glance.usage();
        }
        if (!glance.id().isEmpty()) {
            id = glance.id();
            stored = !glance.notStored();
        }
        if (!stream) {
            switch (glance.status()) {
                case "failed" -> ending = "failed";
                case "incomplete" -> ending = "incomplete";
                default -> {
                }
            }
        }
    }

    private static boolean has(AnswerHead head, byte[] name, byte[] prefix) {
        return head.valueBegins(name, prefix);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
