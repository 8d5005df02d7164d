package org.asyncio4j;

/**
 * A task, or what it waits for, was cancelled. It is thrown out of the wait, in the task.
 *
 * <p>It extends {@link Error} so that {@code catch (Exception e)} does not swallow it: a task that
 * catches it and goes on is not cancelled. Clean up in {@code finally}, where waiting is allowed,
 * and let it pass.
 *
 * <p>As in asyncio, waiting for another task that was cancelled throws it too, although the waiting
 * task itself was not: {@link #isAimedAt} tells.
 */
public final class CancelledError extends Error {
    private static final long serialVersionUID = 1L;

    private final transient CancelRequest request;

    CancelledError(CancelRequest request) {
        super(request.message());
        this.request = request;
    }

    /** A cancellation that a body reports by itself, as asyncio's {@code raise CancelledError}. */
    public CancelledError(String reason) {
        this(new CancelRequest(reason, null, null, null));
    }

    CancelRequest request() {
        return request;
    }

    /** The reason that was given, or null. */
    public String reason() {
        return request == null ? null : request.reason();
    }

    /** The task that asked for the cancellation; null if it was no task: a timer, a callback. */
    public Task<?> source() {
        return request == null ? null : request.source();
    }

    /**
     * Whether {@code task} was asked to end, by itself or on behalf of a task that waits for it,
     * rather than only something that it waited for.
     */
    public boolean isAimedAt(Task<?> task) {
        return request != null
                && task instanceof LoopTask<?> asked
                && (request.target() == asked || asked.wasHanded(request));
    }

    /** The scope by whose cancellation this came about, or null where a task was cancelled. */
    CancelScope scope() {
        return request == null ? null : request.scope();
    }
}
