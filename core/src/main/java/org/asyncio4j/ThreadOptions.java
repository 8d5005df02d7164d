package org.asyncio4j;

import java.util.concurrent.ExecutorService;

/**
 * How work in a thread is run by {@link Asyncio#toThread}.
 *
 * @param executor where, or null for the loop's own pool
 * @param limiter what bounds the number of threads, or null
 * @param onCancel what cancellation does to it
 */
public record ThreadOptions(ExecutorService executor, ThreadLimiter limiter, OnCancel onCancel) {
    /** The loop's pool, no limiter, abandoned on cancellation: asyncio's way. */
    public static final ThreadOptions DEFAULT = new ThreadOptions(null, null, OnCancel.ABANDON);

    public ThreadOptions withExecutor(ExecutorService executor) {
        return new ThreadOptions(executor, limiter, onCancel);
    }

    public ThreadOptions withLimiter(ThreadLimiter limiter) {
        return new ThreadOptions(executor, limiter, onCancel);
    }

    public ThreadOptions withOnCancel(OnCancel onCancel) {
        return new ThreadOptions(executor, limiter, onCancel);
    }
}
