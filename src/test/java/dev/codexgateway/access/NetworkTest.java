package dev.codexgateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.255.255, true", "10.0.0.0/8, 11.0.0.0, false", "10.1.2.3/8, 10.9.9.9, true",
            "192.168.1.1, 192.168.1.1, true", "192.168.1.1, 192.168.1.2, false",
            "192.168.1.128/25, 192.168.1.127, false",
            "192.168.1.128/25, 192.168.1.128, true", "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, ::1, false",
            "::/0, 8.8.8.8, false", "2001:db8::/32, 2001:db8:ffff::1, true", "2001:db8::/32, 2001:db9::1, false",
            "2001:db8::/33, 2001:db8:8000::, false", "::1/128, ::1, true", "::ffff:10.0.0.0/8, 10.1.1.1, true"})
    void aNetworkHoldsTheAddressesThatShareItsPrefix(String network, String address, boolean inside) {
        assertThat(Network.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129",
            "localhost", "example.com", "10.0.0", "10.0.0.256", "10.0.0.0/x", "10/8", " 10.0.0.0/8", "10.0.0.0/ 8",
            "1"})
    void anythingElseIsNoNetworkAndNoNameIsLookedUp(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @Test
    void anAddressAloneIsANetworkOfOne() {
        assertThat(Network.parse("2001:db8::1").orElseThrow().prefix()).isEqualTo(128);
        assertThat(Network.parse("10.0.0.1").orElseThrow().prefix()).isEqualTo(32);
    }
}
