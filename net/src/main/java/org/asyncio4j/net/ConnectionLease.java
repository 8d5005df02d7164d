package org.asyncio4j.net;

/**
 * The right to use a connection of a {@link ConnectionPool}, until it is given back.
 *
 * <p>Each lease is given back once, in one of two ways: {@link #giveBack} where the connection is
 * as good as before, {@link #discard} where it is not, or nobody knows: after a failure, and after
 * a cancellation in the middle of an exchange. {@link #close}, for {@code try}-with-resources,
 * discards what was not given back, so that a way out that nobody has thought of is safe.
 *
 * <pre>{@code
 * try (var lease = pool.acquire(address, () -> dial(address))) {
 *     String answer = lease.connection().ask("How are you?");
 *     lease.giveBack();
 *     return answer;
 * }
 * }</pre>
 *
 * @param <C> the type of the connections
 */
public final class ConnectionLease<C extends PooledConnection> implements AutoCloseable {
    private final ConnectionPool<?, C> pool;
    private final PoolMember<C> member;
    private final C connection;
    private final boolean reused;
    private boolean returned;

    ConnectionLease(ConnectionPool<?, C> pool, PoolMember<C> member, boolean reused) {
        this.pool = pool;
        this.member = member;
        this.connection = member.connection;
        this.reused = reused;
    }

    /**
     * The connection.
     *
     * @throws IllegalStateException if the lease was given back
     */
    public C connection() {
        if (returned) {
            throw new IllegalStateException(
                    "This lease of a connection to "
                            + member.slot.key()
                            + " was given back, and the connection may be another's by now. Acquire"
                            + " a new one.");
        }
        return connection;
    }

    /**
     * Whether somebody has used the connection before: one that the peer may have closed just now,
     * so that a request which fails at once may be tried again.
     */
    public boolean isReused() {
        return reused;
    }

    /**
     * Gives the connection back for others to use, and wakes who has waited longest for it. It is
     * closed instead if it {@linkplain PooledConnection#isUsable cannot be used} any more, is too
     * old, or the pool was closed. Does nothing where it was given back already. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void giveBack() {
        giveBack(true);
    }

    /**
     * Gives it back as one that nobody can use any more. It is {@linkplain PooledConnection#abort
     * aborted}, or, where it has several users, nobody else gets it, and the last of them leaves it
     * to be closed. Does nothing where it was given back already. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void discard() {
        giveBack(false);
    }

    private void giveBack(boolean reusable) {
        pool.touch();
        if (!returned) {
            returned = true;
            pool.giveBack(member, reusable);
        }
    }

    /** {@link #discard}. */
    @Override
    public void close() {
        discard();
    }

    /** Of what it is, and whether it was given back. */
    @Override
    public String toString() {
        return "ConnectionLease of "
                + connection
                + (returned ? " [given back]" : reused ? " [reused]" : " [new]");
    }
}
