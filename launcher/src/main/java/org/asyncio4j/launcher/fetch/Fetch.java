package org.asyncio4j.launcher.fetch;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;

import org.asyncio4j.Task;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.ClientTimeout;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.launcher.Misuse;
import org.asyncio4j.sync.Semaphore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The command {@code asyncio4j fetch}: downloads what is at URLs, many at a time.
 *
 * <p>Its exit status is 0 if all are there, 1 if not, 2 if it was called wrongly, 130 after Ctrl-C.
 */
public final class Fetch {
    /** Of a connection that has died without a word. There is no limit for all of a download. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Duration FRAME = millis(100);

    private final FetchOptions options;
    private final Display display;
    private final FileNames names = new FileNames();
    private final Semaphore places;
    private final long started = System.nanoTime();
    private int complete;
    private int failed;
    private long received;

    private Fetch(FetchOptions options, Display display) {
        this.options = options;
        this.display = display;
        this.places = new Semaphore(options.parallel());
    }

    /** Runs the command. The launcher's script says in a property how wide the terminal is. */
    public static void main(String[] args) throws IOException {
        try {
            FetchOptions options = FetchOptions.parse(args);
            int status = run(() -> fetch(options));
            if (status != 0) {
                System.exit(status);
            }
        } catch (Misuse e) {
            e.exit();
        }
    }

    /**
     * Runs the command in a loop that is there.
     *
     * @return its exit status
     * @throws Misuse if the arguments make no sense
     */
    public static int fetch(String... args) throws Misuse, IOException {
        return fetch(FetchOptions.parse(args));
    }

    private static int fetch(FetchOptions options) throws IOException {
        int columns = Integer.getInteger("asyncio4j.columns", 0);
        return new Fetch(options, new Display(System.err, columns, options.quiet())).downloadAll();
    }

    private int downloadAll() throws IOException {
        try (ClientSession session = new ClientSession(sessionOptions())) {
            Task<?> drawing = createTask("display", this::drawForEver);
            try {
                taskGroup(group -> {
                    for (String url : options.urls()) {
                        group.createTask(url, () -> downloadInTurn(session, url));
                    }
                });
            } finally {
                drawing.cancel();
                display.close();
                summarize();
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private static SessionOptions sessionOptions() {
        return SessionOptions.DEFAULT
                .withEnvironmentTrusted(true)
                .withTimeout(ClientTimeout.DEFAULT.withTotal(null).withRead(SILENCE));
    }

    private void drawForEver() {
        while (display.isMoving()) {
            display.draw();
            sleep(FRAME);
        }
    }

    private void downloadInTurn(ClientSession session, String url) {
        Path target = target(url);
        try (var _ = places.acquire()) {
            download(session, url, target);
        }
    }

    /** In the order of the URLs, so that an interrupted run finds its parts again. */
    private Path target(String url) {
        return options.file() != null
                ? options.folder().resolve(options.file())
                : options.folder().resolve(names.of(URI.create(url)));
    }

    private void download(ClientSession session, String url, Path target) {
        Progress progress = display.add(target.getFileName().toString());
        FileNames others = options.file() == null ? names : null;
        try {
            Path file = new Download(session, options, url, target, others, progress).run();
            complete++;
            display.remove(progress);
            if (file != null) {
                display.note(file + ": " + Amounts.bytes(progress.done()));
            }
        } catch (IOException e) {
            failed++;
            display.remove(progress);
            display.tell(
                    "asyncio4j: "
                            + FileNames.printable(FileNames.withoutPassword(url))
                            + ": "
                            + Failures.message(e));
        } finally {
            received += progress.received();
            display.remove(progress);
        }
    }

    private void summarize() {
        int unfinished = options.urls().size() - complete - failed;
        if (options.urls().size() > 1 || unfinished > 0) {
            double seconds = (System.nanoTime() - started) / 1e9;
            StringBuilder line = new StringBuilder();
            line.append(complete).append(complete == 1 ? " file, " : " files, ");
            line.append(Amounts.bytes(received)).append(" in ").append(Amounts.time(seconds));
            line.append(failed > 0 ? "; " + failed + " failed" : "");
            line.append(
                    unfinished > 0
                            ? "; " + unfinished + " unfinished: the same command goes on with them"
                            : "");
            display.note(line.toString());
        }
    }
}
