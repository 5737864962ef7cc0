package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.oauth.ClaimsContract;
import dev.codexgateway.oauth.Ports;

class ClaimsSqliteTest extends ClaimsContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.sqlite();

    @Override
    protected Ports ports() {
        return SignInPorts.of(DATABASE.open());
    }
}
