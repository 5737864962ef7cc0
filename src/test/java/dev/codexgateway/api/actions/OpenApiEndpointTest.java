package dev.codexgateway.api.actions;

import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** {@code /openapi.json} and {@code /openapi.yaml}, over HTTP. */
class OpenApiEndpointTest {
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"/openapi.json,application/json", "/openapi.yaml,application/yaml"})
    void everybodyMayReadIt(String path, String type) {
        HttpResponse<String> answer = gateway.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(answer.body()).contains("promptCodex");
    }

    @Test
    void bothRenderingsSayTheSame() {
        Map<String, Object> yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(gateway.get("/openapi.yaml").body());

        assertThat(json(gateway.get("/openapi.json").body())).isEqualTo(Json.createObjectBuilder(yaml).build());
    }

    @Test
    void theYamlHasNoAnchors() {
        assertThat(gateway.get("/openapi.yaml").body()).doesNotContainPattern("(?m)[:-] +[&*]\\w");
    }

    @Test
    void itsUrlsAreThoseOfThisGateway() {
        JsonObject document = json(gateway.get("/openapi.json").body());
        String origin = "http://localhost:" + gateway.gateway().port();

        JsonObject flow = document.getJsonObject("components").getJsonObject("securitySchemes").getJsonObject("oauth")
                .getJsonObject("flows").getJsonObject("authorizationCode");
        JsonObject metadata = json(gateway.get("/.well-known/oauth-authorization-server").body());
        assertThat(document.getJsonArray("servers").getValuesAs(JsonObject.class))
                .extracting(server -> server.getString("url")).containsExactly(origin);
        assertThat(flow.getString("authorizationUrl")).isEqualTo(origin + "/oauth/authorize")
                .isEqualTo(metadata.getString("authorization_endpoint"));
        assertThat(flow.getString("tokenUrl")).isEqualTo(origin + "/oauth/token")
                .isEqualTo(metadata.getString("token_endpoint"));
        assertThat(flow.getString("refreshUrl")).isEqualTo(metadata.getString("token_endpoint"));
        assertThat(flow.getJsonObject("scopes").keySet()).containsExactly("read", "write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/openapi.yaml"})
    void thePublicUrlIsItsOneOrigin(String path) {
        try (GatewayFixture published = GatewayFixture.builder().with("PUBLIC_URL", "https://gateway.example.com")
                .start()) {
            String document = published.get(path).body();

            assertThat(document).contains("https://gateway.example.com/oauth/authorize").doesNotContain("localhost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/openapi.yaml"})
    void whoHasItIsToldSoByItsTag(String path) {
        String tag = gateway.get(path).headers().firstValue("ETag").orElseThrow();

        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> answer = gateway.get(path, "If-None-Match", known);
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        }
        assertThat(gateway.get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void theTagsOfTheTwoRenderingsDiffer() {
        assertThat(gateway.get("/openapi.json").headers().firstValue("ETag"))
                .isNotEqualTo(gateway.get("/openapi.yaml").headers().firstValue("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/openapi.yaml"})
    void headSaysWhatGetWouldWithoutTheBody(String path) {
        HttpResponse<String> whole = gateway.get(path);

        HttpResponse<String> head = gateway
                .send(gateway.request(path).method("HEAD", BodyPublishers.noBody()).build());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String header : List.of("ETag", "Content-Type", "Content-Length")) {
            assertThat(head.headers().firstValue(header)).as(header).isEqualTo(whole.headers().firstValue(header));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void itIsOnlyRead(String method) {
        HttpResponse<String> answer = gateway
                .send(gateway.request("/openapi.json").method(method, BodyPublishers.ofString("{}")).build());

        Shapes.problem(answer, 405, "method-not-allowed");
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
}
