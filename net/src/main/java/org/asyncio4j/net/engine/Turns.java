package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

/**
 * Lets one fiber at a time try, and wait for, one direction of a socket; the others queue, first
 * come, first served. Loop thread only.
 */
final class Turns {
    /** After so many turns without a wait one gives way, so that a flood starves nobody. */
    static final int MOST_IN_ONE_GO = 64;

    private final WaitQueue queue;

    /** Stays true while a turn is handed on to the first of the queue. */
    private boolean taken;

    private int inOneGo;

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
            inOneGo = 0;
        }
        taken = true;
        if (++inOneGo > MOST_IN_ONE_GO) {
            giveWay(fiber);
        }
    }

    private void giveWay(Fiber fiber) {
        inOneGo = 0;
        try {
            fiber.yield();
        } catch (Throwable thrown) {
            leave();
            throw thrown;
        }
    }

    /** The turn included a wait. */
    void waited() {
        inOneGo = 0;
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
