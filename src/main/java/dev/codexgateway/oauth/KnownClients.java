package dev.codexgateway.oauth;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.codexgateway.pages.ConsentPage.App;

/**
 * What a client may be called in front of a person. Whoever registers or publishes metadata chooses its own name, so that name
 * is believed of nobody: well-known apps are known by where they send people back to, and a name like theirs on any other client
 * is shown as what it is, its own words.
 */
final class KnownClients {
    /** What no other client may look like. */
    private static final List<String> NAMES = Stream.of("chatgpt", "openai", "codex", "claude", "anthropic")
            .map(Likeness::of).toList();
    private static final List<Known> BY_CALLBACK = List.of(
            // developers.openai.com/plugins/build/auth: one for all connections where RFC 9207 is fulfilled, or one for each.
            Known.of("ChatGPT", "https://chatgpt\\.com/connector_platform_oauth_redirect"),
            Known.of("ChatGPT", "https://chatgpt\\.com/connector/oauth/[A-Za-z0-9_-]{1,128}"),
            // developers.openai.com/api/docs/actions/authentication: those of GPT Actions, on either host.
            Known.of("ChatGPT",
                    "https://(chatgpt\\.com|chat\\.openai\\.com)/aip/g-[A-Za-z0-9_-]{1,128}/oauth/callback"),
            // support.claude.com/en/articles/11503834: today's, and the one that is to come.
            Known.of("Claude", "https://claude\\.(ai|com)/api/mcp/auth_callback"));
    /** On a person's computer the callback proves nothing: these are known by who publishes their metadata, and any program can still pose. */
    private static final List<Known> BY_METADATA = List.of(
            // github.com/openai/codex, codex-rs/rmcp-client: one for all servers, or one for each.
            Known.of("Codex CLI", "https://chatgpt\\.com/oauth/codex/([A-Za-z0-9_-]{1,128}/)?client\\.json"),
            // code.claude.com/docs/en/mcp
            Known.of("Claude Code", "https://claude\\.ai/oauth/claude-code-client-metadata"));

    private KnownClients() {}

    /** On the page where a person decides. */
    static App shown(Client client, String callback) {
        if (trusted(client)) {
            return App.named(client.name());
        }
        String describedBy = client.describesItself() ? Callbacks.host(client.id()) : "";
        if (Callbacks.local(callback)) {
            return known(BY_METADATA, client.id()).map(name -> new App(name, "", describedBy))
                    .orElseGet(() -> new App("", client.name(), describedBy));
        }
        return known(BY_CALLBACK, callback).map(name -> new App(name, "", describedBy))
                .orElseGet(() -> posing(client.name())
                        ? new App(Callbacks.host(callback), client.name(), describedBy)
                        : new App(client.name(), "", describedBy));
    }

    /** Anywhere else: with all places that it sends people back to, unless they say it all. */
    static String name(Client client) {
        if (trusted(client) || client.redirectUris().isEmpty()) {
            return client.name();
        }
        Set<Optional<String>> apps = client.redirectUris().stream().map(callback -> known(BY_CALLBACK, callback))
                .collect(Collectors.toSet());
        return Optional.of(apps).filter(all -> all.size() == 1).flatMap(all -> all.iterator().next())
                .or(() -> known(BY_METADATA, client.id()))
                .orElseGet(() -> client.name() + " (" + client.redirectUris().stream().map(Callbacks::host).distinct()
                        .collect(Collectors.joining(", ")) + ")");
    }

    /** Its name is the operator's word. */
    private static boolean trusted(Client client) {
        return client.configured() || client.kind() == Client.Kind.ADDED;
    }

    private static Optional<String> known(List<Known> table, String address) {
        return table.stream().filter(known -> known.address().matcher(address).matches()).map(Known::name).findFirst();
    }

    private static boolean posing(String name) {
        String likeness = Likeness.of(name);
        return NAMES.stream().anyMatch(likeness::contains) || Likeness.patched(name);
    }

    private record Known(String name, Pattern address) {
        static Known of(String name, String address) {
            return new Known(name, Pattern.compile(address));
        }
    }
}
