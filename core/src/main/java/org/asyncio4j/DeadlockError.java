package org.asyncio4j;

/**
 * No task can ever go on: each waits for another, no timer runs, and nothing outside the loop is
 * awaited. It is thrown out of the wait of the main task; the message says who waits for what.
 *
 * <p>It is only thrown where it is certain. Where a thread outside might still wake a task, because
 * the program has got hold of the {@link EventLoop} or made a {@link Promise}, the same report is
 * logged instead after a second of silence.
 */
public final class DeadlockError extends Error {
    private static final long serialVersionUID = 1L;

    DeadlockError(String report) {
        super(report);
    }
}
