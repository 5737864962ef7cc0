package dev.codexgateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;

/** Which headers go on, which paths there are, and what they are called upstream. */
class HeaderPolicyTest extends OnTheWire {
    @Override
    GatewayFixture.Builder configured(GatewayFixture.Builder builder) {
        return builder.with("OPENAI_BASE_URL", upstream.baseUrl() + "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: text/event-stream", "Accept-Encoding: gzip, br, zstd",
            "User-Agent: codex_cli_rs/1.0",
            "originator: codex_exec", "session-id: 1", "x-codex-turn-metadata: {\"a\":\"b c\"}",
            "OpenAI-Beta: responses_websockets=2026-02-06", "X-Request-Id: mine", "x-stainless-lang: js",
            "Idempotency-Key: k", "X-Custom: a,b", "traceparent: 00-1-2-01"})
    void aHeaderOfTheRequestGoesOn(String line) {
        caller.post("{}", line).receive();

        assertThat(upstream.last().head()).contains("\r\n" + line + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cookie: a=b", "Cookie2: a", "Proxy-Authorization: Basic eDp5", "api-key: other",
            "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "TE: trailers", "Trailer: x",
            "Forwarded: for=1.2.3.4",
            "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Host: h", "X-Forwarded-Proto: https", "X-Forwarded-Port: 1",
            "X-Real-IP: 1.2.3.4", "Via: 1.1 x", "True-Client-IP: 1.2.3.4", "OpenAI-Organization: org-1",
            "openai-project: proj_1", "HTTP2-Settings: x", "Authorization: Basic eDp5"})
    void aHeaderOfTheRequestStaysHere(String line) {
        String name = line.substring(0, line.indexOf(':'));
        caller.post("{}", line).receive();

        assertThat(upstream.last().header(name)).isEqualTo(
                name.equals("Authorization")
                        ? List.of("Bearer " + GatewayFixture.UPSTREAM_KEY)
                        : List.of());
    }

    @Test
    void whatConnectionNamesIsForUsAlone() {
        caller.post("{}", "Connection: keep-alive, X-One", "X-One: 1", "X-Two: 2").receive();

        assertThat(upstream.last().header("x-one")).isEmpty();
        assertThat(upstream.last().header("connection")).isEmpty();
        assertThat(upstream.last().header("x-two")).containsExactly("2");
    }

    @Test
    void theUpstreamSeesOurKeyAndItsOwnName() {
        caller.send(WireCaller.request("POST", "/v1/responses", "{}")).receive();

        assertThat(upstream.last().header("authorization")).containsExactly("Bearer " + GatewayFixture.UPSTREAM_KEY);
        assertThat(upstream.last().header("x-api-key")).isEmpty();
        assertThat(upstream.last().header("host")).containsExactly(upstream.baseUrl().getAuthority());
        assertThat(upstream.last().head()).doesNotContain(GatewayFixture.KEY);
    }

    @Test
    void aRepeatedHeaderIsRepeated() {
        caller.post("{}", "X-Many: 1", "X-Many: 2").receive();

        assertThat(upstream.last().header("x-many")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-type: application/json; charset=utf-8", "Cache-Control: no-cache",
            "x-request-id: req_1",
            "x-ratelimit-remaining-tokens: 1", "X-RateLimit-Reset-Requests: 1s", "openai-processing-ms: 5",
            "openai-version: 2020-10-01", "retry-after: 3", "Retry-After-Ms: 100", "Content-Encoding: br"})
    void aHeaderOfTheAnswerGoesOn(String line) {
        upstream.next("HTTP/1.1 200 OK\r\n" + line + "\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(caller.post("{}").receive().head()).contains("\r\n" + line + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Set-Cookie: a=b", "Server: cloudflare", "CF-RAY: 1", "Alt-Svc: h3=\":443\"",
            "Strict-Transport-Security: max-age=1", "Access-Control-Allow-Origin: *", "Connection: keep-alive",
            "Keep-Alive: timeout=5", "X-Anything: 1", "Location: https://api.openai.com/", "Via: 1.1 x",
            "X-Gateway-Request-Id: forged", "Trailer: x", "WWW-Authenticate: Basic"})
    void aHeaderOfTheAnswerStaysHere(String line) {
        upstream.next("HTTP/1.1 200 OK\r\n" + line + "\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(caller.post("{}").receive().head().toLowerCase(Locale.ROOT))
                .doesNotContain("\r\n" + line.toLowerCase(Locale.ROOT) + "\r\n");
    }

    @Test
    void ourOwnIdHasANameOfItsOwnHere() {
        upstream.next("HTTP/1.1 200 OK\r\nx-request-id: req_theirs\r\nContent-Length: 2\r\n\r\n{}");

        Received received = caller.post("{}", "X-Request-Id: mine").receive();

        assertThat(received.header("x-request-id")).contains("req_theirs");
        assertThat(received.header("x-gateway-request-id")).contains("mine");
    }

    @ParameterizedTest
    @CsvSource({"200 OK,200", "201 Created,201", "400 Bad Request,400", "403 Forbidden,403", "404 Not Found,404",
            "409 Conflict,409", "422 Unprocessable Entity,422", "429 Too Many Requests,429", "500 Oops,500",
            "503 Service Unavailable,503", "529 Overloaded,529", "302 Found,302"})
    void anAnswerOfTheUpstreamPassesAsItIs(String status, int code) {
        upstream.next("HTTP/1.1 " + status
                + "\r\nRetry-After: 7\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n"
                + "{\"error\":1}");

        Received received = caller.post("{}").receive();

        assertThat(received.status()).isEqualTo(code);
        assertThat(received.text()).isEqualTo("{\"error\":1}");
        assertThat(received.header("retry-after")).contains("7");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void anAnswerWithoutBodyHasNone(int status) {
        upstream.next("HTTP/1.1 " + status + " X\r\nContent-Length: 50\r\nETag: \"1\"\r\n\r\n");

        assertThat(caller.post("{}").receive().status()).isEqualTo(status);
        assertThat(caller.post("{}").receive().text()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void thatOurKeyIsWrongIsNotTheCallersFault() {
        upstream.next("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\n{}");

        Received received = caller.post("{}").receive();

        assertThat(received.status()).isEqualTo(502);
        assertThat(received.text()).contains("\"error\":{\"message\":").contains("\"type\":\"server_error\"");
        assertThat(received.header("www-authenticate")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"POST,/v1/responses", "POST,/v1/responses/compact", "POST,/v1/chat/completions", "GET,/v1/models",
            "GET,/v1/models/gpt-5.5", "GET,/v1/models/ft:gpt-4o:org::id", "GET,/v1/models/ft%3Agpt-4o",
            "POST,/v1/responses?a=b%20c&include%5B%5D=x+y&&=", "GET,/v1/models?after=%2F..%2F"})
    void aPathIsTheSameUpstream(String method, String target) {
        caller.send(WireCaller.request(method, target, method.equals("POST") ? "{}" : ""));

        assertThat(caller.receive().status()).isEqualTo(200);
        assertThat(upstream.last().requestLine()).isEqualTo(method + " " + target + " HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({"GET,/v1/responses,405,POST", "PUT,/v1/responses,405,POST", "GET,/v1/chat/completions,405,POST",
            "POST,/v1/models,405,GET", "DELETE,/v1/models/a,405,GET", "PATCH,/v1/responses/resp_1,405,'GET, DELETE'",
            "GET,/v1/responses/compact,405,POST", "GET,/v1/responses/resp_1/cancel,405,POST",
            "POST,/v1/responses/resp_1/input_items,405,GET", "HEAD,/v1/models,405,GET"})
    void anotherMethodIsToldWhichThereAre(String method, String target, int status, String allow) {
        int before = upstream.asked().size();
        caller.send(WireCaller.request(method, target, ""));
        String head = caller.head();

        assertThat(head).startsWith("HTTP/1.1 " + status).contains("\r\nAllow: " + allow + "\r\n");
        if (!method.equals("HEAD")) {
            assertThat(caller.receive(head).text()).startsWith("{\"error\":{\"message\":\"")
                    .contains("\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"method_not_allowed\"");
        }
        assertThat(upstream.asked()).hasSize(before);
    }

    static Stream<String> strangePaths() {
        return Stream.of("/v1/", "/v1/embeddings", "/v1/responses/", "/v1/responses/..", "/v1/responses/%2e%2e",
                "/v1/responses/a/b", "/v1/responses/a/cancel/", "/v1//responses", "/v1/models/", "/v1/models/.",
                "/v1/models/..", "/v1/models/a/b", "/v1/models/a%2Fb", "/v1/./models", "/v1/files", "/v1/chat",
                "/v1/chat/completions/x", "/v1/models;a=b", "/v1/responses/r;x", "/v1/%6dodels", "/v1/models/a%00",
                "/%761/models", "/%76%31/models", "/v1;a/models", "/v1;a=b/models", "/v1%2fmodels",
                "/v1;%2f..%2fx/models");
    }

    @ParameterizedTest
    @MethodSource("strangePaths")
    void anotherPathIsNoneAndNobodyIsAsked(String target) {
        int before = upstream.asked().size();
        Received received = caller.send(WireCaller.request("GET", target, "")).receive();

        assertThat(received.status()).isIn(404, 400);
        assertThat(received.text()).startsWith("{\"error\":{");
        assertThat(upstream.asked()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({"'',401", "'Authorization: Bearer wrong',401", "'X-API-Key: wrong',401"})
    void whoIsNobodyIsToldInOpenAisShape(String line, int status) {
        caller.send("POST /v1/responses HTTP/1.1\r\nHost: x\r\n" + (line.isEmpty() ? "" : line + "\r\n")
                + "Content-Length: 2\r\n\r\n{}");
        Received received = caller.receive();

        assertThat(received.status()).isEqualTo(status);
        assertThat(received.text()).contains("\"code\":\"invalid_api_key\"");
        assertThat(received.header("www-authenticate")).isPresent();
        assertThat(received.header("x-gateway-request-id")).isPresent();
        assertThat(received.header("x-request-id")).isEmpty();
    }

    @Test
    void aWebSocketIsRefusedSoThatCodexGoesOnByHttp() {
        Received received = caller.send(WireCaller.request("GET", "/v1/responses", "", "Upgrade: websocket",
                "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=="))
                .receive();

        assertThat(received.status()).isEqualTo(426);
        assertThat(received.text()).contains("\"code\":\"upgrade_required\"");
    }

    @Test
    void aConnectionThatIsToEndEnds() {
        Received received = caller.post("{}", "Connection: close").receive();

        assertThat(received.status()).isEqualTo(200);
        assertThat(received.header("connection")).contains("close");
        assertThat(caller.ended()).isTrue();
    }
}
