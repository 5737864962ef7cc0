package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.access.ApiKeys;
import dev.codexgateway.access.ApiKeysContract;

class ApiKeysPostgresIT extends ApiKeysContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgres();

    @Override
    protected ApiKeys keys() {
        return new JdbcApiKeys(DATABASE.open());
    }
}
