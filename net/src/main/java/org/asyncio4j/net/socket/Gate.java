package org.asyncio4j.net.socket;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

/**
 * Lets one at a time read, or write, as {@code java.net}'s sockets do. Loop thread only.
 *
 * <p>Unlike a lock for users it costs nothing while nobody else is inside, and does not look for a
 * cancelled scope then: a driver that says good-bye in its {@code close()} must get through.
 */
final class Gate {
    private final WaitQueue waiters;
    private boolean occupied;

    /**
     * @param socket whose {@code toString} names it in reports
     * @param aspect what is waited for, as "the turn to read from "
     */
    Gate(Object socket, String aspect) {
        this.waiters = new WaitQueue(socket, aspect);
    }

    void enter() {
        while (occupied) {
            waiters.await(Fiber.current().checkpoint(), waiters::wakeFirst);
        }
        occupied = true;
    }

    boolean isOccupied() {
        return occupied;
    }

    void leave() {
        occupied = false;
        waiters.wakeFirst();
    }
}
