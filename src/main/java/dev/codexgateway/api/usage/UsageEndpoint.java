package dev.codexgateway.api.usage;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.api.Query;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.json.Json;
import dev.codexgateway.usage.Ledger;
import dev.codexgateway.usage.Ledger.Span;
import dev.codexgateway.usage.Report;
import dev.codexgateway.usage.Spending;

/** {@code GET /usage}: what the caller used; with the scope admin what all did, or one of them. */
public final class UsageEndpoint implements HttpService {
    private final Ledger ledger;
    private final Spending spending;
    private final Allowance usual;
    private final Access access;
    private final Clock clock;

    /** @param usual what callers may use whose own allowance says nothing */
    public UsageEndpoint(Ledger ledger, Spending spending, Allowance usual, Access access, Clock clock) {
        this.ledger = ledger;
        this.spending = spending;
        this.usual = usual;
        this.access = access;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/usage", access.authenticated(this::usage));
        rules.any("/usage", Methods.only("GET"));
    }

    private void usage(ServerRequest request, ServerResponse response, Caller caller) {
        boolean everybody = caller.may(Scope.ADMIN);
        if (!everybody) {
            access.check(caller, Scope.READ);
        }
        UsageQuery query = UsageQuery.of(Query.params(request), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        if (!everybody && query.named().filter(named -> !own(caller, named)).isPresent()) {
            access.check(caller, Scope.ADMIN);
        }
        Span span = new Span(query.from(), query.to(), everybody ? Optional.empty() : Optional.of(caller.id()),
                everybody ? query.named() : Optional.empty());
        response.header(HeaderValues.CONTENT_TYPE_JSON).header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(answer(caller, span, query).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean own(Caller caller, String named) {
        return named.equals(caller.id()) || named.equals(caller.name());
    }

    private JsonObject answer(Caller caller, Span span, UsageQuery query) {
        Report report = Report.of(ledger, span, query.by(), query.after(), query.limit());
        return UsageJson.of(query.from(), query.to(), report.rows(), report.totals())
                .add("limits", UsageJson.limits(caller.allowance().or(usual), spending.tokensToday(caller)))
                .add("next_cursor", report.more()
                        ? Json.createValue(UsageQuery.cursor(report.rows().getLast().position()))
                        : JsonValue.NULL)
                .build();
    }
}
