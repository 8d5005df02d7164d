package org.asyncio4j;

import org.asyncio4j.kernel.Timer;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * A bound on the time that a body may take, opened by {@link Asyncio#timeout}: asyncio's {@code
 * timeout()}.
 *
 * <p>When the time is up it cancels the task it runs in, once, and turns the {@link CancelledError}
 * that comes out of the body into a {@link TimeoutException}. Where somebody else cancelled the
 * task too, that wins. A body that never waits ends normally, however late.
 */
public final class Timeout {
    /**
     * <pre>
     *   ENTERED --time is up--> EXPIRING --body ends--> EXPIRED
     *   ENTERED --body ends---> EXITED
     * </pre>
     */
    private enum State {
        ENTERED,
        EXPIRING,
        EXPIRED,
        EXITED
    }

    private final LoopTask<?> task;
    private final int cancellingAtEntry;
    private final CancelRequest request;
    private State state = State.ENTERED;
    private Alarm alarm;

    private Timeout(LoopTask<?> task) {
        this.task = task;
        this.cancellingAtEntry = task.cancellingBehind();
        this.request = new CancelRequest("timeout", null, task, null);
    }

    /** Runs the body until {@code moment} on the loop's clock; null for no bound. */
    static <T, X extends Exception> T run(Duration moment, TimeoutBody<T, X> body)
            throws X, TimeoutException {
        Timeout timeout = new Timeout(LoopTask.current("A timeout"));
        timeout.reschedule(moment);
        T result;
        try {
            result = body.run(timeout);
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(timeout.exit(timeout.task.translated(thrown)));
        }
        timeout.exit(null);
        return result;
    }

    /** When the time is up, on the loop's clock; null if never. */
    public Duration when() {
        return alarm == null ? null : Duration.ofNanos(alarm.moment);
    }

    /**
     * Moves the end.
     *
     * @param moment on the loop's clock; null for never. One that has passed takes effect soon.
     * @throws IllegalStateException if the time is up already or the body has ended
     */
    public void reschedule(Duration moment) {
        task.requireLoop();
        if (state != State.ENTERED) {
            throw new IllegalStateException(
                    "Cannot move the end of a timeout that is "
                            + state.name().toLowerCase(Locale.ROOT)
                            + ".");
        }
        disarm();
        alarm = moment == null ? null : new Alarm(Durations.nanos(moment));
        if (alarm != null) {
            task.loop.scheduler().schedule(alarm, alarm.moment);
        }
    }

    /** Whether the time was up before the body ended. */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /** Ends the timeout and returns what its caller throws; null where the body ended normally. */
    private Throwable exit(Throwable thrown) {
        disarm();
        if (state == State.ENTERED) {
            state = State.EXITED;
            return thrown;
        }
        state = State.EXPIRED;
        boolean onlyMine = task.uncancel() <= cancellingAtEntry;
        if (onlyMine) {
            // Where the body ended before the request was thrown, it is nobody's any more. Others'
            // requests become one with it, so where there are any it stays.
            task.withdrawRequests();
        }
        return onlyMine && thrown != null ? meaning(thrown) : thrown;
    }

    private Throwable meaning(Throwable thrown) {
        if (isMine(thrown)) {
            return asTimeout(thrown);
        }
        if (!(thrown instanceof CancelledError)) {
            // It came of the cancellation, most likely, so it should tell of that.
            thrown.addSuppressed(new TimeoutException("the time was up"));
        }
        return thrown;
    }

    /** The cancellation of a scope is the business of the scope, which is further out. */
    private boolean isMine(Throwable thrown) {
        return thrown instanceof CancelledError error && !task.isByScopeAround(error);
    }

    private static TimeoutException asTimeout(Throwable cancelled) {
        TimeoutException exception = new TimeoutException("the time was up");
        exception.initCause(cancelled);
        return exception;
    }

    private void disarm() {
        if (alarm != null && alarm.isScheduled()) {
            task.loop.scheduler().cancel(alarm);
        }
    }

    private final class Alarm extends Timer {
        private final long moment;

        Alarm(long moment) {
            this.moment = moment;
        }

        @Override
        protected void fire() {
            state = State.EXPIRING;
            task.cancel(request);
        }
    }

    @Override
    public String toString() {
        return "Timeout[" + state + (alarm == null ? "" : ", until " + when()) + "]";
    }
}
