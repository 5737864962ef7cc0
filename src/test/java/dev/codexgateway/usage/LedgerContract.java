package dev.codexgateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.usage.Ledger.Group;
import dev.codexgateway.usage.Ledger.Key;
import dev.codexgateway.usage.Ledger.Line;
import dev.codexgateway.usage.Ledger.Position;
import dev.codexgateway.usage.Ledger.Row;
import dev.codexgateway.usage.Ledger.Span;

/** How accounts are kept. */
@Timeout(60)
public abstract class LedgerContract {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final Set<Group> ALL = EnumSet.allOf(Group.class);
    private static final int MANY = 16;

    /** Tests share a database. */
    private final String caller = "key:" + UUID.randomUUID();

    protected abstract Ledger ledger();

    @Test
    void whatIsAddedAddsUp() {
        add(1, line(DAY, "a-model", "completed", sums(100, 50)), line(DAY, "a-model", "failed", sums(7, 0)));
        add(2, line(DAY, "a-model", "completed", sums(1, 2)));

        List<Row> rows = ledger().rows(own(), ALL, Optional.empty(), 10);

        assertThat(rows).containsExactly(new Row(Optional.of(DAY), Optional.of(caller), Optional.of("a name"),
                Optional.of("a-model"), new Sums(3, 1, new Usage(108, 3, 52, 6), 3, 3_000, 6_000)));
        assertThat(ledger().total(own())).isEqualTo(rows.getFirst().sums());
    }

    @Test
    void whatWasNeverUsedIsNothing() {
        assertThat(ledger().rows(own(), ALL, Optional.empty(), 10)).isEmpty();
        assertThat(ledger().total(own())).isEqualTo(Sums.NONE);
        assertThat(ledger().tokens(DAY)).doesNotContainKey(caller);
    }

    @Test
    void aBatchThatComesAgainIsAddedOnce() {
        String writer = UUID.randomUUID().toString();
        List<Line> batch = List.of(line(DAY, "a-model", "completed", sums(100, 50)));

        ledger().add(writer, 7, batch, NOW);
        ledger().add(writer, 7, batch, NOW);
        ledger().add(writer, 8, batch, NOW);

        assertThat(ledger().total(own()).calls()).isEqualTo(2);
    }

    @RepeatedTest(3)
    void whatManyProcessesAddAtOnceIsAllThere() {
        List<Callable<Boolean>> writers = IntStream.range(0, MANY).<Callable<Boolean>>mapToObj(i -> () -> {
            List<Line> lines = new ArrayList<>(IntStream.range(0, 20)
                    .mapToObj(model -> line(DAY, "model-" + model, "completed", sums(1, 1))).toList());
            Collections.shuffle(lines);
            ledger().add(UUID.randomUUID().toString(), 1, lines, NOW);
            return true;
        }).toList();

        Concurrently.call(writers);

        assertThat(ledger().rows(own(), ALL, Optional.empty(), 100)).hasSize(20)
                .allMatch(row -> row.sums().calls() == MANY);
        assertThat(ledger().tokens(DAY)).containsEntry(caller, 2L * 20 * MANY);
    }

    @Test
    void tokensOfADayAreInputAndOutput() {
        add(1, line(DAY, "a", "completed", sums(100, 50)), line(DAY, "b", "failed", sums(7, 0)),
                line(DAY.minusDays(1), "a", "completed", sums(1_000, 1_000)));

        assertThat(ledger().tokens(DAY)).containsEntry(caller, 157L);
    }

    @Test
    void aCallerIsCalledWhatItWasLastCalled() {
        add(1, line(DAY, "a", "completed", sums(1, 1)));
        add(2, new Line(new Key(DAY, caller, "a", "completed"), "another\0name", sums(1, 1)));

        assertThat(ledger().rows(own(), ALL, Optional.empty(), 10)).extracting(row -> row.name().orElseThrow())
                .containsExactly("another\uFFFDname");
    }

    @Test
    void onlyTheDaysThatAreAskedForAreShown() {
        for (int i = 0; i < 5; i++) {
            add(i + 1, line(DAY.minusDays(i), "a", "completed", sums(1, 0)));
        }

        Span span = new Span(DAY.minusDays(3), DAY.minusDays(1), Optional.of(caller), Optional.empty());

        assertThat(ledger().rows(span, ALL, Optional.empty(), 10)).extracting(row -> row.day().orElseThrow())
                .containsExactly(DAY.minusDays(1), DAY.minusDays(2), DAY.minusDays(3));
        assertThat(ledger().total(span).calls()).isEqualTo(3);
    }

    @Test
    void aCallerIsFoundByIdOrName() {
        String name = "name-" + UUID.randomUUID();
        ledger().add(UUID.randomUUID().toString(), 1, List.of(
                new Line(new Key(DAY, caller, "a", "completed"), name, sums(1, 0)),
                new Line(new Key(DAY, caller + "-other", "a", "completed"), "another name", sums(1, 0))), NOW);

        assertThat(ledger().total(new Span(DAY, DAY, Optional.empty(), Optional.of(name))).calls()).isOne();
        assertThat(ledger().total(new Span(DAY, DAY, Optional.empty(), Optional.of(caller))).calls()).isOne();
        assertThat(ledger().total(new Span(DAY, DAY, Optional.of(caller), Optional.of("another name"))).calls())
                .isZero();
    }

    @Test
    void pagesHaveEveryRowOnceWhateverTheyTellApart() {
        List<Line> lines = new ArrayList<>();
        for (int day = 0; day < 4; day++) {
            for (String model : List.of("b", "a", "c")) {
                lines.add(line(DAY.minusDays(day), model, "completed", sums(1, 0)));
                lines.add(line(DAY.minusDays(day), model, "failed", sums(1, 0)));
            }
        }
        ledger().add(UUID.randomUUID().toString(), 1, lines, NOW);

        assertPages(ALL, 12);
        assertPages(EnumSet.of(Group.DAY), 4);
        assertPages(EnumSet.of(Group.MODEL), 3);
        assertPages(EnumSet.of(Group.CALLER), 1);
        assertPages(EnumSet.of(Group.CALLER, Group.MODEL), 3);
    }

    private void assertPages(Set<Group> by, int rows) {
        List<Row> paged = new ArrayList<>();
        Optional<Position> after = Optional.empty();
        List<Row> page = ledger().rows(own(), by, after, 2);
        while (!page.isEmpty()) {
            paged.addAll(page);
            page = ledger().rows(own(), by, Optional.of(page.getLast().position()), 2);
        }
        assertThat(paged).hasSize(rows).isEqualTo(ledger().rows(own(), by, Optional.empty(), 100));
        assertThat(paged.stream().mapToLong(row -> row.sums().calls()).sum()).isEqualTo(24);
        assertThat(paged).allMatch(row -> row.day().isPresent() == by.contains(Group.DAY)
                && row.model().isPresent() == by.contains(Group.MODEL)
                && row.caller().isPresent() == by.contains(Group.CALLER));
    }

    @Test
    void daysThatAreTooOldAreSwept() {
        LocalDate ancient = LocalDate.of(1999, 1, 1);
        add(1, line(ancient, "a", "completed", sums(1, 0)), line(ancient.plusDays(1), "a", "completed", sums(1, 0)),
                line(ancient.plusDays(2), "a", "completed", sums(1, 0)));
        Instant noneGone = NOW.minus(Duration.ofDays(9_999));

        boolean more = true;
        while (more) {
            more = ledger().sweep(ancient.plusDays(2), noneGone);
        }

        assertThat(ledger().rows(own(), ALL, Optional.empty(), 10)).extracting(row -> row.day().orElseThrow())
                .containsExactly(ancient.plusDays(2));
        assertThat(ledger().sweep(ancient.plusDays(2), noneGone)).isFalse();
        assertThat(ledger().sweep(ancient.plusDays(3), noneGone)).isTrue();
    }

    private void add(long batch, Line... lines) {
        ledger().add("writer of " + caller, batch, List.of(lines), NOW);
    }

    private Line line(LocalDate day, String model, String outcome, Sums sums) {
        Sums told = outcome.equals("completed")
                ? sums
                : new Sums(1, 1, sums.tokens(), sums.firstBytes(), sums.toFirstByte(), sums.took());
        return new Line(new Key(day, caller, model, outcome), "a name", told);
    }

    private static Sums sums(long input, long output) {
        return new Sums(1, 0, new Usage(input, 1, output, 2), 1, 1_000, 2_000);
    }

    private Span own() {
        return new Span(LocalDate.EPOCH, DAY, Optional.of(caller), Optional.empty());
    }
}
