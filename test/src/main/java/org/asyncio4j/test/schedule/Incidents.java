package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Turn;

import java.time.Duration;

/** What a simulation may not do. Neither throws nor waits. */
public interface Incidents {
    /** Again and again while it goes on. On the bare loop thread. */
    void tooManyTurns();

    /** What is left when it is over takes turn after turn. On the bare loop thread. */
    void doesNotRest();

    /** On the watchdog's thread. */
    void slowStep(String who, Duration running, StackTraceElement[] stack);

    /** On the bare loop thread. */
    void waitInRealTime(Turn turn, StackTraceElement[] stack);
}
