package dev.codexgateway.jsonrpc;

import static dev.codexgateway.jsonrpc.JsonText.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParsingException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples of the specification, in its order. Our errors carry data, which its do not. */
@Tag("jsonrpc2-7")
class SpecificationExamplesTest {
    private static final JsonValue INVALID = json(
            "{'jsonrpc':'2.0','error':{'code':-32600,'message':'Invalid Request'},'id':null}");
    private static final JsonValue PARSE_ERROR = json(
            "{'jsonrpc':'2.0','error':{'code':-32700,'message':'Parse error'},'id':null}");

    private final Dispatcher<String> dispatcher = new Dispatcher<>(Map.of(
            "subtract", (params, context) -> subtract(params),
            "sum", (params, context) -> sum(params),
            "update", (params, context) -> JsonValue.TRUE,
            "notify_hello", (params, context) -> JsonValue.TRUE,
            "notify_sum", (params, context) -> sum(params),
            "get_data", (params, context) -> json("['hello',5]")), 50, UnaryOperator.identity());

    @Test
    void positionalParameters() {
        assertThat(answer("{'jsonrpc':'2.0','method':'subtract','params':[42,23],'id':1}"))
                .contains(json("{'jsonrpc':'2.0','result':19,'id':1}"));
        assertThat(answer("{'jsonrpc':'2.0','method':'subtract','params':[23,42],'id':2}"))
                .contains(json("{'jsonrpc':'2.0','result':-19,'id':2}"));
    }

    @Test
    void namedParameters() {
        assertThat(answer("{'jsonrpc':'2.0','method':'subtract','params':{'subtrahend':23,'minuend':42},'id':3}"))
                .contains(json("{'jsonrpc':'2.0','result':19,'id':3}"));
        assertThat(answer("{'jsonrpc':'2.0','method':'subtract','params':{'minuend':42,'subtrahend':23},'id':4}"))
                .contains(json("{'jsonrpc':'2.0','result':19,'id':4}"));
    }

    @Test
    void aNotification() {
        assertThat(answer("{'jsonrpc':'2.0','method':'update','params':[1,2,3,4,5]}")).isEmpty();
        assertThat(answer("{'jsonrpc':'2.0','method':'foobar'}")).isEmpty();
    }

    @Test
    void aCallOfANonExistentMethod() {
        assertThat(answer("{'jsonrpc':'2.0','method':'foobar','id':'1'}")).contains(
                json("{'jsonrpc':'2.0','error':{'code':-32601,'message':'Method not found'},'id':'1'}"));
    }

    @Test
    void aCallWithInvalidJson() {
        assertThat(answer("{'jsonrpc':'2.0','method':'foobar,'params':'bar','baz]")).contains(PARSE_ERROR);
    }

    @Test
    void aCallWithAnInvalidRequestObject() {
        assertThat(answer("{'jsonrpc':'2.0','method':1,'params':'bar'}")).contains(INVALID);
    }

    @Test
    void aBatchWithInvalidJson() {
        assertThat(answer("[{'jsonrpc':'2.0','method':'sum','params':[1,2,4],'id':'1'},{'jsonrpc':'2.0','method'"))
                .contains(PARSE_ERROR);
    }

    @Test
    void aCallWithAnEmptyArray() {
        assertThat(answer("[]")).contains(INVALID);
    }

    @Test
    void aCallWithAnInvalidBatchThatIsNotEmpty() {
        assertThat(answer("[1]")).contains(array(INVALID));
    }

    @Test
    void aCallWithAnInvalidBatch() {
        assertThat(answer("[1,2,3]")).contains(array(INVALID, INVALID, INVALID));
    }

    @Test
    void aBatch() {
        String batch = """
                       [
                         {'jsonrpc':'2.0','method':'sum','params':[1,2,4],'id':'1'},
                         {'jsonrpc':'2.0','method':'notify_hello','params':[7]},
                         {'jsonrpc':'2.0','method':'subtract','params':[42,23],'id':'2'},
                         {'foo':'boo'},
                         {'jsonrpc':'2.0','method':'foo.get','params':{'name':'myself'},'id':'5'},
                         {'jsonrpc':'2.0','method':'get_data','id':'9'}
                       ]""";

        Optional<JsonValue> answer = answer(batch);

        assertThat(answer)
                .contains(json("""
                               [
                                 {'jsonrpc':'2.0','result':7,'id':'1'},
                                 {'jsonrpc':'2.0','result':19,'id':'2'},
                                 {'jsonrpc':'2.0','error':{'code':-32600,'message':'Invalid Request'},'id':null},
                                 {'jsonrpc':'2.0','error':{'code':-32601,'message':'Method not found'},'id':'5'},
                                 {'jsonrpc':'2.0','result':['hello',5],'id':'9'}
                               ]"""));
    }

    @Test
    void aBatchOfOnlyNotifications() {
        assertThat(answer("""
                          [
                            {'jsonrpc':'2.0','method':'notify_sum','params':[1,2,4]},
                            {'jsonrpc':'2.0','method':'notify_hello','params':[7]}
                          ]""")).isEmpty();
    }

    private Optional<JsonValue> answer(String text) {
        return dispatch(text).map(SpecificationExamplesTest::withoutData);
    }

    private Optional<JsonValue> dispatch(String text) {
        try {
            return dispatcher.dispatch(json(text), "a caller", "incident-1");
        } catch (JsonParsingException e) {
            return Optional.of(Dispatcher.parseError("incident-1"));
        }
    }

    private static JsonValue withoutData(JsonValue answer) {
        return switch (answer) {
            case JsonArray answers -> array(answers.stream().map(a -> withoutData(a)).toArray(JsonValue[]::new));
            case JsonObject response when response.containsKey("error") -> Json.createObjectBuilder(response)
                    .add("error", Json.createObjectBuilder(response.getJsonObject("error")).remove("data"))
                    .build();
            default -> answer;
        };
    }

    private static JsonArray array(JsonValue... values) {
        var array = Json.createArrayBuilder();
        for (JsonValue value : values) {
            array.add(value);
        }
        return array.build();
    }

    private static JsonValue subtract(Params params) {
        return params.positional()
                .map(numbers -> difference(numbers.getInt(0), numbers.getInt(1)))
                .orElseGet(() -> difference(operand(params, "minuend"), operand(params, "subtrahend")));
    }

    private static long operand(Params params, String name) {
        return params.integer(name, 0, 100).orElseThrow();
    }

    private static JsonValue difference(long minuend, long subtrahend) {
        return Json.createValue(minuend - subtrahend);
    }

    private static JsonValue sum(Params params) {
        return Json.createValue(params.positional().orElseThrow().getValuesAs(JsonNumber::intValue).stream()
                .mapToInt(Integer::intValue).sum());
    }
}
