package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.codex.Archive;
import dev.codexgateway.codex.ArchiveContract;
import dev.codexgateway.codex.Turns;

class ArchiveSqliteTest extends ArchiveContract {
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
