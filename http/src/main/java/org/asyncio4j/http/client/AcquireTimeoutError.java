package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;
import java.time.Duration;

/**
 * The wait for a place in the pool, and for the new connection that it may need, took too long.
 * Nothing was sent to the server.
 */
public class AcquireTimeoutError extends RequestTimeoutError {
    @Serial private static final long serialVersionUID = 1L;

    private final boolean waitedForPlace;

    /**
     * Makes one.
     *
     * @param waitedForPlace whether there was not even a place in the pool
     */
    public AcquireTimeoutError(URI url, Duration timeout, boolean waitedForPlace, Throwable cause) {
        super(url, timeout, message(url, timeout, waitedForPlace), cause);
        this.waitedForPlace = waitedForPlace;
    }

    private static String message(URI url, Duration timeout, boolean waitedForPlace) {
        return (waitedForPlace ? "No connection of the pool became free" : "No connection was made")
                + " for "
                + url
                + " within "
                + seconds(timeout)
                + ", the acquire time-out. ClientTimeout.withAcquire sets another"
                + (waitedForPlace
                        ? "; responses that are read to their end or closed make place for others,"
                                + " and so does a larger limit of the pool."
                        : ".");
    }

    /** Whether there was not even a place in the pool; else the connection was too slow. */
    public boolean waitedForPlace() {
        return waitedForPlace;
    }
}
