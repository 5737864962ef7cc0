package dev.codexgateway.codex;

import java.util.ArrayList;
import java.util.List;

/** Tells whoever works for a turn to stop, once. Safe for concurrent use. */
public final class Cancellation {
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean fired;

    /** Runs the action when this fires, at once if it has. The action must not block. */
    public void onFire(Runnable action) {
        synchronized (this) {
            if (!fired) {
                listeners.add(action);
                return;
            }
        }
        action.run();
    }

    public synchronized boolean fired() {
        return fired;
    }

    void fire() {
        List<Runnable> actions;
        synchronized (this) {
            if (fired) {
                return;
            }
            fired = true;
            actions = List.copyOf(listeners);
        }
        actions.forEach(Runnable::run);
    }
}
