package dev.codexgateway.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into a process from outside, by the JDK's tool and by what Linux tells of it. */
public final class Jcmd {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final int KIB = 1024;

    private final GatewayProcess gateway;

    public Jcmd(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    /** Bytes that are in use when garbage has been collected, classes included. */
    public long heap() {
        // A second collection takes what the first one's reference processing let go.
        run("GC.run");
        run("GC.run");
        return USED.matcher(run("GC.heap_info")).results().limit(2)
                .mapToLong(match -> Long.parseLong(match.group(1))).sum() * KIB;
    }

    public long resident() {
        return status("VmRSS") * KIB;
    }

    /** Threads of the operating system: virtual ones are none. */
    public long threads() {
        return status("Threads");
    }

    /** How many virtual threads are in this method. */
    long virtualThreadsIn(String method) {
        try {
            Path dump = Files.createTempFile("threads", ".txt");
            try {
                run("Thread.dump_to_file", "-overwrite", dump.toString());
                return Files.readString(dump).lines().filter(line -> line.contains(method + "(")).count();
            } finally {
                Files.delete(dump);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Milliseconds of a processor that it has used so far, by the hundredth of a second. */
    long processorMillis() {
        return gateway.handle().info().totalCpuDuration().orElseThrow().toMillis();
    }

    private long status(String name) {
        try {
            Matcher value = Pattern.compile("(?m)^" + name + ":\\s+(\\d+)")
                    .matcher(Files.readString(Path.of("/proc/" + gateway.pid() + "/status")));
            if (!value.find()) {
                throw new AssertionError(name);
            }
            return Long.parseLong(value.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(GatewayProcess.JAVA.resolveSibling("jcmd").toString(),
                    Long.toString(gateway.pid())).redirectErrorStream(true);
            builder.command().addAll(List.of(command));
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
