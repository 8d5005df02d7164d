package org.asyncio4j.net;

import java.io.IOException;

/**
 * What a {@link ConnectionPool} keeps: a connection as its user sees it, which knows whether it can
 * be used again. All methods are called on the loop.
 */
public interface PooledConnection {
    /**
     * Whether another user can go on with it: it is open, the peer has not closed it and has said
     * nothing that nobody asked for. Looked at whenever it is given back and before it is lent
     * again. Must not give way.
     */
    boolean isUsable();

    /**
     * How many may use it at the same time: 1, unless the protocol has many exchanges on one
     * connection. May change with time, but not from 1 to more while it is in use; where it falls
     * below the number of its users, they go on and nobody else comes. Must not give way.
     */
    default int capacity() {
        return 1;
    }

    /**
     * Closes it in good order, for nobody uses it any more. May give way, in which nobody waits for
     * it but who closes the pool.
     *
     * @throws IOException if that fails; it counts as closed all the same
     */
    void close() throws IOException;

    /** Closes it at once, in whatever state it is. Must not give way; also after it was closed. */
    void abort();
}
