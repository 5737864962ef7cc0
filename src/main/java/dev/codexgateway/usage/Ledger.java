package dev.codexgateway.usage;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accounts as they are kept: sums by day in UTC, caller, model and outcome. Several processes may add. Safe for concurrent use. */
public interface Ledger {

    /**
     * Adds a batch, all of it or nothing. It may come again, unchanged, when its answer was lost: it is then added once.
     *
     * @param writer the process
     * @param batch  a number that grows with each of the process's batches
     */
    void add(String writer, long batch, Collection<Line> lines, Instant now);

    /** Input and output tokens of a day, by caller. */
    Map<String, Long> tokens(LocalDate day);

    /**
     * Up to {@code limit} rows after {@code after}: the newest day first, then by caller and model.
     *
     * @param by what rows tell apart; the rest is added up
     */
    List<Row> rows(Span span, Set<Group> by, Optional<Position> after, int limit);

    /** Everything in the span. */
    Sums total(Span span);

    /** Removes a day that is older than that, and traces of processes that are long gone; false if there was no such day. */
    boolean sweep(LocalDate keepFrom, Instant goneSince);

    record Key(LocalDate day, String caller, String model, String outcome) {}

    /** @param name what the caller was last called */
    record Line(Key key, String name, Sums sums) {

        Line plus(Line later) {
            return new Line(key, later.name, sums.plus(later.sums));
        }
    }

    /**
     * Days from one to the other, both included.
     *
     * @param caller a caller's id
     * @param named  an id or a name
     */
    record Span(LocalDate from, LocalDate to, Optional<String> caller, Optional<String> named) {}

    /** What rows may tell apart. */
    enum Group {
        DAY, CALLER, MODEL
    }

    /** Of what rows do not tell apart there is nothing in them. */
    record Row(Optional<LocalDate> day, Optional<String> caller, Optional<String> name, Optional<String> model,
            Sums sums) {

        /** By which the rows after this one are asked for. */
        public Position position() {
            return new Position(day.map(LocalDate::toEpochDay).orElse(0L), caller.orElse(""), model.orElse(""));
        }
    }

    record Position(long day, String caller, String model) {}
}
