package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.ObjectName;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import com.sun.management.HotSpotDiagnosticMXBean;

/** What this process holds and could leave behind, the test's own servers left out. */
public final class Remains {
    private static final Pattern ROW = Pattern.compile("(?m)^ *\\d+: +(\\d+) +(\\d+) +(\\S+)");
    /** They carry virtual threads and come and go as the JDK likes. */
    private static final String CARRIER = "ForkJoinPool-";

    private Remains() {}

    /** Threads of both kinds, counted by where they began. */
    public static Map<String, Long> threads() {
        JsonObject dump = GatewayFixture.json(dump()).getJsonObject("threadDump");
        return objects(dump, "threadContainers").flatMap(container -> objects(container, "threads"))
                .filter(thread -> !thread.getString("name").startsWith(CARRIER)
                        && stack(thread).stream().noneMatch(frame -> frame.startsWith("dev.codexgateway.testing.")))
                .collect(Collectors.groupingBy(Remains::beginning, Collectors.counting()));
    }

    /** Open sockets of every kind, as Linux counts them. */
    public static long sockets() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(Remains::socket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The live objects, after a collection, of classes whose name begins so. */
    public static Map<String, Long> objects(String prefix) {
        return histogram().filter(row -> row.group(3).startsWith(prefix))
                .collect(Collectors.toMap(row -> row.group(3), row -> Long.parseLong(row.group(1)), Long::sum));
    }

    /** The bytes of all buffers: arrays that live after a collection, and memory outside of the heap. */
    public static long buffers() {
        return histogram().filter(row -> row.group(3).equals("[B")).mapToLong(row -> Long.parseLong(row.group(2))).sum()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    private static Stream<MatchResult> histogram() {
        try {
            return ROW.matcher((String) ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
                    new Object[]{new String[0]}, new String[]{String[].class.getName()})).results();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String dump() {
        try {
            Path folder = Files.createTempDirectory("threads");
            Path file = folder.resolve("dump.json");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(file.toString(),
                        HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its outermost frame that is not the JDK's; its name where there is none. */
    private static String beginning(JsonObject thread) {
        Function<String, String> method = frame -> frame.substring(0, frame.indexOf('('));
        return stack(thread).reversed().stream().filter(frame -> !frame.startsWith("java.base/")).findFirst()
                .map(method).orElse(thread.getString("name"));
    }

    private static List<String> stack(JsonObject thread) {
        return thread.getJsonArray("stack").getValuesAs(JsonString::getString);
    }

    private static Stream<JsonObject> objects(JsonObject parent, String name) {
        return parent.getJsonArray(name).getValuesAs(JsonObject.class).stream();
    }

    private static boolean socket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            // It was the one by which this looks.
            return false;
        }
    }
}
