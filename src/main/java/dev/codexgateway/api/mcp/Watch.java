package dev.codexgateway.api.mcp;

import java.time.Duration;

import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.Turn;

/** Waits for the end of a turn, and tells meanwhile that it goes on. */
final class Watch {
    /** How often something is told; what is over sooner is answered without a stream. */
    private static final Duration PULSE = Duration.ofSeconds(1);

    private final Conversations conversations;

    Watch(Conversations conversations) {
        this.conversations = conversations;
    }

    /** The turn as it stands when it has ended, the wait is over, or nobody waits any more. */
    Turn watch(Turn turn, Duration wait, Exchange exchange) {
        long begun = System.nanoTime();
        Turn now = turn;
        Duration left = wait;
        while (!now.status().ended() && left.isPositive() && !exchange.over()
                && !Thread.currentThread().isInterrupted()) {
            now = conversations.await(now, left.compareTo(PULSE) < 0 ? left : PULSE);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
            left = wait.minus(elapsed);
            if (!now.status().ended() && left.isPositive()) {
                exchange.working(now, elapsed);
            }
        }
        return now;
    }

    /** As {@link #watch}, for the request that started the turn: to call that off is to cancel the turn. */
    Turn watchOwn(Turn turn, Duration wait, Exchange exchange) {
        Turn now = watch(turn, wait, exchange);
        return !now.status().ended() && exchange.calledOff() ? conversations.cancel(now) : now;
    }
}
