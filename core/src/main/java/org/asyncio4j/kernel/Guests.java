package org.asyncio4j.kernel;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The virtual threads that libraries started inside fibers. They inherit the loop as their
 * scheduler and run on it between the fibers, but nothing else is known of them.
 *
 * <p>While there is one, it may be woken from outside and wake others, so a loop with guests is
 * never declared stuck, and a virtual clock does not jump. Loop thread only.
 */
final class Guests {
    /** A guest's continuation, which is the same object at each of its turns, and its thread. */
    private final Map<Runnable, Thread> threads = new IdentityHashMap<>();

    int size() {
        return threads.size();
    }

    /** A continuation that is no fiber's has been submitted. */
    void met(Runnable continuation) {
        threads.computeIfAbsent(continuation, VirtualThreads::threadOf);
    }

    /** A guest has had a turn, in which it may have ended. */
    void ran(Runnable continuation) {
        Thread thread = threads.get(continuation);
        if (thread != null && thread.getState() == Thread.State.TERMINATED) {
            threads.remove(continuation);
        }
    }
}
