package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.codex.Prompt;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.fetch.HostPattern;
import dev.codexgateway.testing.FileHost;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChatFilesTest {
    /** Longer than any test may take. */
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    private final FileHost host = FileHost.start();
    private final ChatFiles files = files(LONG);

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void noFilesAreNothingAndTakeNoTime() {
        assertThat(files.fetch(List.of())).isEqualTo(new Attached(List.of(), List.of()));
    }

    @Test
    void picturesAndTextsComeInTheOrderOfTheRequestWhateverTheyAreCalled() {
        host.file("/notes.png", utf8("First")).file("/b.txt", PNG).file("/c.txt", utf8("Second")).file("/d.exe", JPEG);

        Attached attached = fetch(files, "/notes.png", "/b.txt", "/c.txt", "/d.exe");

        assertThat(attached.images()).containsExactly("data:image/png;base64,iVBORw0KGgo=",
                "data:image/jpeg;base64,/9j/");
        assertThat(attached.texts()).containsExactly(new Prompt.TextFile("notes.png", "First"),
                new Prompt.TextFile("c.txt", "Second"));
    }

    @Test
    void tenFilesAreFetchedAtTheSameTime() {
        CountDownLatch all = new CountDownLatch(10);
        String[] paths = IntStream.range(0, 10).mapToObj(i -> "/" + i).toArray(String[]::new);
        Arrays.stream(paths).forEach(path -> host.at(path, out -> {
            all.countDown();
            all.await();
            out.write(utf8("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + path));
        }));

        assertThat(fetch(files, paths).texts()).map(Prompt.TextFile::text).containsExactly(paths);
    }

    @Test
    void oneThatFailsGivesTheOthersUpAtOnce() {
        host.silent("/slow").drip("/dripping", "HTTP/1.1 200 OK\r\n\r\n").at("/bad", out -> {
            host.awaitRequests(3);
            out.write(utf8("HTTP/1.1 500 No\r\n\r\n"));
        });

        assertThat(refusal(files, "/slow", "/dripping", "/bad"))
                .startsWith("The file \"bad\" could not be fetched: its host answered with status 500.");
        host.awaitAllLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410})
    void anExpiredLinkIsSaidToBeOne(int status) {
        host.raw("/a.txt", "HTTP/1.1 " + status + " No\r\n\r\n");

        assertThat(refusal(files, "/a.txt")).isEqualTo("The link to the file \"a.txt\" has expired: links live five "
                + "minutes. Ask the person to attach the file again. You can also paste its text into `prompt`, or send "
                + "the request without it.");
    }

    @Test
    void aFileOfAnotherKindIsNamedWithWhatIsAccepted() {
        host.file("/report.pdf", "%PDF-1.7\n\u00e2\u00e3".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(refusal(files, "/report.pdf"))
                .startsWith("The file \"report.pdf\" is neither text in UTF-8 nor a PNG, "
                        + "JPEG, GIF or WebP picture; only these can be read.");
    }

    @Test
    void aFileThatIsTooLargeIsNamedWithTheLimit() {
        host.raw("/big.txt", "HTTP/1.1 200 OK\r\nContent-Length: 10485761\r\n\r\n");

        assertThat(refusal(files, "/big.txt"))
                .startsWith("The file \"big.txt\" is too large: a file may have at most 10 MB.");
    }

    @Test
    void filesThatAreTooLargeTogetherAreRefused() {
        byte[] text = new byte[7 * 1024 * 1024];
        Arrays.fill(text, (byte) 'a');
        host.file("/a", text).file("/b", text).file("/c", text);

        assertThat(refusal(files, "/a", "/b", "/c"))
                .startsWith("The files are too large: together they may have at most 20 MB.");
    }

    @Test
    void allFilesTogetherHaveOneTime() {
        host.silent("/slow.txt").file("/fast.txt", utf8("a"));

        assertThat(refusal(files(Duration.ofMillis(200)), "/fast.txt", "/slow.txt"))
                .startsWith("The file \"slow.txt\" did not come in time.");
        host.awaitAllLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"})
    void anAnswerThatIsNoneSaysWhatToDo(String answer) {
        host.raw("/a.txt", answer);

        assertThat(refusal(files, "/a.txt"))
                .startsWith("The file \"a.txt\" could not be fetched. Send the same request once more;");
    }

    @Test
    void whoWaitsForRoomIsLetInWhenThereIsSome() throws Exception {
        host.silent("/slow").file("/fast", utf8("a"));
        List<Thread> fetching = fourFetching(files);
        FutureTask<Attached> waiting = new FutureTask<>(() -> fetch(files, "/fast"));
        Thread.ofVirtual().start(waiting);

        fetching.getFirst().interrupt();

        assertThat(waiting.get(5, TimeUnit.SECONDS).texts()).hasSize(1);
        fetching.forEach(Thread::interrupt);
    }

    @Test
    void whoFindsNoRoomInTimeIsToldToTryAgain() {
        host.silent("/slow").file("/fast", utf8("a"));
        ChatFiles hurried = files(Duration.ofMillis(1500));
        fourFetching(hurried);

        assertThat(error(hurried, refs(hurried, "/fast"))).isInstanceOf(GatewayError.TooManyRequests.class);
        host.awaitAllLeft();
    }

    private List<Thread> fourFetching(ChatFiles busy) {
        List<FileRef> slow = refs(busy, "/slow");
        List<Thread> threads = Stream.generate(() -> Thread.ofVirtual().start(() -> error(busy, slow))).limit(4)
                .toList();
        host.awaitRequests(4);
        return threads;
    }

    @Test
    void interruptingTheRequestLeavesEveryHost() throws Exception {
        host.silent("/a").silent("/b");
        FutureTask<GatewayError> fetching = new FutureTask<>(() -> error(files, refs(files, "/a", "/b")));
        Thread thread = Thread.ofVirtual().start(fetching);
        host.awaitRequests(2);

        thread.interrupt();

        assertThat(fetching.get(5, TimeUnit.SECONDS)).isInstanceOf(GatewayError.Unavailable.class);
        host.awaitAllLeft();
    }

    private static ChatFiles files(Duration patience) {
        return new ChatFiles(new FilesConfig(List.of(HostPattern.parse("127.0.0.1").orElseThrow()), true), patience);
    }

    private List<FileRef> refs(ChatFiles files, String... paths) {
        var refs = Json.createArrayBuilder();
        Arrays.stream(paths).forEach(path -> refs.add(Json.createObjectBuilder().add("name", path)
                .add("id", "file-" + path).add("mime_type", "application/octet-stream")
                .add("download_link", host.http(path + "?sig=secret"))));
        return files.parse(Json.createObjectBuilder().add("openaiFileIdRefs", refs).build());
    }

    private Attached fetch(ChatFiles files, String... paths) {
        return files.fetch(refs(files, paths));
    }

    private String refusal(ChatFiles files, String... paths) {
        return ((GatewayError.InvalidParams) error(files, refs(files, paths))).detail();
    }

    private static GatewayError error(ChatFiles files, List<FileRef> refs) {
        return catchThrowableOfType(GatewayException.class, () -> files.fetch(refs)).error();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
