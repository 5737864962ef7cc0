package dev.codexgateway.process;

import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.chatgpt.Answer;
import dev.codexgateway.chatgpt.Chat;
import dev.codexgateway.chatgpt.ChatGpt;
import dev.codexgateway.chatgpt.GptMaker;
import dev.codexgateway.chatgpt.UsersBrowser;
import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Ports;
import dev.codexgateway.testing.ScriptedUpstream;

/** A GPT whose gateway is killed under it. */
class KilledActionIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void aPollThatTheKillBreaksIsAnsweredByTheNextStartWithWhatHadBeenSaid() {
        int port = Ports.unused();
        URI origin = URI.create("http://localhost:" + port);
        try (ScriptedUpstream upstream = ScriptedUpstream.start().otherwise(new Held())) {
            GatewayProcess.Builder builder = GatewayProcess.in(folder).upstream(upstream)
                    .with("PORT", Integer.toString(port)).with("OAUTH_CLIENT_SECRET", CLIENT_SECRET)
                    .with("GATEWAY_OWNER_PASSWORD", OWNER_PASSWORD);
            Chat chat;
            String session;
            try (GatewayProcess first = builder.serve()) {
                ChatGpt chatGpt = ChatGpt.of(GptMaker.make(origin, "g-killed"))
                        .signIn(UsersBrowser.of(new Person(origin), "owner", OWNER_PASSWORD));
                chat = chatGpt.chat();
                session = begun(chat);
                CompletableFuture<Answer> poll = CompletableFuture.supplyAsync(() -> poll(chat, session));
                Jcmd jcmd = new Jcmd(first);
                Awaiting.within(SOON, () -> jcmd.virtualThreadsIn("ActionsEndpoint.get"), polls -> polls == 1);
                first.kill();

                assertThat(poll.join().failure()).isPresent();
            }

            try (GatewayProcess next = builder.serve()) {
                JsonObject turn = poll(chat, session).json().getJsonObject("turn");

                assertThat(turn.getString("status")).isEqualTo("interrupted");
                assertThat(turn.getString("content")).isEqualTo(Held.HALF);
                assertThat(chat.ask("Go on")).isEqualTo("Echo: Go on");
                assertThat(poll(chat, session).json().getInt("turns")).isEqualTo(2);
                assertThat(next.handle().isAlive()).isTrue();
            }
        }
    }

    /** Prompts, and returns when half of the answer is in the database; the session. */
    private String begun(Chat chat) {
        JsonObject turn = chat.call("promptCodex", "prompt", "hold a long answer", "wait_seconds", 0).json();
        Awaiting.within(SOON, () -> StoredEvents.of(folder.resolve("data/gateway.db"), turn.getString("turn_id")),
                events -> events.contains(Held.HALF));
        return turn.getString("session_id");
    }

    private static Answer poll(Chat chat, String session) {
        return chat.call("getConversation", "session_id", session);
    }
}
