package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.MutableClock;
import dev.codexgateway.testing.Unmetered;

/** What is seen of a turn while it runs. */
@Timeout(60)
class WatchingTest {
    private static final int DELTAS = 2_000;
    private static final Caller CALLER = new Caller("key:a", "a", Scope.USUAL);
    private static final SessionId SESSION = new SessionId("a");
    private static final Prompt PROMPT = new Prompt("count", Optional.empty(), List.of(), List.of(), Optional.empty());

    @TempDir
    Path folder;

    private Database database;
    private FaultyTurns turns;
    private Conversations conversations;

    @BeforeEach
    void start() {
        database = Database.open(new DatabaseConfig(Secret.of("jdbc:sqlite:" + folder.resolve("gateway.db")), folder));
        turns = new FaultyTurns(new JdbcTurns(database));
        conversations = another();
    }

    private Conversations another() {
        Conversations made = new Conversations(turns, new JdbcArchive(database), new Working(WatchingTest::count),
                new CodexConfig(CodexConfig.Backend.OPENAI, "a-model", Duration.ofMinutes(1), 10, 90),
                new Unmetered(), new Unmetered(), new MutableClock());
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        conversations.close();
        database.close();
    }

    @Test
    void whoeverReadsWhileATurnRunsGetsEveryEventOnceAndInOrder() {
        conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty());

        List<Callable<String>> readers = IntStream.range(0, 3)
                .<Callable<String>>mapToObj(seed -> () -> read(new Random(seed))).toList();

        assertThat(Concurrently.call(readers)).containsOnly(whole());
    }

    @Test
    void allWatchersOfATurnAreToldTheSameWhileItRuns() {
        Turn turn = conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn();

        List<Callable<String>> watchers = IntStream.range(0, 50)
                .<Callable<String>>mapToObj(_ -> () -> watch(conversations.watch(turn))).toList();

        assertThat(Concurrently.call(watchers)).containsOnly(whole());
    }

    @Test
    void aWatcherThatDidNotLookWhileTheTurnRanIsToldAllOfIt() throws InterruptedException {
        Turn turn = conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn();
        Watch late = conversations.watch(turn);
        assertThat(late.next(Duration.ofSeconds(20))).first()
                .satisfies(event -> assertThat(event.body().getString("type")).isEqualTo("thread.started"));

        conversations.await(turn, Duration.ofSeconds(20));

        assertThat(rest(late).getLast().body().getString("type")).isEqualTo("turn.completed");
    }

    @Test
    void whoComesBackAtAnyEventIsToldExactlyTheRest() throws InterruptedException {
        conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty());
        Watch live = conversations.watch(CALLER, SESSION, Optional.of(0L)).orElseThrow();
        List<RecordedEvent> seen = rest(live);
        conversations.await(conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn(),
                Duration.ofSeconds(20));
        List<RecordedEvent> all = rest(conversations.watch(CALLER, SESSION, Optional.of(0L)).orElseThrow());

        for (int i = 0; i < seen.size(); i += 37) {
            long from = seen.get(i).seq();
            List<RecordedEvent> replay = rest(conversations.watch(CALLER, SESSION, Optional.of(from)).orElseThrow());
            String told = text(seen.stream().filter(event -> event.seq() <= from).toList());
            assertThat(replay).extracting(RecordedEvent::seq).allMatch(seq -> seq > from).isSorted();
            assertThat(told + text(replay)).as("after %s", from).isEqualTo(text(all)).isEqualTo(whole() + whole());
        }
        assertThat(rest(conversations.watch(CALLER, SESSION, Optional.of(all.getLast().seq())).orElseThrow()))
                .isEmpty();
    }

    @Test
    void aWatchOfATurnTellsNothingOfTheNextOne() throws InterruptedException {
        Turn first = conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn();
        conversations.await(first, Duration.ofSeconds(20));
        Watch back = conversations.watch(CALLER, SESSION, Optional.of(0L)).orElseThrow();
        Turn second = conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn();
        conversations.await(second, Duration.ofSeconds(20));

        assertThat(rest(back)).extracting(RecordedEvent::turnId).containsOnly(first.id());
        assertThat(rest(conversations.watch(CALLER, SESSION, Optional.empty()).orElseThrow()))
                .extracting(RecordedEvent::turnId).containsOnly(second.id());
    }

    @Test
    void aTurnIsWatchedFromAnotherProcessToo() throws InterruptedException {
        try (Conversations elsewhere = another()) {
            Turn turn = conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn();

            assertThat(watch(elsewhere.watch(turn))).isEqualTo(whole());
        }
    }

    @Test
    void whoWatchesATurnWhoseProcessDiedIsToldThatItWasInterrupted() throws InterruptedException {
        Turns.Draft draft = new Turns.Draft("turn_1", "conv_1", SESSION.value(), "a-model",
                new MutableClock().instant());
        turns.begin(new Turns.NewTurn(draft, CALLER.id(), "proc_dead", PROMPT, Optional.empty(), Optional.empty()));

        List<RecordedEvent> told = rest(conversations.watch(CALLER, SESSION, Optional.empty()).orElseThrow());

        assertThat(told).extracting(event -> event.body().getString("type")).containsExactly("thread.started",
                "turn.started", "turn.failed");
        assertThat(told.getLast().body().getJsonObject("error").getString("type")).isEqualTo("interrupted");
    }

    @Test
    void aWatchEndsWhenItsConversationIsDeleted() throws InterruptedException {
        Turn turn = conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn();
        conversations.await(turn, Duration.ofSeconds(20));
        Watch watch = conversations.watch(turn);
        conversations.delete(CALLER, SESSION);

        assertThat(rest(watch).getLast().body().getString("type")).isEqualTo("turn.failed");
    }

    @Test
    void aTurnWhoseBeginningWasNotAnsweredDoesNotKeepItsConversationBusyForEver() {
        turns.leaveBeginningsUnanswered(true);
        assertThatThrownBy(() -> conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()))
                .isInstanceOf(IllegalStateException.class);
        turns.leaveBeginningsUnanswered(false);

        until(() -> conversations.find(CALLER, SESSION).orElseThrow().turn().status() == TurnStatus.INTERRUPTED);

        Turn next = conversations.prompt(CALLER, Optional.of(SESSION), PROMPT, Optional.empty()).turn();
        assertThat(conversations.await(next, Duration.ofSeconds(20)).status()).isEqualTo(TurnStatus.COMPLETED);
    }

    /** Pages of any size until there is no more; the text that they tell. */
    private String read(Random random) {
        List<RecordedEvent> all = new ArrayList<>();
        Optional<Long> next = Optional.of(0L);
        while (next.isPresent()) {
            Conversations.Page page = conversations
                    .events(CALLER, SESSION, Optional.empty(), next.get(), 1 + random.nextInt(1000)).orElseThrow();
            all.addAll(page.events());
            next = page.next();
        }
        assertThat(all).extracting(RecordedEvent::seq).isSorted().doesNotHaveDuplicates();
        assertThat(all.getLast().body().getString("type")).isEqualTo("turn.completed");
        return Replaying.text(all).get("item_0");
    }

    private static String watch(Watch watch) throws InterruptedException {
        List<RecordedEvent> all = rest(watch);
        assertThat(all).extracting(RecordedEvent::seq).isSorted().doesNotHaveDuplicates();
        assertThat(all.getFirst().body().getString("type")).isEqualTo("thread.started");
        assertThat(all.getLast().body().getString("type")).isEqualTo("turn.completed");
        return text(all);
    }

    private static List<RecordedEvent> rest(Watch watch) throws InterruptedException {
        List<RecordedEvent> all = new ArrayList<>();
        while (!watch.ended()) {
            all.addAll(watch.next(Duration.ofSeconds(20)));
        }
        return all;
    }

    private static String text(List<RecordedEvent> events) {
        return Replaying.text(events).getOrDefault("item_0", "");
    }

    private static String whole() {
        return IntStream.range(0, DELTAS).mapToObj(i -> i + " ").collect(Collectors.joining());
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static String count(Agent.Telling out) {
        for (int i = 0; i < DELTAS; i++) {
            out.tell(new TurnEvent.ItemUpdated("item_0", Item.AGENT_MESSAGE, i + " "));
        }
        return "counted";
    }
}
