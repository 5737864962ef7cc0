package dev.codexgateway.fetch;

import java.net.InetAddress;
import java.util.List;

/** Which addresses are on the Internet, and not in this machine, its network or nowhere (IANA's special-purpose registries). */
final class PublicAddress {
    private static final List<Block> NOT_IPV4 = List.of(
            Block.of("0.0.0.0", 8), // this network, and any address
            Block.of("10.0.0.0", 8), // private
            Block.of("100.64.0.0", 10), // between a provider and its customers
            Block.of("127.0.0.0", 8), // loopback
            Block.of("169.254.0.0", 16), // link-local, where clouds tell machines their credentials
            Block.of("172.16.0.0", 12), // private
            Block.of("192.0.0.0", 24), // IETF protocol assignments
            Block.of("192.0.2.0", 24), // documentation
            Block.of("192.88.99.0", 24), // relays of 6to4
            Block.of("192.168.0.0", 16), // private
            Block.of("198.18.0.0", 15), // benchmarks
            Block.of("198.51.100.0", 24), // documentation
            Block.of("203.0.113.0", 24), // documentation
            Block.of("224.0.0.0", 4), // multicast
            Block.of("240.0.0.0", 4)); // reserved, and broadcast
    /** All else is loopback, local, multicast, mapped, translated (64:ff9b::/96, 64:ff9b:1::/48) or not given out. */
    private static final Block GLOBAL_IPV6 = Block.of("2000::", 3);
    private static final List<Block> NOT_IPV6 = List.of(
            Block.of("2001::", 23), // IETF protocol assignments: Teredo, benchmarks, ORCHID
            Block.of("2001:db8::", 32), // documentation
            Block.of("2002::", 16), // 6to4, which holds an IPv4 address
            Block.of("3fff::", 20)); // documentation

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? NOT_IPV4.stream().noneMatch(block -> block.holds(bytes))
                : GLOBAL_IPV6.holds(bytes) && NOT_IPV6.stream().noneMatch(block -> block.holds(bytes));
    }

    private static final class Block {
        private final byte[] base;
        private final int prefix;

        private Block(byte[] base, int prefix) {
            this.base = base;
            this.prefix = prefix;
        }

        static Block of(String base, int prefix) {
            return new Block(InetAddress.ofLiteral(base).getAddress(), prefix);
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (base[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
