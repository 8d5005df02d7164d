package org.asyncio4j;

import org.asyncio4j.spi.Director;
import org.asyncio4j.spi.LoopClock;

/**
 * How a loop runs. {@code RunOptions.DEFAULT.withDebug(true)} and so on.
 *
 * @param name the name of the loop and of its thread
 * @param debug whether the loop looks harder for mistakes, at some cost; by default what the system
 *     property {@code asyncio4j.debug} or the environment variable {@code ASYNCIO4J_DEBUG} says
 * @param virtualTime whether the loop's clock jumps to the next deadline whenever all tasks wait
 *     for it; by default what the system property {@code asyncio4j.virtualTime} says
 * @param handleSignals whether Ctrl-C and SIGTERM cancel the main task
 * @param clock another clock, for one loop; null for the real one, or a virtual one
 * @param director who decides the order in which tasks take turns, for one loop; null for first in,
 *     first out
 */
public record RunOptions(
        String name,
        boolean debug,
        boolean virtualTime,
        boolean handleSignals,
        LoopClock clock,
        Director director) {
    /** What {@link Asyncio#run} does when it is told nothing. */
    public static final RunOptions DEFAULT =
            new RunOptions(
                    "asyncio4j",
                    Boolean.getBoolean("asyncio4j.debug")
                            || "1".equals(System.getenv("ASYNCIO4J_DEBUG")),
                    Boolean.getBoolean("asyncio4j.virtualTime"),
                    true,
                    null,
                    null);

    public RunOptions withName(String name) {
        return new RunOptions(name, debug, virtualTime, handleSignals, clock, director);
    }

    public RunOptions withDebug(boolean debug) {
        return new RunOptions(name, debug, virtualTime, handleSignals, clock, director);
    }

    public RunOptions withVirtualTime(boolean virtualTime) {
        return new RunOptions(name, debug, virtualTime, handleSignals, clock, director);
    }

    public RunOptions withHandleSignals(boolean handleSignals) {
        return new RunOptions(name, debug, virtualTime, handleSignals, clock, director);
    }

    public RunOptions withClock(LoopClock clock) {
        return new RunOptions(name, debug, virtualTime, handleSignals, clock, director);
    }

    public RunOptions withDirector(Director director) {
        return new RunOptions(name, debug, virtualTime, handleSignals, clock, director);
    }
}
