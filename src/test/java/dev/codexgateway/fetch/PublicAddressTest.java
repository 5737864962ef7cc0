package dev.codexgateway.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
            "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0",
            "172.31.255.255", "192.0.0.0", "192.0.0.170", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.168.0.0",
            "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.255", "224.0.0.1",
            "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255", "::", "::1", "::2", "::127.0.0.1",
            "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
            "64:ff9b::808:808", "64:ff9b:1::a00:1", "64:ff9b:1:ffff::1", "100::1", "2001::1", "2001:0:4136:e378::1",
            "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff::1", "2001:db8::1", "2002:7f00:1::",
            "2002:808:808::1",
            "3fff::1", "3fff:fff:ffff::1", "4000::1", "5f00::1", "fc00::1", "fdff:ffff::1", "fe80::1", "febf::1",
            "fec0::1", "ff02::1", "ffff::1", "1fff:ffff::1"})
    void whatIsNotOnTheInternetIsNotPublic(String address) {
        assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
            "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.1", "192.167.255.255", "192.169.0.0",
            "198.17.255.255", "198.20.0.0", "198.51.99.255", "203.0.112.255", "203.0.114.0", "223.255.255.255",
            "::ffff:8.8.8.8", "2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2001:db9::1",
            "2003::1", "2606:4700::1111", "3ffe:ffff::1", "3fff:1000::1"})
    void whatIsBesideThemIsPublic(String address) {
        assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void nothingIsPublicThatJavaKnowsToBeLocal() throws UnknownHostException {
        Predicate<InetAddress> local = address -> address.isAnyLocalAddress() || address.isLoopbackAddress()
                || address.isLinkLocalAddress() || address.isSiteLocalAddress() || address.isMulticastAddress();
        Random random = new Random(4);

        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            InetAddress address = InetAddress.getByAddress(bytes);
            assertThat(local.test(address) && PublicAddress.is(address)).as("%s", address).isFalse();
        }
    }

    @Test
    void noIpv4AddressGetsPastInIpv6Clothes() throws UnknownHostException {
        Random random = new Random(4);

        for (int i = 0; i < 10_000; i++) {
            byte[] ipv4 = new byte[4];
            random.nextBytes(ipv4);
            String hex = HexFormat.of().formatHex(ipv4);
            for (String clothes : Stream.of("0".repeat(24) + hex, "0".repeat(16) + "ffff0000" + hex,
                    "0064ff9b" + "0".repeat(16) + hex, "0064ff9b0001" + "0".repeat(12) + hex,
                    "2002" + hex + "0".repeat(20), "20010000" + hex + "0".repeat(16)).toList()) {
                InetAddress address = InetAddress.getByAddress(HexFormat.of().parseHex(clothes));
                assertThat(PublicAddress.is(address)).as("%s", address).isFalse();
            }
            InetAddress mapped = InetAddress.getByAddress(HexFormat.of().parseHex("0".repeat(20) + "ffff" + hex));
            assertThat(PublicAddress.is(mapped)).isEqualTo(PublicAddress.is(InetAddress.getByAddress(ipv4)));
        }
    }
}
