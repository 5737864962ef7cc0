package dev.codexgateway.usage;

import dev.codexgateway.access.Caller;

/** What is known at once of the tokens that callers used. Safe for concurrent use. */
@FunctionalInterface
public interface Spending {

    /**
     * The caller's input and output tokens of today in UTC: all that this process booked, and what others booked until a few
     * seconds ago.
     */
    long tokensToday(Caller caller);
}
