package dev.codexgateway.usage;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * The tokens of one day by caller: what was booked here, and what the store has besides. What was booked is not counted
 * again when it is found in the store. Guarded by who owns it.
 */
final class Today {
    private final LocalDate day;
    private final Map<String, Long> booked = new HashMap<>();
    private final Map<String, Long> written = new HashMap<>();
    private Map<String, Long> others = Map.of();

    Today(LocalDate day) {
        this.day = day;
    }

    LocalDate day() {
        return day;
    }

    long tokens(String caller) {
        return booked.getOrDefault(caller, 0L) + others.getOrDefault(caller, 0L);
    }

    void book(Ledger.Line line) {
        add(booked, line);
    }

    /** The store has the line from now on. */
    void written(Ledger.Line line) {
        add(written, line);
    }

    /** @param stored all that the store has of this day */
    void look(Map<String, Long> stored) {
        Map<String, Long> found = new HashMap<>(stored);
        written.forEach((caller, mine) -> found.merge(caller, -mine, Long::sum));
        others = found;
    }

    private void add(Map<String, Long> sums, Ledger.Line line) {
        if (line.key().day().equals(day)) {
            sums.merge(line.key().caller(), line.sums().tokens().total(), Long::sum);
        }
    }
}
