package dev.codexgateway.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.config.ConfigException;
import dev.codexgateway.testing.GatewayFixture;

/** What everybody may read: what this is, and what is kept of whom. */
class PublicPagesTest {
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().yaml("""
                                                privacy:
                                                  operator: Acme Robotics Ltd
                                                  contact: privacy@acme.example
                                                conversations:
                                                  keep-days: 37
                                                """).start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void thePrivacyPageSaysWhatIsConfigured() {
        assertThat(gateway.get("/privacy").body()).contains("Acme Robotics Ltd", "privacy@acme.example", "37");
    }

    @Test
    void theHomePageLeadsOn() {
        assertThat(gateway.get("/").body()).contains("/connect", "/privacy", gateway.gateway().publicUrl().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/privacy"})
    void anyoneMayReadAndKeepThemForAWhile(String path) {
        HttpResponse<String> response = gateway.get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        HttpHeaders headers = response.headers();
        assertThat(headers.allValues("Cache-Control")).containsExactly("public, max-age=300");
        assertThat(headers.allValues("Vary")).containsExactly("Accept-Language");
        assertThat(headers.allValues("Set-Cookie")).isEmpty();
        assertThat(headers.allValues("Content-Security-Policy")).singleElement().asString()
                .contains("default-src 'none'", "frame-ancestors 'none'").doesNotContain("script-src", "unsafe");
        assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @CsvSource({"/, pt, pt-BR", "/, en, en", "/privacy, pt-BR, pt-BR", "/privacy, de, en"})
    void theyAreInTheLanguageOfTheirReader(String path, String accepted, String language) {
        assertThat(gateway.get(path, "Accept-Language", accepted).body())
                .contains("<html lang=\"" + language + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/privacy"})
    void anotherMethodIsNotAllowed(String path) {
        HttpResponse<String> response = gateway
                .send(gateway.request(path).POST(HttpRequest.BodyPublishers.noBody()).build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/privacy"})
    void whoAsksForTheHeadersGetsThem(String path) {
        HttpResponse<String> response = gateway
                .send(gateway.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("Content-Type")).containsExactly("text/html; charset=utf-8");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void whatIsNotConfiguredIsNotThere() {
        try (GatewayFixture bare = GatewayFixture.start()) {
            HttpResponse<String> response = bare.get("/privacy");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).doesNotContain("Acme");
        }
    }

    @Test
    void aTextThatCannotBeShownStopsTheStart() {
        String yaml = "privacy:\n  operator: \"two\\nlines\"\n  contact: " + "x".repeat(201) + "\n";

        assertThatThrownBy(() -> GatewayFixture.builder().yaml(yaml).start()).isInstanceOfSatisfying(
                ConfigException.class, e -> assertThat(e.faults()).hasSize(2)
                        .anyMatch(fault -> fault.startsWith("privacy.operator"))
                        .anyMatch(fault -> fault.startsWith("privacy.contact")));
    }
}
