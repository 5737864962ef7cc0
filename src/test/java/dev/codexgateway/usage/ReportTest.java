package dev.codexgateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** What is told of usage while more of it is being written. */
class ReportTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 27);
    private static final Ledger.Span SPAN = new Ledger.Span(DAY, DAY, Optional.empty(), Optional.empty());
    private static final Sums LATER = calls(100);

    private static Report report(int rows, Optional<Ledger.Position> after, int limit) {
        return Report.of(new Growing(rows), SPAN, Set.of(Ledger.Group.MODEL), after, limit);
    }

    private static Sums calls(int calls) {
        return new Sums(calls, 0, Usage.NONE, 0, 0, 0);
    }

    @Test
    void totalsOfOnePageAreWhatItsRowsAddUpTo() {
        Report report = report(2, Optional.empty(), 2);

        assertThat(report.rows()).hasSize(2);
        assertThat(report.more()).isFalse();
        assertThat(report.totals()).isEqualTo(calls(2));
    }

    @Test
    void nothingAddsUpToNothing() {
        assertThat(report(0, Optional.empty(), 2).totals()).isEqualTo(Sums.NONE);
    }

    @Test
    void aPageThatIsCutHasTheTotalsOfAll() {
        Report report = report(3, Optional.empty(), 2);

        assertThat(report.rows()).hasSize(2);
        assertThat(report.more()).isTrue();
        assertThat(report.totals()).isEqualTo(LATER);
    }

    @Test
    void aLastPageHasTheTotalsOfAll() {
        Report report = report(1, Optional.of(new Ledger.Position(0, "", "model-1")), 2);

        assertThat(report.more()).isFalse();
        assertThat(report.totals()).isEqualTo(LATER);
    }

    /** Somebody writes between any two looks. */
    private record Growing(int rows) implements Ledger {

        @Override
        public List<Row> rows(Span span, Set<Group> by, Optional<Position> after, int limit) {
            return IntStream.range(0, Math.min(rows, limit)).mapToObj(i -> new Row(Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.of("model-" + i), calls(1))).toList();
        }

        @Override
        public Sums total(Span span) {
            return LATER;
        }

        @Override
        public void add(String writer, long batch, Collection<Line> lines, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Long> tokens(LocalDate day) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean sweep(LocalDate keepFrom, Instant goneSince) {
            throw new UnsupportedOperationException();
        }
    }
}
