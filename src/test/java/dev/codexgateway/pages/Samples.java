package dev.codexgateway.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.codexgateway.pages.AccountPage.GrantRow;
import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;
import dev.codexgateway.pages.ConnectPage.Values;

/** Every page in every state, by name. */
final class Samples {
    static final Pages PAGES = new Pages();
    static final Instant CREATED = Instant.parse("2026-08-01T23:30:00Z");

    static final String SECRET = "cgw_cs_Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5";
    static final Values VALUES = new Values("https://codex.example.com", "https://codex.example.com/openapi.json",
            "codex-gateway-client", "https://codex.example.com/oauth/authorize",
            "https://codex.example.com/oauth/token",
            "read write", "https://codex.example.com/privacy", "https://codex.example.com/mcp");

    private Samples() {}

    static Map<String, String> all(Language language) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("login", PAGES.login(language, login(Optional.of("ChatGPT"), "", Optional.empty(), true)));
        pages.put("login-account", PAGES.login(language, login(Optional.empty(), "", Optional.empty(), false)));
        pages.put("consent", PAGES.consent(language, consent("ChatGPT", "chatgpt.com", false)));
        pages.put("consent-loopback", PAGES.consent(language, consent("Codex CLI", "127.0.0.1", true)));
        pages.put("claim", PAGES.claim(language, new ClaimPage("c5rf", "r3quest",
                "g-d0ce268413020bbc99dd5b70bc3aa6be2f2de5eb",
                "https://chatgpt.com/aip/g-d0ce268413020bbc99dd5b70bc3aa6be2f2de5eb/oauth/callback", "owner")));
        pages.put("account", PAGES.account(language, account(3, true, Optional.of(Notice.GRANT_REVOKED))));
        pages.put("account-empty", PAGES.account(language, account(0, false, Optional.empty())));
        pages.put("connect", PAGES.connect(language, connect(Optional.empty(), false)));
        pages.put("connect-fresh", PAGES.connect(language, connect(Optional.of(SECRET), true)));
        pages.put("connect-good",
                PAGES.connect(language, connect(everyKind(State.GOOD, "good"), Optional.empty(), false,
                        Optional.of(Notice.SECRET_DROPPED))));
        pages.put("privacy", PAGES.privacy(language,
                new PrivacyPage(Optional.of("Oficina Aurora Ltda."), Optional.of("privacy@example.com"), 90, 400,
                        true)));
        pages.put("privacy-bare", PAGES.privacy(language,
                new PrivacyPage(Optional.empty(), Optional.empty(), 1, 1, false)));
        pages.put("home", PAGES.home(language, new HomePage("https://codex.example.com", "0.1.0")));
        for (Notice notice : Notice.values()) {
            pages.put("notice-" + notice, PAGES.login(language, login(Optional.of("ChatGPT"), "ana",
                    Optional.of(notice), false)));
        }
        for (ErrorKind kind : ErrorKind.values()) {
            pages.put("error-" + kind, PAGES.error(language, new ErrorPage(400, kind, "c768cc4761c42b9d441864b8")));
        }
        return pages;
    }

    /** Every page with one value in the place of every foreign one. */
    static Map<String, String> with(Language language, String value) {
        Values values = new Values(value, value, value, value, value, value, value, value);
        return Map.of(
                "connect", PAGES.connect(language, new ConnectPage(value, value, values,
                        List.of(new Check(Kind.PUBLIC_URL, State.BAD, "private-address", value),
                                new Check(Kind.SCHEMA, State.BAD, value, value)),
                        Optional.of(value), true, Optional.empty())),
                "privacy", PAGES.privacy(language,
                        new PrivacyPage(Optional.of(value), Optional.of(value), 90, 400, true)),
                "home", PAGES.home(language, new HomePage(value, value)),
                "login", PAGES.login(language,
                        new LoginPage(value, value, Optional.of(value), value, Optional.empty(), true)),
                "consent", PAGES.consent(language,
                        new ConsentPage(value, value, new ConsentPage.App(value, value, value), value, true,
                                List.of("read", value), value)),
                "claim", PAGES.claim(language, new ClaimPage(value, value, value, value, value)),
                "account", PAGES.account(language, new AccountPage(value, value, true, true,
                        List.of(new GrantRow(value, value, List.of("read", value), CREATED, CREATED)),
                        Optional.empty())),
                "error", PAGES.error(language, new ErrorPage(404, ErrorKind.NOT_FOUND, value)));
    }

    static ConnectPage connect(Optional<String> freshSecret, boolean twoSecrets) {
        List<Check> checks = List.of(
                new Check(Kind.PUBLIC_URL, State.BAD, "private-address", "192.168.1.20"),
                new Check(Kind.ROOT_DOMAIN, State.BAD, "other-host", "gateway.internal.example.com"),
                new Check(Kind.SCHEMA, State.BAD, "unreachable", ""),
                twoSecrets
                        ? new Check(Kind.CLIENT_SECRET, State.WAITING, "two", "")
                        : new Check(Kind.CLIENT_SECRET, State.GOOD, "good", ""),
                new Check(Kind.UPSTREAM_KEY, State.GOOD, "good", ""),
                new Check(Kind.CALLBACK, State.GOOD, "good", "1"),
                new Check(Kind.FIRST_SIGN_IN, State.WAITING, "waiting", ""),
                new Check(Kind.FIRST_CALL, State.WAITING, "waiting", ""));
        return connect(checks, freshSecret, twoSecrets, Optional.empty());
    }

    static ConnectPage connect(List<Check> checks, Optional<String> freshSecret, boolean twoSecrets,
            Optional<Notice> notice) {
        return new ConnectPage("c5rf", "owner", VALUES, checks, freshSecret, twoSecrets, notice);
    }

    static List<Check> everyKind(State state, String reason) {
        return Arrays.stream(Kind.values()).map(kind -> new Check(kind, state, reason, "3")).toList();
    }

    static LoginPage login(Optional<String> clientName, String userName, Optional<Notice> notice, boolean company) {
        return new LoginPage("c5rf", "r3quest", clientName, userName, notice, company);
    }

    static ConsentPage consent(String clientName, String callbackHost, boolean loopback) {
        return new ConsentPage("c5rf", "r3quest", ConsentPage.App.named(clientName), callbackHost, loopback,
                List.of("read", "write", "admin"), "ana");
    }

    static AccountPage account(int grants, boolean owner, Optional<Notice> notice) {
        List<String> names = Arrays.asList("ChatGPT", "Codex CLI",
                "A rather long-winded assistant for the quarterly reports of the accounting department");
        List<GrantRow> rows = new ArrayList<>();
        for (int row = 0; row < grants; row++) {
            rows.add(new GrantRow("grant-" + row, names.get(row % names.size()), List.of("read", "write"), CREATED,
                    CREATED.plusSeconds(86_400)));
        }
        return new AccountPage("c5rf", "ana", owner, owner, rows, notice);
    }
}
