package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.codex.Archive;
import dev.codexgateway.codex.ReplayContract;
import dev.codexgateway.codex.Turns;

class ReplaySqliteTest extends ReplayContract {
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
