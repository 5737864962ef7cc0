package dev.codexgateway.chatgpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.StringReader;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.GatewayFixture;

/** What ChatGPT's editor refuses of a schema. */
class ActionSchemaTest {
    private static final String GOOD = """
                                       {"openapi": "3.1.0", "servers": [{"url": "https://gateway.example.com"}],
                                        "components": {
                                         "securitySchemes": {"oauth": {"type": "oauth2", "flows": {"authorizationCode": {
                                          "authorizationUrl": "https://login.example.com/a", "tokenUrl": "https://gateway.example.com/t"}}}},
                                         "schemas": {"Thing": {"type": "object", "properties": {"a": {"type": "string"}}}}},
                                        "paths": {"/things/{id}": {
                                         "get": {"operationId": "getThing", "security": [{"oauth": []}],
                                          "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                                          "responses": {"200": {"content": {"application/json": {
                                           "schema": {"$ref": "#/components/schemas/Thing"}}}}}},
                                         "post": {"operationId": "postThing",
                                          "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                                          "requestBody": {"content": {"application/json": {"schema": {"type": "object",
                                           "properties": {"text": {"type": "string"}}, "required": ["text"]}}}}}}}}""";

    @Test
    void theGatewaysOwnDocumentIsTaken() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Gpt gpt = GptMaker.make(URI.create("http://localhost:" + gateway.gateway().port()), "g-1");

            assertThat(gpt.schema().operations()).containsOnlyKeys("promptCodex", "listConversations",
                    "getConversation", "cancelConversation", "deleteConversation");
            assertThat(gpt.schema().operations().values()).allMatch(ActionOperation::authenticated);
        }
    }

    @Test
    void operationsAreKnownByWhatTheDocumentSays() {
        ActionSchema schema = ActionSchema.of(GOOD);

        assertThat(schema.operation("getThing").authenticated()).isTrue();
        assertThat(schema.operation("postThing").authenticated()).isFalse();
        assertThat(schema.operation("getThing")
                .request(schema.server(), GatewayFixture.object("id", "a b/c")).build().uri())
                .hasToString("https://gateway.example.com/things/a%20b%2Fc");
    }

    @Test
    void argumentsThatTheDocumentDoesNotNameAreRefused() {
        ActionSchema schema = ActionSchema.of(GOOD);

        assertThatThrownBy(() -> schema.operation("getThing").request(schema.server(),
                GatewayFixture.object("id", "a", "more", "b"))).hasMessageContaining("UnrecognizedKwargsError: more");
        assertThatThrownBy(() -> schema.operation("postThing").request(schema.server(),
                GatewayFixture.object("id", "a"))).hasMessageContaining("MissingKwargsError");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void aDocumentAgainstTheRulesIsRefused(String patch, String fault) {
        ImportRefused refused = catchThrowableOfType(ImportRefused.class,
                () -> ActionSchema.of(Json.createPatch((JsonArray) json(patch)).apply((JsonObject) json(GOOD))));

        assertThat(refused).isNotNull();
        assertThat(refused.faults()).singleElement().asString().contains(fault);
    }

    static Stream<Arguments> aDocumentAgainstTheRulesIsRefused() {
        return Stream.of(Arguments.of(replaced("/openapi", "\"2.0\""), "openapi must be"),
                Arguments.of(added("/servers/-", "{\"url\": \"https://other.example.com\"}"), "2 servers"),
                Arguments.of(replaced("/servers/0/url", "\"http://gateway.example.com\""), "port 443"),
                Arguments.of(replaced("/servers/0/url", "\"https://gateway.example.com:8443\""), "port 443"),
                Arguments.of(replaced("/components/securitySchemes/oauth/flows/authorizationCode/tokenUrl",
                        "\"https://example.org/t\""), "root domain"),
                Arguments.of(added("/components/securitySchemes/key", "{\"type\": \"apiKey\"}"),
                        "one kind of authentication"),
                Arguments.of(added("/paths/~1things~1{id}/get/parameters/-",
                        "{\"$ref\": \"#/components/parameters/limit\"}"), "missing or non-string name; skipping"),
                Arguments.of(added("/paths/~1things~1{id}/get/parameters/-",
                        "{\"name\": \"X-Key\", \"in\": \"header\"}"), "not sent"),
                Arguments.of("[{\"op\": \"remove\", \"path\": \"/paths/~1things~1{id}/get/parameters/0\"}]",
                        "does not declare id"),
                Arguments.of("[{\"op\": \"remove\", \"path\": \"/paths/~1things~1{id}/get/operationId\"}]",
                        "no operationId"),
                Arguments.of(replaced("/paths/~1things~1{id}/get/operationId", "\"postThing\""), "there twice"),
                Arguments.of(added("/paths/~1things~1{id}/get/description", text(301)), "301 characters"),
                Arguments.of(added("/paths/~1things~1{id}/get/summary", text(301)), "301 characters"),
                Arguments.of(added("/paths/~1things~1{id}/get/parameters/0/description", text(701)),
                        "701 characters"),
                Arguments.of("[{\"op\": \"remove\", \"path\": \"/components/schemas/Thing/properties\"}]",
                        "object schema missing properties"),
                Arguments.of(replaced("/paths/~1things~1{id}/get/responses/200/content/application~1json/schema/$ref",
                        "\"#/components/schemas/None\""), "leads nowhere"),
                Arguments.of(replaced("/paths", many(31)), "31 operations"));
    }

    @Test
    void descriptionsMayBeAsLongAsTheLimit() {
        String patch = added("/paths/~1things~1{id}/get/description", text(300));

        assertThat(ActionSchema.of(Json.createPatch((JsonArray) json(patch)).apply((JsonObject) json(GOOD)))
                .operations()).hasSize(2);
    }

    @Test
    void aSignInUnderAnotherDomainIsRefused() {
        ActionSchema schema = ActionSchema.of(GOOD);
        URI elsewhere = URI.create("https://example.org/oauth/token");

        assertThatThrownBy(() -> new Gpt("g-1", schema, new Gpt.Credentials("id", "secret",
                URI.create("https://gateway.example.com/oauth/authorize"), elsewhere)))
                .isInstanceOf(ImportRefused.class);
    }

    private static String many(int operations) {
        return IntStream.range(0, operations)
                .mapToObj(number -> "\"/" + number + "\": {\"get\": {\"operationId\": \"o" + number + "\"}}")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(int length) {
        return '"' + "x".repeat(length) + '"';
    }

    private static String added(String path, String value) {
        return "[{\"op\": \"add\", \"path\": \"" + path + "\", \"value\": " + value + "}]";
    }

    private static String replaced(String path, String value) {
        return "[{\"op\": \"replace\", \"path\": \"" + path + "\", \"value\": " + value + "}]";
    }

    private static JsonStructure json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.read();
        }
    }
}
