package dev.codexgateway.api.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The document of what the conformance suite reports has a reason for all that is expected to fail. */
class ConformanceDocumentTest {

    @ParameterizedTest
    @ValueSource(strings = {"2026-07-28", "2025-11-25", "2025-06-18"})
    void eachExpectedFailureHasAReason(String revision) throws IOException {
        String document = Files.readString(Path.of("docs", "mcp-conformance.md"));

        assertThat(Files.readAllLines(Path.of("src", "test", "node", "mcp", "expected-" + revision + ".yaml")).stream()
                .filter(line -> line.startsWith("  - ")).map(line -> "`" + line.substring("  - ".length()) + "`"))
                .isNotEmpty().allSatisfy(entry -> assertThat(document).contains(entry));
    }
}
