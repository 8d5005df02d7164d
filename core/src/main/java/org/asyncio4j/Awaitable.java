package org.asyncio4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Something that will have a result: a {@link Task}, which runs, or a {@link Promise}, which
 * somebody keeps. This is the reading side of both, asyncio's {@code Future}.
 *
 * <p>It belongs to one loop and is not thread-safe: all methods are for the loop's tasks and
 * callbacks, but for the ones of {@link Future} ({@link #get()}, {@link #cancel(boolean)}, {@link
 * #isDone} and the like) and {@link #toCompletableFuture}, which any thread may call.
 *
 * @param <T> the type of the result
 */
public sealed interface Awaitable<T> extends Future<T> permits Task, Promise, Outcome {
    /**
     * Waits until this is done, and returns the result or throws what it ended with: the very same
     * exception object, undeclared. To catch a checked exception use {@link #await(Class)}.
     *
     * <p>Gives way: unless it is done. Cancellation: of the waiting task is handed on to this
     * awaitable, as in asyncio; {@link Asyncio#shield} prevents it. That of a {@link CancelScope}
     * only ends the wait. Woken by: its end.
     *
     * @throws CancelledError if this was cancelled, or the waiting task
     * @throws IllegalStateException outside of a loop, on another loop than its own, or when a task
     *     waits for itself
     */
    T await();

    /**
     * The same as {@link #await()}, and declares one checked exception that may come.
     *
     * <pre>{@code
     * try {
     *     page = download.await(IOException.class);
     * } catch (IOException e) { … }
     * }</pre>
     *
     * @throws X if this ended with it
     */
    default <X extends Throwable> T await(Class<X> declared) throws X {
        return await();
    }

    /**
     * The result of what is done.
     *
     * @throws InvalidStateException if it is not done
     * @throws CancelledError if it was cancelled
     */
    T result();

    /**
     * The exception of what is done, or null if it has a result.
     *
     * @throws InvalidStateException if it is not done
     * @throws CancelledError if it was cancelled
     */
    Throwable exception();

    /**
     * Asks for cancellation. A promise is cancelled at once; a task gets a {@link CancelledError}
     * out of the wait it is in, or of its next one, and may still decline by catching it.
     *
     * @return false if it was done already
     */
    boolean cancel(String reason);

    /** {@link #cancel(String)} without a reason. */
    default boolean cancel() {
        return cancel((String) null);
    }

    /** Whether it has ended by cancellation. The same as {@link Future#isCancelled}. */
    default boolean cancelled() {
        return isCancelled();
    }

    /** Whether it has ended. The same as {@link Future#isDone}. */
    default boolean done() {
        return isDone();
    }

    /**
     * Has {@code callback} run when this is done: soon, in a turn of its own, never inside this
     * call; callbacks run in the order in which they were added, with the scoped values bound here.
     */
    void addDoneCallback(Consumer<? super Awaitable<T>> callback);

    /**
     * Takes back all equal callbacks.
     *
     * @return how many there were
     */
    int removeDoneCallback(Consumer<? super Awaitable<T>> callback);

    /** The loop this belongs to. */
    EventLoop getLoop();

    /**
     * A future of the JDK that ends as this does, and whose cancellation cancels this. From any
     * thread.
     */
    CompletableFuture<T> toCompletableFuture();
}
