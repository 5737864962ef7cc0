package dev.codexgateway.access;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address range in CIDR notation, or one address. */
public record Network(InetAddress base, int prefix) {

    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** Never looks a name up: only literal addresses are networks. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        return literal(slash < 0 ? text : text.substring(0, slash)).flatMap(base -> {
            int bits = base.getAddress().length * 8;
            try {
                int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
                return prefix < 0 || prefix > bits ? Optional.empty() : Optional.of(new Network(base, prefix));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    /** In full: to Java {@code 10} is {@code 0.0.0.10}, and so {@code 10/8} another network than was meant. */
    static Optional<InetAddress> literal(String text) {
        if (text.indexOf(':') < 0 && !DOTTED.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        byte[] theirs = address.getAddress();
        byte[] ours = base.getAddress();
        if (theirs.length != ours.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((theirs[bit / 8] & mask) != (ours[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
