package dev.codexgateway.bench;

import java.nio.file.Path;
import java.time.Duration;

import dev.codexgateway.process.Jcmd;

/** What streams cost that are open and silent. */
final class IdleBench {
    private static final int STREAMS = 5_000;
    private static final Duration APART = Duration.ofMillis(1);
    private static final Duration FIRST_USE = Duration.ofSeconds(4);

    private final Path folder;

    IdleBench(Path folder) {
        this.folder = folder;
    }

    String run() {
        Table table = new Table("way", "resident before KiB", "with %,d streams".formatted(STREAMS), "KiB a stream",
                "heap before KiB", "with them", "KiB a stream", "wrong");
        try (EventUpstream upstream = EventUpstream.start(4, Duration.ofMillis(50));
                Ways ways = Ways.to(folder, upstream.port(), false)) {
            for (Way way : ways.all().subList(1, 3)) {
                boolean java = way.name().equals(Ways.GATEWAY);
                try (EventCallers callers = EventCallers.connect(way, 50)) {
                    callers.run(FIRST_USE, APART);
                }
                long heap = java ? new Jcmd(ways.gateway()).heap() / 1024 : 0;
                long resident = way.residentKib();
                upstream.hold();
                try (EventCallers callers = EventCallers.connect(way, STREAMS)) {
                    callers.open(APART);
                    long heapWith = java ? new Jcmd(ways.gateway()).heap() / 1024 : 0;
                    long residentWith = way.residentKib();
                    upstream.release();
                    EventCallers.Measured measured = callers.awaitEnds();
                    table.row(way.name(), "%,d".formatted(resident), "%,d".formatted(residentWith),
                            "%.1f".formatted((residentWith - resident) / (double) STREAMS),
                            java ? "%,d".formatted(heap) : "", java ? "%,d".formatted(heapWith) : "",
                            java ? "%.1f".formatted((heapWith - heap) / (double) STREAMS) : "",
                            "%,d; %,d streams ended well".formatted(measured.wrong(), measured.streams()));
                }
            }
        }
        return table.toString();
    }
}
