package dev.codexgateway.api.actions;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.json.JsonObject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.Turn;

/**
 * What polls of one turn are answered at its end. All who wait for it have it together: it is rendered by the first of them, and
 * not by hundreds in the same moment. It is forgotten when none of them is left. Safe for concurrent use.
 */
final class SharedAnswers {
    private final Rendering rendering;
    private final Cache<String, Shared> waiting = Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

    SharedAnswers(Rendering rendering) {
        this.rendering = rendering;
    }

    /** What those have together who find this turn running, to be held until they are answered; who comes later has it alone. */
    Shared of(Turn turn) {
        return turn.status().ended() ? new Shared(rendering) : waiting.get(turn.id(), _ -> new Shared(rendering));
    }

    /** How an answer is sent. */
    static byte[] bytes(JsonObject json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The answer to those who ask for one turn. */
    static final class Shared {
        private final Rendering rendering;
        private volatile Optional<Rendered> rendered = Optional.empty();

        private Shared(Rendering rendering) {
            this.rendering = rendering;
        }

        /**
         * What is told of a turn, whose content begins at {@code offset}. Once it has ended nothing of it changes, nor of the
         * conversation as those know it who found it running. Nobody waits for another's rendering: where several begin it at
         * once, each on a processor of its own, the last one's stays.
         */
        byte[] json(Conversations.View view, int offset) {
            Optional<Rendered> made = rendered;
            if (made.isPresent() && made.get().offset() == offset) {
                return made.get().json();
            }
            byte[] json = bytes(rendering.of(view, offset));
            if (view.turn().status().ended()) {
                rendered = Optional.of(new Rendered(offset, json));
            }
            return json;
        }
    }

    /** What is told of a turn, whose content begins at an offset. */
    @FunctionalInterface
    interface Rendering {
        JsonObject of(Conversations.View view, int offset);
    }

    private record Rendered(int offset, byte[] json) {}
}
