package dev.codexgateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;

/** Whether ChatGPT can import our document, by what is in it and what is found at the public URL. */
class SchemaTest {
    private static final String PUBLIC = "https://gateway.example.com";
    private static final String IMPORTABLE = "{\"servers\":[{\"url\":\"" + PUBLIC + "\"}]}";

    @Test
    void ourDocumentAtThePublicUrlIsGood() {
        assertThat(check(PUBLIC, IMPORTABLE, new Reached.Ours())).isEqualTo(check(State.GOOD, "good"));
    }

    @Test
    void anotherDocumentIsDifferent() {
        assertThat(check(PUBLIC, IMPORTABLE, new Reached.Different())).isEqualTo(check(State.BAD, "different"));
    }

    @Test
    void whereThereIsNothingItIsUnreachable() {
        assertThat(check(PUBLIC, IMPORTABLE, new Reached.Failed("certificate")))
                .isEqualTo(check(State.BAD, "unreachable"));
    }

    @Test
    void onOnesOwnMachineItWaits() {
        assertThat(check("http://localhost:8080", IMPORTABLE, new Reached.Failed("loopback")))
                .isEqualTo(check(State.WAITING, "unreachable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"servers\":[]}", "{\"servers\":{}}", "{\"servers\":[\"https://a\"]}",
            "{\"servers\":[{}]}", "{\"servers\":[{\"url\":\"http://gateway.example.com\"}]}",
            "{\"servers\":[{\"url\":\"/\"}]}", "{\"servers\":[{\"url\":\"https://a\"},{\"url\":\"http://b\"}]}",
            "{\"servers\":[{\"url\":\"https://a b\"}]}", "{\"servers\":[{\"url\":7}]}"})
    void aDocumentWhoseServersAreNotHttpsIsNotImported(String document) {
        assertThat(check(PUBLIC, document, new Reached.Ours())).isEqualTo(check(State.BAD, "not-importable"));
    }

    private static Check check(String publicUrl, String document, Reached reached) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        PublicUrl url = new PublicUrl(() -> URI.create(publicUrl), () -> bytes, InetAddress::getAllByName,
                HttpClient.newHttpClient());
        return new Schema(url, () -> bytes).check(reached);
    }

    private static Check check(State state, String reason) {
        return new Check(Kind.SCHEMA, state, reason, "");
    }
}
