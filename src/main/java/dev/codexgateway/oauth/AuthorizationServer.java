package dev.codexgateway.oauth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.FailedCredentials;
import dev.codexgateway.config.Secret;
import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.pages.Pages;

/** Puts the authorization server together and sweeps what it no longer needs. */
public final class AuthorizationServer implements AutoCloseable {
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration UNUSED_CLIENTS = Duration.ofDays(7);
    private static final int BATCH = 200;
    private static final Logger LOG = System.getLogger(AuthorizationServer.class.getName());

    private final Store store;
    private final OAuthConfig config;
    private final LoginConfig login;
    private final AccessTokenVerifier verifier;
    private final FailedCredentials failures;
    private final ClientAddress addresses;
    private final Optional<CompanyIssuer> company;
    private final Clock clock;
    private final Issuer issuer;
    private final Passwords passwords = new Passwords();
    private final Pages pages = new Pages();
    private final Browser browser;
    private final ScheduledExecutorService sweeper = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("oauth-sweeper").factory());

    public AuthorizationServer(Store store, OAuthConfig config, LoginConfig login, AccessTokenVerifier verifier,
            FailedCredentials failures, ClientAddress addresses, Optional<CompanyIssuer> company,
            Supplier<URI> publicUrl, Clock clock) {
        this.store = store;
        this.config = config;
        this.login = login;
        this.verifier = verifier;
        this.failures = failures;
        this.addresses = addresses;
        this.company = company;
        this.clock = clock;
        this.issuer = new Issuer(publicUrl);
        this.browser = new Browser(store.sessions(), pages, issuer, clock);
    }

    /** Brings the configured client and the first user about, and begins to sweep. */
    public void start(String clientId, Secret clientSecret, Secret ownerPassword) {
        store.clients()
                .configure(new Client(clientId, "ChatGPT", Client.Kind.CONFIGURED,
                        Optional.of(CredentialHash.of(clientSecret.reveal())),
                        Optional.empty(), config.redirectUris(), clock.instant()));
        new FirstUser(store.users(), passwords, clock).ensure(ownerPassword);
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_EVERY.toSeconds(), SWEEP_EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /** Who is signed in and how pages are shown, for the rooms that have pages of their own. */
    public Browser browser() {
        return browser;
    }

    public Pages pages() {
        return pages;
    }

    public void register(HttpRouting.Builder routing) {
        Tokens tokens = new Tokens(store.grants(), config, clock, verifier);
        ClientDocuments documents = new ClientDocuments(new Fetcher("client-metadata", config.metadataReach()),
                config.clientMetadataAllowPrivate(), clock);
        ClientAuthentication authentication = new ClientAuthentication(store.clients(),
                new ClientAssertions(store.clients(), documents, store.assertions(), issuer, clock), failures,
                addresses,
                clock);
        Callbacks callbacks = new Callbacks(store.claims(), config.autoApprove());
        SignIn signIn = new SignIn(store.clients(), callbacks, store.claims(), store.consents(), store.parked(), tokens,
                issuer,
                clock);
        LoginLimits limits = new LoginLimits(login, clock);
        LoginEndpoint loginEndpoint = new LoginEndpoint(signIn, store.users(), passwords, limits, browser, pages,
                addresses, company.isPresent());

        Browser.register(routing, browser);
        routing.get(pages.styleSheetPath(),
                (_, response) -> response.header(HeaderNames.CONTENT_TYPE, "text/css; charset=utf-8")
                        .header(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable")
                        .send(pages.styleSheet()));
        routing.register(
                new AuthorizationEndpoint(store.clients(), documents, callbacks,
                        store.parked(), signIn, browser,
                        issuer, clock, addresses, config.autoApprove() ? Optional.of(store.users()) : Optional.empty()),
                loginEndpoint,
                new ConsentEndpoint(signIn, browser, pages),
                new AccountEndpoint(store.users(), store.sessions(), store.grants(), store.clients(), store.consents(),
                        tokens, passwords, limits,
                        browser, pages, addresses, clock),
                new TokenEndpoint(authentication, tokens, issuer),
                new RevocationEndpoint(authentication, tokens),
                new IntrospectionEndpoint(authentication, store.grants(), config, issuer, clock),
                new RegistrationEndpoint(store.clients(),
                        new RollingLimit<>(login.registrationsPerHour(), Duration.ofHours(1), clock), addresses, clock),
                new MetadataEndpoint(issuer));
        company.ifPresent(known -> routing.register(
                new CompanyEndpoint(known, new CompanyUsers(known.config(), store.users(), clock), signIn,
                        loginEndpoint, browser, issuer, addresses, clock)));
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        passwords.close();
    }

    private void sweep() {
        List<IntSupplier> sweeps = List.of(
                () -> store.grants().sweep(clock.instant(), OAuthConfig.GRACE, BATCH),
                () -> store.parked().sweep(clock.instant(), BATCH),
                () -> store.sessions().sweep(clock.instant(), BATCH),
                () -> store.assertions().sweep(clock.instant(), BATCH),
                () -> store.clients().sweepUnused(clock.instant().minus(UNUSED_CLIENTS), BATCH));
        for (IntSupplier one : sweeps) {
            try {
                int swept;
                do {
                    swept = one.getAsInt();
                } while (swept >= BATCH && !Thread.currentThread().isInterrupted());
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a sweep failed and will be tried again", e);
            }
        }
    }

    /** The ports that the authorization server keeps its state behind. */
    public record Store(Users users, Sessions sessions, Clients clients, Claims claims, Consents consents,
            ParkedRequests parked, Grants grants, UsedAssertions assertions) {}
}
