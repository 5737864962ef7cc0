package dev.codexgateway.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.codexgateway.api.usage.UsageJson;
import dev.codexgateway.store.JdbcLedger;
import dev.codexgateway.usage.Ledger;
import dev.codexgateway.usage.Report;
import dev.codexgateway.usage.Sums;

/** {@code usage}: who used what, from the database of a running service, which is at most half a second behind. */
@Command(name = "usage", description = "Shows who used how many tokens of which model, by day.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli injects
final class UsageCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;
    private static final Set<Ledger.Group> BY = EnumSet.allOf(Ledger.Group.class);
    private static final String ROW = "%-10s  %-24s %-24s %8s %8s %12s %12s %12s %12s %10s %10s%n";

    @ParentCommand
    private CommandLineInterface main;
    @Spec
    private CommandSpec spec;
    @Option(names = "--from", paramLabel = "DAY", description = "The first day (UTC), such as 2026-11-01; 30 days if not given")
    private Optional<String> from;
    @Option(names = "--to", paramLabel = "DAY", description = "The last day; today if not given")
    private Optional<String> to;
    @Option(names = "--caller", paramLabel = "NAME", description = "Only this key, user or client")
    private Optional<String> caller;
    @Option(names = "--json", description = "As GET /usage answers")
    private boolean json;

    @Override
    public Integer call() {
        LocalDate last = to.map(text -> day("--to", text))
                .orElseGet(() -> LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC));
        LocalDate first = from.map(text -> day("--from", text)).orElseGet(() -> last.minusDays(29));
        if (first.isAfter(last)) {
            throw new CommandFailed("usage: --from must not be after --to");
        }
        Ledger.Span span = new Ledger.Span(first, last, Optional.empty(), caller);
        return main.onDatabase((_, database) -> {
            Ledger ledger = new JdbcLedger(database);
            List<Ledger.Row> rows = rows(ledger, span);
            print(span, rows, Report.sum(rows));
            return 0;
        });
    }

    private static List<Ledger.Row> rows(Ledger ledger, Ledger.Span span) {
        List<Ledger.Row> all = new ArrayList<>();
        List<Ledger.Row> page = ledger.rows(span, BY, Optional.empty(), PAGE);
        all.addAll(page);
        while (page.size() == PAGE) {
            page = ledger.rows(span, BY, Optional.of(page.getLast().position()), PAGE);
            all.addAll(page);
        }
        return all;
    }

    private void print(Ledger.Span span, List<Ledger.Row> rows, Sums totals) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(UsageJson.of(span.from(), span.to(), rows, totals).build());
            return;
        }
        out.printf(ROW, "DAY", "CALLER", "MODEL", "CALLS", "FAILED", "INPUT", "CACHED", "OUTPUT", "REASONING",
                "FIRST MS", "MEAN MS");
        rows.forEach(row -> line(row.day().map(LocalDate::toString).orElse(""), row.name().orElse(""),
                row.model().orElse(""), row.sums()));
        line("total", "", "", totals);
    }

    private void line(String day, String name, String model, Sums sums) {
        spec.commandLine().getOut().printf(ROW, day, Printable.of(name), Printable.of(model), sums.calls(),
                sums.failed(), sums.tokens().inputTokens(), sums.tokens().cachedInputTokens(),
                sums.tokens().outputTokens(), sums.tokens().reasoningOutputTokens(), millis(sums.averageToFirstByte()),
                millis(sums.averageDuration()));
    }

    private static String millis(Optional<Duration> time) {
        return time.map(mean -> String.format(Locale.ROOT, "%.1f", mean.toNanos() / 1e6)).orElse("-");
    }

    private static LocalDate day(String option, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new CommandFailed("usage: " + option + " takes a day such as 2026-11-23", e);
        }
    }
}
