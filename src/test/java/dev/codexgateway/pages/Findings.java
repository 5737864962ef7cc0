package dev.codexgateway.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;

/** Everything that can be found by the connect page's checks. */
final class Findings {
    static final String DETAIL = "d3tail";
    private static final Map<Kind, List<String>> GOOD = Map.of(
            Kind.PUBLIC_URL, List.of("good"),
            Kind.ROOT_DOMAIN, List.of("good"),
            Kind.SCHEMA, List.of("good"),
            Kind.CLIENT_SECRET, List.of("good"),
            Kind.UPSTREAM_KEY, List.of("good"),
            Kind.CALLBACK, List.of("good"),
            Kind.FIRST_SIGN_IN, List.of("good"),
            Kind.FIRST_CALL, List.of("good"));
    private static final Map<Kind, List<String>> WAITING = Map.of(
            Kind.SCHEMA, List.of("unreachable"),
            Kind.CLIENT_SECRET, List.of("two"),
            Kind.CALLBACK, List.of("waiting"),
            Kind.FIRST_SIGN_IN, List.of("waiting"),
            Kind.FIRST_CALL, List.of("waiting"));
    private static final Map<Kind, List<String>> BAD = Map.of(
            Kind.PUBLIC_URL, List.of("loopback", "not-https", "port", "private-address", "unknown-host", "no-answer",
                    "certificate", "other-service"),
            Kind.ROOT_DOMAIN, List.of("other-host"),
            Kind.SCHEMA, List.of("unreachable", "different", "not-importable"),
            Kind.CLIENT_SECRET, List.of("missing"),
            Kind.CALLBACK, List.of("auto-approve"),
            Kind.UPSTREAM_KEY, List.of("missing", "refused", "no-answer", "wrong-path"));

    private Findings() {}

    static List<Check> all() {
        return Stream.of(of(State.GOOD, GOOD), of(State.WAITING, WAITING), of(State.BAD, BAD))
                .flatMap(List::stream).toList();
    }

    /** The texts that such a line needs: its name, what was found and, unless it is good, what to do. */
    static List<String> keys(Check check) {
        String name = "connect.check." + check.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String found = name + "." + check.reason();
        return check.state() == State.GOOD ? List.of(name, found) : List.of(name, found, found + ".do");
    }

    private static List<Check> of(State state, Map<Kind, List<String>> reasons) {
        List<Check> checks = new ArrayList<>();
        reasons.forEach((kind, words) -> words.forEach(word -> checks.add(new Check(kind, state, word, DETAIL))));
        return checks;
    }
}
