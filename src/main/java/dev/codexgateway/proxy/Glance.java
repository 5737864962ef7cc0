package dev.codexgateway.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.codexgateway.usage.Usage;

/**
 * Reads a JSON object in passing: a few members of it, and of its member {@code response}, which is where a stream's events
 * have theirs. Holds no more of it than those. What is no JSON gives nothing, or nonsense that harms nobody.
 */
final class Glance extends PassingJson {
    private final boolean events;
    private boolean keep;
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
        keep = false;
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
                keep = readingKey || looking() && name.text;
                begin(keep);
            }
            case ':' -> {
                keyNext = false;
                number = -1;
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
            }
            case '[' -> {
                depth++;
                keyNext = false;
                name = Name.OTHER;
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
    }

    @Override
    void ended() {
        keep &= length() <= LONGEST;
        if (readingKey) {
            readingKey = false;
            name = keep && !escaped() ? Name.of(text(), length()) : Name.OTHER;
            if (depth == 1) {
                keysEscaped |= escaped();
                models += name == Name.MODEL ? 1 : 0;
            }
        } else if (keep && usageDepth == 0) {
            String value = new String(text(), 0, length(), StandardCharsets.UTF_8);
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
        keep = false;
    }

    private enum Name {
        OTHER("", false), RESPONSE("response", false), USAGE("usage", false), STORE("store", false), ID("id",
                true), MODEL("model", true), STATUS("status", true), TYPE("type", true), INPUT("input_tokens",
                        false), PROMPT("prompt_tokens", false), CACHED("cached_tokens", false), OUTPUT("output_tokens",
                                false), COMPLETION("completion_tokens", false), REASONING("reasoning_tokens", false);

        private static final Name[] ALL = values();
        private final byte[] name;
        private final boolean text;

        Name(String name, boolean text) {
            this.name = name.getBytes(StandardCharsets.US_ASCII);
            this.text = text;
        }

        private static Name of(byte[] bytes, int length) {
            for (Name candidate : ALL) {
                if (candidate.name.length == length && candidate.matches(bytes)) {
                    return switch (candidate) {
                        case PROMPT -> INPUT;
                        case COMPLETION -> OUTPUT;
                        default -> candidate;
                    };
                }
            }
            return OTHER;
        }

        private boolean matches(byte[] bytes) {
            for (int i = 0; i < name.length; i++) {
                if (bytes[i] != name[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
