package dev.codexgateway.fetch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLSocketFactory;

import dev.codexgateway.fetch.FetchFault.Reason;

/**
 * Fetches documents from addresses that somebody else named: by GET, without credentials, cookies, proxies and
 * redirections, within its {@link Reach}. Safe for concurrent use.
 */
public final class Fetcher {
    private static final Logger LOG = System.getLogger(Fetcher.class.getName());

    private final String kind;
    private final Reach reach;
    private final Names names;
    private final Predicate<InetAddress> vetted;
    private final SSLSocketFactory tls;
    private final FetchMeters meters;

    /** @param kind what is fetched, in a word of ours: the metric's label */
    public Fetcher(String kind, Reach reach) {
        this(kind, reach, InetAddress::getAllByName, reach.privateAddresses() ? _ -> true : PublicAddress::is,
                (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    Fetcher(String kind, Reach reach, Names names, Predicate<InetAddress> vetted, SSLSocketFactory tls) {
        this.kind = kind;
        this.reach = reach;
        this.names = names;
        this.vetted = vetted;
        this.tls = tls;
        this.meters = new FetchMeters(kind);
    }

    /** Checks everything about an address that can be known without asking anybody. */
    public Link link(String address) throws FetchFault {
        try {
            return Link.of(address, reach);
        } catch (FetchFault e) {
            throw failed(e, "an address");
        }
    }

    /**
     * Blocks until the document is there or cannot be had. Interrupting the thread gives the fetch up.
     *
     * @throws FetchFault at the latest when its time is over, and never after the connection was left open
     */
    public Document fetch(Link link, Limits limits) throws FetchFault {
        try {
            Document document = within(limits, link);
            meters.fetched();
            return document;
        } catch (FetchFault e) {
            throw failed(e, link.host());
        }
    }

    private FetchFault failed(FetchFault fault, String source) {
        meters.failed(fault.reason());
        if (fault.reason() != Reason.GIVEN_UP) {
            LOG.log(Level.INFO, "{0} from {1} was not fetched: {2}", kind, source, fault.getMessage());
            LOG.log(Level.DEBUG, "because", fault);
        }
        return fault;
    }

    /** On a platform thread: looking a name up blocks in native code, out of reach of any deadline, and holds its carrier. */
    private Document within(Limits limits, Link link) throws FetchFault {
        try (Exchange exchange = new Exchange(link, limits, tls)) {
            FutureTask<Document> task = new FutureTask<>(() -> exchange.run(address(link)));
            Thread.ofPlatform().daemon().name("fetch").start(task);
            return task.get(limits.time().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FetchFault fault ? fault : new FetchFault(Reason.PROTOCOL, e);
        } catch (TimeoutException e) {
            throw new FetchFault(Reason.TOO_SLOW, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchFault(Reason.GIVEN_UP, e);
        }
    }

    /** Asked once, and it is this address that is connected to: who answers otherwise the next time changes nothing. */
    private InetAddress address(Link link) throws FetchFault {
        InetAddress[] all = addresses(link);
        if (!Arrays.stream(all).allMatch(vetted)) {
            throw FetchFault.notAllowed(link.host());
        }
        return all[0];
    }

    private InetAddress[] addresses(Link link) throws FetchFault {
        if (link.literal().isPresent()) {
            return new InetAddress[]{link.literal().get()};
        }
        try {
            return names.addresses(link.host());
        } catch (UnknownHostException e) {
            throw new FetchFault(Reason.NO_ANSWER, e);
        }
    }

    /** Who knows the addresses of a name; at least one of each. */
    interface Names {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }
}
