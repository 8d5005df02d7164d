package org.asyncio4j.http.websocket;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Things that are dear to make and are needed for a moment only. For any thread, without locks: who
 * takes one never waits.
 */
final class IdlePool<T> {
    private static final int MOST = 32;

    private final ConcurrentLinkedQueue<T> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Supplier<T> factory;

    IdlePool(Supplier<T> factory) {
        this.factory = factory;
    }

    T take() {
        T taken = idle.poll();
        if (taken == null) {
            return factory.get();
        }
        size.decrementAndGet();
        return taken;
    }

    /** Takes one back. Where there are enough, the garbage collector gets it. */
    void give(T returned) {
        if (size.incrementAndGet() <= MOST) {
            idle.add(returned);
        } else {
            size.decrementAndGet();
        }
    }
}
