package org.asyncio4j.queue;

import java.util.ArrayDeque;
import java.util.Collections;

/**
 * A queue that gives out its newest item first: {@code asyncio.LifoQueue}. What is newest is
 * decided when a task gets, not when it is woken.
 *
 * <pre>{@code
 * LifoQueue<String> stack = new LifoQueue<>();
 * stack.put("first");
 * stack.put("second");
 * stack.get();    // second
 * }</pre>
 *
 * @param <T> the items; never null
 */
public final class LifoQueue<T> extends Queue<T> {
    /** Makes a queue without limit. */
    public LifoQueue() {
        this(0);
    }

    /**
     * Makes a queue.
     *
     * @param maxsize how many items fit in; 0 or less for no limit
     */
    public LifoQueue(int maxsize) {
        this(maxsize, null);
    }

    /**
     * Makes a queue.
     *
     * @param maxsize how many items fit in; 0 or less for no limit
     * @param name what reports call it; null for none
     */
    public LifoQueue(int maxsize, String name) {
        super(Collections.asLifoQueue(new ArrayDeque<>()), maxsize, name);
    }
}
