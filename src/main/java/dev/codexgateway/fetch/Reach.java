package dev.codexgateway.fetch;

import java.util.List;
import java.util.Optional;

/**
 * How far a fetcher may reach.
 *
 * @param hosts            the hosts it may fetch from; empty: any
 * @param privateAddresses whether private addresses, plain http and other ports than 443 are allowed, as tests and trials need
 */
public record Reach(Optional<List<HostPattern>> hosts, boolean privateAddresses) {

    public Reach {
        hosts = hosts.map(List::copyOf);
    }

    /** Any host on the Internet, by https alone. */
    public static Reach anyHost() {
        return new Reach(Optional.empty(), false);
    }

    public static Reach only(List<HostPattern> hosts, boolean privateAddresses) {
        return new Reach(Optional.of(hosts), privateAddresses);
    }

    boolean allows(String host) {
        return hosts.map(patterns -> patterns.stream().anyMatch(pattern -> pattern.matches(host))).orElse(true);
    }
}
