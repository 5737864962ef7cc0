package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.codexgateway.usage.Usage;

/**
 * Reads a JSON object in passing: a few members of it, and of its member {@code response}, which is where a stream's events
 * have theirs. Holds no more of it than those. What is no JSON gives nothing, or nonsense that harms nobody.
 */
final class Glance extends PassingJson {
    private final boolean events;
    private int depth;
    private boolean keyNext;
    private boolean readingKey;
    private boolean inResponse;
    private int usageDepth;
    private Name name = Name.OTHER;
    private long number = -1;

    private String id = "";
    private String model = "";
    private String status = "";
    private String type = "";
    private boolean notStored;
    private int models;
    private boolean keysEscaped;
    private boolean usageSeen;
    private long input;
    private long cached;
    private long output;
    private long reasoning;

    /** @param events whether the member {@code response} is to be read too */
    Glance(boolean events) {
        this.events = events;
    }

    /** Begins with another object. */
    void restart() {
        reset();
        depth = 0;
        keyNext = false;
        readingKey = false;
        inResponse = false;
        usageDepth = 0;
        name = Name.OTHER;
        number = -1;
        id = "";
        model = "";
        status = "";
        type = "";
        notStored = false;
        models = 0;
        keysEscaped = false;
        usageSeen = false;
        input = 0;
        cached = 0;
        output = 0;
        reasoning = 0;
    }

    String id() {
        return id;
    }

    String model() {
        return model;
    }

    String status() {
        return status;
    }

    String type() {
        return type;
    }

    /** Whether it says that it is not kept. */
    boolean notStored() {
        return notStored;
    }

    /** How often the object itself has a member {@code model}: parsers do not agree on which one counts. */
    int models() {
        return models;
    }

    /** Whether the name of a member of the object itself was written with escapes, and could be any. */
    boolean keysEscaped() {
        return keysEscaped;
    }

    boolean usageSeen() {
        return usageSeen;
    }

    Optional<Usage> usage() {
        return usageSeen ? Optional.of(new Usage(input, cached, output, reasoning)) : Optional.empty();
    }

    private boolean looking() {
        return depth == 1 || depth == 2 && inResponse || usageDepth > 0;
    }

    @Override
    void token(byte b) {
        switch (b) {
            case '"' -> {
                readingKey = keyNext && looking();
                begin(readingKey || looking() && name.text);
            }
            case ':' -> {
                keyNext = false;
                number = -1;
                literals(name.literal);
            }
            case ',' -> {
                value();
                keyNext = true;
                name = Name.OTHER;
            }
            case '{' -> {
                depth++;
                if (events && depth == 2 && name == Name.RESPONSE) {
                    inResponse = true;
                } else if (name == Name.USAGE && usageDepth == 0) {
                    usageDepth = depth;
                    usageSeen = true;
                }
                keyNext = true;
                name = Name.OTHER;
                literals(false);
            }
            case '[' -> {
                depth++;
                keyNext = false;
                name = Name.OTHER;
                literals(false);
            }
            case '}', ']' -> {
                value();
                if (usageDepth == depth) {
                    usageDepth = 0;
                }
                depth--;
                if (depth < 2) {
                    inResponse = false;
                }
                name = Name.OTHER;
            }
            default -> literal(b);
        }
    }

    private void literal(byte b) {
        if (b >= '0' && b <= '9' && number < Long.MAX_VALUE / 100) {
            number = Math.max(number, 0) * 10 + b - '0';
        } else if (name == Name.STORE && b == 'f' && looking()) {
            notStored = true;
        }
    }

    private void value() {
        if (usageDepth > 0 && number >= 0) {
            switch (name) {
                case INPUT -> input = number;
                case CACHED -> cached = number;
                case OUTPUT -> output = number;
                case REASONING -> reasoning = number;
                default -> {
                }
            }
        }
        number = -1;
        literals(false);
    }

    @Override
    void ended(byte[] bytes, int from, int to) {
        if (readingKey) {
            readingKey = false;
            name = overlong() || escaped() ? Name.OTHER : Name.of(bytes, from, to);
            if (depth == 1) {
                keysEscaped |= escaped();
                models += name == Name.MODEL ? 1 : 0;
            }
        } else if (!overlong() && usageDepth == 0) {
            String value = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            switch (name) {
                case ID -> id = value;
                case MODEL -> model = escaped() ? "" : value;
                case STATUS -> status = value;
                case TYPE -> {
                    if (depth == 1) {
                        type = value;
                    }
                }
                default -> {
                }
            }
        }
    }

    /** The members that are read. */
    private enum Name {
        OTHER("", Value.NONE), RESPONSE("response", Value.NONE), USAGE("usage", Value.NONE), STORE("store",
                Value.LITERAL), ID("id", Value.TEXT), MODEL("model", Value.TEXT), STATUS("status", Value.TEXT), TYPE(
                        "type", Value.TEXT), INPUT("input_tokens", Value.LITERAL), PROMPT("prompt_tokens",
                                Value.LITERAL), CACHED("cached_tokens", Value.LITERAL), OUTPUT("output_tokens",
                                        Value.LITERAL), COMPLETION("completion_tokens", Value.LITERAL), REASONING(
                                                "reasoning_tokens", Value.LITERAL);

        private static final Name[][] BY_LENGTH = byLength();

        private final byte[] name;
        private final boolean text;
        private final boolean literal;

        Name(String name, Value value) {
            this.name = name.getBytes(StandardCharsets.US_ASCII);
            this.text = value == Value.TEXT;
            this.literal = value == Value.LITERAL;
        }

        private static Name of(byte[] bytes, int from, int to) {
            int length = to - from;
            if (length < BY_LENGTH.length) {
                for (Name candidate : BY_LENGTH[length]) {
                    if (Arrays.equals(candidate.name, 0, length, bytes, from, to)) {
                        return switch (candidate) {
                            case PROMPT -> INPUT;
                            case COMPLETION -> OUTPUT;
                            default -> candidate;
                        };
                    }
                }
            }
            return OTHER;
        }

        private static Name[][] byLength() {
            int longest = Stream.of(values()).mapToInt(name -> name.name.length).max().orElseThrow();
            return IntStream.rangeClosed(0, longest)
                    .mapToObj(length -> Stream.of(values()).filter(name -> name.name.length == length)
                            .toArray(Name[]::new))
                    .toArray(Name[][]::new);
        }

        private enum Value {
            NONE, TEXT, LITERAL
        }
    }
}
