package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonPatchBuilder;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;

/** The document keeps to what ChatGPT takes; and each of those rules, broken alone, is told alone. */
class ActionSchemaLintTest {
    private static final String PROMPT = "/paths/~1conversations/post";
    private static final String BODY = PROMPT + "/requestBody/content/application~1json/schema";
    private static final String LIST = "/paths/~1conversations/get";
    private static final String GET = "/paths/~1conversations~1{session_id}/get";
    private static final String SCHEMES = "/components/securitySchemes";
    private static final String FLOW = SCHEMES + "/oauth/flows/authorizationCode";

    @ParameterizedTest
    @ValueSource(strings = {"https://gateway.example.com", "http://localhost:8080", "http://127.0.0.1:1234"})
    void theDocumentHasNoFault(String publicUrl) {
        assertThat(ActionSchemaLint.faults(document(publicUrl))).isEmpty();
    }

    @Test
    void aDocumentThatIsNoneHasFaults() {
        assertThat(ActionSchemaLint.faults(JsonValue.EMPTY_JSON_OBJECT)).containsExactly("openapi is not 3.1.0",
                "servers are 0, not one", "securitySchemes are 0, not one", "paths have 0 operations, not 1 to 30");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ofTheWhole", "ofOperations", "ofParameters", "ofBodies", "ofSchemas", "ofResponses"})
    void aBrokenRuleIsTheOneFault(String fault, UnaryOperator<JsonPatchBuilder> change) {
        JsonObject broken = change.apply(Json.createPatchBuilder()).build()
                .apply(document("https://gateway.example.com"));

        assertThat(ActionSchemaLint.faults(broken)).containsExactly(fault);
    }

    static Stream<Arguments> ofTheWhole() {
        return Stream.of(
                broken("openapi is not 3.1.0", patch -> patch.replace("/openapi", "3.0.3")),
                broken("servers are 2, not one",
                        patch -> patch.add("/servers/-", object("{'url': 'https://other.example.com'}"))),
                broken("servers are 0, not one", patch -> patch.remove("/servers/0")),
                broken("server is not https", patch -> patch.replace("/servers/0/url", "http://gateway.example.com")),
                broken("server is not on port 443",
                        patch -> patch.replace("/servers/0/url", "https://gateway.example.com:8443")),
                broken("server has no plain URL",
                        patch -> patch.replace("/servers/0/url", "https://{name}.example.com")),
                broken("server has no plain URL", patch -> patch.replace("/servers/0/url", "/")),
                broken("securitySchemes are 2, not one",
                        patch -> patch.copy(SCHEMES + "/other", SCHEMES + "/oauth")),
                broken("oauth tokenUrl is not https",
                        patch -> patch.replace(FLOW + "/tokenUrl", "http://gateway.example.com/oauth/token")),
                broken("oauth authorizationUrl has another domain than the server",
                        patch -> patch.replace(FLOW + "/authorizationUrl", "https://login.example.org/authorize")),
                broken("oauth tokenUrl has no plain URL", patch -> patch.remove(FLOW + "/tokenUrl")),
                broken("paths have 31 operations, not 1 to 30", patch -> {
                    IntStream.range(5, 31).forEach(i -> patch.add("/paths/~1x" + i, operation("x" + i)));
                    return patch;
                }),
                broken("/conversations has parameters beside its operations",
                        patch -> patch.add("/paths/~1conversations/parameters", JsonValue.EMPTY_JSON_OBJECT)));
    }

    static Stream<Arguments> ofOperations() {
        return Stream.of(
                broken("post /conversations has no operationId", patch -> patch.remove(PROMPT + "/operationId")),
                broken("prompt codex is no name of an action",
                        patch -> patch.replace(PROMPT + "/operationId", "prompt codex")),
                broken("a".repeat(65) + " is no name of an action",
                        patch -> patch.replace(PROMPT + "/operationId", "a".repeat(65))),
                broken("promptCodex is there twice", patch -> patch.replace(LIST + "/operationId", "promptCodex")),
                broken("promptCodex has a summary of more than 300 characters",
                        patch -> patch.replace(PROMPT + "/summary", "a".repeat(301))),
                broken("promptCodex has a description of more than 300 characters",
                        patch -> patch.replace(PROMPT + "/description", "a".repeat(301))),
                broken("promptCodex is not described",
                        patch -> patch.remove(PROMPT + "/summary").remove(PROMPT + "/description")),
                broken("promptCodex does not say whether it is consequential",
                        patch -> patch.remove(PROMPT + "/x-openai-isConsequential")),
                broken("promptCodex is not secured by the one scheme", patch -> patch.remove(PROMPT + "/security/0")),
                broken("promptCodex is not secured by the one scheme", patch -> patch.remove(PROMPT + "/security")),
                broken("promptCodex is not secured by the one scheme",
                        patch -> patch.replace(PROMPT + "/security/0", object("{'other': []}"))),
                broken("promptCodex has no responses", patch -> patch.remove(PROMPT + "/responses")));
    }

    static Stream<Arguments> ofParameters() {
        return Stream.of(
                broken("listConversations has a parameter that is a $ref",
                        patch -> patch.add("/components/parameters", object("{'page': {}}"))
                                .add(LIST + "/parameters/-", object("{'$ref': '#/components/parameters/page'}"))),
                broken("listConversations parameter ? has no name", patch -> patch.remove(LIST + "/parameters/0/name")),
                broken("listConversations parameter limit is in header, which is never sent",
                        patch -> patch.replace(LIST + "/parameters/0/in", "header")),
                broken("listConversations parameter limit is in cookie, which is never sent",
                        patch -> patch.replace(LIST + "/parameters/0/in", "cookie")),
                broken("listConversations parameter openaiFileIdRefs is not in the body of a POST",
                        patch -> patch.replace(LIST + "/parameters/0/name", "openaiFileIdRefs")),
                broken("listConversations parameter limit has a description of more than 700 characters",
                        patch -> patch.replace(LIST + "/parameters/0/description", "a".repeat(701))),
                broken("listConversations parameter limit has no schema",
                        patch -> patch.remove(LIST + "/parameters/0/schema")),
                broken("getConversation parameter session_id is in the path and not required",
                        patch -> patch.remove(GET + "/parameters/0/required")),
                broken("getConversation has other parameters in its path than it declares",
                        patch -> patch.replace(GET + "/parameters/0/name", "id")),
                broken("getConversation has other parameters in its path than it declares",
                        patch -> patch.remove(GET + "/parameters/0")));
    }

    static Stream<Arguments> ofBodies() {
        return Stream.of(
                broken("promptCodex body is not an object described in place",
                        patch -> patch.replace(BODY, object("{'$ref': '#/components/schemas/Problem'}"))),
                broken("promptCodex body is not an object described in place",
                        patch -> patch.replace(BODY, object("{'type': 'string'}"))),
                broken("promptCodex body.openaiFileIdRefs is not an array of strings",
                        patch -> patch.replace(BODY + "/properties/openaiFileIdRefs/items",
                                object("{'type': 'object', 'properties': {}}"))),
                broken("promptCodex body.openaiFileIdRefs is not an array of strings",
                        patch -> patch.replace(BODY + "/properties/openaiFileIdRefs/type", "string")),
                broken("promptCodex body.openaiFileIdRefs is not in the body of a POST",
                        patch -> patch.move("/paths/~1conversations/put", PROMPT)),
                broken("promptCodex body.output_schema.openaiFileIdRefs is not in the body of a POST",
                        patch -> patch.copy(BODY + "/properties/output_schema/properties/openaiFileIdRefs",
                                BODY + "/properties/openaiFileIdRefs")),
                broken("promptCodex body.prompt has a description of more than 700 characters",
                        patch -> patch.replace(BODY + "/properties/prompt/description", "a".repeat(701))));
    }

    static Stream<Arguments> ofSchemas() {
        Stream<Arguments> combined = Stream.of("oneOf", "anyOf", "allOf", "not").map(
                word -> broken("Problem.title uses " + word,
                        patch -> patch.add("/components/schemas/Problem/properties/title/" + word,
                                JsonValue.EMPTY_JSON_ARRAY)));
        return Stream.concat(combined, Stream.of(
                broken("promptCodex body.output_schema is an object without properties",
                        patch -> patch.remove(BODY + "/properties/output_schema/properties")),
                broken("Turn.error is an object without properties",
                        patch -> patch.remove("/components/schemas/Turn/properties/error/properties")),
                broken("promptCodex body.images is an array without items",
                        patch -> patch.remove(BODY + "/properties/images/items")),
                broken("promptCodex body.images[] is an object without properties",
                        patch -> patch.replace(BODY + "/properties/images/items/type", "object")),
                broken("Problem.* is an object without properties",
                        patch -> patch.add("/components/schemas/Problem/additionalProperties",
                                object("{'type': 'object'}"))),
                broken("#" + GET + "/responses/200/content/application~1json/schema/properties/turn"
                        + " refers to #/components/schemas/Nothing, which is not there",
                        patch -> patch.replace(
                                GET + "/responses/200/content/application~1json/schema/properties/turn/$ref",
                                "#/components/schemas/Nothing")),
                broken("#" + GET + "/responses/200/content/application~1json/schema/properties/turn"
                        + " refers to https://example.com/turn.json, which is not there",
                        patch -> patch.replace(
                                GET + "/responses/200/content/application~1json/schema/properties/turn/$ref",
                                "https://example.com/turn.json"))));
    }

    static Stream<Arguments> ofResponses() {
        return Stream.of(
                broken("promptCodex 202 has no description",
                        patch -> patch.remove(PROMPT + "/responses/202/description")),
                broken("promptCodex 202 has a description of more than 300 characters",
                        patch -> patch.replace(PROMPT + "/responses/202/description", "a".repeat(301))),
                broken("promptCodex 202 has no schema",
                        patch -> patch.remove(PROMPT + "/responses/202/content/application~1json/schema")),
                broken("promptCodex 200.content has a description of more than 700 characters",
                        patch -> patch.replace(
                                PROMPT + "/responses/200/content/application~1json/schema/properties/content/description",
                                "a".repeat(701))));
    }

    private static Arguments broken(String fault, UnaryOperator<JsonPatchBuilder> change) {
        return Arguments.of(fault, change);
    }

    private static JsonObject operation(String id) {
        return object("{'get': {'operationId': '" + id + "', 'summary': 'x', 'x-openai-isConsequential': false,"
                + " 'security': [{'oauth': []}], 'responses': {'200': {'description': 'x'}}}}");
    }

    private static JsonObject object(String json) {
        return GatewayFixture.json(json.replace('\'', '"'));
    }

    private static JsonObject document(String publicUrl) {
        return GatewayFixture.json(new String(OpenApiDocument.of(URI.create(publicUrl)).json(),
                StandardCharsets.UTF_8));
    }
}
