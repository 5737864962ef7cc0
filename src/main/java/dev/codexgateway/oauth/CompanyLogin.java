package dev.codexgateway.oauth;

import java.io.ByteArrayInputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;

import io.helidon.http.HeaderNames;
import io.helidon.http.SetCookie;
import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Security;
import io.helidon.security.SecurityEnvironment;
import io.helidon.security.jwt.Jwt;
import io.helidon.security.providers.common.TokenCredential;
import io.helidon.security.providers.oidc.OidcFeature;
import io.helidon.security.providers.oidc.OidcProvider;
import io.helidon.security.providers.oidc.common.OidcConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.json.Json;
import dev.codexgateway.observe.RequestId;

/**
 * Sign-in by Helidon's OpenID Connect provider, for one state of the issuer's metadata and keys.
 *
 * <p>Helidon sends the browser to the issuer with a fresh state, nonce and PKCE challenge, which it keeps in an encrypted
 * cookie; at the return it compares the state with that cookie (so nobody can be signed in as another, OpenID Connect Core
 * §3.1.2.1), redeems the code, compares the nonce, and verifies the ID token. Four things of it are done differently here:
 * <ul>
 * <li>It keeps tokens in cookies and comes back to the route it protects. Here they are taken from the response that it would
 * have sent, and verified at once: no token reaches the browser, and the one session is ours.</li>
 * <li>It demands that the access token is a JWT for us, which OpenID Connect does not. Here it is shown the ID token in that
 * place too, which is for us.</li>
 * <li>It fetches metadata and keys once and for ever. Here they are given to it, and it is made anew when they change.</li>
 * <li>It answers a failure with its own text. Here that text is dropped and a page is shown.</li>
 * </ul>
 */
final class CompanyLogin {
    static final String PATH = "/oauth/company";
    static final String CALLBACK = "/oauth/company/callback";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration COOKIE_AGE = Duration.ofMinutes(30);
    private static final Pattern REQUEST = Pattern.compile("request=([A-Za-z0-9_-]{0,128})");
    private static final Logger LOG = System.getLogger(CompanyLogin.class.getName());

    private final CompanyConfig company;
    private final CompanyDocuments documents;
    private final CompanyDirectory directory;
    private final OidcConfig config;
    private final Security security;
    private final Handler callback;

    CompanyLogin(CompanyConfig company, CompanyDocuments documents, CompanyDirectory directory, Issuer us) {
        this.company = company;
        this.documents = documents;
        this.directory = directory;
        this.config = config(company, directory, us);
        this.security = Security.builder().addProvider(OidcProvider.create(config), "company").disableTracing().build();
        this.callback = callback(config);
    }

    CompanyDirectory directory() {
        return directory;
    }

    /**
     * Where the browser is to go, and the cookie that it must come back with.
     *
     * @param again whether the person must show anew who they are
     */
    Departure depart(String request, boolean again) {
        AuthenticationResponse answer = authenticate(Map.of(), URI.create(PATH + "?request=" + request));
        String location = header(answer, HeaderNames.LOCATION.defaultCase());
        return new Departure(again ? location + "&prompt=login" : location,
                SetCookie.parse(header(answer, HeaderNames.SET_COOKIE.defaultCase())));
    }

    /** The request that a returning browser departed for; empty if it never did. */
    Optional<String> departedFor(ServerRequest request) {
        try {
            return config.stateCookieHandler().findCookie(request.headers().toMap()).map(CompanyLogin::json)
                    .map(state -> REQUEST.matcher(state.getString("originalUri", ""))).filter(Matcher::find)
                    .map(matcher -> matcher.group(1));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a cookie that we did not make, or made with another client secret", e);
            return Optional.empty();
        }
    }

    /** Makes the browser forget that it departed. */
    SetCookie arrived() {
        return config.stateCookieHandler().removeCookie().build();
    }

    /** Who came back; empty, with the reason in the log, if that cannot be believed. */
    Optional<CompanyPerson> person(ServerRequest request) {
        if (!ours(request)) {
            return Optional.empty();
        }
        HeldResponse held = new HeldResponse();
        try {
            callback.handle(request, held.response());
            if (!held.redirects()) {
                LOG.log(Level.WARNING, "the return from the issuer was refused; at the level debug Helidon says why");
                return Optional.empty();
            }
            return verified(held.cookies());
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the return from the issuer failed", e);
            return Optional.empty();
        }
    }

    /**
     * Whether this is an answer of our issuer (RFC 9207 §2.4) with a code. Helidon would make a client for each name in its
     * parameter for tenants, so that is not let through.
     */
    private boolean ours(ServerRequest request) {
        Optional<String> error = request.query().first("error").asOptional();
        error.ifPresent(code -> LOG.log(Level.WARNING, "the issuer answered with the error {0}",
                code.replaceAll("[^A-Za-z0-9_-]", "_")));
        Optional<String> iss = request.query().first("iss").asOptional();
        boolean demanded = directory.metadata().getBoolean("authorization_response_iss_parameter_supported", false);
        boolean issued = iss.map(company.issuer()::equals).orElse(!demanded);
        return error.isEmpty() && issued && request.query().first("code").isPresent()
                && request.query().first("state").isPresent()
                && !request.query().contains(OidcConfig.DEFAULT_TENANT_PARAM_NAME);
    }

    private Optional<CompanyPerson> verified(Map<String, List<String>> cookies) throws CompanyFault {
        String idToken = config.idTokenCookieHandler().findCookie(cookies)
                .orElseThrow(() -> new CompanyFault("the issuer gave no ID token"));
        JsonObject shown = Json.createObjectBuilder().add("accessToken", idToken).add("remotePeer", "").build();
        SetCookie inBothPlaces = config.tokenCookieHandler().createCookie(encoded(shown)).build();
        SetCookie itself = config.idTokenCookieHandler().createCookie(idToken).build();
        AuthenticationResponse answer = authenticate(
                Map.of("Cookie", List.of(pair(itself) + "; " + pair(inBothPlaces))), URI.create(PATH));
        Optional<JsonObject> claims = answer.status().isSuccess()
                ? answer.user().flatMap(subject -> subject.publicCredential(TokenCredential.class))
                        .flatMap(token -> token.getTokenInstance(Jwt.class)).map(Jwt::payloadJson)
                : Optional.empty();
        if (claims.isEmpty()) {
            LOG.log(Level.WARNING, "the issuer''s ID token is not good: {0}", answer.description().orElse(""));
            return Optional.empty();
        }
        return CompanyPerson.of(company.issuer(), completed(claims.get(), cookies));
    }

    /** An ID token need not hold what the scopes asked for: what it lacks is at the issuer (OpenID Connect Core §5.4). */
    private JsonObject completed(JsonObject claims, Map<String, List<String>> cookies) throws CompanyFault {
        Optional<String> endpoint = CompanyPerson.text(directory.metadata(), "userinfo_endpoint")
                .filter(CompanyConfig::trustworthy);
        boolean complete = claims.containsKey("email")
                && (company.allowedGroups().isEmpty() || claims.containsKey("groups"));
        if (complete || endpoint.isEmpty()) {
            return claims;
        }
        String accessToken = config.tokenCookieHandler().findCookie(cookies).map(CompanyLogin::json)
                .map(held -> held.getString("accessToken")).orElseThrow();
        JsonObject told = documents.userInfo(URI.create(endpoint.get()), accessToken);
        if (!CompanyPerson.text(told, "sub").equals(CompanyPerson.text(claims, "sub"))) {
            throw new CompanyFault("the issuer tells of another person than its ID token");
        }
        JsonObjectBuilder both = Json.createObjectBuilder(told);
        claims.forEach(both::add);
        return both.build();
    }

    private AuthenticationResponse authenticate(Map<String, List<String>> headers, URI target) {
        SecurityEnvironment environment = SecurityEnvironment.builder().method("GET").targetUri(target)
                .path(target.getPath()).headers(headers).build();
        return security.contextBuilder(RequestId.current()).env(environment).build().authenticate();
    }

    private static OidcConfig config(CompanyConfig company, CompanyDirectory directory, Issuer us) {
        OidcConfig.Builder builder = OidcConfig.builder()
                .identityUri(URI.create(company.issuer()))
                .issuer(company.issuer())
                .clientId(company.clientId())
                .clientSecret(company.clientSecret().reveal())
                .audience(company.clientId())
                .oidcMetadata(directory.metadata())
                .oidcMetadataWellKnown(false)
                .signJwk(directory.keys())
                .tokenEndpointAuthentication(authentication(directory))
                .baseScopes(scopes(company, directory))
                .frontendUri(us.url())
                .redirectUri(CALLBACK)
                .redirect(true)
                .pkceEnabled(true)
                .clientTimeout(TIMEOUT)
                .accessTokenIpCheck(false)
                .cookieNameState(us.tls() ? "__Host-cgw_company" : "cgw_company")
                .cookieSameSite(SetCookie.SameSite.LAX)
                .cookieSecure(us.tls())
                .cookieMaxAgeSeconds(COOKIE_AGE.toSeconds())
                // These never leave this process, and each encryption derives a key anew at some cost.
                .cookieEncryptionEnabledIdToken(false)
                .cookieEncryptionEnabledTenantName(false)
                .cookieEncryptionEnabledRefreshToken(false)
                // The same on every replica; without one Helidon would write a file of its own.
                .cookieEncryptionPassword(
                        CredentialHash.of("company sign-in cookies " + company.clientSecret().reveal())
                                .hex().toCharArray());
        return builder.build();
    }

    /** Basic is what every issuer must take if it says nothing (OpenID Connect Discovery §3). */
    private static OidcConfig.ClientAuthentication authentication(CompanyDirectory directory) {
        var offered = CompanyPerson.words(directory.metadata(), "token_endpoint_auth_methods_supported");
        return offered.contains("client_secret_post") && !offered.contains("client_secret_basic")
                ? OidcConfig.ClientAuthentication.CLIENT_SECRET_POST
                : OidcConfig.ClientAuthentication.CLIENT_SECRET_BASIC;
    }

    private static String scopes(CompanyConfig company, CompanyDirectory directory) {
        boolean groups = !company.allowedGroups().isEmpty()
                && CompanyPerson.words(directory.metadata(), "scopes_supported").contains("groups");
        return groups ? "openid email profile groups" : "openid email profile";
    }

    /** Helidon's handler of the return, which it only gives to a routing; ours shall not have its other handlers. */
    private static Handler callback(OidcConfig config) {
        AtomicReference<Handler> found = new AtomicReference<>();
        HttpRouting.Builder routing = (HttpRouting.Builder) Proxy.newProxyInstance(CompanyLogin.class.getClassLoader(),
                new Class<?>[]{HttpRouting.Builder.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("get") && CALLBACK.equals(arguments[0])) {
                        found.set(((Handler[]) arguments[1])[0]);
                    }
                    return proxy;
                });
        OidcFeature.create(config).setup(routing);
        return Optional.ofNullable(found.get())
                .orElseThrow(() -> new IllegalStateException("Helidon's OIDC feature has no handler of the return"));
    }

    private static String header(AuthenticationResponse answer, String name) {
        List<String> values = answer.responseHeaders().getOrDefault(name, List.of());
        if (values.isEmpty()) {
            throw new IllegalStateException("Helidon did not send the browser to the issuer: "
                    + answer.description().orElse(answer.status().name()));
        }
        return values.getFirst();
    }

    private static JsonObject json(String base64) {
        try (JsonReader reader = Json
                .createReader(new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            return reader.readObject();
        }
    }

    private static String encoded(JsonObject json) {
        return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String pair(SetCookie cookie) {
        return cookie.name() + "=" + cookie.value();
    }

    /** @param cookie binds the answer to this browser */
    record Departure(String location, SetCookie cookie) {}
}
