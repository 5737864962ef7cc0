package dev.codexgateway.oauth;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import dev.codexgateway.access.CredentialHash;

/**
 * Who a token of the company's identity provider speaks of. The token has been verified.
 *
 * @param verifiedEmail only if the issuer says that it is verified: any other could be somebody else's
 * @param name          what to call the person; it identifies nobody
 */
record CompanyPerson(User.Identity identity, Optional<String> verifiedEmail, Set<String> groups, String name) {
    private static final int MAX_SUBJECT = 255;
    private static final int MAX_NAME = 64;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern UNUSUAL = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._@+-]+");

    /** The person of these claims; empty if there is no usable subject (OpenID Connect Core §2). */
    static Optional<CompanyPerson> of(String issuer, JsonObject claims) {
        Optional<String> email = text(claims, "email").filter(text -> text.indexOf('@') > 0)
                .filter(_ -> verified(claims));
        return text(claims, "sub")
                .filter(subject -> subject.length() <= MAX_SUBJECT && !CONTROL.matcher(subject).find())
                .map(subject -> new CompanyPerson(new User.Identity(issuer, subject), email, words(claims, "groups"),
                        called(text(claims, "preferred_username").or(() -> email).orElse(subject))));
    }

    String subject() {
        return identity.subject();
    }

    /** The user's id, the same for a login and for a bearer token, on every replica. */
    String userId() {
        String issuer = identity.issuer();
        return CredentialHash.of(issuer.length() + ":" + issuer + identity.subject()).hex();
    }

    /** The strings of a claim that is one string or an array of them. */
    static Set<String> words(JsonObject claims, String name) {
        Set<String> words = new LinkedHashSet<>();
        Stream<JsonValue> values = switch (claims.get(name)) {
            case JsonArray array -> array.stream();
            case JsonString one -> Stream.of(one);
            case null, default -> Stream.of();
        };
        values.filter(JsonString.class::isInstance).map(value -> ((JsonString) value).getString()).forEach(words::add);
        return Set.copyOf(words);
    }

    static Optional<String> text(JsonObject claims, String name) {
        return claims.get(name) instanceof JsonString text && !text.getString().isEmpty()
                ? Optional.of(text.getString())
                : Optional.empty();
    }

    private static boolean verified(JsonObject claims) {
        return claims.get("email_verified") == JsonValue.TRUE
                || text(claims, "email_verified").equals(Optional.of("true"));
    }

    private static String called(String wish) {
        String plain = UNUSUAL.matcher(wish).replaceAll("-");
        return plain.codePointCount(0, plain.length()) <= MAX_NAME
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, MAX_NAME));
    }
}
