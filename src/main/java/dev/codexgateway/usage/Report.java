package dev.codexgateway.usage;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A page of what was used, and what all of the span adds up to.
 *
 * @param more whether rows follow
 */
public record Report(List<Ledger.Row> rows, boolean more, Sums totals) {

    /**
     * Where the page is the only one its rows are what is added up: another look could find what was written since, and tell
     * totals that contradict them.
     *
     * @param after where the last page ended, for any but the first
     * @param limit of rows, at least 1
     */
    public static Report of(Ledger ledger, Ledger.Span span, Set<Ledger.Group> by, Optional<Ledger.Position> after,
            int limit) {
        List<Ledger.Row> found = ledger.rows(span, by, after, limit + 1);
        boolean more = found.size() > limit;
        Sums totals = more || after.isPresent()
                ? ledger.total(span)
                : sum(found);
        return new Report(more ? found.subList(0, limit) : found, more, totals);
    }

    /** What rows add up to. */
    public static Sums sum(List<Ledger.Row> rows) {
        return rows.stream().map(Ledger.Row::sums).reduce(Sums.NONE, Sums::plus);
    }
}
