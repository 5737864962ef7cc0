package dev.codexgateway.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.fetch.FetchFault.Reason;

class LinkTest {
    private static final Reach ONE_DOMAIN = Reach.only(List.of(HostPattern.parse("*.example.com").orElseThrow()),
            false);

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoAddressOfADocumentIsRefused(String text) {
        assertThatExceptionOfType(FetchFault.class).isThrownBy(() -> Link.of(text, Reach.anyHost()))
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.MALFORMED));
    }

    static List<String> malformed() {
        return List.of("", " ", "files.example.com", "/file", "//files.example.com/file", "https:", "https://",
                "https:///file", "https:files.example.com", "ftp://files.example.com/", "file:///etc/passwd",
                "javascript:alert(1)", "data:text/plain,x", "gopher://files.example.com/",
                "jar:https://a.example.com!/",
                "https://user@files.example.com/", "https://user:password@files.example.com/",
                "https://files.example.com@evil.net/", "https://files.example.com/#part", "https://files.example.com/#",
                "https://files.example.com:0/", "https://files.example.com:65536/", "https://files.example.com:x/",
                "https://files.example.com./", "https://files..example.com/", "https://-a.example.com/",
                "https://files.example.com%2eevil.net/", "https://files.example.com%00.evil.net/",
                "https://files.example.com\\@evil.net/", "https://files.example.com/a b",
                "https://files.example.com/\r\nX: y",
                "https://bücher.example/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
                "https://017700000001/", "https://0177.0.0.1/", "https://127.1/", "https://127.0.1/",
                "https://127.0.0.01/",
                "https://127.0.0.1./", "https://256.1.1.1/", "https://1.2.3.4.5/", "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:8.8.8.8]/", "https://[fe80::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[::1/",
                "https://[]/", "https://[127.0.0.1]/", "https://files.example.com/" + "a".repeat(8192));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://files.example.com/", "https://files.example.com:8443/",
            "https://files.example.com:80/", "http://files.example.com:443/", "https://example.com/",
            "https://files.example.com.evil.net/", "https://evil.net/files.example.com",
            "https://evil.net/?https://files.example.com/", "https://8.8.8.8/", "https://[2606:4700::1111]/",
            "https://localhost/"})
    void whatIsOutOfReachIsNotAllowed(String text) {
        assertThatExceptionOfType(FetchFault.class).isThrownBy(() -> Link.of(text, ONE_DOMAIN))
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.NOT_ALLOWED));
    }

    @ParameterizedTest
    @CsvSource({"https://files.example.com, files.example.com, /",
            "HTTPS://Files.EXAMPLE.com:443/A, files.example.com, /A",
            "https://files.example.com?, files.example.com, /?",
            "https://files.example.com/a%2Fb/../c;d//e?sig=x%2By+z&b=1&a=2&b=3&empty, files.example.com, "
                    + "/a%2Fb/../c;d//e?sig=x%2By+z&b=1&a=2&b=3&empty"})
    void aLinkIsAskedForAsItWasWritten(String text, String host, String target) throws FetchFault {
        Link link = Link.of(text, ONE_DOMAIN);

        assertThat(link.host()).isEqualTo(host);
        assertThat(link.authority()).isEqualTo(host);
        assertThat(link.target()).isEqualTo(target);
    }

    @Test
    void lettersBeyondAsciiAreEncoded() throws FetchFault {
        assertThat(Link.of("https://files.example.com/é?ü", ONE_DOMAIN).target()).isEqualTo("/%C3%A9?%C3%BC");
    }

    @Test
    void anIpv6AddressHasBracketsInTheHeaderAlone() throws FetchFault {
        Link link = Link.of("http://[2606:4700::1111]:8080/", new Reach(Optional.empty(), true));

        assertThat(link.host()).isEqualTo("2606:4700::1111");
        assertThat(link.authority()).isEqualTo("[2606:4700::1111]:8080");
        assertThat(link.literal()).isPresent();
    }

    @Test
    void aLinkDoesNotPrintItsQuery() throws FetchFault {
        assertThat(Link.of("https://files.example.com/a?sig=secret", ONE_DOMAIN))
                .hasToString("https://files.example.com/a");
    }
}
