package dev.codexgateway.process;

import static dev.codexgateway.testing.GatewayFixture.json;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.ScriptedUpstream;

/** Turns that end while polls wait for them: what the polls cost, and how soon they are answered. */
final class LongPollRound {
    static final int POLLS = 500;
    private static final String WAITING = "RunningTurn.await";
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final ScriptedUpstream upstream;
    private final GatewayProcess gateway;
    private final Jcmd jcmd;
    private int rounds;

    /** @param upstream whose answers each round scripts */
    LongPollRound(ScriptedUpstream upstream, GatewayProcess gateway) {
        this.upstream = upstream;
        this.gateway = gateway;
        this.jcmd = new Jcmd(gateway);
    }

    /**
     * @param conversations over which the polls are spread
     * @param between       one turn's end and the next one's
     */
    Measured run(int conversations, Duration between) {
        String name = "round-" + rounds++ + "-";
        Map<String, CountDownLatch> ends = new LinkedHashMap<>();
        IntStream.range(0, conversations).forEach(number -> ends.put(name + number, new CountDownLatch(1)));
        upstream.otherwise(request -> Answer.text("The ", "end.").gateAfter(1, ends.get(request.userText())));
        int asked = upstream.requests().size();
        ends.keySet().forEach(session -> gateway.begin(session, session));
        upstream.awaitRequest(asked + conversations - 1, BOUND);
        List<String> polled = Stream.generate(ends::keySet).flatMap(Set::stream).limit(POLLS).toList();
        long others = jcmd.virtualThreadsIn(WAITING);
        Cost before = Cost.of(jcmd);
        try (LongPolls polls = LongPolls.of(gateway, polled)) {
            Awaiting.within(BOUND, () -> jcmd.virtualThreadsIn(WAITING), waiting -> waiting == others + POLLS);
            Cost waiting = Cost.of(jcmd);
            long processor = jcmd.processorMillis();
            ends.values().forEach(end -> {
                end.countDown();
                LockSupport.parkNanos(between.toNanos());
            });
            List<LongPolls.Answered> answers = polls.answers(BOUND);
            return new Measured(waiting.minus(before), jcmd.processorMillis() - processor,
                    answers.stream().map(LongPollRound::latency).sorted().toList(),
                    answers.stream().map(answer -> json(answer.body())).toList());
        }
    }

    private static Duration latency(LongPolls.Answered answered) {
        return Duration.between(Instant.parse(json(answered.body()).getJsonObject("turn").getString("completed_at")),
                answered.arrived());
    }

    /**
     * @param heap     bytes that are left when garbage has been collected
     * @param resident bytes that the process has
     * @param threads  of the operating system
     */
    record Cost(long heap, long resident, long threads) {

        static Cost of(Jcmd jcmd) {
            return new Cost(jcmd.heap(), jcmd.resident(), jcmd.threads());
        }

        Cost minus(Cost before) {
            return new Cost(heap - before.heap, resident - before.resident, threads - before.threads);
        }
    }

    /**
     * @param waiting   what the polls cost while they wait
     * @param processor milliseconds of a processor from the end to the last answer, by the hundredth of a second
     * @param latencies from the turn's end to the answer's last byte, in ascending order
     */
    record Measured(Cost waiting, long processor, List<Duration> latencies, List<JsonObject> answers) {
        static final String HEADS = "%8s %10s %8s %8s %8s %8s %8s %8s".formatted("heap", "resident", "threads", "CPU",
                "first", "p50", "p99", "last");

        /** @param share of the polls that took no longer */
        long millis(double share) {
            return latencies.get((int) Math.ceil(share * latencies.size()) - 1).toMillis();
        }

        /** Memory in KiB, times in milliseconds. */
        @Override
        public String toString() {
            return "%8d %10d %8d %8d %8d %8d %8d %8d".formatted(waiting.heap() / 1024, waiting.resident() / 1024,
                    waiting.threads(), processor, millis(0.001), millis(0.5), millis(0.99), millis(1));
        }
    }
}
