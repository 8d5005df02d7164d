package org.asyncio4j;

import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.FiberBody;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.kernel.Timer;

import java.time.Duration;

/**
 * A callback in a fiber of its own: users' code must not run on the bare loop thread, where a lock
 * that a parked task holds would stop the loop for ever.
 *
 * <p>The fiber is made at registration, so that it captures what is bound there, and starts when
 * the callback's turn comes.
 */
final class LoopCallback extends Timer implements FiberBody, TimerHandle {
    private final EventLoop loop;
    private final Action<?> action;
    private final Fiber fiber;

    /** Null unless the loop is in debug mode. */
    private final Origin origin;

    /** Volatile: a callback that another thread has added may be cancelled there too. */
    private volatile boolean cancelled;

    private boolean begun;

    LoopCallback(EventLoop loop, Action<?> action) {
        this.loop = loop;
        this.action = action;
        this.origin = Origin.hereIf(loop.getDebug());
        this.fiber = new Fiber(loop.scheduler(), this);
    }

    Origin origin() {
        return origin;
    }

    /** Puts the callback at the end of the ready queue. */
    LoopCallback start() {
        fiber.start();
        return this;
    }

    @Override
    protected void fire() {
        start();
    }

    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        begun = true;
        try {
            action.run();
        } catch (CancelledError e) {
            // The loop closes, and this callback waited for something.
        } catch (Throwable failure) {
            loop.callExceptionHandler(
                    ExceptionContext.of("Exception in callback " + action, failure)
                            .withHandle(this));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        Scheduler scheduler = loop.scheduler();
        if (scheduler.isInLoop()) {
            scheduler.cancel(this);
        } else {
            scheduler.post(() -> scheduler.cancel(this));
        }
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public Duration when() {
        return Duration.ofNanos(deadline());
    }

    @Override
    public Delivery refusal() {
        return null;
    }

    @Override
    public void interrupted(Fiber fiber) {
        fiber.deliver(new CancelRequest("interrupted", null, null, null));
    }

    @Override
    public boolean isTask() {
        return begun;
    }

    @Override
    public String describe() {
        return "the callback " + action;
    }

    @Override
    public String toString() {
        String state = cancelled ? "cancelled" : begun ? "begun" : "pending";
        return "Handle[" + state + ", " + action + Origin.place(origin) + "]";
    }
}
