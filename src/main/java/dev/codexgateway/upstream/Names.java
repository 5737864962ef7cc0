package dev.codexgateway.upstream;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

import io.helidon.webclient.api.DnsAddressLookup;
import io.helidon.webclient.spi.DnsResolver;

/** The addresses of names, as Java knows them. Helidon's own resolver does not say that it was the name that failed. */
final class Names implements DnsResolver {

    @Override
    public boolean useDefaultJavaResolver() {
        return true;
    }

    @Override
    public InetAddress resolveAddress(String name, DnsAddressLookup lookup) {
        try {
            InetAddress[] addresses = lookup.filter(InetAddress.getAllByName(name));
            if (addresses.length == 0) {
                throw new UnknownHostException("no address of the wanted kind");
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }
}
