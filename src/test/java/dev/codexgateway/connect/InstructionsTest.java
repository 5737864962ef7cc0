package dev.codexgateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** What a GPT is told to do stands in two places, in the same words. */
class InstructionsTest {

    @Test
    void theDocumentHasTheInstructionsOfTheConnectPage() throws IOException {
        String instructions = Files.readString(
                Path.of("src/main/resources/dev/codexgateway/pages/gpt-instructions.txt")).strip();

        assertThat(Files.readString(Path.of("docs/gpt-action.md"))).contains("```\n" + instructions + "\n```");
    }
}
