package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** The headers of pages: nobody frames them, keeps them, or learns where their reader came from. */
class PageHeadersTest {
    private static final String AUTHORIZE = "/oauth/authorize?response_type=code&client_id=" + CLIENT
            + "&redirect_uri=" + TokenCalls.encoded(CALLBACK);
    private static final Pattern STYLE = Pattern.compile("<link[^>]*rel=\"stylesheet\"[^>]*href=\"([^\"]+)\"");
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void everyPageOfTheFlowIsGuarded() {
        Person owner = gateway.person();
        Seen login = owner.open(AUTHORIZE);
        Seen wrong = owner.signIn(login, "owner", "wrong");
        Seen consent = owner.signIn(login, "owner", OWNER_PASSWORD);
        Seen account = owner.open("/account");
        Seen notFound = owner.submit(account, "/account/sign-out");

        assertThat(List.of(login.status(), wrong.status(), consent.status(), account.status(), notFound.status()))
                .containsExactly(200, 401, 200, 200, 200);
        assertThat(List.of(login, wrong, consent, account, notFound)).allSatisfy(PageHeadersTest::assertGuarded);
        assertThat(policy(login)).endsWith("form-action 'self' https://app.example.com");
        assertThat(policy(account)).endsWith("form-action 'self'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/authorize", "/oauth/authorize?client_id=%3Cb%3E&redirect_uri=x",
            "/oauth/login?request=gone", "/oauth/consent",
            "/oauth/consent?request=gone", "/oauth/claim?request=%3Cscript%3E"})
    void aPageAboutAnErrorIsGuardedToo(String path) {
        Seen seen = gateway.person().open(path);

        assertThat(seen.status()).isEqualTo(400);
        assertGuarded(seen);
        assertThat(seen.html()).doesNotContain("<script", "Exception");
    }

    @Test
    void aGrantThatIsNotThereIsAPage() {
        Person owner = gateway.person();
        Seen account = owner.signIn(owner.open("/oauth/login"), "owner", OWNER_PASSWORD);
        Matcher token = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(account.html());
        assertThat(token.find()).isTrue();

        Seen seen = owner.post("/account/revoke", Map.of("csrf", token.group(1), "grant", "grant_of_another"));

        assertThat(seen.status()).isEqualTo(404);
        assertGuarded(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/account/nothing", "/oauth/nothing", "/oauth", "/oauth/login/x", "/account/%2e%2e/x"})
    void aPathThatIsNotThereTellsNothing(String path) {
        HttpResponse<String> response = gateway.get(path, "Accept", "text/html");

        assertThat(response.statusCode()).isIn(400, 404);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.body()).doesNotContain("Exception", "helidon");
    }

    @Test
    void redirectsAreNotKeptAndTellNoReferrer() {
        HttpResponse<String> response = gateway.get(AUTHORIZE);

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void cookiesAreForThisHostAndNoScript() {
        List<String> cookies = signedInCookies(gateway, "cgw_browser");

        assertThat(cookies).hasSize(2).allSatisfy(cookie -> {
            assertThat(cookie).startsWith("cgw_").contains("; HttpOnly").contains("; SameSite=Lax").contains("; Path=/")
                    .doesNotContain("Secure").doesNotContain("Domain");
        });
    }

    @Test
    void cookiesBehindTlsAreSecureAndBoundToTheHost() {
        try (GatewayFixture tls = TokenCalls.gateway().with("PUBLIC_URL", "https://gateway.example.com").start()) {
            assertThat(signedInCookies(tls, "__Host-cgw_browser")).hasSize(2).allSatisfy(cookie -> {
                assertThat(cookie).startsWith("__Host-cgw_").contains("; Secure").contains("; HttpOnly")
                        .contains("; SameSite=Lax").contains("; Path=/").doesNotContain("Domain");
            });
        }
    }

    @Test
    void theStyleSheetIsKeptForGood() {
        Matcher link = STYLE.matcher(gateway.get("/oauth/login").body());
        assertThat(link.find()).isTrue();

        HttpResponse<String> style = gateway.get(link.group(1));

        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.headers().firstValue("Content-Type").orElse("")).startsWith("text/css");
        assertThat(style.headers().allValues("Cache-Control"))
                .containsExactly("public, max-age=31536000, immutable");
        assertThat(style.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
                                            pt-BR               | pt-BR | Entrar
                                            pt                  | pt-BR | Entrar
                                            en;q=0.5, pt;q=0.9  | pt-BR | Entrar
                                            en-US               | en    | Sign in
                                            de, fr              | en    | Sign in
                                            ;;;q=x              | en    | Sign in
                                            """)
    void aPageIsInTheLanguageOfItsReader(String accepted, String language, String word) {
        String page = gateway.get("/oauth/login", "Accept-Language", accepted).body();

        assertThat(page).contains("<html lang=\"" + language + "\"").contains(word);
        assertThat(gateway.get("/oauth/authorize", "Accept-Language", accepted).body())
                .contains("<html lang=\"" + language + "\"");
    }

    private static void assertGuarded(Seen seen) {
        HttpHeaders headers = seen.response().headers();
        assertThat(policy(seen)).contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "script-src");
        assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
        assertThat(headers.allValues("Content-Type")).containsExactly("text/html; charset=utf-8");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    private static String policy(Seen seen) {
        return String.join("|", seen.response().headers().allValues("Content-Security-Policy"));
    }

    /** The browser's mark and the session, as they are set. */
    private static List<String> signedInCookies(GatewayFixture gateway, String markName) {
        HttpResponse<String> page = gateway.get("/oauth/login");
        String mark = page.headers().firstValue("Set-Cookie").orElseThrow();
        Matcher token = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(token.find()).isTrue();
        HttpResponse<String> signedIn = gateway.send(gateway.request("/oauth/login", "Content-Type",
                "application/x-www-form-urlencoded", "Cookie", mark.split(";")[0])
                .POST(HttpRequest.BodyPublishers.ofString(Person.encode(
                        Map.of("csrf", token.group(1), "username", "owner", "password", OWNER_PASSWORD))))
                .build());
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(mark).startsWith(markName);
        return List.of(mark, signedIn.headers().firstValue("Set-Cookie").orElseThrow());
    }
}
