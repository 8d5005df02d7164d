package org.asyncio4j.net.engine;

import java.io.IOException;
import java.net.SocketException;

/**
 * The life of what a loop has from the system and watches: open, then watched for what it may get
 * ready for, then closed, by its user or with the loop. Loop thread only.
 */
abstract class Watched {
    final NettyReactor reactor;

    private Readiness readiness;
    private boolean closed;

    Watched(NettyReactor reactor) {
        this.reactor = reactor;
    }

    /** Has the engine watch it. */
    abstract Readiness watch() throws IOException;

    /** Gives it back to the system. */
    abstract void closeNow() throws IOException;

    /** From now on it is watched. */
    void begin() throws IOException {
        readiness = watch();
    }

    final Readiness readiness() {
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
