package dev.codexgateway.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** By what callers at an address are counted together: the address, or of an IPv6 one its /64, which is what one subscriber has. */
public record Subscriber(String network) {

    public static Subscriber of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Subscriber(
                HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes));
    }
}
