package dev.codexgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** Holds the table of Helidon versions in the pom: a module that slips to another version can fail in ways no compiler sees. */
class HelidonVersionsTest {
    private static final String BASE = "4.5.0";
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("helidon-security", "4.3.4"),
            Map.entry("helidon-security-util", "4.3.1"),
            Map.entry("helidon-security-jwt", "4.3.1"),
            Map.entry("helidon-security-abac-scope", "4.3.1"),
            Map.entry("helidon-security-providers-abac", "4.3.1"),
            Map.entry("helidon-security-providers-common", "4.3.1"),
            Map.entry("helidon-security-providers-http-auth", "4.3.1"),
            Map.entry("helidon-security-providers-oidc", "4.3.1"),
            Map.entry("helidon-security-providers-oidc-common", "4.3.1"),
            Map.entry("helidon-webclient-security", "4.3.1"),
            Map.entry("helidon-webclient-tracing", "4.3.1"),
            Map.entry("helidon-common-crypto", "4.4.0"),
            Map.entry("helidon-webserver-websocket", "4.3.1"),
            Map.entry("helidon-websocket", "4.3.1"),
            Map.entry("helidon-fault-tolerance", "4.3.1"));
    private static final Pattern JAR = Pattern.compile("(helidon(?:-[a-z0-9]+)*?)-(\\d+\\.\\d+\\.\\d+)\\.jar");

    @Test
    void everyHelidonModuleHasTheVersionOfTheTable() {
        Map<String, String> modules = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> JAR.matcher(new File(path).getName())).filter(Matcher::matches)
                .collect(Collectors.toMap(jar -> jar.group(1), jar -> jar.group(2),
                        (one, other) -> one + " and " + other));

        assertThat(modules).hasSizeGreaterThan(20).containsEntry("helidon-webserver", BASE)
                .containsEntry("helidon-webclient", BASE);
        assertThat(modules).allSatisfy(
                (module, version) -> assertThat(version).as(module).isEqualTo(EXCEPTIONS.getOrDefault(module, BASE)));
    }
}
