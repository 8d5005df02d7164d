package org.asyncio4j.kernel;

/** What a {@link Wait} answers when it is asked to end early. */
public enum Abort {
    /** The wait is over and nothing was consumed: the scheduler wakes the fiber. */
    DONE,
    /** The request was handed on to what is waited for, which will wake the fiber when it ends. */
    FORWARDED,
    /** Too late, the wait is about to end by itself: the fiber is told at its next wait. */
    REFUSED
}
