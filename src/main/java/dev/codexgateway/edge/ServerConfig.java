package dev.codexgateway.edge;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.codexgateway.access.Network;
import dev.codexgateway.config.ConfigReader;

/**
 * Where the gateway listens, and what it is called from outside.
 *
 * @param givenUrl   the configured public URL, if there is one
 * @param management a port for health and metrics of their own
 * @param corsOrigins origins whose scripts may call
 */
public record ServerConfig(int port, String host, Optional<URI> givenUrl, Optional<Integer> management,
        List<Network> trustedProxies, List<String> corsOrigins) {

    public static ServerConfig read(ConfigReader in) {
        int port = in.integer("server.port", 8080, 0, 65_535, "The port to listen on; 0 takes any free one.");
        String host = in.text("server.host", "0.0.0.0", "The address to listen on.");
        Optional<URI> publicUrl = in.optionalUrl("server.public-url", "http://localhost:PORT",
                "The gateway's origin as clients see it, without a path; https unless on this machine.");
        Optional<Integer> management = in.optionalInteger("server.management-port", 0, 65_535,
                "health and metrics are on the main port", "A port of their own for health and metrics.");
        List<String> proxies = in.list("server.trusted-proxies", "none",
                "Addresses or networks (CIDR) of proxies whose X-Forwarded-For is believed.");
        List<String> origins = in.list("server.cors-origins", "none",
                "Origins whose scripts in a browser may call, such as https://app.example.com.");

        in.check(addressable(host),
                ConfigReader.nameOf("server.host") + "=" + host
                        + " is neither an address nor a name that leads to one");
        publicUrl.ifPresent(url -> checkPublicUrl(in, url));
        proxies.forEach(text -> in.check(Network.parse(text).isPresent(),
                "server.trusted-proxies=" + text + " is neither an address nor a network such as 10.0.0.0/8"));
        origins.forEach(text -> in.check(text.matches("https?://[^/\\s,*]+"),
                "server.cors-origins=" + text + " is not an origin such as https://app.example.com"));
        return new ServerConfig(port, host, publicUrl, management,
                proxies.stream().map(Network::parse).flatMap(Optional::stream).toList(), origins);
    }

    /** Where is listened, for people. */
    public String ports() {
        return "port " + port + management.map(other -> " or " + other).orElse("") + " on " + host;
    }

    /** @param actualPort the port that is listened on */
    public URI publicUrl(int actualPort) {
        return givenUrl.orElseGet(() -> URI.create("http://localhost:" + actualPort));
    }

    private static void checkPublicUrl(ConfigReader in, URI url) {
        String name = ConfigReader.nameOf("server.public-url");
        in.check(url.getRawPath().isEmpty(),
                name + "=" + url + " has a path; it must be an origin such as https://gateway.example.com");
        if (!"https".equals(url.getScheme()) && !loopback(url.getHost())) {
            in.warn(name + "=" + url + " is not https: credentials would travel in clear, and ChatGPT will not use it");
        }
    }

    private static boolean addressable(String host) {
        try {
            return InetAddress.getByName(host) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean loopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        return Stream.of(host.replaceAll("[\\[\\]]", "")).flatMap(text -> Network.parse(text).stream())
                .map(Network::base).anyMatch(InetAddress::isLoopbackAddress);
    }
}
