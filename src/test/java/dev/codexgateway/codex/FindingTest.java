package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.store.JdbcArchive;
import dev.codexgateway.store.JdbcTurns;
import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.MutableClock;
import dev.codexgateway.testing.Unmetered;

/** A conversation and its last turn are two reads, between which the turn may end. */
@Timeout(60)
class FindingTest {
    private static final Caller CALLER = new Caller("key:a", "a", Scope.USUAL);
    private static final SessionId SESSION = new SessionId("a");
    private static final Prompt PROMPT = new Prompt("wait", Optional.empty(), List.of(), List.of(), Optional.empty());

    private final CountDownLatch end = new CountDownLatch(1);
    private final MutableClock clock = new MutableClock();

    @TempDir
    Path folder;

    @Test
    void aTurnThatEndsWhileItsConversationIsFoundIsFoundWithTheConversationAsItThenIs() {
        try (Database database = Database.open(
                new DatabaseConfig(Secret.of("jdbc:sqlite:" + folder.resolve("gateway.db")), folder));
                Conversations conversations = new Conversations(new JdbcTurns(database),
                        endingOnceFound(new JdbcArchive(database)), new Working(_ -> {
                            Awaiting.until(() -> end.getCount() == 0);
                            return "ended";
                        }), new CodexConfig(
                                CodexConfig.Backend.OPENAI, "a-model", Duration.ofMinutes(1), 10, 90),
                        new Unmetered(), new Unmetered(), clock)) {
            conversations.start();
            conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty());
            clock.advance(Duration.ofMinutes(3));

            Conversations.View found = conversations.find(CALLER, SESSION).orElseThrow();

            assertThat(found.turn().status()).isEqualTo(TurnStatus.COMPLETED);
            assertThat(found).isEqualTo(conversations.find(CALLER, SESSION).orElseThrow());
        }
    }

    private Archive endingOnceFound(Archive real) {
        return (Archive) Proxy.newProxyInstance(Archive.class.getClassLoader(), new Class<?>[]{Archive.class},
                (_, method, arguments) -> {
                    Object read = call(real, method, arguments);
                    if (read instanceof Optional<?> some && some.orElse(null) instanceof Conversation conversation) {
                        end.countDown();
                        Awaiting.until(() -> real.status(conversation.lastTurnId()).orElseThrow().ended());
                    }
                    return read;
                });
    }

    private static Object call(Archive real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
