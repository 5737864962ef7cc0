package dev.codexgateway.testing;

import java.util.Optional;

import dev.codexgateway.access.Caller;
import dev.codexgateway.usage.Accounts;
import dev.codexgateway.usage.Limits;

/** For what is tested without the limits and accounts of its callers: everybody may do everything, and nothing is booked. */
public final class Unmetered implements Limits, Accounts {

    @Override
    public Optional<Taken> request(Caller caller) {
        return Optional.empty();
    }

    @Override
    public Place begin(Caller caller) {
        return () -> {};
    }

    @Override
    public void book(Caller caller, Call call) {}
}
