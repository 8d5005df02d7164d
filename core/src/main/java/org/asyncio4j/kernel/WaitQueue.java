package org.asyncio4j.kernel;

import java.util.function.Consumer;

/**
 * Fibers that wait for the same thing, first come, first served. The base of all primitives.
 *
 * <p>A doubly linked list, so that a cancelled waiter leaves from anywhere at once. Loop thread
 * only.
 */
public final class WaitQueue {
    private final Object owner;
    private final String aspect;

    /** The ring's anchor: {@code anchor.next} has waited longest. */
    private final Waiter anchor = new Waiter(null);

    private int size;

    /** How many have ever come; numbers the places. */
    private long arrivals;

    /**
     * @param owner what is waited for; its {@code toString} names it in reports
     */
    public WaitQueue(Object owner) {
        this(owner, "");
    }

    /**
     * @param owner whose {@code toString} names it in reports
     * @param aspect what of it is waited for, as "an item of "
     */
    public WaitQueue(Object owner, String aspect) {
        this.owner = owner;
        this.aspect = aspect;
        anchor.previous = anchor;
        anchor.next = anchor;
    }

    /** One fiber's place in a queue. A primitive that must know more of its waiters extends it. */
    public static class Waiter implements Wait {
        private final Fiber fiber;
        private WaitQueue queue;
        private Waiter previous;
        private Waiter next;
        private boolean woken;

        /** Its number among all who came to the queue; 0 before it came. */
        private long place;

        public Waiter(Fiber fiber) {
            this.fiber = fiber;
        }

        public Fiber fiber() {
            return fiber;
        }

        @Override
        public Abort abort(Delivery delivery) {
            queue.unlink(this);
            return Abort.DONE;
        }

        @Override
        public String describe() {
            return queue.aspect + queue.owner;
        }
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Suspends the fiber at the end of the queue until it is woken. Not in a cancelled scope: who
     * was woken in vain, and waits again, may not have seen yet that it is.
     *
     * <p>Throws what is delivered to the fiber. Where that came after the wake-up, {@code passOn}
     * runs first: it gives to another what this fiber was woken for.
     */
    public void await(Fiber fiber, Runnable passOn) {
        await(new Waiter(fiber), passOn);
    }

    /**
     * As {@link #await(Fiber, Runnable)}, for a waiter of the caller's own. One that was woken here
     * before, and found that somebody else had been quicker, gets its old place back.
     */
    public void await(Waiter waiter, Runnable passOn) {
        waiter.fiber.checkpoint();
        awaitInAnyScope(waiter, passOn);
    }

    /** {@link #await(Waiter, Runnable)} for who must wait even where its scope is cancelled. */
    public void awaitInAnyScope(Waiter waiter, Runnable passOn) {
        enter(waiter);
        try {
            waiter.fiber.suspend(waiter);
        } catch (Throwable thrown) {
            leave(waiter, passOn);
            throw thrown;
        }
    }

    /** Tidies up after a wait that threw: out of the queue, and no wake-up is lost. */
    private void leave(Waiter waiter, Runnable passOn) {
        if (waiter.woken) {
            passOn.run();
        } else {
            unlink(waiter);
        }
    }

    /** Wakes who has waited longest. Returns the fiber, or null where nobody waits. */
    public Fiber wakeFirst() {
        Waiter first = anchor.next;
        if (first == anchor) {
            return null;
        }
        wake(first);
        return first.fiber;
    }

    /** Wakes all who wait now. */
    public void wakeAll() {
        for (int remaining = size; remaining > 0; remaining--) {
            wakeFirst();
        }
    }

    /** Wakes one who waits in this queue, out of turn. */
    public void wake(Waiter waiter) {
        unlink(waiter);
        waiter.woken = true;
        waiter.fiber.wake();
    }

    /** The place of who has waited longest, or null. */
    public Waiter firstWaiter() {
        return isEmpty() ? null : anchor.next;
    }

    /** Visits the places of all who wait, longest first. The visitor may wake the one it visits. */
    public void forEachWaiter(Consumer<Waiter> visitor) {
        for (Waiter waiter = anchor.next; waiter != anchor; ) {
            Waiter next = waiter.next;
            visitor.accept(waiter);
            waiter = next;
        }
    }

    private void enter(Waiter waiter) {
        waiter.woken = false;
        if (waiter.place == 0) {
            waiter.queue = this;
            waiter.place = ++arrivals;
            linkBefore(anchor, waiter);
        } else {
            linkBefore(firstAfter(waiter.place), waiter);
        }
    }

    /** Searches from the front, where all who come back belong. */
    private Waiter firstAfter(long place) {
        Waiter waiter = anchor.next;
        while (waiter != anchor && waiter.place < place) {
            waiter = waiter.next;
        }
        return waiter;
    }

    private void linkBefore(Waiter successor, Waiter waiter) {
        waiter.previous = successor.previous;
        waiter.next = successor;
        successor.previous.next = waiter;
        successor.previous = waiter;
        size++;
    }

    private void unlink(Waiter waiter) {
        if (waiter.next != null) {
            waiter.previous.next = waiter.next;
            waiter.next.previous = waiter.previous;
            waiter.previous = null;
            waiter.next = null;
            size--;
        }
    }
}
