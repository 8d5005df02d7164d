package org.asyncio4j.kernel;

import java.time.Duration;

/** What a loop's owner is told about by its scheduler. */
public interface SchedulerListener {
    /**
     * Every fiber waits, none for anything outside, and no timer runs. On the bare carrier.
     *
     * @param lasting whether it has been so for a while; first it is told at once
     * @return whether the listener has woken a fiber
     */
    boolean everyoneWaits(boolean lasting);

    /**
     * A fiber has been running without giving way. On the watchdog's thread, while it runs.
     *
     * @param who the fiber that holds the loop, or a word for a guest
     * @param stack what it was doing at this moment
     */
    void isSlow(String who, Duration running, StackTraceElement[] stack);

    /** The scheduler met an exception that is nobody's. On the bare carrier. */
    void crashed(Throwable throwable);
}
