package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;

/**
 * Has who never needs to wait give way after some calls, so that a flood starves nobody. Loop
 * thread only.
 */
final class Fairness {
    private static final int MOST_IN_ONE_GO = 64;

    private int inOneGo;

    /** Another call begins, which gives way if it is one too many. */
    void next(Fiber fiber) {
        if (++inOneGo > MOST_IN_ONE_GO) {
            inOneGo = 0;
            fiber.yield();
        }
    }

    /** A call has waited, so others had their turn. */
    void waited() {
        inOneGo = 0;
    }
}
