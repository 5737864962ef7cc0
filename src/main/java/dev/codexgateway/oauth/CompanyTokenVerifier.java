package dev.codexgateway.oauth;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import io.helidon.security.jwt.SignedJwt;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.CredentialVerifier;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;

/**
 * Lets the company's JWT access tokens in (RFC 9068 §4, RFC 8725). They open every resource; the caller is the user that the
 * same person is at sign-in, and has the scopes {@code read} and {@code write} as far as the token has them.
 *
 * <p>What can be told without a key is checked first, so that no stranger's token makes us ask the issuer for keys.
 */
public final class CompanyTokenVerifier implements CredentialVerifier {
    /** What Helidon verifies; {@code none} and the symmetric ones can never come in (RFC 8725 §3.1, §3.2). */
    static final Set<String> ALGORITHMS = Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512");
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    private static final Set<String> ACCESS_TOKEN = Set.of("at+jwt", "application/at+jwt");
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final CompanyIssuer issuer;
    private final Supplier<String> audience;
    private final Clock clock;

    /** @param publicUrl the audience, if none is configured */
    public CompanyTokenVerifier(CompanyIssuer issuer, Supplier<String> publicUrl, Clock clock) {
        this.issuer = issuer;
        this.audience = () -> issuer.config().audience().orElseGet(publicUrl);
        this.clock = clock;
    }

    /** @throws GatewayException if it may be good, but the issuer's keys cannot be had */
    @Override
    public Optional<Caller> verify(String credential, Resource resource) {
        return token(credential)
                .filter(token -> plausible(token) && accessToken(token) && current(token.claims()))
                .filter(token -> signed(token, credential))
                .flatMap(token -> CompanyPerson.of(issuer.config().issuer(), token.claims())
                        .filter(issuer.config()::admits)
                        .map(person -> new Caller(User.callerId(person.userId()), person.name(),
                                scopes(token.claims()))));
    }

    private static Optional<Token> token(String credential) {
        if (!JWT.matcher(credential).matches()) {
            return Optional.empty();
        }
        String[] parts = credential.split("\\.");
        try {
            return Optional.of(new Token(json(parts[0]), json(parts[1])));
        } catch (RuntimeException e) {
            // The parser has exceptions of several kinds for what it does not take.
            return Optional.empty();
        }
    }

    private static JsonObject json(String part) {
        String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private boolean plausible(Token token) {
        return CompanyPerson.text(token.header(), "alg").filter(ALGORITHMS::contains).isPresent()
                && CompanyPerson.text(token.header(), "kid").isPresent()
                && !token.header().containsKey("crit")
                && CompanyPerson.text(token.claims(), "iss").equals(Optional.of(issuer.config().issuer()))
                && CompanyPerson.words(token.claims(), "aud").contains(audience.get());
    }

    /**
     * An ID token tells a client who signed in and opens nothing (RFC 9068 §5). Where the header does not say what the token
     * is, what only ID tokens carry gives one away. A token bound to a key (RFC 7800) is no bearer token either.
     */
    private boolean accessToken(Token token) {
        JsonObject claims = token.claims();
        boolean foreign = Stream.of("nonce", "at_hash", "c_hash", "s_hash", "cnf", "events")
                .anyMatch(claims::containsKey);
        boolean typed = CompanyPerson.text(token.header(), "typ").map(type -> type.toLowerCase(Locale.ROOT))
                .filter(ACCESS_TOKEN::contains).isPresent();
        boolean untyped = CompanyPerson.text(token.header(), "typ").orElse("JWT").equalsIgnoreCase("JWT")
                && CompanyPerson.text(claims, "typ").orElse("Bearer").equalsIgnoreCase("Bearer")
                && CompanyPerson.text(claims, "token_use").orElse("access").equals("access")
                && !CompanyPerson.words(claims, "aud").equals(Set.of(issuer.config().clientId()));
        return !foreign && (typed || untyped);
    }

    private boolean current(JsonObject claims) {
        Instant now = clock.instant();
        boolean begun = !claims.containsKey("nbf")
                || time(claims, "nbf").filter(from -> !now.plus(LEEWAY).isBefore(from)).isPresent();
        return begun && time(claims, "exp").filter(until -> now.isBefore(until.plus(LEEWAY))).isPresent();
    }

    /** Seconds since the epoch; what is no time that could be meant is none. */
    private static Optional<Instant> time(JsonObject claims, String name) {
        if (!(claims.get(name) instanceof JsonNumber number)) {
            return Optional.empty();
        }
        double seconds = number.doubleValue();
        return seconds >= 0 && seconds < 1e11 ? Optional.of(Instant.ofEpochSecond((long) seconds)) : Optional.empty();
    }

    private boolean signed(Token token, String credential) {
        CompanyDirectory directory = issuer.directory(token.header().getString("kid"));
        try {
            return SignedJwt.parseToken(credential).verifySignature(directory.keys()).isValid();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** No scope claim, no scope; never {@code admin}, which only this server gives. */
    private static Set<Scope> scopes(JsonObject claims) {
        Set<String> words = Stream.of("scope", "scp").flatMap(name -> CompanyPerson.words(claims, name).stream())
                .flatMap(text -> Arrays.stream(text.split(" "))).collect(Collectors.toSet());
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        Scope.USUAL.stream().filter(scope -> words.contains(scope.word())).forEach(scopes::add);
        return Set.copyOf(scopes);
    }

    private record Token(JsonObject header, JsonObject claims) {}
}
