package org.asyncio4j.bench.peer;

import static org.asyncio4j.bench.Suite.DEPTH;

import java.util.concurrent.locks.LockSupport;

/**
 * A hundred nested plain Java calls, the innermost of which looks at an open gate: what a chain of
 * calls that may wait, but need not, costs where waiting has no colour.
 */
final class PlainChain {

    private volatile boolean gateOpen = true;

    private PlainChain() {}

    static void run(int operations) {
        PlainChain chain = new PlainChain();
        for (int i = 0; i < operations; i++) {
            if (chain.call(DEPTH) != DEPTH) {
                throw new AssertionError("wrong depth");
            }
        }
    }

    private int call(int depth) {
        if (depth == 0) {
            while (!gateOpen) {
                LockSupport.park(this);
            }
            return 0;
        }
        return 1 + call(depth - 1);
    }
}
