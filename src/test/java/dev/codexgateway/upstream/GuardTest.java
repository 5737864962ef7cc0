package dev.codexgateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.upstream.UpstreamFault.Reason;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Guard guard = new Guard();

    @AfterEach
    void close() {
        guard.close();
    }

    @Test
    void anotherThreadBreaksAReadAndTheSocketCloses() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            CountDownLatch inside = new CountDownLatch(1);
            CompletableFuture<Reason> reading = onVirtualThread(() -> fault(() -> guard.run(LONG, () -> {
                inside.countDown();
                return read(client);
            })));
            inside.await();

            guard.stop();

            assertThat(reading.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.STOPPED);
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void ioThatTakesTooLongIsATimeout() {
        assertThat(fault(() -> guard.run(SHORT, GuardTest::blocked))).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void anInnerRunHasNoMoreTimeThanTheOuter() {
        assertThat(fault(() -> guard.run(SHORT, () -> guard.run(LONG, GuardTest::blocked)))).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void anInnerRunThatIsOverDoesNotShortenTheOuter() {
        String done = guard.run(LONG, () -> {
            guard.run(SHORT, () -> "inner");
            return waited(SHORT.multipliedBy(2));
        });

        assertThat(done).isEqualTo("waited");
    }

    @Test
    void aRunThatIsOverHasNoDeadline() {
        guard.run(SHORT, () -> "first");
        waited(SHORT.multipliedBy(2));

        assertThat(guard.run(LONG, () -> "second")).isEqualTo("second");
    }

    @Test
    void afterAStopNothingRuns() {
        guard.stop();

        assertThat(fault(() -> guard.run(LONG, () -> {
            throw new AssertionError("it ran");
        }))).isEqualTo(Reason.STOPPED);
    }

    @Test
    void whatWasBrokenStaysBrokenForTheFirstReason() {
        fault(() -> guard.run(SHORT, GuardTest::blocked));
        guard.stop();

        assertThat(fault(() -> guard.run(LONG, () -> "more"))).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void aFailureOfTheIoIsItsOwnWhileNothingWasBroken() {
        assertThatIllegalStateException().isThrownBy(() -> guard.run(LONG, () -> {
            throw new IllegalStateException("mine");
        }));
    }

    @Test
    void theInterruptNeverOutlivesTheRun() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            try (Guard raced = new Guard()) {
                CompletableFuture<Boolean> interrupted = onVirtualThread(() -> {
                    try {
                        raced.run(LONG, () -> raced.run(LONG, () -> "quick"));
                    } catch (UpstreamFault e) {
                        // the stop came first
                    }
                    return Thread.currentThread().isInterrupted();
                });
                raced.stop();

                assertThat(interrupted.get(5, TimeUnit.SECONDS)).isFalse();
            }
        }
    }

    @Test
    void ioThatEndedWellAlthoughItWasBrokenLeavesNoInterrupt() {
        String result = guard.run(LONG, () -> {
            guard.stop();
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aStopAtTheEndOfAnInnerRunStillBreaksWhatFollowsInTheOuter() {
        assertThat(fault(() -> guard.run(LONG, () -> {
            guard.run(LONG, () -> {
                guard.stop();
                return "inner";
            });
            return blocked();
        }))).isEqualTo(Reason.STOPPED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static Reason fault(Runnable work) {
        return catchThrowableOfType(UpstreamFault.class, work::run).reason();
    }

    private static <T> CompletableFuture<T> onVirtualThread(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static int read(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String blocked() {
        return waited(LONG);
    }

    private static String waited(Duration duration) {
        try {
            new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
            return "waited";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
