package dev.codexgateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.codex.Prompt;
import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.TurnEvent;
import dev.codexgateway.codex.TurnStatus;
import dev.codexgateway.codex.Turns;
import dev.codexgateway.codex.Turns.Beginning;
import dev.codexgateway.codex.Turns.Beginning.Begun;
import dev.codexgateway.codex.Turns.Beginning.Repeated;

/** A chat's prompt comes twice, and the process that has the one pauses between its look for an earlier turn and its beginning. */
class HeldUpRetryPostgresIT {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String PROCESS = "proc_here";

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgres();

    @Test
    @Timeout(30)
    void aRetryThatWasHeldUpWhileTheFirstBeganAndEndedIsStillARetry() throws Exception {
        Turns turns = new JdbcTurns(DATABASE.open());
        turns.renew(PROCESS, Duration.ofHours(1));
        holdUp();
        CompletableFuture<Beginning> slow = new CompletableFuture<>();
        Begun fast = DATABASE.open().write(lock -> {
            lock.execute("SELECT pg_advisory_xact_lock(4242)");
            Thread.ofVirtual().start(() -> slow.complete(turns.begin(prompt("slow"))));
            awaitHeldUp(lock);
            Begun begun = (Begun) turns.begin(prompt("fast"));
            turns.write(PROCESS, List.of(completed(begun)));
            return begun;
        });

        assertThat(slow.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(Repeated.class,
                repeated -> assertThat(repeated.turn().id()).isEqualTo(fast.turn().id()));
    }

    private static Turns.NewTurn prompt(String which) {
        return new Turns.NewTurn(new Turns.Draft("turn_" + which, "conv_" + which, "chat", "a-model", NOW), "key:a",
                PROCESS, new Prompt("hello", Optional.empty(), List.of(), List.of(), Optional.empty()),
                Optional.empty(),
                Optional.of(new Turns.Retry("the prompt", false)));
    }

    private static Turns.Progress completed(Begun begun) {
        long seq = begun.lastSeq() + 1;
        TurnEvent end = new TurnEvent.TurnCompleted(Optional.empty());
        return new Turns.Progress(begun.turn().id(), begun.turn().conversationId(), seq,
                List.of(RecordedEvent.of(seq, begun.turn().id(), end)), Optional.of(new Turns.Ending(
                        TurnStatus.COMPLETED, "done", Optional.empty(), Optional.empty(), Optional.empty(), NOW)));
    }

    private static void holdUp() {
        DATABASE.open().write(handle -> {
            handle.execute("""
                           CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                               IF NEW.id = 'conv_slow' THEN PERFORM pg_advisory_xact_lock(4242); END IF;
                               RETURN NEW; END $$""");
            return handle.execute("CREATE TRIGGER hold_up BEFORE INSERT ON conversation FOR EACH ROW"
                    + " EXECUTE FUNCTION hold_up()");
        });
    }

    private static void awaitHeldUp(Handle handle) {
        int waiting = 0;
        while (waiting == 0) {
            waiting = handle.createQuery("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    .mapTo(Integer.class).one();
        }
    }
}
