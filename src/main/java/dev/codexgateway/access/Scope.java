package dev.codexgateway.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a credential may do (RFC 6749 §3.3). */
public enum Scope {
    /** See status, lists and events. */
    READ,
    /** Prompt, cancel and delete. */
    WRITE,
    /** Administer the gateway. */
    ADMIN;

    /** What a credential has when nothing was asked for. */
    public static final Set<Scope> USUAL = Set.of(READ, WRITE);

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Parses words separated by spaces or commas; empty when one of them is no scope, or there is none. */
    public static Optional<Set<Scope>> parse(String words) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words.strip().split("[\\s,]+")) {
            Optional<Scope> scope = Arrays.stream(values()).filter(candidate -> candidate.word().equals(word))
                    .findFirst();
            if (scope.isEmpty()) {
                return Optional.empty();
            }
            scopes.add(scope.get());
        }
        return scopes.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(scopes));
    }

    /** The words in a fixed order, with spaces. */
    public static String words(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::word).collect(Collectors.joining(" "));
    }
}
