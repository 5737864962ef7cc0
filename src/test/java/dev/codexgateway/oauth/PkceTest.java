package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PkceTest {
    /** RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @Test
    @Tag("rfc7636-appendix-b")
    void theExampleOfTheSpecificationIsAnswered() {
        assertThat(Pkce.challenge(CHALLENGE)).isTrue();
        assertThat(Pkce.answers(Optional.of(CHALLENGE), Optional.of(VERIFIER))).isTrue();
    }

    @Test
    void aChallengeOnceSentIsEnforced() {
        assertThat(Pkce.answers(Optional.of(CHALLENGE), Optional.empty())).isFalse();
        assertThat(Pkce.answers(Optional.of(CHALLENGE), Optional.of(VERIFIER.replace('d', 'e')))).isFalse();
        assertThat(Pkce.answers(Optional.of(CHALLENGE), Optional.of(CHALLENGE))).as("plain").isFalse();
    }

    @Test
    @Tag("rfc9700-4.8.2")
    void aVerifierWithoutAChallengeIsRefused() {
        assertThat(Pkce.answers(Optional.empty(), Optional.of(VERIFIER))).isFalse();
        assertThat(Pkce.answers(Optional.empty(), Optional.empty())).isTrue();
    }
}
