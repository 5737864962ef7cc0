package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.oauth.Ports;
import dev.codexgateway.oauth.RotationContract;

class RotationSqliteTest extends RotationContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.sqlite();

    @Override
    protected Ports ports() {
        return SignInPorts.of(DATABASE.open());
    }
}
