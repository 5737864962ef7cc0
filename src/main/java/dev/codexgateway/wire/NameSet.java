package dev.codexgateway.wire;

import java.util.Collection;
import java.util.stream.IntStream;

/** Names of header fields, which are found without making a text of them: by their length, and then byte by byte. */
public final class NameSet {
    private final byte[][][] byLength;

    /** @param names in lower case */
    public NameSet(Collection<String> names) {
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        this.byLength = IntStream.rangeClosed(0, longest)
                .mapToObj(length -> names.stream().filter(name -> name.length() == length).map(Bytes::ascii)
                        .toArray(byte[][]::new))
                .toArray(byte[][][]::new);
    }

    public boolean has(Fields fields, int field) {
        int length = fields.nameTo(field) - fields.nameFrom(field);
        if (length < byLength.length) {
            for (byte[] name : byLength[length]) {
                if (fields.named(field, name)) {
                    return true;
                }
            }
        }
        return false;
    }

}
