package dev.codexgateway.api.actions;

import java.util.List;
import java.util.Optional;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.fetch.HostPattern;
import dev.codexgateway.fetch.Reach;

/** Where files of a chat may be fetched from. */
public record FilesConfig(List<HostPattern> hosts, boolean privateAddresses) {
    private static final String HOSTS = "actions.file-hosts";
    private static final String PRIVATE = "actions.files-from-private-addresses";

    public static FilesConfig read(ConfigReader in) {
        List<String> hosts = in.list(HOSTS, List.of("*.oaiusercontent.com"),
                "The hosts that files of a chat are fetched from; `*.` at the beginning means every name below. [] takes no files.");
        boolean privateAddresses = in.flag(PRIVATE, false,
                "For a trial: fetch files also by http, from other ports than 443 and from private addresses.");
        hosts.forEach(host -> in.check(HostPattern.parse(host).isPresent(), HOSTS + "=" + host
                + " is not the name of a host, nor *. and the name of a domain"));
        if (privateAddresses) {
            in.warn(PRIVATE + " is on: the hosts of " + HOSTS
                    + " may lead this gateway to addresses of its own network. For a trial only");
        }
        return new FilesConfig(hosts.stream().map(HostPattern::parse).flatMap(Optional::stream).toList(),
                privateAddresses);
    }

    Reach reach() {
        return Reach.only(hosts, privateAddresses);
    }
}
