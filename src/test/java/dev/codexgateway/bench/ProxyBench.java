package dev.codexgateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passing through costs. Not among the usual tests: {@code bench/proxy.sh} runs it, and says which part. */
class ProxyBench {
    @TempDir
    private Path folder;

    @Test
    void measures() throws IOException {
        List<String> parts = List.of(System.getProperty("parts", "json,streams,idle,start").split(","));
        int rounds = Integer.getInteger("rounds", 5);
        System.out.printf("%n%s, %s%n", LocalDate.now(ZoneOffset.UTC), machine());
        for (String part : parts) {
            Path own = folder.resolve(part);
            System.out.printf("%n%s%n", switch (part) {
                case "json" -> new JsonBench(own, rounds).run();
                case "streams" -> new StreamBench(own, rounds).run();
                case "idle" -> new IdleBench(own).run();
                case "start" -> new StartBench(own, rounds).run();
                case "soak" -> soak(own);
                default -> throw new IllegalArgumentException(part + " is no part: json, streams, idle, start, soak");
            });
        }
    }

    private static String soak(Path folder) {
        SoakBench soak = new SoakBench(folder, Long.getLong("requests", 2_000_000));
        String told = soak.run();
        assertThat(soak.wrongAnswers()).as(told).isZero();
        return told;
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name")).findFirst().map(line -> line.split(":", 2)[1].strip())
                .orElse("an unnamed processor");
        return "%d cores of %s, Java %s, load %s".formatted(Runtime.getRuntime().availableProcessors(), model,
                Runtime.version().feature(), Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }
}
