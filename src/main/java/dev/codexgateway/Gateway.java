package dev.codexgateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.helidon.security.Security;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Admission;
import dev.codexgateway.access.ApiKeyVerifier;
import dev.codexgateway.access.Challenge;
import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.CredentialVerifier;
import dev.codexgateway.access.FailedCredentials;
import dev.codexgateway.access.GatewayAuthenticationProvider;
import dev.codexgateway.access.LastingCredentials;
import dev.codexgateway.access.Resource;
import dev.codexgateway.api.Streams;
import dev.codexgateway.api.actions.ActionsEndpoint;
import dev.codexgateway.api.actions.ChatFiles;
import dev.codexgateway.api.actions.OpenApiEndpoint;
import dev.codexgateway.api.exec.EventsEndpoint;
import dev.codexgateway.api.exec.ExecEndpoint;
import dev.codexgateway.api.mcp.McpEndpoint;
import dev.codexgateway.api.rpc.RpcEndpoint;
import dev.codexgateway.api.usage.UsageEndpoint;
import dev.codexgateway.api.ws.WsEndpoint;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.openai.OpenAiAgent;
import dev.codexgateway.connect.Connect;
import dev.codexgateway.edge.Requests;
import dev.codexgateway.oauth.AccessTokenVerifier;
import dev.codexgateway.oauth.AuthorizationServer;
import dev.codexgateway.oauth.CompanyIssuer;
import dev.codexgateway.oauth.CompanyTokenVerifier;
import dev.codexgateway.pages.PrivacyPage;
import dev.codexgateway.proxy.PassThrough;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.store.JdbcArchive;
import dev.codexgateway.store.JdbcClaims;
import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.store.JdbcConsents;
import dev.codexgateway.store.JdbcGrants;
import dev.codexgateway.store.JdbcLedger;
import dev.codexgateway.store.JdbcParkedRequests;
import dev.codexgateway.store.JdbcSessions;
import dev.codexgateway.store.JdbcStoredResponses;
import dev.codexgateway.store.JdbcTurns;
import dev.codexgateway.store.JdbcUsedAssertions;
import dev.codexgateway.store.JdbcUsers;
import dev.codexgateway.upstream.OpenAiUpstream;
import dev.codexgateway.upstream.Relay;
import dev.codexgateway.usage.Books;
import dev.codexgateway.usage.Limits;
import dev.codexgateway.usage.LocalLimits;
import dev.codexgateway.usage.RateLimits;

/** The composition root: builds the parts, starts them and stops them in order. */
public final class Gateway implements AutoCloseable {
    /** How long running requests and turns are given at a stop; the Kubernetes manifest's grace period is longer. */
    public static final Duration DRAIN = Duration.ofSeconds(25);
    private static final Logger LOG = System.getLogger(Gateway.class.getName());

    private final Settings settings;
    private final Database database;
    private final Books books;
    private final Limits limits;
    private final Conversations conversations;
    private final ClientAddress addresses;
    private final FailedCredentials failures;
    private final AccessTokenVerifier accessTokens;
    private final Optional<CompanyIssuer> company;
    private final AuthorizationServer authorizationServer;
    private final Connect connect;
    private final OpenApiEndpoint document = new OpenApiEndpoint(this::publicUrl);
    private final Challenge challenge = new Challenge(this::publicUrl);
    private final GatewayAuthenticationProvider provider;
    private final Security security;
    private final Admission admission;
    private final Streams streams;
    private final Health health;
    private final Relay relay;
    private final PassThrough passThrough;
    private final Requests requests = new Requests();
    private final Listeners listeners;
    private boolean closed;

    private Gateway(Settings settings, Clock clock) {
        this.settings = settings;
        this.database = Database.open(settings.database());
        this.books = new Books(new JdbcLedger(database), settings.usage().keepDays(), clock);
        this.limits = new LocalLimits(settings.usage().usual(), books, clock);
        OpenAiUpstream upstream = new OpenAiUpstream(settings.upstream());
        this.conversations = new Conversations(new JdbcTurns(database), new JdbcArchive(database),
                new OpenAiAgent(upstream, settings.openai(), settings.codex().turnDeadline()), settings.codex(), limits,
                books, clock);
        this.addresses = new ClientAddress(settings.server().trustedProxies());
        this.failures = new FailedCredentials(settings.access().failedCredentialsPerMinute());
        JdbcGrants grants = new JdbcGrants(database);
        this.accessTokens = new AccessTokenVerifier(grants, clock);
        this.company = settings.company().map(config -> new CompanyIssuer(config, clock));
        this.authorizationServer = new AuthorizationServer(
                new AuthorizationServer.Store(new JdbcUsers(database), new JdbcSessions(database),
                        new JdbcClients(database), new JdbcClaims(database), new JdbcConsents(database),
                        new JdbcParkedRequests(database), grants,
                        new JdbcUsedAssertions(database)),
                settings.oauth(), settings.login(), accessTokens, failures, addresses, company,
                this::publicUrl, clock);
        this.connect = new Connect(authorizationServer, addresses,
                new Connect.Store(new JdbcClients(database), new JdbcClaims(database), grants), known(), upstream,
                this::publicUrl, document::json, clock);
        this.health = new Health(database::answers, upstream::state, settings.oauth().autoApprove());
        List<CredentialVerifier> verifiers = verifiers(clock);
        this.provider = new GatewayAuthenticationProvider(verifiers, failures, challenge);
        this.security = Security.builder().addProvider(provider, "gateway").disableTracing().build();
        this.admission = new RateLimits(limits, settings.usage().usual());
        this.streams = new Streams(settings.streams(), new LastingCredentials(verifiers, Resource.API));
        this.relay = new Relay(settings.upstream());
        this.passThrough = new PassThrough(relay, settings.proxy(), new JdbcStoredResponses(database), limits, books,
                clock);
        this.listeners = listeners(clock);
    }

    /**
     * Starts a gateway and returns when it serves.
     *
     * @param clock for everything but leases, which go by the database's
     */
    public static Gateway start(Settings settings, Clock clock) {
        Gateway gateway = new Gateway(settings.completed(), Clock.tick(clock, Duration.ofMillis(1)));
        try {
            gateway.signIn();
            gateway.books.start();
            gateway.conversations.start();
            gateway.listeners.start();
            gateway.health.started();
            return gateway;
        } catch (RuntimeException e) {
            gateway.release();
            throw e;
        }
    }

    public int port() {
        return listeners.port();
    }

    /** The port of health and metrics. */
    public int managementPort() {
        return listeners.managementPort();
    }

    public URI publicUrl() {
        return settings.server().publicUrl(listeners.port());
    }

    /** How many requests are being served. */
    public int requests() {
        return requests.running();
    }

    /** How many connections to the upstream are open for requests that are passed through, in use or kept. */
    public int upstreamLines() {
        return relay.lines();
    }

    /** The configuration with what the first start made. */
    public Settings settings() {
        return settings;
    }

    /** Where first-run credentials are, if any were made. */
    public Optional<Path> credentialsFile() {
        return settings.credentialsFile();
    }

    /**
     * Stops: not ready at once, no new turns, then running requests and turns are given {@link #DRAIN}, and what still runs is
     * recorded as interrupted.
     */
    @Override
    public void close() {
        close(DRAIN);
    }

    /** As {@link #close()} with another grace. */
    public synchronized void close(Duration grace) {
        if (closed) {
            return;
        }
        closed = true;
        health.stopping();
        LOG.log(Level.INFO, "stopping: {0} turns and {1} requests are running", conversations.running(),
                requests.running());
        long deadline = System.nanoTime() + grace.toNanos();
        conversations.drain(grace);
        streams.close();
        requests.awaitNone(Duration.ofNanos(Math.max(Duration.ofSeconds(1).toNanos(), deadline - System.nanoTime())));
        release();
        LOG.log(Level.INFO, "stopped");
    }

    /** The version in the jar's manifest. */
    public static String version() {
        return Optional.ofNullable(Gateway.class.getPackage().getImplementationVersion()).orElse("development");
    }

    private Connect.Known known() {
        return new Connect.Known(settings.signIn().clientId(), settings.oauth().autoApprove(),
                settings.upstream().apiKey(),
                new PrivacyPage(settings.privacy().operator(), settings.privacy().contact(),
                        settings.codex().keepDays(), settings.usage().keepDays(), settings.company().isPresent()),
                version());
    }

    private void signIn() {
        SignInConfig signIn = settings.signIn();
        authorizationServer.start(signIn.clientId(), signIn.clientSecret().orElseThrow(),
                signIn.ownerPassword().orElseThrow());
    }

    private void release() {
        streams.close();
        listeners.stop();
        passThrough.close();
        relay.close();
        conversations.close();
        books.close();
        connect.close();
        authorizationServer.close();
        company.ifPresent(CompanyIssuer::close);
        database.close();
    }

    private Listeners listeners(Clock clock) {
        Access access = new Access(security, addresses, challenge, Resource.API, admission);
        Access mcp = new Access(security, addresses, challenge, Resource.MCP, admission);
        WsEndpoint sockets = new WsEndpoint(access, admission, conversations, streams);
        return new Listeners(settings.server(), health, requests, sockets.upgrader(),
                passThrough.handler(access, provider),
                routing -> {
                    routing.register(new RpcEndpoint(conversations, access),
                            new ActionsEndpoint(conversations, access, new ChatFiles(settings.files())),
                            new UsageEndpoint(new JdbcLedger(database), books, settings.usage().usual(), access, clock),
                            document,
                            new ExecEndpoint(conversations, settings.codex(), access, streams),
                            new EventsEndpoint(conversations, access, streams), sockets,
                            new McpEndpoint(conversations, mcp, this::known, version()));
                    authorizationServer.register(routing);
                    connect.register(routing);
                });
    }

    /** Whether scripts of this origin may call: our own pages', and those of the configuration. */
    private boolean known(String origin) {
        return origin.equalsIgnoreCase(publicUrl().toString()) || settings.server().corsOrigins().contains(origin);
    }

    private List<CredentialVerifier> verifiers(Clock clock) {
        List<CredentialVerifier> verifiers = new ArrayList<>(List.of(
                new ApiKeyVerifier(settings.access().apiKeys(), new JdbcApiKeys(database), clock), accessTokens));
        company.ifPresent(
                issuer -> verifiers.add(new CompanyTokenVerifier(issuer, () -> publicUrl().toString(), clock)));
        return verifiers;
    }
}
