package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

import dev.codexgateway.usage.Ledger;
import dev.codexgateway.usage.Sums;
import dev.codexgateway.usage.Usage;

/** {@link Ledger} by SQL. */
public final class JdbcLedger implements Ledger {
    /** Rows are locked in one order, so that two processes that add the same ones do not wait for each other. */
    private static final Comparator<Key> ORDER = Comparator.comparing(Key::day).thenComparing(Key::caller)
            .thenComparing(Key::model).thenComparing(Key::outcome);
    private static final String ADD = """
                                      INSERT INTO usage_day AS u VALUES (:day, :caller, :model, :outcome, :name, :calls,
                                          :input, :cached, :output, :reasoning, :firstBytes, :toFirstByte, :took)
                                      ON CONFLICT (day, caller, model, outcome) DO UPDATE SET name = excluded.name,
                                          calls = u.calls + excluded.calls,
                                          input_tokens = u.input_tokens + excluded.input_tokens,
                                          cached_input_tokens = u.cached_input_tokens + excluded.cached_input_tokens,
                                          output_tokens = u.output_tokens + excluded.output_tokens,
                                          reasoning_output_tokens =
                                              u.reasoning_output_tokens + excluded.reasoning_output_tokens,
                                          first_bytes = u.first_bytes + excluded.first_bytes,
                                          to_first_byte = u.to_first_byte + excluded.to_first_byte,
                                          took = u.took + excluded.took""";
    private static final String SUMS = """
                                       COALESCE(SUM(calls), 0) AS calls,
                                       COALESCE(SUM(CASE WHEN outcome = 'completed' THEN 0 ELSE calls END), 0) AS failed,
                                       COALESCE(SUM(input_tokens), 0) AS input,
                                       COALESCE(SUM(cached_input_tokens), 0) AS cached,
                                       COALESCE(SUM(output_tokens), 0) AS output,
                                       COALESCE(SUM(reasoning_output_tokens), 0) AS reasoning,
                                       COALESCE(SUM(first_bytes), 0) AS first_bytes,
                                       COALESCE(SUM(to_first_byte), 0) AS to_first_byte,
                                       COALESCE(SUM(took), 0) AS took
                                       """;

    private final Database database;

    public JdbcLedger(Database database) {
        this.database = database;
    }

    @Override
    public void add(String writer, long batch, Collection<Line> lines, Instant now) {
        database.write(handle -> first(handle, writer, batch, now) && insert(handle, lines));
    }

    private static boolean first(Handle handle, String writer, long batch, Instant now) {
        return handle
                .createUpdate("""
                              INSERT INTO usage_writer AS w VALUES (:id, :batch, :now)
                              ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, written_at = excluded.written_at
                              WHERE w.batch < excluded.batch""")
                .bind("id", writer).bind("batch", batch).bind("now", now.toEpochMilli()).execute() == 1;
    }

    private static boolean insert(Handle handle, Collection<Line> lines) {
        PreparedBatch rows = handle.prepareBatch(ADD);
        lines.stream().sorted(Comparator.comparing(Line::key, ORDER)).forEach(line -> {
            Usage tokens = line.sums().tokens();
            rows.bind("day", line.key().day().toEpochDay())
                    .bind("caller", Columns.text(line.key().caller()))
                    .bind("model", Columns.text(line.key().model()))
                    .bind("outcome", line.key().outcome())
                    .bind("name", Columns.text(line.name()))
                    .bind("calls", line.sums().calls())
                    .bind("input", tokens.inputTokens())
                    .bind("cached", tokens.cachedInputTokens())
                    .bind("output", tokens.outputTokens())
                    .bind("reasoning", tokens.reasoningOutputTokens())
                    .bind("firstBytes", line.sums().firstBytes())
                    .bind("toFirstByte", line.sums().toFirstByte())
                    .bind("took", line.sums().took())
                    .add();
        });
        return rows.execute().length > 0;
    }

    @Override
    public Map<String, Long> tokens(LocalDate day) {
        return database.read(handle -> handle
                .createQuery("""
                             SELECT caller, SUM(input_tokens + output_tokens) AS tokens FROM usage_day
                             WHERE day = :day GROUP BY caller""")
                .bind("day", day.toEpochDay())
                .map((row, _) -> Map.entry(row.getString("caller"), row.getLong("tokens")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** What is not told apart has the same value in every row, so that pages are cut the same way. */
    @Override
    public List<Row> rows(Span span, Set<Group> by, Optional<Position> after, int limit) {
        String rows = "SELECT " + chosen(by, Group.DAY, "day", "0") + chosen(by, Group.CALLER, "caller", "''")
                + chosen(by, Group.MODEL, "model", "''") + "MAX(name) AS name, " + SUMS + "FROM usage_day"
                + where(span) + " GROUP BY 1, 2, 3";
        String from = after.isEmpty()
                ? ""
                : " WHERE day < :day OR day = :day AND (caller > :caller OR caller = :caller AND model > :model)";
        return database.read(handle -> {
            Query query = bound(handle.createQuery("SELECT * FROM (" + rows + ") AS found" + from
                    + " ORDER BY day DESC, caller, model LIMIT :limit"), span).bind("limit", limit);
            after.ifPresent(position -> query.bind("day", position.day())
                    .bind("caller", Columns.text(position.caller())).bind("model", Columns.text(position.model())));
            return query.map((row, _) -> row(row, by)).list();
        });
    }

    @Override
    public Sums total(Span span) {
        return database.read(handle -> bound(handle.createQuery("SELECT " + SUMS + "FROM usage_day" + where(span)),
                span).map((row, _) -> sums(row)).one());
    }

    @Override
    public boolean sweep(LocalDate keepFrom, Instant goneSince) {
        return database.write(handle -> {
            handle.createUpdate("DELETE FROM usage_writer WHERE written_at < :gone")
                    .bind("gone", goneSince.toEpochMilli()).execute();
            return handle.createUpdate(
                    "DELETE FROM usage_day WHERE day = (SELECT MIN(day) FROM usage_day) AND day < :keepFrom")
                    .bind("keepFrom", keepFrom.toEpochDay()).execute();
        }) > 0;
    }

    private static String chosen(Set<Group> by, Group group, String column, String constant) {
        return by.contains(group) ? column + ", " : constant + " AS " + column + ", ";
    }

    private static String where(Span span) {
        return " WHERE day BETWEEN :from AND :to" + (span.caller().isPresent() ? " AND caller = :only" : "")
                + (span.named().isPresent() ? " AND (caller = :named OR name = :named)" : "");
    }

    private static Query bound(Query query, Span span) {
        query.bind("from", span.from().toEpochDay()).bind("to", span.to().toEpochDay());
        span.caller().ifPresent(caller -> query.bind("only", Columns.text(caller)));
        span.named().ifPresent(named -> query.bind("named", Columns.text(named)));
        return query;
    }

    private static Row row(ResultSet row, Set<Group> by) throws SQLException {
        boolean callers = by.contains(Group.CALLER);
        return new Row(
                by.contains(Group.DAY) ? Optional.of(LocalDate.ofEpochDay(row.getLong("day"))) : Optional.empty(),
                callers ? Optional.of(row.getString("caller")) : Optional.empty(),
                callers ? Optional.of(row.getString("name")) : Optional.empty(),
                by.contains(Group.MODEL) ? Optional.of(row.getString("model")) : Optional.empty(), sums(row));
    }

    private static Sums sums(ResultSet row) throws SQLException {
        return new Sums(row.getLong("calls"), row.getLong("failed"),
                new Usage(row.getLong("input"), row.getLong("cached"), row.getLong("output"), row.getLong("reasoning")),
                row.getLong("first_bytes"), row.getLong("to_first_byte"), row.getLong("took"));
    }
}
