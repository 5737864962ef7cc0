package dev.codexgateway.oauth;

import java.util.List;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

/** The metric families of the authorization server. Label values are words of this package. */
final class OAuthMeters {
    private OAuthMeters() {}

    /** @param outcome such as {@code granted}, {@code denied} or an error code */
    static void authorization(String outcome) {
        Metrics.getOrCreate(
                Counter.builder("oauth.authorizations").description("Authorization requests by what came of them.")
                        .tags(List.of(Tag.create("outcome", outcome))))
                .increment();
    }

    static void token(String grantType, String outcome) {
        Metrics.getOrCreate(
                Counter.builder("oauth.tokens").description("Token requests by grant type and what came of them.")
                        .tags(List.of(Tag.create("grant_type", grantType), Tag.create("outcome", outcome))))
                .increment();
    }

    static void limited(String limit) {
        Metrics.getOrCreate(Counter.builder("rate.limited").description("Requests refused by a limit.")
                .tags(List.of(Tag.create("limit", limit)))).increment();
    }
}
