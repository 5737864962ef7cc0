package dev.codexgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a load reaches the upstream.
 *
 * @param key   what is presented at this port
 * @param proxy the process in between, with its children; none on the straight way
 */
record Way(String name, int port, String key, Optional<ProcessHandle> proxy) {
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    /** The processor's time that the proxy has used so far, by the hundredth of a second. */
    Duration processor() {
        return processes().map(process -> process.info().totalCpuDuration().orElseThrow()).reduce(Duration.ZERO,
                Duration::plus);
    }

    /** KiB that the proxy has in memory. */
    long residentKib() {
        return processes().mapToLong(process -> residentKib(process.pid())).sum();
    }

    private Stream<ProcessHandle> processes() {
        return proxy.stream().flatMap(parent -> Stream.concat(Stream.of(parent), parent.descendants()));
    }

    private static long residentKib(long pid) {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return resident.find() ? Long.parseLong(resident.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
