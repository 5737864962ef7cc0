package dev.codexgateway.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.fetch.FetchFault.Reason;
import dev.codexgateway.testing.FileHost;
import dev.codexgateway.testing.SelfSigned;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FetcherTlsTest {
    private static final Reach ANYWHERE = new Reach(Optional.empty(), true);
    private static final Limits LIMITS = new Limits(1000, Duration.ofSeconds(15));
    private static SelfSigned certificate;
    private static FileHost host;

    @BeforeAll
    static void start() {
        certificate = SelfSigned.create();
        host = FileHost.startTls(certificate.server()).file("/a", new byte[]{1});
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void aCertificateThatNobodySignedIsRefused() throws FetchFault {
        Fetcher fetcher = new Fetcher("test", ANYWHERE);

        assertThat(fault(fetcher, host.https("/a"))).isEqualTo(Reason.UNTRUSTED);
    }

    @Test
    void aTrustedCertificateForTheHostIsTaken() throws FetchFault {
        Fetcher fetcher = trusting();

        assertThat(fetcher.fetch(fetcher.link(host.https("/a")), LIMITS).content()).containsExactly(1);
    }

    @Test
    void theNameOfTheLinkIsTheOneThatIsChecked() throws FetchFault {
        Fetcher fetcher = trusting();

        assertThat(fetcher.fetch(fetcher.link("https://localhost:" + host.port() + "/a"), LIMITS).content())
                .containsExactly(1);
        assertThat(fault(fetcher, "https://files.example.com:" + host.port() + "/a")).isEqualTo(Reason.UNTRUSTED);
    }

    @Test
    void aConnectionIsClosedAfterTheDocument() throws FetchFault {
        Fetcher fetcher = trusting();

        fetcher.fetch(fetcher.link(host.https("/a")), LIMITS);

        host.awaitAllLeft();
    }

    private static Fetcher trusting() {
        return new Fetcher("test", ANYWHERE, _ -> new InetAddress[]{InetAddress.ofLiteral("127.0.0.1")}, _ -> true,
                certificate.client().getSocketFactory());
    }

    private static Reason fault(Fetcher fetcher, String address) throws FetchFault {
        Link link = fetcher.link(address);
        return catchThrowableOfType(FetchFault.class, () -> fetcher.fetch(link, LIMITS)).reason();
    }
}
