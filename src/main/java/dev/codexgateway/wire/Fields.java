package dev.codexgateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Header fields (RFC 9110 §5), as places in the array that they were read into: a copy of each would cost more than all the
 * rest of the reading. Names that are looked for are given in lower case. For one thread; used again for the next message.
 */
public class Fields {
    /** How many there may be. */
    protected static final int MOST = 100;
    private static final int PER_FIELD = 4;
    private static final byte[] NOTHING = {};

    private int[] places = new int[16 * PER_FIELD];
    private byte[] bytes = NOTHING;
    private int count;

    /** How many there are. */
    public final int count() {
        return count;
    }

    public final byte[] bytes() {
        return bytes;
    }

    public final int nameFrom(int field) {
        return places[field * PER_FIELD];
    }

    public final int nameTo(int field) {
        return places[field * PER_FIELD + 1];
    }

    public final int valueFrom(int field) {
        return places[field * PER_FIELD + 2];
    }

    public final int valueTo(int field) {
        return places[field * PER_FIELD + 3];
    }

    /** A field's value, a character for each byte. */
    public final String value(int field) {
        return new String(bytes, valueFrom(field), valueTo(field) - valueFrom(field), StandardCharsets.ISO_8859_1);
    }

    /** Whether this field has this name. */
    public final boolean named(int field, byte[] name) {
        return same(nameFrom(field), nameTo(field), name);
    }

    /** Whether this field's name begins so. */
    public final boolean namedFrom(int field, byte[] prefix) {
        int from = nameFrom(field);
        return nameTo(field) - from >= prefix.length && same(from, from + prefix.length, prefix);
    }

    /** Whether there is a field of this name. */
    public final boolean has(byte[] name) {
        return first(name) >= 0;
    }

    /** The first field of this name; below 0 if there is none. */
    public final int first(byte[] name) {
        for (int i = 0; i < count; i++) {
            if (named(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** The value of the first field of this name. */
    public final Optional<String> firstValue(byte[] name) {
        int field = first(name);
        return field < 0 ? Optional.empty() : Optional.of(value(field));
    }

    /** The values of all fields of this name. */
    public final List<String> values(byte[] name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < count; i++) {
            if (named(i, name)) {
                values.add(value(i));
            }
        }
        return values;
    }

    /** Whether the value of the first field of this name begins so, whatever the case. */
    public final boolean valueBegins(byte[] name, byte[] prefix) {
        int field = first(name);
        return field >= 0 && valueTo(field) - valueFrom(field) >= prefix.length
                && same(valueFrom(field), valueFrom(field) + prefix.length, prefix);
    }

    /** Whether these bytes are the same but for the case of letters. */
    protected final boolean same(int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    protected static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    protected static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Begins with another message, in this array. */
    protected final void begin(byte[] read) {
        begin(read, 0);
    }

    /** That so many fields are in this array. */
    protected final void begin(byte[] written, int fields) {
        bytes = written;
        count = fields;
    }

    protected final void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int at = count++ * PER_FIELD;
        if (at == places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        places[at] = nameFrom;
        places[at + 1] = nameTo;
        places[at + 2] = valueFrom;
        places[at + 3] = valueTo;
    }

    /** So that nothing of one message is there in the next. */
    public final void forget() {
        begin(NOTHING);
    }
}
