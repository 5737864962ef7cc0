package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.proxy.StoredResponses;
import dev.codexgateway.proxy.StoredResponsesContract;

class StoredResponsesSqliteTest extends StoredResponsesContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.sqlite();

    @Override
    protected StoredResponses responses() {
        return new JdbcStoredResponses(DATABASE.open());
    }
}
