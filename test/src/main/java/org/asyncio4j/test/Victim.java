package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;
import org.asyncio4j.kernel.Fiber;

import java.util.Objects;
import java.util.Optional;

/**
 * Who is cancelled at each of its waits, by {@link CancelEverywhere} or {@link Cancellation}.
 *
 * <pre>{@code
 * boolean taken = victim.run(() -> semaphore.acquire());
 * if (taken) {
 *     semaphore.release();
 * }
 * assertEquals(1, semaphore.statistics().value());
 * }</pre>
 *
 * <p>What is called several times counts the waits of all. To be used in the tasks of the
 * simulation.
 */
public final class Victim {
    private final CancelPoint point;

    Victim(CancelPoint point) {
        this.point = point;
    }

    /**
     * Runs the body in a task of its own, which may be cancelled.
     *
     * <p>Gives way: yes. Cancellation: is handed on to the body. Woken by: the end of the body.
     *
     * @return whether the body went through, even if its task was cancelled too late for it to
     *     notice; false if it ended with a {@link CancelledError}
     * @throws X what else the body throws
     */
    public <X extends Exception> boolean run(Action<X> body) throws X {
        return attempt(body.asCoroutine()).wentThrough;
    }

    /**
     * {@link #run} for a body with a result.
     *
     * @return the result, or nothing if the body ended with a {@link CancelledError}
     * @throws NullPointerException if the body returns null
     */
    public <T, X extends Exception> Optional<T> call(Coroutine<T, X> body) throws X {
        Attempt<T> attempt = attempt(body);
        return attempt.wentThrough
                ? Optional.of(Objects.requireNonNull(attempt.result, "the body's result"))
                : Optional.empty();
    }

    private <T> Attempt<T> attempt(Coroutine<T, ?> body) {
        Attempt<T> attempt = new Attempt<>(body);
        Task<Void> task = createTask("victim", attempt::run);
        attempt.task = task;
        int asked = currentTask().cancelling();
        try {
            task.await();
        } catch (CancelledError e) {
            if (!task.isDone()) {
                task.cancel(e.reason()); // The wait has ended for a scope around the caller.
                throw e;
            }
            if (currentTask().cancelling() > asked) {
                throw e;
            }
        }
        return attempt;
    }

    /** One body, in its task. */
    private final class Attempt<T> {
        private final Coroutine<T, ?> body;
        private Task<?> task;
        private T result;
        private boolean wentThrough;

        Attempt(Coroutine<T, ?> body) {
            this.body = body;
        }

        void run() throws Exception {
            Fiber fiber = Fiber.current();
            point.begins(fiber, task);
            try {
                result = body.run();
                wentThrough = true;
            } finally {
                point.ended(fiber);
            }
        }
    }
}
