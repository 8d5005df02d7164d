package org.asyncio4j.kernel;

import java.time.Duration;

/** A fiber's wait for a moment of the clock. */
public final class Sleep extends Timer implements Wait {
    private final Fiber fiber;

    private Sleep(Fiber fiber) {
        this.fiber = fiber;
    }

    /**
     * Suspends the current fiber until the loop's clock shows {@code deadline}. Not in a cancelled
     * scope.
     */
    public static void until(Fiber fiber, long deadline) {
        fiber.checkpoint();
        fiber.requireMayWait("the clock"); // Else the timer would fire for a wait that never began.
        Sleep sleep = new Sleep(fiber);
        fiber.scheduler.schedule(sleep, deadline);
        fiber.suspend(sleep);
    }

    @Override
    protected void fire() {
        fiber.wake();
    }

    @Override
    public Abort abort(Delivery delivery) {
        fiber.scheduler.cancel(this);
        return Abort.DONE;
    }

    @Override
    public String describe() {
        long nanos = deadline - fiber.scheduler.nanos();
        return "the clock, another " + Duration.ofNanos(Math.max(0, nanos));
    }
}
