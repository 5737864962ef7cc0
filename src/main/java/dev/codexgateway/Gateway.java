package dev.codexgateway;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.helidon.security.Security;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.metrics.MetricsObserver;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.ApiKeyVerifier;
import dev.codexgateway.access.Challenge;
import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.CredentialVerifier;
import dev.codexgateway.access.FailedCredentials;
import dev.codexgateway.access.GatewayAuthenticationProvider;
import dev.codexgateway.access.Resource;
import dev.codexgateway.api.actions.ActionsEndpoint;
import dev.codexgateway.api.actions.ChatFiles;
import dev.codexgateway.api.actions.OpenApiEndpoint;
import dev.codexgateway.api.rpc.RpcEndpoint;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.openai.OpenAiAgent;
import dev.codexgateway.connect.Connect;
import dev.codexgateway.edge.Connections;
import dev.codexgateway.edge.Cors;
import dev.codexgateway.edge.Errors;
import dev.codexgateway.edge.Requests;
import dev.codexgateway.edge.ServerConfig;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.oauth.AccessTokenVerifier;
import dev.codexgateway.oauth.AuthorizationServer;
import dev.codexgateway.oauth.CompanyIssuer;
import dev.codexgateway.oauth.CompanyTokenVerifier;
import dev.codexgateway.observe.HttpMeters;
import dev.codexgateway.pages.PrivacyPage;
import dev.codexgateway.proxy.PassThrough;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.store.JdbcArchive;
import dev.codexgateway.store.JdbcClaims;
import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.store.JdbcConsents;
import dev.codexgateway.store.JdbcGrants;
import dev.codexgateway.store.JdbcParkedRequests;
import dev.codexgateway.store.JdbcSessions;
import dev.codexgateway.store.JdbcStoredResponses;
import dev.codexgateway.store.JdbcTurns;
import dev.codexgateway.store.JdbcUsers;
import dev.codexgateway.upstream.OpenAiUpstream;
import dev.codexgateway.upstream.Relay;

/** The composition root: builds the parts, starts them and stops them in order. */
public final class Gateway implements AutoCloseable {
    /** How long running requests and turns are given at a stop; the Kubernetes manifest's grace period is longer. */
    public static final Duration DRAIN = Duration.ofSeconds(25);
    private static final String MANAGEMENT = "management";
    /** What is served by Helidon and which methods it has there, for the answer to any other. */
    private static final Map<String, String> OBSERVED = Map.of("/health", "GET, HEAD", "/health/live", "GET, HEAD",
            "/health/ready", "GET, HEAD", "/health/started", "GET, HEAD", "/metrics", "GET, OPTIONS");
    private static final Logger LOG = System.getLogger(Gateway.class.getName());

    private final Settings settings;
    private final Database database;
    private final Conversations conversations;
    private final ClientAddress addresses;
    private final FailedCredentials failures;
    private final AccessTokenVerifier accessTokens;
    private final Optional<CompanyIssuer> company;
    private final AuthorizationServer authorizationServer;
    private final Connect connect;
    private final OpenApiEndpoint document = new OpenApiEndpoint(this::publicUrl);
    private final Health health;
    private final Relay relay;
    private final PassThrough passThrough;
    private final Requests requests = new Requests();
    private final HttpMeters meters = new HttpMeters();
    private final WebServer server;
    private boolean closed;

    private Gateway(Settings settings, Clock clock) {
        this.settings = settings;
        this.database = Database.open(settings.database());
        OpenAiUpstream upstream = new OpenAiUpstream(settings.upstream());
        this.conversations = new Conversations(new JdbcTurns(database), new JdbcArchive(database),
                new OpenAiAgent(upstream, settings.openai(), settings.codex().turnDeadline()), settings.codex(), clock);
        this.addresses = new ClientAddress(settings.server().trustedProxies());
        this.failures = new FailedCredentials(settings.access().failedCredentialsPerMinute());
        JdbcGrants grants = new JdbcGrants(database);
        this.accessTokens = new AccessTokenVerifier(grants, clock);
        this.company = settings.company().map(config -> new CompanyIssuer(config, clock));
        this.authorizationServer = new AuthorizationServer(
                new AuthorizationServer.Store(new JdbcUsers(database), new JdbcSessions(database),
                        new JdbcClients(database), new JdbcClaims(database), new JdbcConsents(database),
                        new JdbcParkedRequests(database), grants),
                settings.oauth(), settings.login(), accessTokens, failures, addresses, company,
                this::publicUrl, clock);
        this.connect = new Connect(authorizationServer, addresses,
                new Connect.Store(new JdbcClients(database), new JdbcClaims(database), grants), known(), upstream,
                this::publicUrl, document::json, clock);
        this.health = new Health(database::answers, upstream::state, settings.oauth().autoApprove());
        this.relay = new Relay(settings.upstream());
        this.passThrough = new PassThrough(relay, settings.proxy(), new JdbcStoredResponses(database), new Unlimited(),
                new Metered(), clock);
        this.server = server(clock);
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
            gateway.conversations.start();
            gateway.listen();
            gateway.health.started();
            return gateway;
        } catch (RuntimeException e) {
            gateway.release();
            throw e;
        }
    }

    public int port() {
        return server.port();
    }

    /** The port of health and metrics. */
    public int managementPort() {
        return settings.server().management().isPresent() ? server.port(MANAGEMENT) : server.port();
    }

    public URI publicUrl() {
        return settings.server().publicUrl(server.port());
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
                        settings.codex().keepDays(), settings.company().isPresent()),
                version());
    }

    private void signIn() {
        SignInConfig signIn = settings.signIn();
        authorizationServer.start(signIn.clientId(), signIn.clientSecret().orElseThrow(),
                signIn.ownerPassword().orElseThrow());
    }

    private void listen() {
        server.start();
        if (!server.isRunning()) {
            // Where there are two listeners, Helidon only logs that one of them failed.
            throw new UncheckedIOException(new BindException("a listener did not start"));
        }
    }

    private void release() {
        server.stop();
        passThrough.close();
        relay.close();
        conversations.close();
        connect.close();
        authorizationServer.close();
        company.ifPresent(CompanyIssuer::close);
        database.close();
    }

    private WebServer server(Clock clock) {
        ServerConfig config = settings.server();
        WebServerConfig.Builder builder = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofSeconds(2))
                .featuresDiscoverServices(false)
                .addFeature(observe(config));
        Connections.configure(builder);
        config.management().ifPresent(port -> builder.putSocket(MANAGEMENT, socket -> {
            Connections.configure(socket);
            socket.name(MANAGEMENT).host(config.host()).port(port).routing(this::management);
        }));
        return builder.routing(routing -> routes(routing, config, clock)).build();
    }

    private void management(HttpRouting.Builder routing) {
        edge(routing);
        observed(routing);
        nothingElse(routing);
    }

    private void routes(HttpRouting.Builder routing, ServerConfig config, Clock clock) {
        Challenge challenge = new Challenge(this::publicUrl);
        GatewayAuthenticationProvider provider = new GatewayAuthenticationProvider(verifiers(clock), failures,
                challenge);
        Security security = Security.builder()
                .addProvider(provider, "gateway")
                .disableTracing()
                .build();
        Access access = new Access(security, addresses, challenge,
                Resource.API);

        passThrough.register(routing, access.straight(provider));
        edge(routing);
        if (!config.corsOrigins().isEmpty()) {
            routing.addFilter(new Cors(config.corsOrigins())::filter);
        }
        if (config.management().isEmpty()) {
            observed(routing);
        }
        routing.register(new RpcEndpoint(conversations, access),
                new ActionsEndpoint(conversations, access, new ChatFiles(settings.files())),
                document);
        authorizationServer.register(routing);
        connect.register(routing);
        nothingElse(routing);
    }

    private void edge(HttpRouting.Builder routing) {
        Errors.register(routing);
        routing.addFilter(requests::filter);
        routing.addFilter(meters::filter);
    }

    private static void observed(HttpRouting.Builder routing) {
        OBSERVED.forEach((path, allow) -> routing.any(path, (_, _) -> {
            throw new GatewayException(new GatewayError.MethodNotAllowed(allow));
        }));
    }

    private static void nothingElse(HttpRouting.Builder routing) {
        routing.any((_, _) -> {
            throw new GatewayException(new GatewayError.NotFound("resource"));
        });
    }

    private List<CredentialVerifier> verifiers(Clock clock) {
        List<CredentialVerifier> verifiers = new ArrayList<>(List.of(
                new ApiKeyVerifier(settings.access().apiKeys(), new JdbcApiKeys(database), clock), accessTokens));
        company.ifPresent(
                issuer -> verifiers.add(new CompanyTokenVerifier(issuer, () -> publicUrl().toString(), clock)));
        return verifiers;
    }

    private ObserveFeature observe(ServerConfig config) {
        return ObserveFeature.builder()
                .observersDiscoverServices(false)
                // Above the routes, the last of which takes every path.
                .weight(200)
                .sockets(config.management().isPresent() ? List.of(MANAGEMENT) : List.of())
                .addObserver(health.observer())
                .addObserver(MetricsObserver.builder().endpoint("/metrics").build())
                .build();
    }

    /** Where first-run credentials are, if any were made. */
    public Optional<Path> credentialsFile() {
        return settings.credentialsFile();
    }
}
