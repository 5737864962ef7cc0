package dev.codexgateway;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.helidon.webserver.observe.health.HealthObserver;
import io.helidon.webserver.observe.health.HealthObserverConfig;

/**
 * The health checks (MicroProfile Health): the process lives, has started, takes requests, and its database answers. The
 * upstream's state is told and never makes the service DOWN: what is stored can be read without it.
 */
final class Health {
    private static final Duration DATABASE = Duration.ofMillis(1500);

    private final BooleanSupplier databaseAnswers;
    private final Supplier<String> upstreamState;
    private final boolean autoApprove;
    private final AtomicReference<CompletableFuture<Boolean>> looking = new AtomicReference<>();
    private volatile boolean started;
    private volatile boolean stopping;

    /** @param autoApprove whether the gateway is in trial mode, which health tells loudly */
    Health(BooleanSupplier databaseAnswers, Supplier<String> upstreamState, boolean autoApprove) {
        this.autoApprove = autoApprove;
        this.databaseAnswers = databaseAnswers;
        this.upstreamState = upstreamState;
    }

    void started() {
        started = true;
    }

    void stopping() {
        stopping = true;
    }

    HealthObserver observer() {
        HealthObserverConfig.Builder observer = HealthObserver.builder().endpoint("/health").details(true)
                .useSystemServices(false)
                .addCheck(() -> response(true).build(), HealthCheckType.LIVENESS, "process")
                .addCheck(() -> response(started).build(), HealthCheckType.STARTUP, "started")
                .addCheck(() -> response(started && !stopping).detail("stopping", stopping).build(),
                        HealthCheckType.READINESS, "accepting")
                .addCheck(() -> response(database()).build(), HealthCheckType.READINESS, "database")
                .addCheck(() -> response(true).detail("state", upstreamState.get()).build(), HealthCheckType.READINESS,
                        "upstream");
        if (autoApprove) {
            observer.addCheck(
                    () -> response(true).detail("auto_approve", "on: no login and no consent; for a trial only")
                            .build(),
                    HealthCheckType.READINESS, "sign-in");
        }
        return observer.build();
    }

    /** Any number of probes share one look, and none waits longer than a probe may. */
    private boolean database() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> current = looking.compareAndExchange(null, mine);
        if (current == null) {
            current = mine;
            Thread.ofVirtual().name("database-health").start(() -> {
                boolean answers = databaseAnswers.getAsBoolean();
                looking.set(null);
                mine.complete(answers);
            });
        }
        try {
            return current.get(DATABASE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static HealthCheckResponse.Builder response(boolean up) {
        return HealthCheckResponse.builder().status(up);
    }
}
