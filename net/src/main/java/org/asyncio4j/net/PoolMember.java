package org.asyncio4j.net;

/**
 * One connection of a pool, or the place of one that is being opened. It takes up a place while it
 * has users.
 *
 * @param <C> the type of the connections
 */
final class PoolMember<C extends PooledConnection> {
    final PoolSlot<?, C> slot;

    /** Null while it is being opened. */
    C connection;

    /** Who uses it or opens it, or was woken for that and has not run yet. */
    int users;

    /** Whether nobody else gets it. */
    boolean ending;

    /** Whether a user has found it broken, or left it in the middle of something. */
    boolean discarded;

    /** When it was opened, in nanoseconds of the loop's clock. */
    long openedAt;

    /** While it is idle: when it is to be closed, on the loop's clock. */
    long closesAt;

    PoolMember(PoolSlot<?, C> slot) {
        this.slot = slot;
    }

    boolean isUsable() {
        return !discarded && connection.isUsable();
    }

    /** Whether one more can use it besides those who do. */
    boolean hasRoom() {
        return !ending && users < connection.capacity() && isUsable();
    }
}
