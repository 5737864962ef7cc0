package dev.codexgateway.codex;

import java.util.concurrent.Semaphore;

/**
 * Bounds what the prompts of running turns hold in memory: pictures of twenty megabytes come with one signed-in person's
 * message, and a few dozen of them would end the process for everybody. Safe for concurrent use.
 */
final class PromptMemory {
    /** A prompt is held as text, as the JSON in which it is sent on, and as the bytes of that. */
    private static final int COPIES = 3;
    private static final int KILOBYTE = 1024;

    private final int kilobytes;
    private final Semaphore free;

    PromptMemory(long bytes) {
        this.kilobytes = (int) Math.clamp(bytes / KILOBYTE, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(kilobytes);
    }

    /** A quarter of what the process may have: the rest is for prompts on their way in, for answers and for all else. */
    static PromptMemory ofThisProcess() {
        return new PromptMemory(Runtime.getRuntime().maxMemory() / 4);
    }

    /** Takes what this prompt holds; false if there is not so much left. One that is larger than all runs alone. */
    boolean tryHold(Prompt prompt) {
        return free.tryAcquire(weight(prompt));
    }

    void release(Prompt prompt) {
        free.release(weight(prompt));
    }

    private int weight(Prompt prompt) {
        long characters = prompt.text().length() + prompt.images().stream().mapToLong(String::length).sum()
                + prompt.files().stream().mapToLong(file -> file.text().length()).sum();
        return (int) Math.clamp(COPIES * characters / KILOBYTE + 1, 1, kilobytes);
    }
}
