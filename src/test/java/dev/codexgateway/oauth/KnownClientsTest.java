package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.oauth.Client.Kind;
import dev.codexgateway.pages.ConsentPage.App;

/** A well-known app is known by where people are sent back to, and nobody can pose as one. */
class KnownClientsTest {

    @ParameterizedTest
    @CsvSource({"https://chatgpt.com/connector_platform_oauth_redirect, ChatGPT",
            "https://chatgpt.com/connector/oauth/Ab_3-x, ChatGPT",
            "https://chatgpt.com/aip/g-1/oauth/callback, ChatGPT",
            "https://chat.openai.com/aip/g-1/oauth/callback, ChatGPT",
            "https://claude.ai/api/mcp/auth_callback, Claude", "https://claude.com/api/mcp/auth_callback, Claude"})
    void aKnownCallbackSaysWhoAsksWhateverItCallsItself(String callback, String name) {
        assertThat(KnownClients.shown(registered("My tool", callback), callback)).isEqualTo(App.named(name));
        assertThat(KnownClients.name(registered("My tool", callback))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://chatgpt.com.evil.example/connector_platform_oauth_redirect",
            "https://evil.example/connector_platform_oauth_redirect", "https://chatgpt.com/connector/oauth/",
            "https://chatgpt.com/connector/oauth/a/b",
            "https://chatgpt.com/connector/oauth/a?next=https://evil.example",
            "https://chatgpt.com:8443/connector/oauth/a", "https://claude.ai/api/mcp/auth_callback/",
            "https://www.claude.ai/api/mcp/auth_callback", "https://claude.ai.evil.example/api/mcp/auth_callback"})
    void anAddressLikeAKnownOneIsNone(String callback) {
        App shown = KnownClients.shown(registered("ChatGPT", callback), callback);

        assertThat(shown.name()).isEqualTo(Callbacks.host(callback));
        assertThat(shown.claimed()).isEqualTo("ChatGPT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ChatGPT", "CHATGPT", "Chat GPT", "chat-gpt", "ChatGPT (official)", "OpenAI Codex",
            "0penAI",
            "Claude", "C1aude", "Claude Desktop", "Anthropic", "Ϲhatgpt", "Сhаtgрt", "СlаudЕ", "Ｃｈａｔ ＧＰＴ",
            "Çhâtgpt", "Codex Gateway", "Ορen4I", "c|aude", "CΗATGPT", "СНАТGРТ", "СНАТԌРТ", "ΟΡΕΝΑΙ", "OPEΝAI",
            "Cłaude", "Cøđɛx",
            "ᴄʟᴀᴜᴅᴇ", "ꓚꓡꓮꓴꓓꓰ", "Ꮯlaude", "Ⲥlaude", "Anthгopic"})
    void aNameLikeAKnownOneOnAnotherAddressIsNotBelieved(String name) {
        App shown = KnownClients.shown(registered(name, "https://evil.example/cb"), "https://evil.example/cb");

        assertThat(shown).isEqualTo(new App("evil.example", name, ""));
        assertThat(KnownClients.name(registered(name, "https://evil.example/cb"))).isEqualTo(name + " (evil.example)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "Cursor", "Visual Studio Code", "Редактор", "写作助手", "Chatter", "Cloud Editor",
            "Яндекс Code", "AI助手", "Smørrebrød", "Ελληνικά", "日本語エディタ", "محرر"})
    void anyOtherNameIsShown(String name) {
        assertThat(KnownClients.shown(registered(name, "https://acme.example/cb"), "https://acme.example/cb"))
                .isEqualTo(App.named(name));
    }

    @Test
    void onLoopbackNoNameIsBelieved() {
        String callback = "http://127.0.0.1:1234/cb";

        assertThat(KnownClients.shown(registered("ChatGPT", callback), callback)).isEqualTo(new App("", "ChatGPT", ""));
        assertThat(KnownClients.shown(registered("Acme", callback), callback)).isEqualTo(new App("", "Acme", ""));
        assertThat(KnownClients.shown(described("https://evil.example/oauth/codex/client.json", "Codex", callback),
                callback)).isEqualTo(new App("", "Codex", "evil.example"));
    }

    @Test
    void whoeverHasAPrivateSchemeIsOnThisComputerToo() {
        String callback = "com.acme.app:/cb";

        assertThat(KnownClients.shown(registered("Acme", callback), callback)).isEqualTo(new App("", "Acme", ""));
    }

    /** Any program can have a callback of the form that Codex has. */
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:5555/callback", "http://127.0.0.1:5555/callback/4-bzS8rt42zJ"})
    void onLoopbackAKnownAppIsKnownByItsMetadataAlone(String callback) {
        assertThat(KnownClients.shown(registered("Codex", callback), callback)).isEqualTo(new App("", "Codex", ""));
        assertThat(KnownClients.shown(described("https://chatgpt.com/oauth/codex/client.json", "Codex", callback),
                callback)).isEqualTo(new App("Codex CLI", "", "chatgpt.com"));
        assertThat(KnownClients.shown(described("https://chatgpt.com/oauth/codex/4-bzS8rt42zJ/client.json", "Codex",
                callback), callback)).isEqualTo(new App("Codex CLI", "", "chatgpt.com"));
        assertThat(KnownClients.shown(described("https://claude.ai/oauth/claude-code-client-metadata", "Claude Code",
                callback), callback)).isEqualTo(new App("Claude Code", "", "claude.ai"));
        assertThat(KnownClients.shown(described("https://evil.example/c", "Codex", callback), callback).name())
                .isEmpty();
    }

    /** What was granted may have gone to any of a client's callbacks. */
    @Test
    void whoHasOneCallbackOfAKnownAppAndOneOfItsOwnIsNotCalledByThatApp() {
        String chatGpt = "https://chatgpt.com/connector_platform_oauth_redirect";

        assertThat(KnownClients.name(registered("An app", chatGpt, "https://evil.example/cb")))
                .isEqualTo("An app (chatgpt.com, evil.example)");
        assertThat(KnownClients.name(registered("An app", chatGpt, "https://chatgpt.com/connector/oauth/a")))
                .isEqualTo("ChatGPT");
    }

    @Test
    void theOperatorsWordIsTaken() {
        Client added = client("c", "ChatGPT for us", Kind.ADDED, "https://app.example/cb");

        assertThat(KnownClients.shown(added, "https://app.example/cb")).isEqualTo(App.named("ChatGPT for us"));
        assertThat(KnownClients.name(added)).isEqualTo("ChatGPT for us");
    }

    private static Client registered(String name, String... callbacks) {
        return client("dyn-1", name, Kind.REGISTERED, callbacks);
    }

    private static Client described(String id, String name, String callback) {
        return client(id, name, Kind.METADATA, callback);
    }

    private static Client client(String id, String name, Kind kind, String... callbacks) {
        return new Client(id, name, kind, Optional.empty(), Optional.empty(), List.of(callbacks), Instant.EPOCH);
    }
}
