package org.asyncio4j.spi;

import java.time.Duration;
import java.util.List;

/**
 * Decides the order in which a loop gives turns, and watches. For tests: a loop without one runs
 * what is ready first in, first out.
 *
 * <p>A director cannot break what loops promise: callbacks run in the order in which they were
 * added, and a task that starts eagerly runs at once.
 *
 * <p>All methods but {@link #isSlow} are called on the loop's platform thread, outside of any task;
 * they must neither throw nor run code of users.
 */
public interface Director {
    /**
     * Two or more are ready.
     *
     * @param ready who may be next, the one that has been ready longest first; valid during the
     *     call
     * @return the index of the one whose turn it is
     */
    int choose(List<? extends Turn> ready);

    /** A turn begins. */
    default void begins(Turn turn) {}

    /** The turn has ended: it waits, stands ready again, or has ended. */
    default void ends(Turn turn) {}

    /** Something has come from another thread or the system, at a moment that no order decides. */
    default void enteredFromOutside() {}

    /**
     * Whether nobody outside could wake the loop's tasks, so that it is a deadlock for sure where
     * each waits for another. Otherwise it is taken for one when it has lasted for a second. Asked
     * only where the clock is virtual.
     */
    default boolean isAlone() {
        return false;
    }

    /**
     * A step has kept the loop for long, and still does. On the watchdog's thread.
     *
     * @param who whose step it is
     * @param stack what it was doing at this moment
     */
    default void isSlow(String who, Duration running, StackTraceElement[] stack) {}

    /**
     * Nobody can run, and one waits for real time to pass, of which a virtual clock knows nothing:
     * in {@link Thread#sleep}, or another wait of the JDK with a limit. Once for each wait.
     *
     * @param stack where it waits
     */
    default void waitsInRealTime(Turn turn, StackTraceElement[] stack) {}
}
