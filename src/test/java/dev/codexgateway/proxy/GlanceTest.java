package dev.codexgateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.usage.Usage;

/** What is read of JSON in passing is what a parser finds there, wherever the pieces are cut. */
class GlanceTest {

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsWhatAParserFinds(long seed) {
        String json = new Answers(new Random(seed)).answer();
        JsonObject parsed = parse(json);

        Glance glance = new Glance(false);
        feed(glance, json.getBytes(StandardCharsets.UTF_8));

        assertFound(glance, parsed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsTheSameInPieces(long seed) {
        Random random = new Random(seed);
        String json = new Answers(random).answer();
        JsonObject parsed = parse(json);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        Glance glance = new Glance(false);
        for (int from = 0; from < bytes.length;) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(20));
            glance.feed(bytes, from, to);
            from = to;
        }

        assertFound(glance, parsed);
    }

    static IntStream lengths() {
        return IntStream.rangeClosed(0, 40);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void findsTheEndOfATextOfAnyLength(int length) {
        String skipped = "x#!]Z[¢Ü".repeat(5).substring(0, length);

        Glance glance = new Glance(false);
        feed(glance, ("{\"other\":\"" + skipped + "\",\"model\":\"m\"}").getBytes(StandardCharsets.UTF_8));

        assertThat(glance.model()).isEqualTo("m");
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void takesAnEscapedQuotationMarkAtAnyPlaceForNoEnd(int before) {
        String skipped = "x".repeat(before) + "\\\",\\\"model\\\":\\\"not this\\\\";

        Glance glance = new Glance(false);
        feed(glance, ("{\"other\":\"" + skipped + "\",\"model\":\"m\"}").getBytes(StandardCharsets.UTF_8));

        assertThat(glance.model()).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(ints = {PassingJson.LONGEST - 1, PassingJson.LONGEST})
    void holdsATextUpToItsLimit(int length) {
        String model = "m".repeat(length);

        assertThat(modelOf(model, length / 2)).isEqualTo(model);
    }

    @ParameterizedTest
    @ValueSource(ints = {PassingJson.LONGEST + 1, 3 * PassingJson.LONGEST})
    void knowsNothingOfATextBeyondItsLimit(int length) {
        assertThat(modelOf("m".repeat(length), length / 2)).isEmpty();
    }

    @Test
    void forgetsWhatBrokeOffWhenItBeginsAnew() {
        Glance glance = new Glance(false);
        feed(glance, "{\"model\":\"first\",\"usage\":{\"input_tokens\":12".getBytes(StandardCharsets.UTF_8));

        glance.restart();
        feed(glance, "{\"id\":\"7\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(glance.id()).isEqualTo("7");
        assertThat(glance.model()).isEmpty();
        assertThat(glance.usage()).isEmpty();
    }

    private static String modelOf(String model, int cut) {
        byte[] bytes = ("{\"model\":\"" + model + "\"}").getBytes(StandardCharsets.US_ASCII);
        Glance glance = new Glance(false);
        glance.feed(bytes, 0, cut);
        glance.feed(bytes, cut, bytes.length);
        return glance.model();
    }

    private static void feed(Glance glance, byte[] bytes) {
        glance.feed(bytes, 0, bytes.length);
    }

    private static JsonObject parse(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static void assertFound(Glance glance, JsonObject parsed) {
        assertThat(glance.id()).isEqualTo(parsed.getString("id", ""));
        assertThat(glance.model()).isEqualTo(parsed.getString("model", ""));
        assertThat(glance.status()).isEqualTo(parsed.getString("status", ""));
        assertThat(glance.notStored()).isEqualTo(!parsed.getBoolean("store", true));
        JsonObject usage = parsed.getJsonObject("usage");
        assertThat(glance.usage()).contains(new Usage(usage.getInt("input_tokens"),
                usage.getJsonObject("input_tokens_details").getInt("cached_tokens"), usage.getInt("output_tokens"),
                usage.getJsonObject("output_tokens_details").getInt("reasoning_tokens")));
    }

    /** Answers with members in any order, white space anywhere, and names deeper within that are not to be mistaken. */
    private static final class Answers {
        private static final String[] TEXTS = {"", "a", "gpt-6.1", "\\\"", "\\\\", "\\u0022", "é", "漢字",
                "\\n{\\\"id\\\":1}",
                "}],{[", "x".repeat(300), ":,", "usage", "a text of some more words than fit into eight bytes"};
        private static final String[] NAMES = {"id", "model", "status", "store", "usage", "input_tokens", "response",
                "type",
                "output_tokens", "na\\\"me", "", "x".repeat(17), "text"};

        private final Random random;

        Answers(Random random) {
            this.random = random;
        }

        String answer() {
            List<String> members = new ArrayList<>(List.of(
                    member("id", text("resp_" + random.nextInt(1000))),
                    member("model", text("gpt-" + random.nextInt(10))),
                    member("status", text(random.nextBoolean() ? "completed" : "incomplete")),
                    member("usage", "{" + blank() + member("input_tokens", number()) + ","
                            + member("input_tokens_details",
                                    "{" + member("cached_tokens", number()) + "}")
                            + "," + member("output_tokens", number()) + ","
                            + member("output_tokens_details", "{" + member("reasoning_tokens", number()) + "}") + ","
                            + member("total_tokens", number()) + "}")));
            if (random.nextBoolean()) {
                members.add(member("store", random.nextBoolean() ? "false" : "true"));
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                members.add(member("other" + i, value(4)));
            }
            Collections.shuffle(members, random);
            return blank() + "{" + String.join(",", members) + "}";
        }

        private String value(int depth) {
            return switch (random.nextInt(depth > 0 ? 7 : 4)) {
                case 0 -> text(TEXTS[random.nextInt(TEXTS.length)]);
                case 1 -> number();
                case 2 -> "null";
                case 3 -> random.nextBoolean() ? "-1.5e+3" : "false";
                case 4 -> "[" + blank() + "]";
                case 5 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
                default -> "{" + member(NAMES[random.nextInt(NAMES.length)], value(depth - 1)) + "}";
            };
        }

        private String member(String name, String value) {
            return blank() + text(name) + blank() + ":" + blank() + value + blank();
        }

        private static String text(String inner) {
            return '"' + inner + '"';
        }

        private String number() {
            return Integer.toString(random.nextInt(1_000_000));
        }

        private String blank() {
            return " \n\t\r".substring(0, random.nextInt(3));
        }
    }
}
