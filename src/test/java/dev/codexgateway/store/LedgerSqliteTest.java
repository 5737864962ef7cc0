package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.usage.Ledger;
import dev.codexgateway.usage.LedgerContract;

class LedgerSqliteTest extends LedgerContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.sqlite();

    @Override
    protected Ledger ledger() {
        return new JdbcLedger(DATABASE.open());
    }
}
