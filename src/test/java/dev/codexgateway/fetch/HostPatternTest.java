package dev.codexgateway.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

    @ParameterizedTest
    @CsvSource({"files.example.com, files.example.com, true", "Files.Example.COM, files.example.com, true",
            "files.example.com, a.files.example.com, false", "files.example.com, xfiles.example.com, false",
            "*.example.com, files.example.com, true", "*.example.com, a.b.example.com, true",
            "*.example.com, example.com, false", "*.example.com, .example.com, false",
            "*.example.com, xexample.com, false", "*.example.com, example.com.evil.net, false",
            "*.EXAMPLE.com, files.example.com, true", "127.0.0.1, 127.0.0.1, true", "localhost, localhost, true"})
    void aPatternMeansOneNameOrAllBelowOne(String pattern, String host, boolean matches) {
        assertThat(HostPattern.parse(pattern).orElseThrow().matches(host)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*.", "*.com", "**.example.com", "a.*.com", "*example.com", "https://example.com",
            "example.com/", "example.com:443", "user@example.com", ".example.com", "example.com.", "a..b", "-a.com",
            "a-.com", "exa mple.com", "bücher.example", "[::1]", "*.*.com"})
    void anythingElseIsNone(String text) {
        assertThat(HostPattern.parse(text)).isEmpty();
    }
}
