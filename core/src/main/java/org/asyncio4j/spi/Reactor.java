package org.asyncio4j.spi;

import java.util.List;

/**
 * What a loop does when nothing is ready to run: it waits for I/O. A module that brings I/O
 * provides a {@link ReactorProvider}; without one the loop just parks.
 *
 * <p>All methods but {@link #wakeup} are called on the loop's platform thread, outside of any task,
 * so they must not run code of users. None may throw.
 */
public interface Reactor {
    /**
     * Handles the I/O that is ready, and where there is none waits for some.
     *
     * @param nanos how long to wait at most; 0 to only look, {@link Long#MAX_VALUE} without bound
     */
    void poll(long nanos);

    /**
     * Ends a {@link #poll} that waits, or else the next one. From any thread; it may also come
     * after {@link #close}, and must do nothing then.
     */
    void wakeup();

    /** What has been opened and not closed: a name for each, as "connection to …". In the loop. */
    default List<String> openResources() {
        return List.of();
    }

    /** Releases what the reactor holds. The loop has ended. */
    void close();
}
