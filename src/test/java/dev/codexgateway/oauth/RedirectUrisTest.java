package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("rfc9700-4.1.3")
class RedirectUrisTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "https://app.example.com/callback",
            "https://app.example.com",
            "https://app.example.com/",
            "https://app.example.com:8443/a/b?tenant=7&x=%C3%A4",
            "https://chatgpt.com/aip/g-0123456789abcdef/oauth/callback",
            "https://xn--mnchen-3ya.example/cb",
            "https://intranet/cb",
            "https://10.0.0.7/cb",
            "https://[2001:db8::1]/cb",
            "https://app.example.com/a.b/..c/v1.2/cb",
            "https://app.example.com/@me",
            "http://localhost:3000/callback",
            "http://localhost/callback",
            "http://127.0.0.1:49152/",
            "http://[::1]:8080/cb"})
    void whatEveryParserReadsAlikeIsAcceptable(String uri) {
        assertThat(RedirectUris.acceptable(uri)).isTrue();
        assertThat(RedirectUris.acceptableForPublicClient(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "com.example.app:/oauth2redirect",
            "com.example.app:/",
            "com.example.app://callback",
            "com.example-app.ios:/cb?x=1"})
    @Tag("rfc8252-7.1")
    void aSchemeOfOnesOwnIsForPublicClients(String uri) {
        assertThat(RedirectUris.acceptableForPublicClient(uri)).isTrue();
        assertThat(RedirectUris.acceptable(uri)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // not a place
            "", " ", "callback", "/callback", "//app.example.com/cb", "https:", "https://", "https:///cb", "https:/cb",
            "https:app.example.com", "https://?x=1", "https://:443/cb", "urn:ietf:wg:oauth:2.0:oob",
            // schemes that run, read or hide
            "javascript:alert(1)", "javascript://app.example.com/%0aalert(1)", "JavaScript:alert(1)",
            "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:https://app.example.com/1", "about:blank",
            "ftp://app.example.com/cb", "ws://localhost/cb", "view-source:https://app.example.com/",
            "myapp:/cb", "myapp://cb", "Com.Example.App:/cb", ".example:/cb", "com.example.:/cb",
            "com.example.app:callback", "com.example.app://user@callback/",
            // no TLS to somewhere else
            "http://app.example.com/cb", "http://localhost.example.com/cb", "http://localhost./cb",
            "http://127.0.0.1.example.com/cb", "http://127.0.0.2/cb", "http://0.0.0.0/cb", "http://[::]/cb",
            "http://[::ffff:127.0.0.1]/cb", "http://127.1/cb", "http://2130706433/cb", "http://0x7f.0.0.1/cb",
            "http://0177.0.0.1/cb", "http://LOCALHOST/cb", "http://lоcalhost/cb",
            // another host than it seems
            "https://app.example.com@evil.example/cb", "https://user:pw@app.example.com/cb",
            "https://@app.example.com/cb", "http://localhost@evil.example/", "http://localhost:80@evil.example/",
            "https://app.example.com\\@evil.example/cb", "https://evil.example\\.app.example.com/cb",
            "https:\\\\app.example.com/cb", "https://app.example.com%2f.evil.example/cb",
            "https://app.example.com%00.evil.example/cb", "https://app_example.com/cb", "https://ex%61mple.com/cb",
            "https://app.example.com./cb", "https://münchen.example/cb", "https://app。example.com/cb",
            "https://App.Example.com/cb", "HTTPS://app.example.com/cb", "https://[::1/cb", "https://[::1%25eth0]/cb",
            // ports
            "https://app.example.com:/cb", "https://app.example.com:0/cb", "https://app.example.com:65536/cb",
            "https://app.example.com:99999999999/cb", "https://app.example.com:-1/cb", "https://app.example.com:8o/cb",
            "https://app.example.com:0443/cb",
            // fragments and wildcards
            "https://app.example.com/cb#", "https://app.example.com/cb#x", "https://*.example.com/cb",
            "https://app.example.com/*", "https://app.example.com/cb?x=*", "*",
            // paths that move
            "https://app.example.com/a/../cb", "https://app.example.com/./cb", "https://app.example.com/..",
            "https://app.example.com/a/%2e%2e/cb", "https://app.example.com/a/.%2E/cb",
            "https://app.example.com/a%2f..%2fcb", "https://app.example.com/%2e/cb",
            "https://app.example.com/a%5c..%5ccb",
            // what breaks lines, logs and headers
            " https://app.example.com/cb", "https://app.example.com/cb ", "https://app.example.com/c b",
            "https://app.example.com/cb\n", "https://app.example.com/cb\r\nSet-Cookie: x=1",
            "https://app.example.com/\tcb",
            "https://app.example.com/%0d%0aSet-Cookie:x", "https://app.example.com/cb?x=%00",
            "https://app.example.com/%7f",
            "https://app.example.com/\u202ecb", "https://app.example.com/cb\u0000", "https://app.example.com/ä",
            "https://app.example.com/%", "https://app.example.com/%zz", "https://app.example.com/<cb>",
            "https://app.example.com/\"cb", "https://app.example.com/{cb}", "https://app.example.com/`cb",
            "https://app.example.com/cb,https://evil.example/ cb"})
    void whatHidesMovesOrBreaksIsAcceptableToNobody(String uri) {
        assertThat(RedirectUris.acceptable(uri)).isFalse();
        assertThat(RedirectUris.acceptableForPublicClient(uri)).isFalse();
    }

    @Test
    void itHas2048CharactersAtMost() {
        String uri = "https://app.example.com/";

        assertThat(RedirectUris.acceptable(uri + "a".repeat(2048 - uri.length()))).isTrue();
        assertThat(RedirectUris.acceptable(uri + "a".repeat(2049 - uri.length()))).isFalse();
    }
}
