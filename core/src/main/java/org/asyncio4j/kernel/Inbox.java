package org.asyncio4j.kernel;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What other threads put into a loop: lock-free, many producers, taken out all at once in the order
 * of arrival.
 *
 * <p>A stack that its reader reverses: producers contend for one word only, the reader needs one
 * atomic operation a batch, and no thread ever waits for another that was interrupted half-way, as
 * with a linked queue of two pointers.
 */
final class Inbox {
    /** One submission: a fiber's or guest's continuation, or (fiber null) work of the kernel. */
    static final class Entry {
        final Fiber fiber;
        final Runnable work;
        private Entry next;

        Entry(Fiber fiber, Runnable work) {
            this.fiber = fiber;
            this.work = work;
        }

        Entry next() {
            return next;
        }
    }

    private final AtomicReference<Entry> newest = new AtomicReference<>();

    void add(Entry entry) {
        Entry top;
        do {
            top = newest.get();
            entry.next = top;
        } while (!newest.compareAndSet(top, entry));
    }

    boolean isEmpty() {
        return newest.get() == null;
    }

    /** Takes all out; the oldest comes first, the others follow by {@link Entry#next}. */
    Entry takeAll() {
        Entry reversed = null;
        Entry entry = newest.getAndSet(null);
        while (entry != null) {
            Entry following = entry.next;
            entry.next = reversed;
            reversed = entry;
            entry = following;
        }
        return reversed;
    }
}
