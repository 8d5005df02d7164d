package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Timer;
import org.asyncio4j.kernel.Wait;

/**
 * One of the two things that a socket may be ready for, and the fiber that waits for it.
 *
 * <p>Ready means: nobody has been told otherwise since the handler said so. A system call that
 * would block makes it not ready. Loop thread only.
 */
public final class Direction implements Wait {
    /** A deadline that never comes. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    private final Readiness readiness;
    private final String what;

    /** At first yes: the first call will tell. */
    private boolean ready = true;

    private Fiber waiting;

    /** Kernel work to do when it gets ready, before a fiber is woken; or null. */
    private Runnable listener;

    Direction(Readiness readiness, String what) {
        this.readiness = readiness;
        this.what = what;
    }

    public boolean isReady() {
        return ready;
    }

    /** Whether it is known, without asking the system, that there is nothing to do. */
    public boolean isQuiet() {
        return !ready && readiness.reportsUnasked();
    }

    /** A call has found nothing to do, or has taken all there was. */
    public void exhausted() {
        ready = false;
    }

    void listener(Runnable listener) {
        this.listener = listener;
    }

    /** Has the handler report the next time, for the listener. */
    void watch() {
        readiness.arm(this);
    }

    /**
     * Waits until it is ready, or until the socket is closed. Not in a cancelled scope: it may have
     * been cancelled since the call began that waits here, and waits again.
     *
     * <p>Cancellation just ends the wait.
     */
    void await(Fiber fiber) {
        if (ready) {
            return;
        }
        enter(fiber.checkpoint());
        try {
            fiber.suspend(this);
        } finally {
            // Another may have come since this one was woken.
            if (waiting == fiber) {
                waiting = null;
            }
        }
    }

    /** Ends the wait of the fiber that waits, if one does, although nothing is ready. */
    void release() {
        Fiber fiber = waiting;
        if (fiber != null) {
            waiting = null;
            fiber.wake();
        }
    }

    /**
     * {@link #await(Fiber)} until the loop's clock shows the deadline.
     *
     * @return false if it does, and nothing is ready
     */
    boolean await(Fiber fiber, long deadline) {
        if (ready) {
            return true;
        }
        if (deadline == NO_DEADLINE) {
            await(fiber);
            return true;
        }
        Alarm alarm = new Alarm();
        fiber.scheduler().schedule(alarm, deadline);
        try {
            await(fiber);
        } finally {
            if (alarm.isScheduled()) {
                fiber.scheduler().cancel(alarm);
            }
        }
        return ready || !alarm.hasFired;
    }

    private void enter(Fiber fiber) {
        if (waiting != null) {
            throw new IllegalStateException(
                    fiber
                            + " would wait for "
                            + describe()
                            + ", as "
                            + waiting
                            + " does already. One task at a time may, or they would get parts of"
                            + " each other's data: give one task this job, and a queue to the"
                            + " others.");
        }
        waiting = fiber;
        readiness.arm(this);
    }

    /** The handler, or a close, says so. */
    void signal() {
        ready = true;
        if (listener != null) {
            listener.run();
        }
        wake();
    }

    private void wake() {
        Fiber fiber = waiting;
        if (fiber != null && ready) {
            waiting = null;
            fiber.wake();
        }
    }

    @Override
    public Abort abort(Delivery delivery) {
        waiting = null;
        return Abort.DONE;
    }

    @Override
    public String describe() {
        return what + readiness;
    }

    @Override
    public boolean outside() {
        return readiness.outside();
    }

    /** Ends the wait when its time is up. */
    private final class Alarm extends Timer {
        private boolean hasFired;

        @Override
        protected void fire() {
            hasFired = true;
            release();
        }
    }
}
