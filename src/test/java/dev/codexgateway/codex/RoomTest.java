package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.store.JdbcArchive;
import dev.codexgateway.store.JdbcTurns;
import dev.codexgateway.testing.MutableClock;
import dev.codexgateway.testing.Unmetered;
import dev.codexgateway.usage.Limits;

/** Places for turns. */
@Timeout(60)
class RoomTest {
    private static final Caller CALLER = new Caller("key:a", "a", Scope.USUAL);
    private static final Prompt PROMPT = new Prompt("Hi", Optional.empty(), List.of(), List.of(), Optional.empty());

    private final List<String> refused = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void aPlaceThatIsLeftTwiceIsFreeOnce() {
        Room room = new Room(2);
        Limits.Place first = room.take(PROMPT, refused::add);
        room.take(PROMPT, refused::add);
        first.close();
        first.close();

        room.take(PROMPT, refused::add);

        assertThat(room.taken()).isEqualTo(2);
        assertThatThrownBy(() -> room.take(PROMPT, refused::add)).isInstanceOf(GatewayException.class);
        assertThat(refused).containsExactly("running-turns");
    }

    /** Its end is written, then seen; the next turn begins even before. */
    @RepeatedTest(20)
    void aTurnHasLeftItsPlaceBeforeItsEndIsSeen() {
        CompletableFuture<Turn> next = new CompletableFuture<>();
        try (Database database = Database.open(
                new DatabaseConfig(Secret.of("jdbc:sqlite:" + folder.resolve("gateway.db")), folder))) {
            FaultyTurns turns = new FaultyTurns(new JdbcTurns(database));
            try (Conversations conversations = new Conversations(turns, new JdbcArchive(database),
                    new Working(_ -> "Hello"),
                    new CodexConfig(CodexConfig.Backend.OPENAI, "a-model", Duration.ofMinutes(1), 1, 90),
                    new Unmetered(), new Unmetered(), new MutableClock())) {
                turns.refuse(batch -> {
                    if (!next.isDone() && batch.stream().anyMatch(progress -> progress.ending().isPresent())) {
                        next.completeAsync(() -> prompt(conversations, "next")).handle((_, _) -> true).join();
                    }
                    return false;
                });
                conversations.start();

                prompt(conversations, "first");

                assertThat(next.join().sessionId()).isEqualTo("next");
            }
        }
    }

    private static Turn prompt(Conversations conversations, String session) {
        return conversations.prompt(CALLER, Optional.of(new SessionId(session)), PROMPT, Optional.empty()).turn();
    }
}
