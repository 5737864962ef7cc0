package dev.codexgateway.store;

import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.oauth.ConsentsContract;
import dev.codexgateway.oauth.Ports;

class ConsentsPostgresIT extends ConsentsContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgres();

    @Override
    protected Ports ports() {
        return SignInPorts.of(DATABASE.open());
    }
}
