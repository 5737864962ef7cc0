package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.OWN_CREDENTIALS;
import static dev.codexgateway.oauth.TokenCalls.exchange;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.GatewayFixture;

/** What may happen once happens once, however many ask at the same moment. */
class TokenStormTest {
    private static final int AT_ONCE = 32;
    private static GatewayFixture gateway;
    private static TokenCalls calls;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().yaml("limits:\n  failed-credentials-per-minute: 100000\n").start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void ofThirtyTwoRedemptionsOneSucceedsAndTheReplaysRevokeWhatItGave() {
        String form = exchange(calls.code(CLIENT, "")) + "&" + OWN_CREDENTIALS;

        List<HttpResponse<String>> answers = Concurrently.call(AT_ONCE, () -> calls.form("/oauth/token", form));

        List<JsonObject> won = bodies(answers, 200);
        assertThat(won).hasSize(1);
        assertThat(bodies(answers, 400)).hasSize(AT_ONCE - 1)
                .allSatisfy(body -> assertThat(body.getString("error")).isEqualTo("invalid_grant"));
        assertThat(calls.knock(won.getFirst())).isEqualTo(401);
        assertThat(calls.active(won.getFirst().getString("access_token"))).isFalse();
        assertThat(calls.refresh(won.getFirst()).statusCode()).isEqualTo(400);
    }

    @Test
    void ofThirtyTwoRefreshesAllGiveTheSameSuccessorAndTheGrantLives() {
        JsonObject tokens = calls.tokens();

        List<JsonObject> all = bodies(Concurrently.call(AT_ONCE, () -> calls.refresh(tokens)), 200);

        assertThat(all).hasSize(AT_ONCE);
        assertThat(all.stream().map(body -> body.getString("refresh_token")).distinct()).hasSize(1);
        assertThat(all.stream().map(body -> body.getString("access_token")).distinct()).hasSize(AT_ONCE);
        assertThat(all).allSatisfy(body -> assertThat(calls.knock(body)).isEqualTo(200));
        assertThat(calls.refresh(all.getFirst()).statusCode()).isEqualTo(200);
    }

    @RepeatedTest(10)
    void aTokenIsRefusedAtOnceThoughItWasBeingUsedWhenItWasRevoked() {
        JsonObject tokens = calls.tokens();
        AtomicBoolean revoked = new AtomicBoolean();
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(() -> acceptedAfter(revoked, tokens));
        }
        all.add(() -> {
            calls.form("/oauth/revoke", "token=" + tokens.getString("refresh_token") + "&" + OWN_CREDENTIALS);
            revoked.set(true);
            return false;
        });

        assertThat(Concurrently.call(all)).containsOnly(false);
    }

    /** Whether a call that began after the revocation was let in. */
    private static boolean acceptedAfter(AtomicBoolean revoked, JsonObject tokens) {
        boolean after = false;
        while (!after) {
            after = revoked.get();
            if (calls.knock(tokens) == 200 && after) {
                return true;
            }
        }
        return false;
    }

    private static List<JsonObject> bodies(List<HttpResponse<String>> answers, int status) {
        return answers.stream().filter(answer -> answer.statusCode() == status).map(answer -> json(answer.body()))
                .toList();
    }
}
