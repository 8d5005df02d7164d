package org.asyncio4j.kernel;

/** The time of a loop, in nanoseconds since the loop was made. Monotonic. */
public interface Clock {
    long nanos();

    /**
     * Called when nothing can run before {@code deadline} and nothing outside is awaited.
     *
     * @return whether the clock has jumped to the deadline; false where time must really pass
     */
    boolean jumpTo(long deadline);

    /** The time that really passes. */
    static Clock system() {
        return new SystemClock();
    }

    /** A time that jumps to the next deadline whenever all tasks wait for the clock alone. */
    static Clock virtual() {
        return new VirtualClock();
    }
}
