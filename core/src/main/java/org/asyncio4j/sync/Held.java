package org.asyncio4j.sync;

/**
 * What an acquiring method returns: closing it gives back what was acquired. For {@code
 * try}-with-resources:
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) {
 *     // nobody else holds it
 * }
 * }</pre>
 *
 * <p>Whoever rather calls {@code release()} just ignores it.
 */
public final class Held implements AutoCloseable {
    /** Null once it has run. */
    private Runnable release;

    Held(Runnable release) {
        this.release = release;
    }

    /** Gives back what was acquired. A second call does nothing. Never gives way. */
    @Override
    public void close() {
        Runnable work = release;
        if (work != null) {
            release = null;
            work.run();
        }
    }

    @Override
    public String toString() {
        return release == null ? "Held [given back]" : "Held [held]";
    }
}
