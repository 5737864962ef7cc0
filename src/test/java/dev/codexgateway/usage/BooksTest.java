package dev.codexgateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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
import dev.codexgateway.store.JdbcLedger;
import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.MutableClock;

/** Booking, with a store that fails as a test says. */
@Timeout(60)
class BooksTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private static final Caller CALLER = new Caller("key:a", "a", Scope.USUAL);
    private static final Caller OTHER = new Caller("user:b", "b", Scope.USUAL);

    @TempDir
    Path folder;

    private final MutableClock clock = new MutableClock();
    private Database database;
    private FaultyLedger ledger;
    private Books books;

    @BeforeEach
    void start() {
        database = Database.open(new DatabaseConfig(Secret.of("jdbc:sqlite:" + folder.resolve("gateway.db")), folder));
        ledger = new FaultyLedger(new JdbcLedger(database));
        books = open();
    }

    @AfterEach
    void stop() {
        ledger.mode = Mode.WORKS;
        books.close();
        database.close();
    }

    @Test
    void whatIsBookedIsInTheStoreWithinASecondWithoutAnybodyAsking() {
        long begun = System.nanoTime();

        books.book(CALLER, call(70, 30));

        until(() -> stored(CALLER).calls() == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(stored(CALLER).tokens()).isEqualTo(new Usage(70, 1, 30, 2));
    }

    @Test
    void theStopWritesWhatWasBooked() {
        IntStream.range(0, 10).forEach(_ -> books.book(CALLER, call(1, 1)));

        books.close();

        assertThat(stored(CALLER).calls()).isEqualTo(10);
    }

    @Test
    void nothingIsLostAndNobodyWaitsWhileTheStoreIsAway() {
        ledger.mode = Mode.REFUSES;
        books.book(CALLER, call(1, 1));
        until(() -> ledger.adds.get() > 1);
        long begun = System.nanoTime();
        Concurrently.call(8, () -> {
            IntStream.range(0, 500).forEach(_ -> books.book(CALLER, call(1, 1)));
            return true;
        });
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        ledger.mode = Mode.WORKS;

        until(() -> stored(CALLER).calls() == 4_001);
        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(books.tokensToday(CALLER)).isEqualTo(8_002);
    }

    @Test
    void aWriteWhoseAnswerIsLostIsCountedOnce() {
        ledger.mode = Mode.LEAVES_UNANSWERED;
        books.book(CALLER, call(1, 1));
        until(() -> ledger.adds.get() > 2);
        books.book(CALLER, call(1, 1));

        ledger.mode = Mode.WORKS;

        until(() -> stored(CALLER).calls() == 2);
        books.close();
        assertThat(stored(CALLER).calls()).isEqualTo(2);
    }

    @Test
    void aBatchThatWasRefusedBeforeTheStopIsWrittenAtIt() {
        ledger.mode = Mode.REFUSES;
        books.book(CALLER, call(1, 1));
        until(() -> ledger.adds.get() > 0);
        books.book(OTHER, call(1, 1));
        ledger.mode = Mode.WORKS;

        books.close();

        assertThat(stored(CALLER).calls()).isOne();
        assertThat(stored(OTHER).calls()).isOne();
    }

    @Test
    void theDaysTokensAreKnownAtOnceAndAfterARestart() {
        books.book(CALLER, call(70, 30));
        assertThat(books.tokensToday(CALLER)).isEqualTo(100);
        assertThat(books.tokensToday(OTHER)).isZero();

        books.close();
        books = open();

        assertThat(books.tokensToday(CALLER)).isEqualTo(100);
        books.book(CALLER, call(1, 0));
        assertThat(books.tokensToday(CALLER)).isEqualTo(101);
    }

    @Test
    void theDaysTokensAreNeverFewerThanWereBookedWhileTheyAreWritten() {
        long booked = 0;
        while (ledger.adds.get() < 3) {
            books.book(CALLER, call(1, 0));
            booked++;
            assertThat(books.tokensToday(CALLER)).isEqualTo(booked);
        }
        books.close();
        assertThat(stored(CALLER).tokens().total()).isEqualTo(booked);
    }

    @Test
    void whatAnotherProcessBookedIsKnownAFewSecondsLater() {
        books.book(CALLER, call(10, 0));
        try (Books others = open()) {
            others.book(CALLER, call(5, 0));
        }

        until(() -> books.tokensToday(CALLER) == 15);
        books.book(CALLER, call(1, 0));
        assertThat(books.tokensToday(CALLER)).isEqualTo(16);
    }

    @Test
    void aNewDayBeginsWithNothing() {
        books.book(CALLER, call(10, 0));
        Instant yesterday = clock.instant();
        clock.advance(Duration.ofHours(12));

        assertThat(books.tokensToday(CALLER)).isZero();
        books.book(CALLER, call(yesterday, 1_000, "a-model"));
        books.book(CALLER, call(3, 0));

        assertThat(books.tokensToday(CALLER)).isEqualTo(3);
        books.close();
        assertThat(new JdbcLedger(database).tokens(DAY)).containsEntry(CALLER.id(), 1_010L);
        assertThat(new JdbcLedger(database).tokens(DAY.plusDays(1))).containsEntry(CALLER.id(), 3L);
    }

    @Test
    void whatAnUpstreamCannotMeanIsNotBelieved() {
        books.book(CALLER, new Accounts.Call(clock.instant(), "a-model", "completed",
                Optional.of(new Usage(Long.MAX_VALUE, -5, -1_000, 0)), Optional.empty(), Duration.ofMillis(-1)));
        IntStream.range(0, 2).forEach(_ -> books.book(CALLER, call(Integer.MAX_VALUE, 0)));

        books.close();

        assertThat(stored(CALLER).tokens().outputTokens()).isZero();
        assertThat(stored(CALLER).tokens().inputTokens()).isBetween(1_000_000_000_000L, 1_010_000_000_000L);
        assertThat(stored(CALLER).took()).isNotNegative();
    }

    @Test
    void anUpstreamThatInventsNamesMakesNoRowsWithoutEnd() {
        IntStream.range(0, 1_000).forEach(i -> books.book(CALLER, call(clock.instant(), 1, "invented-" + i)));
        books.book(CALLER, call(clock.instant(), 1, "x".repeat(10_000)));
        books.book(CALLER, call(clock.instant(), 1, "<script>"));

        books.close();

        List<Ledger.Row> rows = new JdbcLedger(database).rows(span(CALLER), EnumSet.of(Ledger.Group.MODEL),
                Optional.empty(), 1_000);
        assertThat(rows).hasSize(Models.MAX + 1).extracting(row -> row.model().orElseThrow()).contains(Models.OTHER);
        assertThat(stored(CALLER).calls()).isEqualTo(1_002);
    }

    @Test
    void oldDaysAreSwept() {
        books.book(CALLER, call(clock.instant().minus(Duration.ofDays(11)), 1, "a-model"));
        books.book(CALLER, call(clock.instant().minus(Duration.ofDays(10)), 1, "a-model"));
        books.close();

        books = open();

        until(() -> stored(CALLER).calls() == 1);
    }

    private Books open() {
        Books opened = new Books(ledger, 10, clock);
        opened.start();
        return opened;
    }

    private Accounts.Call call(long input, long output) {
        return new Accounts.Call(clock.instant(), "a-model", "completed", Optional.of(new Usage(input, 1, output, 2)),
                Optional.of(Duration.ofMillis(5)), Duration.ofMillis(7));
    }

    private static Accounts.Call call(Instant begunAt, long input, String model) {
        return new Accounts.Call(begunAt, model, "completed", Optional.of(new Usage(input, 0, 0, 0)), Optional.empty(),
                Duration.ofMillis(7));
    }

    private Sums stored(Caller caller) {
        return new JdbcLedger(database).total(span(caller));
    }

    private static Ledger.Span span(Caller caller) {
        return new Ledger.Span(LocalDate.EPOCH, DAY.plusDays(9), Optional.of(caller.id()), Optional.empty());
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.yield();
        }
    }

    private enum Mode {
        WORKS, REFUSES, LEAVES_UNANSWERED
    }

    /** A real ledger that does not add, or does not say that it did. */
    private static final class FaultyLedger implements Ledger {
        private final Ledger real;
        private final AtomicInteger adds = new AtomicInteger();
        private volatile Mode mode = Mode.WORKS;

        FaultyLedger(Ledger real) {
            this.real = real;
        }

        @Override
        public void add(String writer, long batch, Collection<Line> lines, Instant now) {
            adds.incrementAndGet();
            Mode chosen = mode;
            if (chosen == Mode.REFUSES) {
                throw new IllegalStateException("the store is away");
            }
            real.add(writer, batch, lines, now);
            if (chosen == Mode.LEAVES_UNANSWERED) {
                throw new IllegalStateException("the answer is lost");
            }
        }

        @Override
        public Map<String, Long> tokens(LocalDate day) {
            return real.tokens(day);
        }

        @Override
        public List<Row> rows(Span span, Set<Group> by, Optional<Position> after, int limit) {
            return real.rows(span, by, after, limit);
        }

        @Override
        public Sums total(Span span) {
            return real.total(span);
        }

        @Override
        public boolean sweep(LocalDate keepFrom, Instant goneSince) {
            return real.sweep(keepFrom, goneSince);
        }
    }
}
