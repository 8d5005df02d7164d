package org.asyncio4j;

/**
 * An awaitable that somebody completes by hand: asyncio's {@code Future}. Made by {@link
 * Asyncio#createFuture}.
 *
 * <p>Not thread-safe, but for the two methods whose names say so.
 *
 * @param <T> the type of the result
 */
public sealed interface Promise<T> extends Awaitable<T> permits LoopPromise {
    /**
     * Ends this with a result and wakes who waits.
     *
     * @throws InvalidStateException if it is done already
     */
    void setResult(T result);

    /**
     * Ends this with an exception and wakes who waits.
     *
     * @throws InvalidStateException if it is done already
     */
    void setException(Throwable exception);

    /**
     * Ends this with a result, soon, from any thread. Nothing happens if it is done by then.
     *
     * @throws IllegalStateException if the loop is closed
     */
    void setResultThreadsafe(T result);

    /** Ends this with an exception, soon, from any thread; as {@link #setResultThreadsafe}. */
    void setExceptionThreadsafe(Throwable exception);
}
