package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.StringReader;
import java.util.List;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.fetch.HostPattern;

class FileRefsTest {
    private static final String LINK = "https://files.oaiusercontent.com/file-abc?se=2026&sig=s%2Bg";
    private final ChatFiles files = new ChatFiles(
            new FilesConfig(List.of(HostPattern.parse("*.oaiusercontent.com").orElseThrow()), false));

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'openaiFileIdRefs': null}", "{'openaiFileIdRefs': []}"})
    void aRequestWithoutFilesHasNone(String request) {
        assertThat(files.parse(json(request))).isEmpty();
    }

    @Test
    void anObjectIsReadAsDocumented() {
        FileRef ref = only(
                "{'name': 'notes.txt', 'id': 'file-abc', 'mime_type': 'text/plain', 'download_link': '" + LINK
                        + "'}");

        assertThat(ref.name()).isEqualTo("notes.txt");
        assertThat(ref.id()).isEqualTo("file-abc");
        assertThat(ref.link()).hasToString("https://files.oaiusercontent.com/file-abc");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {"{'id': 'i', 'name': 'n', | i | n",
            "{'name': 'n', | n | n", "{'id': 'i', | i | i", "{'id': null, 'name': 7, | /file-abc | file-abc",
            "{ | /file-abc | file-abc", "{'id': ' ', 'name': '', | /file-abc | file-abc"})
    void aFileIsKnownAgainWithoutItsLink(String members, String id, String name) {
        FileRef first = only(members + "'download_link': '" + LINK + "'}");
        FileRef again = only(members + "'download_link': '" + LINK.replace("2026", "2027") + "'}");

        assertThat(first.id()).isEqualTo(id).isEqualTo(again.id());
        assertThat(first.name()).isEqualTo(name);
    }

    @Test
    void aStringThatIsALinkIsOne() {
        FileRef ref = only("'" + LINK + "'");

        assertThat(ref.id()).isEqualTo("/file-abc");
        assertThat(ref.name()).isEqualTo("file-abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'file-abc'", "{'id': 'file-abc'}", "{'name': 'file-abc', 'mime_type': 'text/plain'}",
            "{'id': 'file-abc', 'download_link': null}", "{'id': 'file-abc', 'download_link': ''}"})
    void anIdWithoutLinkTellsTheModelWhatToDo(String ref) {
        assertThat(refusal("{'openaiFileIdRefs': [" + ref + "]}")).isEqualTo(
                "The link to the file \"file-abc\" did not come with the request, so it cannot be read. Ask the person to "
                        + "attach the file again. You can also paste its text into `prompt`, or send the request without it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.net/a", "http://files.oaiusercontent.com/a", "https://127.0.0.1/a",
            "https://files.oaiusercontent.com:8443/a", "https://files.oaiusercontent.com.evil.net/a"})
    void aHostThatIsNotAllowedIsRefusedBeforeAnythingIsFetched(String link) {
        assertThat(refusal("{'openaiFileIdRefs': [{'name': 'a.txt', 'download_link': '" + link + "'}]}"))
                .contains("\"a.txt\"", "actions.file-hosts").doesNotContain("evil");
        assertThat(refusal("{'openaiFileIdRefs': ['" + link + "']}")).contains("actions.file-hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user@files.oaiusercontent.com/", "file:///etc/passwd", "x", "https://"})
    void whatIsNoLinkIsSaidToBeNone(String link) {
        assertThat(refusal("{'openaiFileIdRefs': [{'name': 'a.txt', 'download_link': '" + link + "'}]}"))
                .startsWith("The link to the file \"a.txt\" is not one.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'file-abc'", "{}", "7", "true"})
    void anythingButAnArrayIsRefused(String refs) {
        assertThat(refusal("{'openaiFileIdRefs': " + refs + "}")).isEqualTo("`openaiFileIdRefs` must be an array.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "[]", "true"})
    void anElementThatIsNeitherObjectNorStringIsRefused(String ref) {
        assertThat(refusal("{'openaiFileIdRefs': [" + ref + "]}")).startsWith("Each of `openaiFileIdRefs` must be");
    }

    @Test
    void tenFilesAreTakenAndElevenAreNot() {
        String ref = "'" + LINK + "'";

        assertThat(files.parse(json("{'openaiFileIdRefs': [" + ref + (", " + ref).repeat(9) + "]}"))).hasSize(10);
        assertThat(refusal("{'openaiFileIdRefs': [" + ref + (", " + ref).repeat(10) + "]}"))
                .isEqualTo("At most 10 files may come with a request.");
    }

    @Test
    void withoutHostsNoFilesAreTaken() {
        ChatFiles none = new ChatFiles(new FilesConfig(List.of(), false));

        assertThat(refusal(none, "{'openaiFileIdRefs': ['" + LINK + "']}")).startsWith("This gateway takes no files.");
        assertThat(none.parse(json("{'openaiFileIdRefs': []}"))).isEmpty();
    }

    private FileRef only(String ref) {
        return files.parse(json("{'openaiFileIdRefs': [" + ref + "]}")).getFirst();
    }

    private String refusal(String request) {
        return refusal(files, request);
    }

    private static String refusal(ChatFiles files, String request) {
        GatewayException refused = catchThrowableOfType(GatewayException.class, () -> files.parse(json(request)));
        return ((GatewayError.InvalidParams) refused.error()).detail();
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
            return reader.readObject();
        }
    }
}
