package dev.codexgateway.api.actions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import dev.codexgateway.codex.Prompt;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.fetch.Allowance;
import dev.codexgateway.fetch.FetchFault;
import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.fetch.Limits;

/** The files of a chat that come with a request. Safe for concurrent use. */
public final class ChatFiles {
    /** As many as ChatGPT ever sends. */
    static final int MAX_FILES = 10;
    static final int MEGABYTES = 10;
    /** Less than ten times ten: they are stored with the turn, pictures a third larger, and are in memory until they are. */
    static final int MEGABYTES_TOGETHER = 20;
    private static final int MEGABYTE = 1024 * 1024;
    /** Of the 45 seconds that ChatGPT waits for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Requests whose files are fetched at a time: each may hold {@link #MEGABYTES_TOGETHER} and more. */
    private static final int REQUESTS = 4;

    private final Fetcher fetcher;
    private final FileRefs refs;
    private final Duration patience;
    private final Semaphore room = new Semaphore(REQUESTS, true);

    public ChatFiles(FilesConfig config) {
        this(config, PATIENCE);
    }

    ChatFiles(FilesConfig config, Duration patience) {
        this.fetcher = new Fetcher("chat_file", config.reach());
        this.refs = new FileRefs(fetcher, !config.hosts().isEmpty());
        this.patience = patience;
    }

    /**
     * Reads {@code openaiFileIdRefs} of a request and asks nobody; empty if there is none.
     *
     * @throws GatewayException with what the model can do about it, if it names what cannot be fetched
     */
    public List<FileRef> parse(JsonObject request) {
        return refs.parse(request);
    }

    /**
     * Fetches all of them at once, within ten seconds together, or none: the first that fails ends the others.
     *
     * @throws GatewayException that names the file and says what the model can do about it
     */
    public Attached fetch(List<FileRef> files) {
        if (files.isEmpty()) {
            return Attached.NOTHING;
        }
        long end = System.nanoTime() + patience.toNanos();
        try {
            // Half of the time at most, so that who gets in has the other half.
            if (!room.tryAcquire(patience.toNanos() / 2, TimeUnit.NANOSECONDS)) {
                throw new GatewayException(new GatewayError.TooManyRequests(
                        "Files of too many requests are being fetched; try again in a moment.", patience));
            }
            try {
                return together(files, end);
            } finally {
                room.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(new GatewayError.Unavailable("The gateway is stopping.", patience));
        }
    }

    private Attached together(List<FileRef> files, long end) throws InterruptedException {
        Allowance allowance = new Allowance((long) MEGABYTES_TOGETHER * MEGABYTE);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("chat-file").factory());
        try (threads) {
            CompletionService<FileContent> done = new ExecutorCompletionService<>(threads);
            List<Future<FileContent>> contents = files.stream()
                    .map(file -> done.submit(() -> content(file, end, allowance))).toList();
            try {
                for (int i = 0; i < files.size(); i++) {
                    done.take().get();
                }
            } finally {
                threads.shutdownNow();
            }
            return attached(files, contents);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof GatewayException refusal ? refusal : new IllegalStateException(e.getCause());
        }
    }

    private FileContent content(FileRef file, long end, Allowance allowance) {
        try {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            FileContent content = FileContent
                    .of(fetcher.fetch(file.link(), new Limits(MEGABYTES * MEGABYTE, left, allowance)).content());
            if (content instanceof FileContent.Unknown) {
                throw FileTrouble.kind(file.name());
            }
            return content;
        } catch (FetchFault e) {
            throw FileTrouble.of(e, file.name(), MEGABYTES, MEGABYTES_TOGETHER);
        }
    }

    private static Attached attached(List<FileRef> files, List<Future<FileContent>> contents) {
        var images = new ArrayList<String>();
        var texts = new ArrayList<Prompt.TextFile>();
        for (int i = 0; i < files.size(); i++) {
            switch (contents.get(i).resultNow()) {
                case FileContent.Picture picture -> images.add(picture.dataUri());
                case FileContent.Text text -> texts.add(new Prompt.TextFile(files.get(i).name(), text.text()));
                case FileContent.Unknown() -> throw FileTrouble.kind(files.get(i).name());
            }
        }
        if (texts.stream().mapToLong(file -> file.text().length()).sum() > Prompt.MAX_CHARACTERS) {
            throw FileTrouble.tooMuchText();
        }
        return new Attached(images, texts);
    }
}
