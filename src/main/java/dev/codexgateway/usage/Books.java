package dev.codexgateway.usage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.codexgateway.access.Caller;

/**
 * {@link Accounts} of this process. What is booked is added up in memory and written by one thread, at most
 * {@link #INTERVAL} later and at the stop; a call counts for the day in UTC on which it began. While the store is away
 * nothing is lost and nobody waits: sums grow, not their number, and the next round tries again.
 *
 * <p>So that a day's tokens are known at once, it remembers what was booked here today, and looks every {@link #LOOK_EVERY}
 * at what the store has of others. Safe for concurrent use.
 */
public final class Books implements Accounts, Spending, AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(400);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);
    private static final Duration GONE = Duration.ofDays(1);
    private static final Logger LOG = System.getLogger(Books.class.getName());

    private final String process = "books_" + UUID.randomUUID();
    private final Ledger ledger;
    private final int keepDays;
    private final Clock clock;
    private final Models models = new Models();
    private final UsageMeters meters = new UsageMeters();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("usage-writer").unstarted(this::write);

    private final Object lock = new Object();
    private Map<Ledger.Key, Ledger.Line> unwritten = new HashMap<>();
    private Today today;

    /** These are the writer's alone. */
    private List<Ledger.Line> inFlight = List.of();
    private long batch;
    private long looked;
    private long swept = System.nanoTime() - SWEEP_EVERY.toNanos();
    private boolean away;

    public Books(Ledger ledger, int keepDays, Clock clock) {
        this.ledger = ledger;
        this.keepDays = keepDays;
        this.clock = clock;
        this.today = new Today(date());
    }

    /** Reads what was used today before this process began. */
    public void start() {
        look();
        thread.start();
    }

    @Override
    public void book(Caller caller, Call call) {
        String model = models.known(call.model());
        Call told = new Call(call.begunAt(), model, call.outcome(), call.usage().map(Usage::believable),
                call.toFirstByte(), call.took());
        told.usage().ifPresent(usage -> meters.tokens(model, usage));
        Ledger.Key key = new Ledger.Key(LocalDate.ofInstant(call.begunAt(), ZoneOffset.UTC), caller.id(), model,
                call.outcome());
        Ledger.Line line = new Ledger.Line(key, caller.name(), Sums.of(told));
        synchronized (lock) {
            unwritten.merge(key, line, Ledger.Line::plus);
            today().book(line);
        }
    }

    @Override
    public long tokensToday(Caller caller) {
        synchronized (lock) {
            return today().tokens(caller.id());
        }
    }

    /** Writes what is booked, and ends. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        while (!stopped()) {
            guarded(this::flush);
            guarded(this::tend);
        }
        // Twice: what is in flight may be a batch that was refused before.
        guarded(this::flush);
        guarded(this::flush);
        if (!inFlight.isEmpty()) {
            LOG.log(Level.ERROR, "the last sums of usage could not be written and are lost");
        }
    }

    private boolean stopped() {
        try {
            return stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void flush() {
        if (inFlight.isEmpty()) {
            take();
        }
        if (!inFlight.isEmpty()) {
            ledger.add(process, batch, inFlight, clock.instant());
            away = false;
            synchronized (lock) {
                inFlight.forEach(today::written);
            }
            inFlight = List.of();
        }
    }

    private void take() {
        synchronized (lock) {
            inFlight = List.copyOf(unwritten.values());
            unwritten = new HashMap<>();
        }
        batch++;
    }

    private void tend() {
        long now = System.nanoTime();
        if (now - looked >= LOOK_EVERY.toNanos()) {
            look();
        }
        // A day a round, so that a long sweep keeps nothing from being written.
        if (now - swept >= SWEEP_EVERY.toNanos()
                && !ledger.sweep(date().minusDays(keepDays), clock.instant().minus(GONE))) {
            swept = now;
        }
    }

    private void look() {
        LocalDate day;
        synchronized (lock) {
            day = today().day();
        }
        Map<String, Long> stored = ledger.tokens(day);
        synchronized (lock) {
            if (day.equals(today().day())) {
                today.look(stored);
            }
        }
        away = false;
        looked = System.nanoTime();
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (!away) {
                LOG.log(Level.WARNING, "the store of usage does not answer; sums are kept until it does", e);
            }
            away = true;
        }
    }

    private Today today() {
        LocalDate date = date();
        if (!today.day().equals(date)) {
            today = new Today(date);
        }
        return today;
    }

    private LocalDate date() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
