package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

/**
 * Lets one fiber at a time try, and wait for, one direction of a socket; the others queue, first
 * come, first served. Loop thread only.
 */
final class Turns {
    private final WaitQueue queue;
    private final Fairness fairness = new Fairness();

    /** Stays true while a turn is handed on to the first of the queue. */
    private boolean taken;

    /**
     * @param owner whose {@code toString} names it in reports
     * @param aspect what of it is waited for
     */
    Turns(Object owner, String aspect) {
        this.queue = new WaitQueue(owner, aspect);
    }

    /** Waits for a turn. Whoever returns from this must {@link #leave}. */
    void enter(Fiber fiber) {
        if (taken) {
            queue.await(fiber, this::leave);
            fairness.waited();
        }
        taken = true;
        try {
            fairness.next(fiber);
        } catch (Throwable thrown) {
            leave();
            throw thrown;
        }
    }

    /** The turn included a wait. */
    void waited() {
        fairness.waited();
    }

    void leave() {
        taken = queue.wakeFirst() != null;
    }

    boolean isTaken() {
        return taken;
    }

    /** How many have the turn or wait for it. */
    int size() {
        return queue.size() + (taken ? 1 : 0);
    }
}
