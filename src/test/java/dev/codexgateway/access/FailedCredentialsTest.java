package dev.codexgateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;

import org.junit.jupiter.api.Test;

class FailedCredentialsTest {

    @Test
    void oneTooManyTellsHowLongToWait() {
        FailedCredentials failures = new FailedCredentials(120);
        InetAddress address = InetAddress.ofLiteral("192.0.2.1");
        for (int i = 0; i < 120; i++) {
            assertThat(failures.count(address)).isEmpty();
        }

        Duration wait = failures.count(address).orElseThrow();

        assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(failures.count(InetAddress.ofLiteral("192.0.2.2"))).isEmpty();
    }

    @Test
    void theAddressesOfOneSlash64CountAsOne() {
        FailedCredentials failures = new FailedCredentials(2);

        assertThat(failures.count(InetAddress.ofLiteral("2001:db8:1:2::1"))).isEmpty();
        assertThat(failures.count(InetAddress.ofLiteral("2001:db8:1:2:ffff::2"))).isEmpty();
        assertThat(failures.count(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6"))).isPresent();
        assertThat(failures.count(InetAddress.ofLiteral("2001:db8:1:3::1"))).isEmpty();
    }

    @Test
    void aMappedAddressCountsWithTheAddressItMaps() {
        FailedCredentials failures = new FailedCredentials(1);

        assertThat(failures.count(InetAddress.ofLiteral("192.0.2.1"))).isEmpty();
        assertThat(failures.count(InetAddress.ofLiteral("::ffff:192.0.2.1"))).isPresent();
    }
}
