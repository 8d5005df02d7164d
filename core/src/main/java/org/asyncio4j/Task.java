package org.asyncio4j;

/**
 * A body that runs on a loop beside others: it takes turns with them, and gives way only where it
 * waits. Made by {@link Asyncio#createTask} or a {@link TaskGroup}.
 *
 * <p>The loop holds it until it has ended, so it need not be kept. What it ends with is read as
 * from any {@link Awaitable}; a failure that nobody reads is reported to the loop's exception
 * handler after {@link EventLoop#UNRETRIEVED_REPORT_DELAY}, or when the loop closes if that comes
 * first.
 *
 * <p>Cancellation is asyncio's: {@link #cancel(String)} is a request for one {@link
 * CancelledError}, thrown once, out of a wait. Requests that come before it was thrown are counted
 * but thrown together. A task that is cancelled before its first turn never runs its body; one that
 * ends before the request could be thrown ends cancelled.
 *
 * @param <T> the type of the result
 */
public sealed interface Task<T> extends Awaitable<T> permits LoopTask {
    /**
     * Its name: the given one, else {@code Task-} and a number that counts through the loop's
     * tasks. One that another thread starts may get the number of another.
     */
    String getName();

    void setName(String name);

    /** How many requests for cancellation are open: made, and not taken back. */
    int cancelling();

    /**
     * Takes one request for cancellation back. When none is left, and no {@link CancelledError} was
     * thrown for them yet, none will be.
     *
     * <p>For constructs that cancel the task they run in and catch what comes of it, as {@link
     * Timeout} does. A program that catches a {@code CancelledError} and goes on should call it
     * too.
     *
     * @return how many are left
     */
    int uncancel();

    /** The virtual thread that runs the body. */
    Thread thread();

    /** What it does now: "waits for …", "is running", "has ended". For people, not for programs. */
    String activity();
}
