package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.usage.Ledger;
import dev.codexgateway.usage.LedgerContract;

class LedgerPostgresIT extends LedgerContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgres();

    @Override
    protected Ledger ledger() {
        return new JdbcLedger(DATABASE.open());
    }
}
