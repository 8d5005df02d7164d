package org.asyncio4j.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The places for clients, which all loops of a server share. From any thread. */
final class Places {
    private final AtomicInteger free;

    /** Who is told when a place becomes free; each once, and comes again if it still needs one. */
    private final Set<Serving> waiting = ConcurrentHashMap.newKeySet();

    Places(int count) {
        this.free = new AtomicInteger(count);
    }

    /** Whether there was a place, which is taken now. */
    boolean take() {
        return free.getAndUpdate(count -> count > 0 ? count - 1 : 0) > 0;
    }

    boolean isFree() {
        return free.get() > 0;
    }

    void giveBack() {
        free.incrementAndGet();
        for (Serving serving : waiting) {
            waiting.remove(serving);
            serving.placeIsFree();
        }
    }

    /** Has it told of a free place. After this it must look once more before it waits. */
    void tell(Serving serving) {
        waiting.add(serving);
    }
}
