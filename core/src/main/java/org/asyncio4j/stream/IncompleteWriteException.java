package org.asyncio4j.stream;

import java.io.IOException;
import java.util.Optional;

/**
 * Tells how much of a write was taken before it was cancelled or failed. Never thrown by itself: it
 * is {@linkplain Throwable#getSuppressed suppressed} in the {@code CancelledError} or {@link
 * IOException} that ended the write. Where there is none, nothing was taken.
 *
 * <p>What was taken goes out, unless the stream has failed.
 *
 * <pre>{@code
 * try {
 *     writer.write(message);
 * } catch (CancelledError e) {
 *     cutShort = IncompleteWriteException.in(e).isPresent();
 *     throw e;
 * }
 * }</pre>
 */
public final class IncompleteWriteException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long written;
    private final long expected;

    /**
     * @param written how many bytes were taken; above 0
     * @param expected how many were to be written
     */
    public IncompleteWriteException(long written, long expected) {
        super(written + " of " + expected + " bytes were taken before the write ended.");
        this.written = written;
        this.expected = expected;
    }

    /** What is told about a write by the error that it threw; empty if nothing was taken. */
    public static Optional<IncompleteWriteException> in(Throwable thrown) {
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed instanceof IncompleteWriteException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * How many bytes were taken; above 0. It can be {@link #expected all}: then only the wait for a
     * slow receiver was cut short.
     */
    public long written() {
        return written;
    }

    /** How many bytes were to be written. */
    public long expected() {
        return expected;
    }
}
