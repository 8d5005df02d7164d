package org.asyncio4j.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Gets items until the queue is shut down. Used by one task. */
final class QueueIterator<T> implements Iterator<T> {
    private final Queue<T> queue;

    /** What {@link #hasNext} got and {@link #next} has not given out; or null. */
    private T item;

    QueueIterator(Queue<T> queue) {
        this.queue = queue;
    }

    @Override
    public boolean hasNext() {
        if (item != null) {
            return true;
        }
        try {
            item = queue.get();
            return true;
        } catch (QueueShutDownException e) {
            return false;
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(queue + " has no more items.");
        }
        T next = item;
        item = null;
        return next;
    }
}
