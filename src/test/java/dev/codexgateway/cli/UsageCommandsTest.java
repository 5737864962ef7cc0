package dev.codexgateway.cli;

import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.ApiKey;
import dev.codexgateway.cli.Terminal.Ended;
import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.store.JdbcLedger;
import dev.codexgateway.usage.Ledger.Key;
import dev.codexgateway.usage.Ledger.Line;
import dev.codexgateway.usage.Sums;
import dev.codexgateway.usage.Usage;

/** The commands on limits and usage, on a database of their own. */
class UsageCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path folder;

    @BeforeEach
    void use() {
        try (Database database = open()) {
            List<Line> lines = new ArrayList<>(List.of(
                    line("2026-11-22", "key:1", "maria", "gpt-a", "completed", 0, 100),
                    line("2026-11-22", "key:1", "maria", "gpt-a", "failed", 1, 7),
                    line("2026-11-23", "user:2", "eve\u001b[31m", "gpt-b", "completed", 0, 9)));
            new JdbcLedger(database).add("a", 1, lines, NOW);
        }
    }

    @Test
    void whoUsedWhatIsPrintedAsATable() {
        Ended ended = run("usage", "--from", "2026-11-01", "--to", "2026-11-30");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out().lines().map(line -> line.strip().replaceAll(" +", " "))).containsExactly(
                "DAY CALLER MODEL CALLS FAILED INPUT CACHED OUTPUT REASONING FIRST MS MEAN MS",
                "2026-11-23 eve?[31m gpt-b 1 0 9 1 3 2 1.5 4.0",
                "2026-11-22 maria gpt-a 2 1 107 2 6 4 1.5 4.0",
                "total 3 1 116 3 9 6 1.5 4.0");
    }

    @Test
    void oneCallerAndOtherDaysMayBeAskedFor() {
        assertThat(run("usage", "--from", "2026-11-01", "--to", "2026-11-30", "--caller", "maria").out())
                .contains("maria").doesNotContain("eve");
        assertThat(run("usage", "--from", "2026-11-23", "--to", "2026-11-23").out()).contains("eve")
                .doesNotContain("maria");
        assertThat(run("usage", "--from", "2020-01-01", "--to", "2020-12-31").out().lines()).hasSize(2);
    }

    @Test
    void moreThanAPageIsPrintedWhole() {
        try (Database database = open()) {
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < 2_500; i++) {
                lines.add(line("2026-10-01", "key:" + i, "many", "gpt-a", "completed", 0, 1));
            }
            new JdbcLedger(database).add("a", 2, lines, NOW);
        }

        assertThat(run("usage", "--from", "2026-10-01", "--to", "2026-10-31").out().lines()).hasSize(2_502);
    }

    @Test
    void programsGetJson() {
        Ended ended = run("usage", "--from", "2026-11-01", "--to", "2026-11-30", "--json");

        var usage = json(ended.out());
        assertThat(usage.getJsonArray("data").getJsonObject(1).getString("name")).isEqualTo("maria");
        assertThat(usage.getJsonObject("totals").getInt("calls")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--from=yesterday", "--to=2026-02-30", "--from=2999-01-01"})
    void whatIsNoDayIsSaid(String option) {
        Ended ended = run("usage", option);

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aKeyMayHaveLimitsOfItsOwn() {
        Ended created = run("key", "create", "script", "--requests-per-minute", "60", "--concurrent-turns", "2",
                "--tokens-per-day", "500000");
        run("key", "create", "usual");

        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(keys()).extracting(ApiKey::allowance).containsExactly(
                new Allowance(Optional.of(60), Optional.of(2), Optional.of(500_000)), Allowance.USUAL);
        assertThat(run("key", "list").out()).contains("60 requests a minute, 2 turns at once, 500000 tokens a day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--requests-per-minute=0", "--requests-per-minute=100000001", "--concurrent-turns=-1",
            "--concurrent-turns=100001", "--tokens-per-day=0"})
    void aLimitThatIsNoneMakesNoKey(String option) {
        Ended ended = run("key", "create", "odd", option);

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--scopes=read,everything", "--scopes=,", "--expires=tomorrow", "--expires=P-1D",
            "--expires=P999999999Y", "--expires=PT2000000000000000H"})
    void whatAKeyCannotBeIsSaidInASentence(String option) {
        Ended ended = run("key", "create", "odd", option);

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).hasSize(1).first().asString().startsWith("key: " + option.split("=")[0]);
        assertThat(keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--requests-per-minute=many", "--tokens-per-day=2147483648"})
    void aLimitThatIsNoNumberIsAWrongCommandLine(String option) {
        assertThat(run("key", "create", "odd", option).exit()).isEqualTo(2);
        assertThat(keys()).isEmpty();
    }

    private static Line line(String day, String caller, String name, String model, String outcome, int failed,
            long input) {
        return new Line(new Key(LocalDate.parse(day), caller, model, outcome), name,
                new Sums(1, failed, new Usage(input, 1, 3, 2), 1, 1_500, 4_000));
    }

    private List<ApiKey> keys() {
        try (Database database = open()) {
            return new JdbcApiKeys(database).list();
        }
    }

    private Database open() {
        return Database.open(DatabaseConfig.read(new ConfigReader(Terminal.in(folder).environment(), folder)));
    }

    private Ended run(String... arguments) {
        return Terminal.in(folder).run(arguments);
    }
}
