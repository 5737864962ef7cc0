package dev.codexgateway.jsonrpc;

import static dev.codexgateway.jsonrpc.JsonText.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jsonrpc2-4")
class CallTest {

    @Test
    void aCallWithAnIdIsARequest() {
        JsonValue value = json("{'jsonrpc':'2.0','method':'sum','params':[1],'id':7}");

        Call.Parsed parsed = Call.parse(value);

        Optional<JsonStructure> params = Optional.of(json("[1]").asJsonArray());
        assertThat(parsed).isEqualTo(new Call.Valid(new Call.Request(json("7"), "sum", params)));
    }

    @Test
    void aCallWithoutAnIdIsANotification() {
        JsonValue value = json("{'jsonrpc':'2.0','method':'update'}");

        Call.Parsed parsed = Call.parse(value);

        assertThat(parsed).isEqualTo(new Call.Valid(new Call.Notification("update", Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''", "'7'", "0", "-1", "1.5", "1e400", "123456789012345678901234567890"})
    void anyStringNumberOrNullIsAnId(String id) {
        JsonValue value = json("{'jsonrpc':'2.0','method':'sum','id':" + id + "}");

        Call.Parsed parsed = Call.parse(value);

        assertThat(parsed).isEqualTo(new Call.Valid(new Call.Request(json(id), "sum", Optional.empty())));
    }

    @Test
    void membersThatTheSpecificationDoesNotKnowAreIgnored() {
        JsonValue value = json("{'jsonrpc':'2.0','method':'update','extra':true}");

        Call.Parsed parsed = Call.parse(value);

        assertThat(parsed).isInstanceOf(Call.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "1", "'call'", "[]", "[{'jsonrpc':'2.0','method':'sum','id':1}]"})
    void whatIsNotAnObjectIsNoCall(String text) {
        JsonValue value = json(text);

        Call.Parsed parsed = Call.parse(value);

        assertThat(parsed).isEqualTo(new Call.Invalid(JsonValue.NULL, "A call must be an object."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                                                                  {}                                                   | null  | `jsonrpc` must be "2.0".
                                                                  {'id':1,'method':'sum'}                              | 1     | `jsonrpc` must be "2.0".
                                                                  {'jsonrpc':'1.0','id':1,'method':'sum'}              | 1     | `jsonrpc` must be "2.0".
                                                                  {'jsonrpc':'2.00','id':1,'method':'sum'}             | 1     | `jsonrpc` must be "2.0".
                                                                  {'jsonrpc':2.0,'id':'a','method':'sum'}              | 'a'   | `jsonrpc` must be "2.0".
                                                                  {'jsonrpc':null,'id':null,'method':'sum'}            | null  | `jsonrpc` must be "2.0".
                                                                  {'jsonrpc':'2.0'}                                    | null  | `method` must be a string.
                                                                  {'jsonrpc':'2.0','id':1.5}                           | 1.5   | `method` must be a string.
                                                                  {'jsonrpc':'2.0','id':1,'result':2}                  | 1     | `method` must be a string.
                                                                  {'jsonrpc':'2.0','id':1,'method':null}               | 1     | `method` must be a string.
                                                                  {'jsonrpc':'2.0','id':1,'method':1}                  | 1     | `method` must be a string.
                                                                  {'jsonrpc':'2.0','id':1,'method':['sum']}            | 1     | `method` must be a string.
                                                                  {'jsonrpc':'2.0','id':1,'method':'s','params':null}  | 1     | `params` must be an object or an array.
                                                                  {'jsonrpc':'2.0','id':1,'method':'s','params':'p'}   | 1     | `params` must be an object or an array.
                                                                  {'jsonrpc':'2.0','id':1,'method':'s','params':0}     | 1     | `params` must be an object or an array.
                                                                  {'jsonrpc':'2.0','method':'s','params':false}        | null  | `params` must be an object or an array.
                                                                  {'jsonrpc':'2.0','id':true,'method':'s'}             | null  | `id` must be a string, a number or null.
                                                                  {'jsonrpc':'2.0','id':{},'method':'s'}               | null  | `id` must be a string, a number or null.
                                                                  {'jsonrpc':'2.0','id':[1],'method':'s'}              | null  | `id` must be a string, a number or null.
                                                                  """)
    void aMalformedCallIsInvalidAndKeepsTheIdThatCouldBeRead(String text, String id, String detail) {
        JsonValue value = json(text);

        Call.Parsed parsed = Call.parse(value);

        assertThat(parsed).isEqualTo(new Call.Invalid(json(id), detail));
    }
}
