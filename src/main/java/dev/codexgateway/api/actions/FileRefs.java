package dev.codexgateway.api.actions;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import dev.codexgateway.error.GatewayException;
import dev.codexgateway.fetch.FetchFault;
import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.fetch.Link;

/**
 * Reads {@code openaiFileIdRefs}: by its documentation objects with {@code name}, {@code id}, {@code mime_type} and
 * {@code download_link}; at times only the ids arrive, which nobody but ChatGPT can resolve.
 */
final class FileRefs {
    private static final String MEMBER = "openaiFileIdRefs";
    private static final Pattern URL = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);

    private final Fetcher fetcher;
    private final boolean taken;

    /** @param taken false if no files are taken at all */
    FileRefs(Fetcher fetcher, boolean taken) {
        this.fetcher = fetcher;
        this.taken = taken;
    }

    List<FileRef> parse(JsonObject request) {
        JsonValue sent = request.getOrDefault(MEMBER, JsonValue.NULL);
        List<JsonValue> refs = switch (sent.getValueType()) {
            case NULL -> List.of();
            case ARRAY -> (JsonArray) sent;
            case OBJECT, STRING, NUMBER, TRUE, FALSE ->
                throw GatewayException.invalid("`" + MEMBER + "` must be an array.");
        };
        if (refs.size() > ChatFiles.MAX_FILES) {
            throw GatewayException.invalid("At most " + ChatFiles.MAX_FILES + " files may come with a request.");
        }
        if (!refs.isEmpty() && !taken) {
            throw GatewayException.invalid("This gateway takes no files. Paste their text into `prompt`, or send the "
                    + "request without `" + MEMBER + "`.");
        }
        return refs.stream().map(this::ref).toList();
    }

    private FileRef ref(JsonValue sent) {
        return switch (sent) {
            case JsonObject object -> ref(text(object, "id"), text(object, "name"), text(object, "download_link"));
            case JsonString string when URL.matcher(string.getString()).matches() ->
                ref(Optional.empty(), Optional.empty(), Optional.of(string.getString()));
            case JsonString string -> throw FileTrouble.noLink(FileName.clean(string.getString()));
            default -> throw GatewayException.invalid("Each of `" + MEMBER + "` must be an object with `name`, `id`, "
                    + "`mime_type` and `download_link`.");
        };
    }

    private FileRef ref(Optional<String> id, Optional<String> named, Optional<String> address) {
        String known = FileName.clean(named.or(() -> id).orElse(""));
        Link link = link(address.orElseThrow(() -> FileTrouble.noLink(known)), known);
        String name = named.or(() -> id).isPresent() ? known : FileName.clean(link.path());
        return new FileRef(id.or(() -> named).orElseGet(link::path), name, link);
    }

    private Link link(String address, String name) {
        try {
            return fetcher.link(address);
        } catch (FetchFault e) {
            throw FileTrouble.of(e, name, ChatFiles.MEGABYTES, ChatFiles.MEGABYTES_TOGETHER);
        }
    }

    private static Optional<String> text(JsonObject object, String name) {
        return Stream.ofNullable(object.get(name)).filter(JsonString.class::isInstance).map(JsonString.class::cast)
                .map(JsonString::getString).filter(text -> !text.isBlank()).findFirst();
    }
}
