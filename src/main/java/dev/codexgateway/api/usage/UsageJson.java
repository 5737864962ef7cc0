package dev.codexgateway.api.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.json.Json;
import dev.codexgateway.usage.Ledger;
import dev.codexgateway.usage.Sums;

/** How usage looks in JSON, in an answer and on the command line. */
public final class UsageJson {

    private UsageJson() {}

    public static JsonObjectBuilder of(LocalDate from, LocalDate to, List<Ledger.Row> rows, Sums totals) {
        JsonArrayBuilder data = Json.createArrayBuilder();
        rows.forEach(row -> data.add(of(row)));
        return Json.createObjectBuilder().add("from", from.toString()).add("to", to.toString())
                .add("data", data).add("totals", with(Json.createObjectBuilder(), totals));
    }

    private static JsonObjectBuilder of(Ledger.Row row) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        row.day().ifPresent(day -> json.add("day", day.toString()));
        row.caller().ifPresent(caller -> json.add("caller", caller));
        row.name().ifPresent(name -> json.add("name", name));
        row.model().ifPresent(model -> json.add("model", model));
        return with(json, row.sums());
    }

    /** Averages are there where there is something to average. */
    private static JsonObjectBuilder with(JsonObjectBuilder json, Sums sums) {
        json.add("calls", sums.calls())
                .add("failed", sums.failed())
                .add("input_tokens", sums.tokens().inputTokens())
                .add("cached_input_tokens", sums.tokens().cachedInputTokens())
                .add("output_tokens", sums.tokens().outputTokens())
                .add("reasoning_output_tokens", sums.tokens().reasoningOutputTokens());
        sums.averageToFirstByte().ifPresent(time -> json.add("avg_time_to_first_byte_ms", millis(time)));
        sums.averageDuration().ifPresent(time -> json.add("avg_duration_ms", millis(time)));
        return json;
    }

    /** Limits that there are not are not in it. */
    static JsonObjectBuilder limits(Allowance allowance, long tokensToday) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        allowance.requestsPerMinute().ifPresent(limit -> json.add("requests_per_minute", limit));
        allowance.concurrentTurns().ifPresent(limit -> json.add("concurrent_turns", limit));
        allowance.tokensPerDay().ifPresent(limit -> json.add("tokens_per_day", limit));
        return json.add("tokens_used_today", tokensToday);
    }

    /** To a tenth of a millisecond. */
    private static BigDecimal millis(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 6).setScale(1, RoundingMode.HALF_UP);
    }
}
