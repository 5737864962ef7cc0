package dev.codexgateway.api.actions;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.access.Scope;
import dev.codexgateway.testing.GatewayFixture;

/** Every answer that the document promises is provoked over HTTP, and is what the document says of it. */
class DocumentedAnswersTest {
    private static ProvokedAnswers answers;
    private static GatewayFixture gateway;
    private static JsonObject document;
    private static DocumentedAnswers documented;

    @BeforeAll
    static void start() {
        answers = new ProvokedAnswers();
        gateway = answers.gateway();
        document = json(gateway.get("/openapi.json").body());
        documented = new DocumentedAnswers(document);
    }

    @AfterAll
    static void stop() {
        answers.close();
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerIsAsDocumented() {
        return answers.all().map(provoked -> dynamicTest(provoked.name(), () -> {
            HttpResponse<String> answer = provoked.call().get();

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(provoked.status());
            assertThat(documented.faults(provoked.operation().id(), answer)).as(answer.body()).isEmpty();
        }));
    }

    @Test
    void whatIsDocumentedIsProvokedAndNothingElse() {
        assertThat(answers.all().map(ProvokedAnswers.Case::pair).distinct())
                .containsExactlyInAnyOrderElementsOf(documented.all());
    }

    @Test
    void theDocumentHasTheRoutesOfTheServiceAndNoOthers() {
        Set<String> routes = Arrays.stream(Operation.values())
                .map(one -> one.id() + " " + one.method().text() + " " + one.path()).collect(Collectors.toSet());

        assertThat(operations().map(one -> one.json().getString("operationId") + " "
                + one.method().toUpperCase(Locale.ROOT) + " " + one.path()))
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void anOperationNeedsTheScopeThatTheDocumentSays() {
        assertThat(operations().toList()).allSatisfy(one -> {
            String scope = one.json().getJsonArray("security").getJsonObject(0).getJsonArray("oauth").getString(0);
            Operation operation = Arrays.stream(Operation.values())
                    .filter(each -> each.id().equals(one.json().getString("operationId"))).findFirst().orElseThrow();

            HttpResponse<String> refused = answers.without(Scope.parse(scope).orElseThrow().iterator().next(),
                    operation);

            assertThat(json(refused.body()).getString("scope")).isEqualTo(scope);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"200|application/json|{'deleted':true,'more':1}|'more'",
            "200|application/json|{}|required property 'deleted'",
            "200|application/json|{'deleted':'yes'}|boolean expected",
            "200|text/plain|{'deleted':true}|type text/plain is not documented",
            "201|application/json|{'deleted':true}|status 201 is not documented",
            "429|application/problem+json|{'type':'a','title':'b','status':429,'detail':'c','request_id':'d'}|"
                    + "header Retry-After is missing"})
    void anAnswerThatIsNotAsDocumentedIsFound(int status, String type, String body, String fault) {
        HttpHeaders headers = HttpHeaders.of(Map.of("Content-Type", List.of(type)), (_, _) -> true);

        assertThat(documented.faults("deleteConversation", status, headers, body.replace('\'', '"')))
                .singleElement().asString().contains(fault);
    }

    @Test
    void anUndocumentedMemberIsFoundBehindAReference() {
        HttpResponse<String> answer = gateway.get("/conversations/" + answers.ended().getString("session_id"),
                "X-API-Key", KEY);
        String body = answer.body().replace("\"turn\":{", "\"turn\":{\"events\":[],");

        assertThat(documented.faults("getConversation", 200, answer.headers(), body)).singleElement().asString()
                .contains("events");
    }

    @Test
    void everyPropertyOfAPromptIsReadByTheService() {
        JsonObject properties = document.getJsonObject("paths").getJsonObject("/conversations").getJsonObject("post")
                .getJsonObject("requestBody").getJsonObject("content").getJsonObject("application/json")
                .getJsonObject("schema").getJsonObject("properties");

        // What arrives as files is not what is documented: that is ChatGPT's way.
        assertThat(properties).hasSizeGreaterThan(5).allSatisfy((name, schema) -> {
            if (!name.equals(SchemaLint.FILES)) {
                Object wrong = SchemaLint.typed(schema.asJsonObject(), "object") ? 7 : object();
                HttpResponse<String> answer = gateway.post("/conversations",
                        object("prompt", "Hello", name, wrong).toString(), "X-API-Key", KEY);
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(json(answer.body()).getString("detail")).contains("`" + name + "`");
            }
        });
    }

    @Test
    void theBoundsOfNumbersInAQueryAreThoseOfTheService() {
        String session = answers.ended().getString("session_id");

        assertThat(numbers().toList()).hasSizeGreaterThan(3).allSatisfy(bound -> {
            String path = bound.path().replace("{session_id}", session) + "?" + bound.name() + "=";
            assertThat(gateway.get(path + bound.last(), "X-API-Key", KEY).statusCode()).isEqualTo(200);
            assertThat(gateway.get(path + bound.beyond(), "X-API-Key", KEY).statusCode()).isEqualTo(400);
        });
    }

    private static Stream<Bound> numbers() {
        return operations().filter(one -> one.json().containsKey("parameters"))
                .flatMap(one -> one.json().getJsonArray("parameters").getValuesAs(JsonObject.class).stream()
                        .flatMap(parameter -> Map.of("minimum", -1, "maximum", 1).entrySet().stream()
                                .filter(edge -> parameter.getJsonObject("schema").containsKey(edge.getKey()))
                                .map(edge -> Bound.of(one.path(), parameter, edge.getKey(), edge.getValue()))));
    }

    private static Stream<Described> operations() {
        return document.getJsonObject("paths").entrySet().stream().flatMap(path -> path.getValue().asJsonObject()
                .entrySet().stream()
                .map(one -> new Described(path.getKey(), one.getKey(), one.getValue().asJsonObject())));
    }

    private record Described(String path, String method, JsonObject json) {}

    /** @param beyond the first number that is refused */
    private record Bound(String path, String name, int last, int beyond) {

        static Bound of(String path, JsonObject parameter, String edge, int step) {
            int last = parameter.getJsonObject("schema").getInt(edge);
            return new Bound(path, parameter.getString("name"), last, last + step);
        }
    }
}
