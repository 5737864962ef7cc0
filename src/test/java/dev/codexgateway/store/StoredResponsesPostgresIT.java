package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.proxy.StoredResponses;
import dev.codexgateway.proxy.StoredResponsesContract;

class StoredResponsesPostgresIT extends StoredResponsesContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgres();

    @Override
    protected StoredResponses responses() {
        return new JdbcStoredResponses(DATABASE.open());
    }
}
