package dev.codexgateway;

import java.util.Optional;

import dev.codexgateway.access.Caller;
import dev.codexgateway.usage.Limits;

/** No limits. */
final class Unlimited implements Limits {

    @Override
    public Optional<Standing> request(Caller caller) {
        return Optional.empty();
    }

    @Override
    public Place begin(Caller caller) {
        return () -> {};
    }
}
