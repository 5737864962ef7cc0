package dev.codexgateway.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.codexgateway.config.ConfigReader;

/**
 * What callers may ask of OpenAI through us.
 *
 * @param paths  which paths
 * @param models which models
 */
public record ProxyConfig(Permissions paths, Permissions models) {
    private static final String SYNTAX = " An entry NAME=VALUE is for the key or user of that name, who then has "
            + "only such entries; a * at the end stands for any rest.";

    public static ProxyConfig read(ConfigReader in) {
        List<String> paths = in.list("proxy.paths", "all",
                "The paths under /v1 that may be called, such as /v1/models or /v1/responses/{id}.".concat(SYNTAX));
        List<String> models = in.list("proxy.models", "all",
                "The models that may be called by way of /v1.".concat(SYNTAX));
        paths.stream().map(Permissions::pattern).forEach(pattern -> in.check(known(pattern),
                "proxy.paths has " + pattern + ", which is none of " + Arrays.stream(Operation.values())
                        .map(Operation::template).distinct().collect(Collectors.joining(", "))));
        return new ProxyConfig(Permissions.of(paths), Permissions.of(models));
    }

    private static boolean known(String pattern) {
        Permissions permission = Permissions.of(List.of(pattern));
        return Arrays.stream(Operation.values()).anyMatch(operation -> permission.allow("", operation.template()));
    }
}
