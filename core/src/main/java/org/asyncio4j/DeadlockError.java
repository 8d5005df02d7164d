package org.asyncio4j;

/**
 * No task can ever go on: each waits for another, no timer runs, and nothing outside the loop is
 * awaited. It is thrown out of the wait of the main task; the message says who waits for what.
 *
 * <p>It is only thrown where it is certain. Where a thread outside might still wake a task, because
 * the program has got hold of the {@link EventLoop} or made a {@link Promise}, the same report is
 * logged instead after a second of silence.
 *
 * <p>A test on a simulated clock takes it for certain: at once, as long as no other thread has ever
 * come to the loop, and else after that second. A thread that nobody awaits, and that wakes a task
 * later, is then too late: what such a thread brings is to be awaited, by {@link
 * Asyncio#toThread(Action)} or {@link Asyncio#await(java.util.concurrent.CompletionStage)}.
 */
public final class DeadlockError extends Error {
    private static final long serialVersionUID = 1L;

    DeadlockError(String report) {
        super(report);
    }
}
