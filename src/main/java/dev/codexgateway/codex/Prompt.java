package dev.codexgateway.codex;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;

import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;

/**
 * What is asked of Codex; one that exists is within all limits.
 *
 * @param images       data URIs
 * @param files        texts that came with it
 * @param outputSchema the JSON Schema that the answer must satisfy
 */
public record Prompt(String text, Optional<String> model, List<String> images, List<TextFile> files,
        Optional<JsonObject> outputSchema) {
    public static final int MAX_CHARACTERS = 1_048_576;
    private static final int MAX_IMAGES = 20;
    private static final int MAX_FILES = 20;
    private static final int MAX_SCHEMA = 64 * 1024;
    private static final Pattern IMAGE = Pattern.compile("data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]++={0,2}");
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}");

    public Prompt {
        images = List.copyOf(images);
        files = List.copyOf(files);
        demand(!text.isBlank(), "`prompt` must not be empty.");
        demand(text.codePointCount(0, text.length()) <= MAX_CHARACTERS,
                "`prompt` may have at most " + MAX_CHARACTERS + " characters.");
        demand(unicode(text), "`prompt` must be valid Unicode: it has half of a surrogate pair.");
        demand(model.filter(name -> !MODEL.matcher(name).matches()).isEmpty(), "`model` is not the name of a model.");
        demand(images.size() <= MAX_IMAGES, "`images` may have at most " + MAX_IMAGES + " elements.");
        demand(images.stream().allMatch(image -> IMAGE.matcher(image).matches()),
                "`images` must be data URIs with base64, of PNG, JPEG, GIF or WebP pictures.");
        demand(files.size() <= MAX_FILES, "At most " + MAX_FILES + " files may come with a prompt.");
        demand(files.stream().mapToInt(file -> file.text().codePointCount(0, file.text().length()))
                .sum() <= MAX_CHARACTERS,
                "The files that come with a prompt may have at most " + MAX_CHARACTERS + " characters together.");
        demand(outputSchema.map(JsonObject::toString).filter(json -> json.length() > MAX_SCHEMA || !unicode(json))
                .isEmpty(),
                "`output_schema` may have at most " + MAX_SCHEMA + " characters of valid Unicode.");
    }

    /** As it is stored with its turn. */
    public JsonObject json() {
        JsonObjectBuilder json = Json.createObjectBuilder().add("prompt", text);
        model.ifPresent(name -> json.add("model", name));
        if (!images.isEmpty()) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            images.forEach(array::add);
            json.add("images", array);
        }
        if (!files.isEmpty()) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            files.forEach(file -> array
                    .add(Json.createObjectBuilder().add("name", file.name()).add("text", file.text())));
            json.add("files", array);
        }
        outputSchema.ifPresent(schema -> json.add("output_schema", schema));
        return json.build();
    }

    /** Reads back what {@link #json()} wrote. */
    public static Prompt of(JsonObject json) {
        return new Prompt(json.getString("prompt"), Optional.ofNullable(json.getString("model", null)),
                json.containsKey("images") ? json.getJsonArray("images").getValuesAs(JsonString::getString) : List.of(),
                json.containsKey("files") ? json.getJsonArray("files").getValuesAs(TextFile::of) : List.of(),
                Optional.ofNullable(json.getJsonObject("output_schema")));
    }

    /**
     * A text that came with a prompt.
     *
     * @param name as the person called it: 1 to 255 characters, none of them a control character
     */
    public record TextFile(String name, String text) {

        public TextFile {
            demand(name.length() <= 255 && !name.isBlank() && unicode(name)
                    && name.codePoints().noneMatch(Character::isISOControl), "A file's name is not one.");
            demand(unicode(text), "A file must be valid Unicode.");
        }

        private static TextFile of(JsonObject json) {
            return new TextFile(json.getString("name"), json.getString("text"));
        }
    }

    private static void demand(boolean condition, String detail) {
        if (!condition) {
            throw GatewayException.invalid(detail);
        }
    }

    private static boolean unicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
