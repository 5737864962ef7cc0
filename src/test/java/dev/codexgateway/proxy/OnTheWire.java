package dev.codexgateway.proxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireUpstream;

/** A gateway between plain sockets: each class has one with its upstream, each test a caller. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnTheWire {
    WireUpstream upstream;
    GatewayFixture gateway;
    WireCaller caller;

    @BeforeAll
    void start() {
        upstream = WireUpstream.start();
        gateway = configured(GatewayFixture.builder().with("OPENAI_BASE_URL", upstream.baseUrl().toString())).start();
    }

    @AfterAll
    void stop() {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void connect() {
        caller = WireCaller.to(gateway);
    }

    @AfterEach
    void disconnect() {
        caller.close();
    }

    /** What else the gateway is told at its start. */
    GatewayFixture.Builder configured(GatewayFixture.Builder builder) {
        return builder;
    }
}
