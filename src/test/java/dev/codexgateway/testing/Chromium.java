package dev.codexgateway.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The distribution's Chromium, one for all tests of a JVM; where there is none, tests are skipped and say so. Nothing of the
 * Internet can be reached from it, and the name chatgpt.com leads to {@link #chatGpt}. Not safe for concurrent use.
 */
public final class Chromium implements BeforeAllCallback {
    private static final Path TEMPORARY = Path.of("target", "chromium").toAbsolutePath();
    private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");

    private Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot().getStore(ExtensionContext.Namespace.create(Chromium.class))
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class);
    }

    /** Somebody with a browser of their own, who knows no cookies yet. */
    public Visitor visitor(GatewayFixture gateway) {
        return visitor(gateway, _ -> {});
    }

    public Visitor visitor(GatewayFixture gateway, Consumer<Browser.NewContextOptions> change) {
        Browser.NewContextOptions options = new Browser.NewContextOptions().setLocale("en-US")
                .setIgnoreHTTPSErrors(true);
        change.accept(options);
        return new Visitor(gateway, running.browser.newContext(options));
    }

    public Site chatGpt() {
        return running.chatGpt;
    }

    private record Running(Playwright playwright, Browser browser, Site chatGpt) implements AutoCloseable {

        static Running start() {
            Path program = program().orElseGet(() -> Assumptions.abort("skipped: there is no chromium on PATH"));
            Site chatGpt = Site.secure("https://chatgpt.com", SelfSigned.create().server());
            try {
                Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "TMPDIR", temporary().toString())));
                return new Running(playwright, launch(playwright, program, chatGpt.port()), chatGpt);
            } catch (PlaywrightException e) {
                chatGpt.close();
                return Assumptions.abort("skipped: chromium cannot be driven: " + e.getMessage());
            }
        }

        private static Browser launch(Playwright playwright, Path program, int chatGpt) {
            Stream<String> names = Stream.of("--host-resolver-rules=MAP chatgpt.com 127.0.0.1:" + chatGpt
                    + ", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE ::1");
            try {
                return playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(program)
                        .setArgs(Stream.concat(ARGUMENTS.stream(), names).toList()));
            } catch (PlaywrightException e) {
                playwright.close();
                throw e;
            }
        }

        private static Optional<Path> program() {
            Stream<String> folders = Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                    Stream.of("/usr/bin"));
            return folders.map(folder -> Path.of(folder, "chromium")).filter(Files::isExecutable).findFirst();
        }

        /** Where the driver is unpacked and profiles are kept. */
        private static Path temporary() {
            try {
                Files.createDirectories(TEMPORARY);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            System.setProperty("playwright.driver.tmpdir", TEMPORARY.toString());
            return TEMPORARY;
        }

        @Override
        public void close() {
            browser.close();
            playwright.close();
            chatGpt.close();
        }
    }
}
