package dev.codexgateway.connect;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.helidon.webserver.http.HttpRouting;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.AuthorizationServer;
import dev.codexgateway.oauth.Claims;
import dev.codexgateway.oauth.Clients;
import dev.codexgateway.oauth.Grants;
import dev.codexgateway.pages.PrivacyPage;
import dev.codexgateway.upstream.Upstream;

/** Puts the pages together that lead to a working GPT. */
public final class Connect implements AutoCloseable {
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("connect-", 0).factory());
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).executor(threads).build();
    private final ConnectEndpoint endpoint;
    private final PublicPages publicPages;

    /**
     * @param addresses what is known of a request behind proxies
     * @param publicUrl known once the server listens
     * @param document  what is served at {@code /openapi.json}
     */
    public Connect(AuthorizationServer signIn, ClientAddress addresses, Store store, Known known, Upstream upstream,
            Supplier<URI> publicUrl, Supplier<byte[]> document, Clock clock) {
        GptClient client = new GptClient(known.clientId(), known.autoApprove(), store.clients(), store.claims(),
                store.grants());
        PublicUrl outside = new PublicUrl(publicUrl, document, InetAddress::getAllByName, http);
        Checklist checklist = new Checklist(outside, new Schema(outside, document),
                new UpstreamKey(upstream, known.upstreamKey()), client, clock, threads);
        this.endpoint = new ConnectEndpoint(signIn.browser(), signIn.pages(), client, checklist, outside, addresses);
        this.publicPages = new PublicPages(signIn.browser(), signIn.pages(), known.privacy(), publicUrl,
                known.version());
    }

    public void register(HttpRouting.Builder routing) {
        routing.register(endpoint, publicPages);
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }

    /** The ports behind which is what the checklist tells of. */
    public record Store(Clients clients, Claims claims, Grants grants) {}

    /**
     * What the configuration says.
     *
     * @param clientId of the client that a GPT uses
     * @param version  the gateway's own
     */
    public record Known(String clientId, boolean autoApprove, Optional<Secret> upstreamKey, PrivacyPage privacy,
            String version) {}
}
