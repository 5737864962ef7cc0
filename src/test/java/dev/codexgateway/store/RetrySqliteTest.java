package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.codex.Archive;
import dev.codexgateway.codex.RetryContract;
import dev.codexgateway.codex.Turns;

class RetrySqliteTest extends RetryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.sqlite();

    @Override
    protected Turns turns() {
        return new JdbcTurns(DATABASE.open());
    }

    @Override
    protected Archive archive() {
        return new JdbcArchive(DATABASE.open());
    }
}
