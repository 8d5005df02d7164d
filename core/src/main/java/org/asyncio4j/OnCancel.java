package org.asyncio4j;

/** What happens to work in a thread when the task that waits for it is cancelled. */
public enum OnCancel {
    /** The task leaves at once; the thread runs on and its result is dropped. asyncio's way. */
    ABANDON,
    /** The task waits until the thread has ended, and is cancelled then. Trio's way. */
    WAIT,
    /** The thread is interrupted; the task waits until it has ended, and is cancelled then. */
    INTERRUPT
}
