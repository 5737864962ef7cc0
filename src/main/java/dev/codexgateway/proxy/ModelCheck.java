package dev.codexgateway.proxy;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * Sees to it that a request names one model, and one that its caller may use, while the body passes. Whatever could be
 * understood in two ways is refused. For one thread.
 */
final class ModelCheck {
    private final Permissions permissions;
    private final String callerName;
    private final Glance glance = new Glance(false);
    private boolean passed;

    ModelCheck(Permissions permissions, String callerName) {
        this.permissions = permissions;
        this.callerName = callerName;
    }

    /** Whether the model was seen and is allowed; so far, since another may follow. */
    boolean passed() {
        return passed;
    }

    /** @throws GatewayException if it is not to go on */
    void feed(byte[] bytes, int from, int to) {
        glance.feed(bytes, from, to);
        if (glance.models() > 1 || glance.keysEscaped()) {
            throw unclear();
        }
        if (!passed && !glance.model().isEmpty()) {
            if (!permissions.allow(callerName, glance.model())) {
                throw new GatewayException(new GatewayError.Forbidden("This model is not allowed here."));
            }
            passed = true;
        }
    }

    /** There is no more, or no more is waited for. */
    void end() {
        if (!passed) {
            throw unclear();
        }
    }

    private static GatewayException unclear() {
        return new GatewayException(new GatewayError.Forbidden(
                "Only some models are allowed here, and the request does not say clearly near its beginning which it wants."));
    }
}
