package dev.codexgateway.chatgpt;

import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Visitor;

/** The whole way of a GPT with nothing shortened: the real browser, ChatGPT's own patience, and the gateway's own waits. */
class ActionBrowserIT {
    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    @Test
    void aGptIsMadeAndApprovedAndGetsAnAnswerThatTookLongerThanChatGptWaits() {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatewayFixture gateway = GatewayFixture.start();
                Visitor owner = CHROMIUM.visitor(gateway);
                ChatGpt chatGpt = ChatGpt.of(
                        GptMaker.make(URI.create("http://localhost:" + gateway.gateway().port()), "g-real"),
                        Clock.systemUTC(), ChatGpt.PATIENCE)) {
            gateway.upstream().next(Answer.text("It took ", "its time.").gateAfter(1, gate));
            chatGpt.signIn((authorization, callback) -> agreed(owner, authorization, callback));
            Chat chat = chatGpt.chat().thinking(gate::countDown);
            long start = System.nanoTime();

            assertThat(chat.ask("Take your time")).isEqualTo("It took its time.");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(40));
            assertThat(chatGpt.cuts()).isZero();
            assertThat(chat.answers()).extracting(dev.codexgateway.chatgpt.Answer::status).containsExactly(202, 200);
            assertThat(gateway.upstream().requests()).hasSize(1);
            assertThat(owner.complaints()).isEmpty();
        }
    }

    /** What the owner does at a GPT's first time. */
    private static Map<String, String> agreed(Visitor owner, URI authorization, String callback) {
        owner.page().navigate(authorization.toString());
        owner.signIn("owner", OWNER_PASSWORD);
        owner.press("Approve this GPT");
        owner.press("Allow");
        return owner.sentBackTo(callback);
    }
}
