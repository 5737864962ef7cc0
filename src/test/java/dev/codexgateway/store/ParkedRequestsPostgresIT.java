package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.oauth.ParkedRequestsContract;
import dev.codexgateway.oauth.Ports;

class ParkedRequestsPostgresIT extends ParkedRequestsContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgres();

    @Override
    protected Ports ports() {
        return SignInPorts.of(DATABASE.open());
    }
}
