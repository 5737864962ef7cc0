package dev.codexgateway.codex;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A real store that fails as a test says: before it has done its work, or after, when only the answer is lost. */
final class FaultyTurns implements Turns {
    private final Turns real;
    private volatile Predicate<Collection<Progress>> before = _ -> false;
    private volatile Predicate<Collection<Progress>> after = _ -> false;
    private volatile boolean beginningsUnanswered;
    private volatile Supplier<? extends Throwable> fault = () -> new IllegalStateException("the store is away");

    FaultyTurns(Turns real) {
        this.real = real;
    }

    /** Which writes are not done. */
    void refuse(Predicate<Collection<Progress>> writes) {
        before = writes;
    }

    /** Which writes are done and not answered. */
    void leaveUnanswered(Predicate<Collection<Progress>> writes) {
        after = writes;
    }

    void leaveBeginningsUnanswered(boolean unanswered) {
        beginningsUnanswered = unanswered;
    }

    void failBy(Supplier<? extends Throwable> how) {
        fault = how;
    }

    @Override
    public Beginning begin(NewTurn turn) {
        Beginning beginning = real.begin(turn);
        if (beginningsUnanswered) {
            fail();
        }
        return beginning;
    }

    @Override
    public Set<String> write(String process, Collection<Progress> progress) {
        if (before.test(progress)) {
            fail();
        }
        Set<String> lost = real.write(process, progress);
        if (after.test(progress)) {
            fail();
        }
        return lost;
    }

    @Override
    public Optional<Beginning> earlier(String owner, Repeat repeat, Instant now) {
        return real.earlier(owner, repeat, now);
    }

    @Override
    public Optional<Beginning> retried(Retry retry, Instant now) {
        return real.retried(retry, now);
    }

    @Override
    public History history(String conversationId, int beforeNumber) {
        return real.history(conversationId, beforeNumber);
    }

    @Override
    public void requestCancel(String turnId) {
        real.requestCancel(turnId);
    }

    @Override
    public List<String> cancelRequests(String process) {
        return real.cancelRequests(process);
    }

    @Override
    public List<String> running(String process) {
        return real.running(process);
    }

    @Override
    public void abandon(String process, String turnId, Instant now) {
        real.abandon(process, turnId, now);
    }

    @Override
    public void renew(String process, Duration lease) {
        real.renew(process, lease);
    }

    @Override
    public void leave(String process) {
        real.leave(process);
    }

    @Override
    public List<String> interruptOrphans(Instant now, int limit) {
        return real.interruptOrphans(now, limit);
    }

    private void fail() {
        switch (fault.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
