package org.asyncio4j.kernel;

/** Something that is due at a moment of the loop's clock. Belongs to the loop thread. */
public abstract class Timer {
    static final int NOT_SCHEDULED = -1;

    /** When it is due, in nanoseconds of the loop's clock. */
    long deadline;

    /** Orders timers with the same deadline by their registration. */
    long sequence;

    /** Where it stands in the heap. */
    int index = NOT_SCHEDULED;

    /** Runs on the bare carrier when the timer is due: may wake and start fibers, nothing else. */
    protected abstract void fire();

    public final boolean isScheduled() {
        return index != NOT_SCHEDULED;
    }

    public final long deadline() {
        return deadline;
    }
}
