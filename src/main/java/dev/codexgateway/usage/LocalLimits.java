package dev.codexgateway.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.helidon.metrics.api.Counter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Caller;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * {@link Limits} within this process. Only callers with a limit cost memory: a kilobyte for each that was there in the last
 * two minutes, and a number for each that has something running. Nothing that still counts is ever forgotten; callers cannot
 * be invented, so there are as many as there are credentials.
 */
public final class LocalLimits implements Limits {
    private static final Place UNLIMITED = () -> {};
    /** Nobody knows when a place will be free. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Allowance usual;
    private final Spending spending;
    private final Clock clock;
    private final Ticker ticker;
    private final Cache<String, Window> windows;
    private final ConcurrentMap<String, Integer> running = new ConcurrentHashMap<>();
    private final LimitMeters meters = new LimitMeters();

    /** @param usual for callers whose own allowance says nothing */
    public LocalLimits(Allowance usual, Spending spending, Clock clock) {
        this(usual, spending, clock, Ticker.systemTicker());
    }

    /** @param ticker for requests, since a clock that is set must change nothing for them */
    LocalLimits(Allowance usual, Spending spending, Clock clock, Ticker ticker) {
        this.usual = usual;
        this.spending = spending;
        this.clock = clock;
        this.ticker = ticker;
        // Tended by whoever asks, here and wherever every request does: another thread for it would cost several times as much.
        this.windows = Caffeine.newBuilder().expireAfterAccess(Window.LENGTH.multipliedBy(2)).ticker(ticker)
                .executor(Runnable::run).build();
    }

    @Override
    public Optional<Taken> request(Caller caller) {
        Optional<Integer> limit = caller.allowance().or(usual).requestsPerMinute();
        return limit.isEmpty() ? Optional.empty() : Optional.of(take(caller, limit.get()));
    }

    @Override
    public Place begin(Caller caller) {
        Allowance allowance = caller.allowance().or(usual);
        if (allowance.tokensPerDay().isPresent()) {
            demandTokens(caller, allowance.tokensPerDay().get());
        }
        return allowance.concurrentTurns().isEmpty() ? UNLIMITED : place(caller, allowance.concurrentTurns().get());
    }

    private Taken take(Caller caller, int limit) {
        Window window = windows.get(caller.id(), _ -> new Window(ticker));
        Window.State state = window.take(limit);
        if (!state.taken()) {
            throw refusal(meters.requests, "More than " + limit + " requests in a minute; try again later.",
                    state.reset());
        }
        return new Request(window, limit, state);
    }

    private void demandTokens(Caller caller, int limit) {
        if (spending.tokensToday(caller) >= limit) {
            Instant now = clock.instant();
            Instant tomorrow = LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1).atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            throw refusal(meters.tokens,
                    "The " + limit + " tokens of this day (UTC) are used up; try again tomorrow.",
                    Duration.between(now, tomorrow));
        }
    }

    private Place place(Caller caller, int limit) {
        running.compute(caller.id(), (_, now) -> {
            int before = now == null ? 0 : now;
            if (before >= limit) {
                throw refusal(meters.turns,
                        "No more than " + limit + " turns or calls may run at once; try again when one has ended.",
                        SOON);
            }
            return before + 1;
        });
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                running.computeIfPresent(caller.id(), (_, now) -> now == 1 ? null : now - 1);
            }
        };
    }

    private static GatewayException refusal(Counter counter, String detail, Duration retryAfter) {
        counter.increment();
        return new GatewayException(new GatewayError.TooManyRequests(detail, retryAfter));
    }

    private record Request(Window window, int limit, Window.State state) implements Taken {

        @Override
        public Standing standing() {
            return standing(state);
        }

        @Override
        public Standing giveBack() {
            return standing(window.giveBack(state.part()));
        }

        private Standing standing(Window.State now) {
            return new Standing(limit, Window.LENGTH, Math.max(0, limit - now.used()), now.reset());
        }
    }
}
