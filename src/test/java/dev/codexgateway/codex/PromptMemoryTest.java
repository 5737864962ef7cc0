package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class PromptMemoryTest {
    private static final int MEGABYTE = 1024 * 1024;

    private final PromptMemory memory = new PromptMemory(10 * MEGABYTE);

    @Test
    void whatIsHeldIsThereAgainOnceItIsReleased() {
        Prompt large = prompt(2 * MEGABYTE);
        assertThat(memory.tryHold(large)).isTrue();
        assertThat(memory.tryHold(large)).isFalse();

        memory.release(large);

        assertThat(memory.tryHold(large)).isTrue();
    }

    @Test
    void smallPromptsHaveRoomBesideALargeOne() {
        memory.tryHold(prompt(3 * MEGABYTE));

        for (int i = 0; i < 1_000; i++) {
            assertThat(memory.tryHold(prompt(10))).isTrue();
        }
    }

    @Test
    void onePromptThatIsLargerThanAllRunsAlone() {
        Prompt huge = prompt(20 * MEGABYTE);

        assertThat(memory.tryHold(huge)).isTrue();
        assertThat(memory.tryHold(prompt(1))).isFalse();
        memory.release(huge);
        assertThat(memory.tryHold(prompt(1))).isTrue();
    }

    @Test
    void filesCountAsWell() {
        Prompt files = new Prompt("x", Optional.empty(), List.of(),
                List.of(new Prompt.TextFile("a", "a".repeat(MEGABYTE))), Optional.empty());
        for (int i = 0; i < 3; i++) {
            assertThat(memory.tryHold(files)).isTrue();
        }
        assertThat(memory.tryHold(files)).isFalse();
    }

    private static Prompt prompt(int picture) {
        return new Prompt("x", Optional.empty(), List.of("data:image/png;base64," + "A".repeat(picture)), List.of(),
                Optional.empty());
    }
}
