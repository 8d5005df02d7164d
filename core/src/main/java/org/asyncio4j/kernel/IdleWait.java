package org.asyncio4j.kernel;

/** A fiber's wait until nothing else of its loop can run before the clock moves on. */
public final class IdleWait implements Wait {
    private final Fiber fiber;

    private IdleWait(Fiber fiber) {
        this.fiber = fiber;
    }

    /** Suspends the current fiber until all others wait. Not in a cancelled scope. */
    public static void begin(Fiber fiber) {
        fiber.checkpoint();
        fiber.requireMayWait("all others to wait");
        IdleWait wait = new IdleWait(fiber);
        fiber.scheduler.idleWaits().add(wait);
        fiber.suspend(wait);
    }

    void end() {
        fiber.wake();
    }

    @Override
    public Abort abort(Delivery delivery) {
        fiber.scheduler.idleWaits().remove(this);
        return Abort.DONE;
    }

    @Override
    public String describe() {
        return "all others to wait";
    }
}
