package dev.codexgateway.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program of Node's that a test talks to by lines. It ends with the test, or after a minute. */
public final class NodeProgram implements AutoCloseable {
    private static final Duration INSTALLING = Duration.ofMinutes(3);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** What npm says when a package is in no cache and the registry does not answer. */
    private static final Pattern OUT_OF_REACH = Pattern
            .compile("ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH");

    private final Process process;
    private final BufferedReader out;
    private final List<String> said = new ArrayList<>();

    private NodeProgram(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        process.onExit().orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly());
    }

    /** Installs packages of npm into a folder of the build; where that is impossible the test is skipped, and says why. */
    public static Path installed(String folder, String... packages) throws Exception {
        Path modules = Path.of("target", folder).toAbsolutePath();
        assumeTrue(Command.run(LONGEST, "npm", "--version").succeeded(), "skipped: npm is not here");
        Files.createDirectories(modules);
        String[] command = Stream.concat(Stream.of("npm", "install", "--prefix", modules.toString(), "--no-audit",
                "--no-fund", "--prefer-offline", "--ignore-scripts"), Arrays.stream(packages)).toArray(String[]::new);

        Command installed = Command.run(INSTALLING, command);

        assumeTrue(installed.succeeded() || !OUT_OF_REACH.matcher(installed.output()).find(),
                "skipped: npm's registry does not answer, and is needed for " + String.join(", ", packages));
        assertThat(installed.succeeded()).as(installed.output()).isTrue();
        return modules;
    }

    public static NodeProgram start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new NodeProgram(builder.start());
    }

    /** Reads on to a line with this beginning; what follows it there. */
    public String awaitLine(String beginning) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length()).strip();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("it never said " + beginning + ", but:\n" + String.join("\n", said));
    }

    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its status when it has ended. */
    public int awaitEnd() throws InterruptedException {
        out.lines().forEach(said::add);
        return process.waitFor();
    }

    public List<String> said() {
        return List.copyOf(said);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
