package org.asyncio4j.kernel;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The platform thread that carries all virtual threads of one loop. The class is the fast way to
 * find the loop of a running virtual thread: the type of its carrier tells.
 *
 * <p>When its loop has ended the thread waits a moment for the next one: tests run thousands of
 * loops one after the other, and to start a thread takes longer than most of them.
 */
final class LoopThread extends Thread {
    /** Room for deep recursion in tasks: they use the carrier's stack while they run. */
    private static final long STACK_SIZE = 16L << 20;

    private static final long KEPT_NANOS = Duration.ofMillis(100).toNanos();

    /** Threads between two loops. */
    private static final ConcurrentLinkedQueue<LoopThread> IDLE = new ConcurrentLinkedQueue<>();

    /** The loop it carries, or has carried last. Read by what it carries only. */
    Scheduler scheduler;

    /** The loop to carry next; set by another thread, which has taken this one out of the idle. */
    private volatile Scheduler next;

    private LoopThread() {
        super(null, null, "asyncio4j idle", STACK_SIZE, false);
        // The thread that runs the main task waits for it, so the loop need not keep the JVM alive.
        setDaemon(true);
    }

    /** A thread that carries no loop. */
    static LoopThread take() {
        LoopThread idle = IDLE.poll();
        return idle == null ? new LoopThread() : idle;
    }

    /** Begins to carry a loop. Called once after each {@link #take}. */
    void carry(Scheduler loop, String name) {
        setName(name);
        next = loop;
        if (isAlive()) {
            LockSupport.unpark(this);
        } else {
            start();
        }
    }

    @Override
    public void run() {
        while (awaitNext()) {
            scheduler = next;
            next = null;
            scheduler.carry();
            setName("asyncio4j idle");
            IDLE.add(this);
        }
    }

    /**
     * @return false if there was none for a while
     */
    private boolean awaitNext() {
        long end = System.nanoTime() + KEPT_NANOS;
        while (next == null) {
            long left = end - System.nanoTime();
            if (left <= 0 && IDLE.remove(this)) {
                return false;
            }
            // Who has taken it out of the idle is about to set the next.
            LockSupport.parkNanos(this, Math.max(left, 1));
        }
        return true;
    }
}
