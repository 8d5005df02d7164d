package org.asyncio4j.test;

/** What a test may not leave behind, unless it says so. */
public enum Leftover {
    /**
     * A task or callback that has not ended, or a virtual thread that a library, or the test, has
     * started on the loop.
     */
    TASK,

    /** A callback that {@code callLater} or {@code callAt} has registered and that was not due. */
    TIMER,

    /** A connection, server or datagram endpoint that was not closed. */
    CONNECTION,

    /**
     * An open file. Noticed on Linux, where the annotations of JUnit's tests or {@link
     * Cancellation#everywhere} run the test.
     */
    FILE,

    /** A process that runs on. Noticed where files are. */
    PROCESS,

    /** An exception of a task or callback that nobody has fetched. */
    EXCEPTION,

    /** A step that kept the loop for long. */
    SLOW_STEP,

    /** A wait for real time to pass, of which the simulation's clock knows nothing. */
    REAL_WAIT
}
