package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.oauth.Ports;
import dev.codexgateway.oauth.UsedAssertionsContract;

class UsedAssertionsPostgresIT extends UsedAssertionsContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgres();

    @Override
    protected Ports ports() {
        return SignInPorts.of(DATABASE.open());
    }
}
