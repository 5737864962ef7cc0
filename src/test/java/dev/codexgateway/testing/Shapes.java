package dev.codexgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import jakarta.json.JsonObject;

/** What answers must look like wherever they come from. */
public final class Shapes {
    private static final String LEAKS = "(?is).*(exception|\\bat [a-z]+\\.|java\\.|helidon|sqlite|jdbc|/tmp/|/src/|127\\.0\\.0\\.1).*";

    private Shapes() {}

    /** A problem as RFC 9457 has it: its status is the answer's, and it tells nothing of the inside. */
    public static JsonObject problem(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return problem(status, answer.headers().firstValue("Content-Type").orElse(""),
                answer.headers().firstValue("X-Request-Id").orElse(""), answer.body(), type);
    }

    public static JsonObject problem(WireCaller.Received answer, int status, String type) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return problem(status, answer.headers().getOrDefault("Content-Type", ""),
                answer.headers().getOrDefault("X-Request-Id", ""), answer.text(), type);
    }

    /** A JSON-RPC error with this code. */
    public static JsonObject rpcError(String body, int code) {
        JsonObject answer = GatewayFixture.json(body);
        assertThat(answer.keySet()).as(body).containsExactlyInAnyOrder("jsonrpc", "error", "id");
        JsonObject error = answer.getJsonObject("error");
        assertThat(error.getInt("code")).as(body).isEqualTo(code);
        assertThat(error.getJsonObject("data").keySet()).contains("type", "title", "status", "detail", "request_id");
        withoutLeaks(body);
        return error;
    }

    public static void withoutLeaks(String body) {
        assertThat(body).doesNotMatch(LEAKS);
    }

    private static JsonObject problem(int status, String contentType, String requestId, String body, String type) {
        assertThat(contentType).isEqualTo("application/problem+json");
        JsonObject problem = GatewayFixture.json(body);
        assertThat(problem.keySet()).contains("type", "title", "status", "detail", "request_id");
        assertThat(problem.getString("type")).isEqualTo(type);
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("request_id")).isEqualTo(requestId);
        withoutLeaks(body);
        return problem;
    }
}
