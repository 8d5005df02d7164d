package org.asyncio4j;

/**
 * Bounds how many threads work at once. {@code org.asyncio4j.sync.CapacityLimiter} is one.
 *
 * <p>All calls come from tasks of the loop. The token is given back when the thread has really
 * ended, also where its task has left before.
 */
public interface ThreadLimiter {
    /**
     * Waits for a token and lends it to {@code borrower}.
     *
     * @return what takes the token back when it is closed; {@link Asyncio#toThread} ignores it
     */
    AutoCloseable acquireOnBehalfOf(Object borrower);

    /** Takes the borrower's token back. */
    void releaseOnBehalfOf(Object borrower);
}
