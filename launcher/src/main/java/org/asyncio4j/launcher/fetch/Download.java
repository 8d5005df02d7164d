package org.asyncio4j.launcher.fetch;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.OnCancel;
import org.asyncio4j.ThreadOptions;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.ConnectionError;
import org.asyncio4j.http.client.PayloadError;
import org.asyncio4j.http.client.TlsError;
import org.asyncio4j.http.form.ContentDisposition;
import org.asyncio4j.stream.StreamReader;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * Downloads one URL to one file: again where the connection breaks off, from where it broke off.
 *
 * <p>A part that is there, of this run or an earlier one, is gone on with if the server says that
 * it is of the same state ({@code If-Range}).
 */
final class Download {
    private static final int PIECE = 256 * 1024;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Not the request's fault, and perhaps over soon. */
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429, 500, 502, 503, 504);

    /** No file must be closed while a thread writes to it. */
    private static final ThreadOptions TO_ITS_END =
            ThreadOptions.DEFAULT.withOnCancel(OnCancel.WAIT);

    private final ClientSession session;
    private final FetchOptions options;
    private final String url;
    private final Path target;

    /** The names of this run's files; null if a server may not give it another. */
    private final FileNames names;

    private final Progress progress;

    /** The name by the server; null if it says none. */
    private String givenName;

    /** What it will be in the end. */
    private Path file;

    /**
     * A download of a URL.
     *
     * @param target the file
     * @param names where another name of it has to be a new one; null if it may not have another
     */
    Download(
            ClientSession session,
            FetchOptions options,
            String url,
            Path target,
            FileNames names,
            Progress progress) {
        this.session = session;
        this.options = options;
        this.url = url;
        this.target = target;
        this.file = target;
        this.names = names;
        this.progress = progress;
    }

    /**
     * Downloads it.
     *
     * <p>Gives way: always. Cancellation: what is there stays, to go on with.
     *
     * @return the file; null if it went to the standard output
     * @throws IOException if there is no getting on
     */
    Path run() throws IOException {
        if (options.isForStandardOutput()) {
            try (StandardOutput output = new StandardOutput()) {
                downloadTo(output);
            }
            return null;
        }
        requireFree(target);
        PartFile part = new PartFile(target, FileNames.withoutPassword(url));
        try (Closeable _ = () -> close(part)) {
            toThread(TO_ITS_END, part::open);
            downloadTo(part);
            requireFree(file);
            toThread(TO_ITS_END, () -> part.finish(file, options.overwrite()));
            return file;
        }
    }

    /** Also after a cancellation. */
    private static void close(PartFile part) throws IOException {
        cancelScope(scope -> {
            scope.setShield(true);
            toThread(TO_ITS_END, part::close);
        });
    }

    private void requireFree(Path file) throws IOException {
        boolean exists = toThread(() -> Files.exists(file));
        if (exists && !options.overwrite()) {
            throw new FileAlreadyExistsException(file + " is there already; -f replaces it");
        }
    }

    // ---------------------------------------------------------------- again and again

    private void downloadTo(Sink sink) throws IOException {
        int failures = 0;
        while (true) {
            long before = sink.size();
            Duration pause;
            try {
                if (request(sink)) {
                    return;
                }
                continue; // At once: there was nothing wrong but the part.
            } catch (TemporaryFailure failure) {
                failures = sink.size() > before ? 1 : failures + 1;
                if (failures > options.retries()) {
                    throw failure.cause();
                }
                pause = failure.pause(failures);
                progress.retry(failure.cause().getMessage(), pause);
            }
            sleep(pause);
        }
    }

    private boolean request(Sink sink) throws IOException, TemporaryFailure {
        // Without a name for the state of what is there, it has to begin from the start.
        long have = sink.validator() == null ? 0 : sink.size();
        var request = session.get(url).header("Accept-Encoding", "identity").decompress(false);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-").header("If-Range", sink.validator());
        }
        try (ClientResponse response = request.send()) {
            return receive(response, have, sink);
        } catch (TlsError e) {
            throw e; // It will not be trusted next time either.
        } catch (ConnectionError | PayloadError e) {
            throw new TemporaryFailure(e, null);
        }
    }

    /** Whether it is complete now; if not, it has to begin from the start. */
    private boolean receive(ClientResponse response, long have, Sink sink)
            throws IOException, TemporaryFailure {
        Headers headers = response.headers();
        ContentRange range = ContentRange.parse(headers.get("Content-Range"));
        int status = response.status();
        if (status == 206 && have > 0 && range != null && range.first() == have) {
            if (!isOfSameState(headers, sink.validator())) {
                toThread(TO_ITS_END, () -> sink.restart(null));
                return false;
            }
            begin(headers, range.size(), have);
            copy(response.body(), sink);
            return true;
        }
        if (status == 416 && have > 0) {
            if (range != null && range.size() == have) {
                begin(headers, have, have);
                return true;
            }
            toThread(TO_ITS_END, () -> sink.restart(null));
            return false;
        }
        if (status != 200 && status != 203) {
            throw failure(response);
        }
        String validator = validatorOf(headers);
        toThread(TO_ITS_END, () -> sink.restart(validator));
        begin(headers, lengthOf(headers), 0);
        copy(response.body(), sink);
        return true;
    }

    private IOException failure(ClientResponse response) throws TemporaryFailure {
        int status = response.status();
        String reason =
                response.reason() == null ? "" : " " + FileNames.printable(response.reason());
        IOException failure = new IOException("the server answers " + status + reason);
        if (TEMPORARY.contains(status)) {
            throw new TemporaryFailure(failure, response.header("Retry-After"));
        }
        return failure;
    }

    private void begin(Headers headers, long size, long have) {
        String name = ContentDisposition.parse(headers.get("Content-Disposition")).fileName();
        rename(name == null || name.isBlank() ? null : FileNames.safe(name));
        progress.begin(file.getFileName().toString(), size, have);
    }

    /** Servers may call several things the same, and say it again with each attempt. */
    private void rename(String given) {
        if (names != null && !Objects.equals(given, givenName)) {
            givenName = given;
            boolean same = given == null || given.equals(target.getFileName().toString());
            file = same ? target : target.resolveSibling(names.unique(given));
        }
    }

    private void copy(StreamReader body, Sink sink) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        while (body.read(piece.clear()) >= 0) {
            piece.flip();
            int length = piece.remaining();
            toThread(TO_ITS_END, () -> sink.append(piece));
            progress.advance(length);
        }
    }

    private static long lengthOf(Headers headers) {
        String length = headers.get("Content-Length");
        return length != null && length.matches("[0-9]{1,18}")
                ? Long.parseLong(length)
                : Progress.UNKNOWN;
    }

    /** Some servers send the part that was asked for, whatever the condition was. */
    private static boolean isOfSameState(Headers headers, String validator) {
        String now = validatorOf(headers);
        return now == null || now.equals(validator) || isDate(now) != isDate(validator);
    }

    private static boolean isDate(String validator) {
        return !validator.startsWith("\"");
    }

    /** What tells the states of the thing apart, and can be asked for; null if there is nothing. */
    private static String validatorOf(Headers headers) {
        String tag = headers.get("ETag");
        if (tag != null && !tag.startsWith("W/")) {
            return tag;
        }
        return tag == null ? headers.get("Last-Modified") : null;
    }

    /** What may go better next time. */
    private static final class TemporaryFailure extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient String retryAfter;

        TemporaryFailure(IOException cause, String retryAfter) {
            super(cause);
            this.retryAfter = retryAfter;
        }

        IOException cause() {
            return (IOException) getCause();
        }

        /** One second, then twice as long each time; or what the server says. */
        Duration pause(int failures) {
            Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
            if (retryAfter != null && retryAfter.strip().matches("[0-9]{1,4}")) {
                pause = Duration.ofSeconds(Integer.parseInt(retryAfter.strip()));
            }
            return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }
}
