package dev.codexgateway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program of Node's, run to its end or talked to by lines. It is run by a Node of its own, as some want a newer one than most
 * machines have. What is talked to ends with the test, or after a minute.
 */
public final class NodeProgram implements AutoCloseable {
    private static final String VERSION = "22.23.3";
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** The machines for which npm has Node as a package, by what Java calls them. */
    private static final Map<String, String> MACHINES = Map.of("Linux amd64", "linux-x64", "Linux aarch64",
            "linux-arm64", "Mac OS X aarch64", "darwin-arm64");

    private final Process process;
    private final BufferedReader out;
    private final List<String> said = new ArrayList<>();

    private NodeProgram(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        process.onExit().orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly());
    }

    /** A script that belongs to the tests. */
    public static String script(String name) {
        return Path.of("src", "test", "node", name).toAbsolutePath().toString();
    }

    /** @param words the program and its arguments */
    public static NodeProgram start(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(withNode(words)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new NodeProgram(builder.start());
    }

    public static Command run(Duration deadline, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        return Command.run(deadline, environment, withNode(words));
    }

    /** Reads on to a line with this beginning; what follows it there. */
    public String awaitLine(String beginning) {
        return await(Pattern.compile(Pattern.quote(beginning) + "(.*)")).group(1).strip();
    }

    /** Reads on to a line that matches as a whole. */
    public MatchResult await(Pattern pattern) {
        return Stream.generate(this::next).takeWhile(Optional::isPresent)
                .flatMap(line -> Stream.of(pattern.matcher(line.get())))
                .filter(matcher -> matcher.matches()).findFirst()
                .orElseThrow(() -> new AssertionError("it never said " + pattern + ", but:\n" + this));
    }

    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError("it does not listen, but said:\n" + this, e);
        }
    }

    /** Its status when it has ended. */
    public int awaitEnd() throws InterruptedException {
        out.lines().forEach(said::add);
        return process.waitFor();
    }

    /** All that it has said. */
    @Override
    public String toString() {
        return String.join("\n", said);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Optional<String> next() {
        try {
            Optional<String> line = Optional.ofNullable(out.readLine());
            line.ifPresent(said::add);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] withNode(String... words) throws IOException, InterruptedException {
        String machine = MACHINES.get(System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        assumeTrue(machine != null, "skipped: npm has no Node for this machine");
        String name = "node-" + machine;
        Path node = NpmPackage.installed(name + "@" + VERSION).resolve("node_modules").resolve(name)
                .resolve("bin/node");
        return Stream.concat(Stream.of(node.toString()), Stream.of(words)).toArray(String[]::new);
    }
}
