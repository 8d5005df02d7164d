package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Context;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * A fiber's wait for work that a thread of an executor does.
 *
 * <p>The work tells the scheduler that something outside is awaited, rather than the wait: it may
 * go on after the wait, and may turn out to be done inside the loop.
 */
final class ThreadWork<T> implements Wait {
    private final Fiber fiber;
    private final Coroutine<? extends T, ?> body;
    private final ThreadOptions options;
    private final Context context;

    /** What the executor returned; set before the fiber waits. */
    private Future<?> submitted;

    /** Written by the worker before it posts the end to the loop. */
    private T result;

    private Throwable failure;

    /** Where the body is in its thread: guards that an interrupt never hits other work. */
    private enum Phase {
        QUEUED,
        WORKING,
        ENDED
    }

    /** Guarded by this object's monitor, which no fiber holds while it waits. */
    private Phase phase = Phase.QUEUED;

    private Thread worker;

    /** Whether the fiber still waits. Loop thread only. */
    private boolean waits = true;

    /** Whether the loop waits for something outside because of this. Loop thread only. */
    private boolean countsAsOutside = true;

    private CancelRequest cancelled;

    private ThreadWork(
            Fiber fiber, Coroutine<? extends T, ?> body, ThreadOptions options, Context context) {
        this.fiber = fiber;
        this.body = body;
        this.options = options;
        this.context = context;
    }

    static <T> T run(ThreadOptions options, Context context, Coroutine<? extends T, ?> body) {
        Fiber fiber = Fiber.current().checkpoint();
        fiber.requireMayWait("work in a thread");
        return new ThreadWork<T>(fiber, body, options, context).run();
    }

    private T run() {
        ExecutorService executor = executor();
        if (options.limiter() != null) {
            options.limiter().acquireOnBehalfOf(this);
        }
        fiber.scheduler().outsideWorkBegins();
        try {
            // The scope may have been cancelled while the limiter was waited for.
            fiber.checkpoint();
            submitted = executor.submit(this::work);
        } catch (Throwable refused) {
            over();
            throw refused;
        }
        if (waits) {
            // Not where the work has ended while the executor was still busy taking it.
            fiber.suspend(this);
        }
        if (cancelled != null) {
            throw cancellation();
        }
        if (failure != null) {
            throw Sneaky.rethrow(failure);
        }
        return result;
    }

    /** What the work failed with meanwhile goes with it, so that it is not lost. */
    private CancelledError cancellation() {
        CancelledError error = new CancelledError(cancelled);
        if (failure != null) {
            error.initCause(failure);
        }
        return error;
    }

    private ExecutorService executor() {
        return options.executor() != null
                ? options.executor()
                : EventLoop.of(fiber.scheduler()).executors().getDefault();
    }

    // ---------------------------------------------------------------- in the worker's thread

    private void work() {
        if (!begin()) {
            return;
        }
        try {
            result = context.call(body::run);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            end();
            fiber.scheduler().post(this::ended);
        }
    }

    /**
     * @return false if the work was withdrawn at the last moment
     */
    private synchronized boolean begin() {
        if (phase != Phase.QUEUED) {
            return false;
        }
        phase = Phase.WORKING;
        worker = Thread.currentThread();
        if (fiber.scheduler().isInLoop()) {
            // The executor works in its caller's thread or in guests, so nothing is outside.
            countsAsOutside = false;
            fiber.scheduler().outsideWorkEnds();
        }
        return true;
    }

    private synchronized void end() {
        phase = Phase.ENDED;
        worker = null;
        // An interrupt that was meant for this work must not reach the thread's next.
        Thread.interrupted();
    }

    // ---------------------------------------------------------------- in the loop

    private void ended() {
        over();
        if (waits) {
            waits = false;
            if (fiber.waiting() == this) {
                fiber.wake();
            }
        } else if (failure != null) {
            EventLoop.of(fiber.scheduler())
                    .callExceptionHandler(
                            ExceptionContext.of(
                                    "Work in a thread failed after its task had left", failure));
        }
    }

    /** Nothing of this is left in any thread. */
    private void over() {
        if (countsAsOutside) {
            fiber.scheduler().outsideWorkEnds();
        }
        if (options.limiter() != null) {
            options.limiter().releaseOnBehalfOf(this);
        }
    }

    @Override
    public Abort abort(Delivery delivery) {
        if (withdraw()) {
            submitted.cancel(false);
            waits = false;
            over();
            return Abort.DONE;
        }
        if (options.onCancel() == OnCancel.ABANDON || !(delivery instanceof CancelRequest)) {
            waits = false;
            return Abort.DONE;
        }
        cancelled = (CancelRequest) delivery;
        if (options.onCancel() == OnCancel.INTERRUPT) {
            interruptWorker();
        }
        return Abort.FORWARDED;
    }

    /**
     * @return whether the work had not begun, and never will
     */
    private synchronized boolean withdraw() {
        boolean queued = phase == Phase.QUEUED;
        if (queued) {
            phase = Phase.ENDED;
        }
        return queued;
    }

    private synchronized void interruptWorker() {
        if (phase == Phase.WORKING) {
            worker.interrupt();
        }
    }

    @Override
    public String describe() {
        return "work in a thread";
    }
}
