package org.asyncio4j.kernel;

/**
 * The platform thread that carries all virtual threads of one loop. The class is the fast way to
 * find the loop of a running virtual thread: the type of its carrier tells.
 */
final class LoopThread extends Thread {
    /** Room for deep recursion in tasks: they use the carrier's stack while they run. */
    private static final long STACK_SIZE = 16L << 20;

    final Scheduler scheduler;

    LoopThread(Scheduler scheduler, String name) {
        super(null, scheduler::carry, name, STACK_SIZE, false);
        this.scheduler = scheduler;
        // The thread that runs the main task waits for it, so the loop need not keep the JVM alive.
        setDaemon(true);
    }
}
