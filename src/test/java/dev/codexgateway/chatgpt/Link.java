package dev.codexgateway.chatgpt;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import jakarta.json.JsonObject;

import dev.codexgateway.testing.GatewayFixture;

/** A user's account at the service, linked by OAuth: the tokens that ChatGPT keeps of it. Safe for concurrent use. */
final class Link {
    private final Gpt gpt;
    private final Wire wire;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Tokens> tokens = Optional.empty();

    Link(Gpt gpt, Wire wire, Clock clock) {
        this.gpt = gpt;
        this.wire = wire;
        this.clock = clock;
    }

    void signIn(UsersBrowser browser) {
        String state = UUID.randomUUID().toString();
        URI authorization = gpt.credentials().authorization(gpt.callback(), state);
        Map<String, String> sent = browser.open(authorization, gpt.callback());
        if (!state.equals(sent.get("state"))) {
            throw new SignInNeeded("the state is not the one that was sent");
        }
        URI issuer = gpt.credentials().authorizationUrl().resolve("/");
        if (!sent.getOrDefault("iss", "").equals(issuer.toString().replaceAll("/$", ""))) {
            throw new SignInNeeded("answered by another: " + sent.get("iss"));
        }
        if (!sent.containsKey("code")) {
            throw new SignInNeeded("refused: " + sent.get("error"));
        }
        Map<String, String> exchange = new LinkedHashMap<>();
        exchange.put("grant_type", "authorization_code");
        exchange.put("code", sent.get("code"));
        exchange.put("redirect_uri", gpt.callback());
        locked(() -> tokens = Optional.of(requested(exchange)));
    }

    /** A token that should be good, as far as its lifetime says. */
    String token() {
        return locked(() -> {
            if (!clock.instant().isBefore(current().expires())) {
                refresh();
            }
            return current().access();
        });
    }

    /** Another token than the one that was refused. */
    String tokenAfter(String refused) {
        return locked(() -> {
            if (current().access().equals(refused)) {
                refresh();
            }
            return current().access();
        });
    }

    String refreshToken() {
        return locked(() -> current().refresh());
    }

    private Tokens current() {
        return tokens.orElseThrow(() -> new SignInNeeded("nobody has signed in"));
    }

    private void refresh() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "refresh_token");
        fields.put("refresh_token", current().refresh());
        tokens = Optional.empty();
        tokens = Optional.of(requested(fields));
    }

    private Tokens requested(Map<String, String> fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gpt.credentials().tokenUrl())
                .header("user-agent", Wire.USER_AGENT).header("accept", "*/*")
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(gpt.credentials().form(fields)));
        if (gpt.credentials().exchange() == Gpt.TokenExchange.BASIC_AUTH_HEADER) {
            request.header("authorization", gpt.credentials().basic());
        }
        try {
            Wire.Received received = wire.send(request.build());
            if (received.status() != 200) {
                throw new SignInNeeded("the token URL answers " + received.status() + " " + received.body());
            }
            return tokens(GatewayFixture.json(received.body()));
        } catch (Wire.NoAnswer e) {
            throw new SignInNeeded("the token URL gives no answer: " + e.getMessage());
        }
    }

    private Tokens tokens(JsonObject answer) {
        if (!answer.getString("token_type").equalsIgnoreCase("bearer")) {
            throw new SignInNeeded("not a bearer token");
        }
        return new Tokens(answer.getString("access_token"), answer.getString("refresh_token"),
                clock.instant().plusSeconds(answer.getInt("expires_in")));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private record Tokens(String access, String refresh, Instant expires) {

        @Override
        public String toString() {
            return "Tokens[redacted]";
        }
    }
}
