package dev.codexgateway.jsonrpc;

import static dev.codexgateway.jsonrpc.JsonText.json;
import static dev.codexgateway.jsonrpc.JsonText.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import jakarta.json.JsonStructure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.error.GatewayError.InvalidParams;
import dev.codexgateway.error.GatewayException;

class ParamsTest {
    private static final Map<String, Consumer<Params>> READINGS = Map.of(
            "required", params -> params.required("it"),
            "text", params -> params.text("it"),
            "integer", params -> params.integer("it", 1, 1000),
            "number", params -> params.number("it", 0, 1.5),
            "flag", params -> params.flag("it"),
            "texts", params -> params.texts("it"),
            "object", params -> params.object("it"));

    @Test
    void everyTypeIsReadAsItself() {
        Params params = Params.of(object("{'s':'x','i':3,'n':0.5,'f':true,'a':['x','y'],'o':{'k':1}}"));

        assertThat(params.required("s")).isEqualTo("x");
        assertThat(params.text("s")).contains("x");
        assertThat(params.integer("i", 0, 3)).contains(3L);
        assertThat(params.number("n", 0, 1)).contains(0.5);
        assertThat(params.flag("f")).contains(true);
        assertThat(params.texts("a")).containsExactly("x", "y");
        assertThat(params.object("o")).contains(object("{'k':1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'it':null}", "{'other':1}", "[]"})
    void whatIsMissingOrNullIsAbsent(String sent) {
        Params params = new Params(Optional.of((JsonStructure) json(sent)));

        assertThat(params.text("it")).isEmpty();
        assertThat(params.integer("it", 0, 9)).isEmpty();
        assertThat(params.number("it", 0, 9)).isEmpty();
        assertThat(params.flag("it")).isEmpty();
        assertThat(params.texts("it")).isEmpty();
        assertThat(params.object("it")).isEmpty();
        assertThat(refusal(() -> params.required("it"))).isEqualTo("`it` is required.");
    }

    @Test
    void paramsThatWereNotSentHaveNoMembers() {
        Params params = new Params(Optional.empty());

        assertThat(params.text("it")).isEmpty();
        assertThat(params.positional()).isEmpty();
    }

    @Test
    void aPositionalArrayCanBeTakenAsOne() {
        Params params = new Params(Optional.of(json("[42,23]").asJsonArray()));

        assertThat(params.positional()).contains(json("[42,23]").asJsonArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"required", "text", "integer", "number", "flag", "texts", "object"})
    void aPositionalArrayCannotBeReadByName(String reading) {
        Params params = new Params(Optional.of(json("[42,23]").asJsonArray()));

        String refusal = refusal(() -> READINGS.get(reading).accept(params));

        assertThat(refusal).isEqualTo("Params must be given by name.");
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "3.0, 3", "3e0, 3", "30e-1, 3", "1, 1", "1000, 1000", "1E3, 1000"})
    void aNumberOfIntegralValueIsAWholeNumber(String sent, long value) {
        Params params = Params.of(object("{'it':" + sent + "}"));

        assertThat(params.integer("it", 1, 1000)).contains(value);
    }

    @Test
    void theGreatestWholeNumberKeepsAllItsDigits() {
        Params params = Params.of(object("{'it':9223372036854775807}"));

        assertThat(params.integer("it", 0, Long.MAX_VALUE)).contains(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                                                                  required | 1               | `it` must be a string.
                                                                  required | {}              | `it` must be a string.
                                                                  text     | true            | `it` must be a string.
                                                                  text     | ['x']           | `it` must be a string.
                                                                  integer  | 0               | `it` must be a whole number from 1 to 1000.
                                                                  integer  | 1001            | `it` must be a whole number from 1 to 1000.
                                                                  integer  | 1.5             | `it` must be a whole number from 1 to 1000.
                                                                  integer  | 1e-400          | `it` must be a whole number from 1 to 1000.
                                                                  integer  | 1e999999999     | `it` must be a whole number from 1 to 1000.
                                                                  integer  | 1e-999999999    | `it` must be a whole number from 1 to 1000.
                                                                  integer  | 9223372036854775808 | `it` must be a whole number from 1 to 1000.
                                                                  integer  | 18446744073709551617 | `it` must be a whole number from 1 to 1000.
                                                                  integer  | '3'             | `it` must be a whole number from 1 to 1000.
                                                                  integer  | true            | `it` must be a whole number from 1 to 1000.
                                                                  number   | -0.1            | `it` must be a number from 0 to 1.5.
                                                                  number   | 1.51            | `it` must be a number from 0 to 1.5.
                                                                  number   | 1e999999999     | `it` must be a number from 0 to 1.5.
                                                                  number   | '1'             | `it` must be a number from 0 to 1.5.
                                                                  flag     | 'true'          | `it` must be true or false.
                                                                  flag     | 1               | `it` must be true or false.
                                                                  texts    | 'x'             | `it` must be an array of strings.
                                                                  texts    | ['x',1]         | `it` must be an array of strings.
                                                                  texts    | ['x',null]      | `it` must be an array of strings.
                                                                  texts    | {'0':'x'}       | `it` must be an array of strings.
                                                                  object   | []              | `it` must be an object.
                                                                  object   | '{}'            | `it` must be an object.
                                                                  """)
    void aWrongTypeOrValueIsRefusedBySayingWhatItMustBe(String reading, String sent, String expected) {
        Params params = Params.of(object("{'it':" + sent + "}"));

        String refusal = refusal(() -> READINGS.get(reading).accept(params));

        assertThat(refusal).isEqualTo(expected);
    }

    private static String refusal(Runnable reading) {
        GatewayException refused = catchThrowableOfType(GatewayException.class, reading::run);
        assertThat(refused).isNotNull();
        return ((InvalidParams) refused.error()).detail();
    }
}
