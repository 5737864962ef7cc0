package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OAuth Client ID Metadata Document §3. */
class ClientUrlsTest {

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com/client.json", "https://app.example.com/a/b",
            "https://chatgpt.com/oauth/codex/4-bzS8rt42zJ/client.json",
            "https://claude.ai/oauth/claude-code-client-metadata",
            "https://app.example.com/client?v=2", "https://app.example.com/%252e/client",
            "https://xn--pp-4ia.example.com/c"})
    void anAddressInItsPlainFormCanBeAClient(String id) {
        assertThat(ClientUrls.resembles(id)).isTrue();
        assertThat(ClientUrls.acceptable(id, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.example.com/c", "https://app.example.com", "https://app.example.com/",
            "https://app.example.com?x=y", "https://app.example.com/c#", "https://app.example.com/c#f",
            "https://user@app.example.com/c", "https://user:pw@app.example.com/c", "https://@app.example.com/c",
            "https://app.example.com/./c", "https://app.example.com/a/../c", "https://app.example.com/%2e%2E/c",
            "https://app.example.com/a/.%2e/c", "https://app.example.com/..", "https://app.example.com:443/c",
            "https://app.example.com:8443/c", "https://app.example.com:0/c", "https://app.example.com:99999/c",
            "https://app.example.com:/c", "HTTPS://app.example.com/c", "https://APP.example.com/c",
            "https://app.example.com./c", "https:app.example.com/c", "https:/app.example.com/c", "https:///c",
            "https:\\\\app.example.com\\c", "https://app.example.com\\@evil.example.com/c", "https://аpp.example.com/c",
            "https://app.example.com/c d", "https://app.example.com/c\n", "https://app.example.com/%0d%0aX",
            "https://127.1/c",
            "https://[fe80::1%25eth0]/c", "https://*.example.com/c"})
    void whatCanBeReadInTwoWaysCannot(String id) {
        assertThat(ClientUrls.acceptable(id, false)).isFalse();
    }

    @Test
    void itsLengthIsBounded() {
        String longest = "https://app.example.com/" + "x".repeat(ClientUrls.LONGEST - 24);

        assertThat(ClientUrls.acceptable(longest, false)).isTrue();
        assertThat(ClientUrls.acceptable(longest + "x", false)).isFalse();
    }

    @Test
    void whatIsNoAddressIsLookedForAmongTheRegistered() {
        assertThat(ClientUrls.resembles("codex-gateway-client")).isFalse();
        assertThat(ClientUrls.resembles("dyn-https://x")).isFalse();
        assertThat(ClientUrls.resembles("")).isFalse();
    }

    @Test
    void testsMayUseHttpAndPorts() {
        assertThat(ClientUrls.acceptable("http://127.0.0.1:8080/client.json", true)).isTrue();
        assertThat(ClientUrls.acceptable("ftp://127.0.0.1/client.json", true)).isFalse();
    }
}
