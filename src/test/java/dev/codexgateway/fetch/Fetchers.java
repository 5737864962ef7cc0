package dev.codexgateway.fetch;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import javax.net.ssl.SSLSocketFactory;

/** Fetchers for tests of other rooms. */
public final class Fetchers {
    public static final Reach PRIVATE = new Reach(Optional.empty(), true);

    private Fetchers() {}

    /** One for which every name has the address that the test says, of which it finds some good. */
    public static Fetcher of(Function<String, InetAddress> names, Predicate<InetAddress> vetted) {
        return new Fetcher("test", PRIVATE, name -> new InetAddress[]{names.apply(name)}, vetted,
                (SSLSocketFactory) SSLSocketFactory.getDefault());
    }
}
