package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Scheduler;

import java.io.IOException;
import java.net.SocketException;

/**
 * The life of what a loop has from a stack and watches: open, then watched for what it may get
 * ready for, then closed, by its user or with the loop. Loop thread only.
 */
public abstract class Watched {
    private final OpenSockets siblings;

    private Readiness readiness;
    private boolean closed;

    /**
     * @param siblings what else is open, in which this one stands while it is watched
     */
    protected Watched(OpenSockets siblings) {
        this.siblings = siblings;
    }

    /** Has the engine watch it; called once. */
    protected abstract Readiness watch() throws IOException;

    /** Gives it back to the system; called once. Also on the bare carrier. */
    protected abstract void closeNow() throws IOException;

    final Scheduler scheduler() {
        return siblings.scheduler();
    }

    /** From now on it is watched. */
    void begin() throws IOException {
        readiness = watch();
        siblings.add(this);
    }

    protected final Readiness readiness() {
        return readiness;
    }

    /** Closes it at once, and wakes who waits. A second call does nothing. */
    public final void close() {
        if (closed) {
            return;
        }
        if (readiness != null) {
            readiness.forget();
        }
        endWithLoop();
        if (readiness != null) {
            readiness.end();
        }
    }

    /** The loop has ended, and nobody waits any more. */
    final void endWithLoop() {
        closed = true;
        siblings.remove(this);
        try {
            closeNow();
        } catch (IOException e) {
            // The descriptor is gone all the same, and nobody could do anything about it.
        }
    }

    public final boolean isClosed() {
        return closed;
    }

    /**
     * Refuses to go on with what is closed.
     *
     * @throws SocketException if it is
     */
    public final void requireOpen() throws SocketException {
        if (isClosed()) {
            throw new SocketException("The " + this + " has been closed.");
        }
    }
}
