package org.asyncio4j;

/** A callback that is to run, and can be taken back. Made by {@link EventLoop#callSoon}. */
public sealed interface Handle permits TimerHandle {
    /**
     * Keeps the callback from running, if it has not begun. What {@link
     * EventLoop#callSoonThreadsafe} returns may be cancelled in any thread.
     */
    void cancel();

    boolean cancelled();
}
