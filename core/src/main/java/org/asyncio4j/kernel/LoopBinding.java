package org.asyncio4j.kernel;

/**
 * Ties an object to the loop that first uses it, and refuses all others until that is closed: a
 * primitive has no locks inside, so two threads in it at once would break it silently.
 */
public final class LoopBinding {
    private final Object owner;
    private Scheduler scheduler;

    /**
     * @param owner the object that is bound; its class names it in messages
     */
    public LoopBinding(Object owner) {
        this(owner, null);
    }

    /**
     * For an object that belongs to a loop from the start.
     *
     * @param scheduler the loop's
     */
    public LoopBinding(Object owner, Scheduler scheduler) {
        this.owner = owner;
        this.scheduler = scheduler;
    }

    /**
     * Begins a waiting call: the caller's fiber, which is on the right loop and not in a cancelled
     * scope.
     *
     * @throws IllegalStateException outside of a loop, or on another loop than the one before
     */
    public Fiber enter() {
        Fiber fiber = Fiber.current();
        if (scheduler != fiber.scheduler) {
            bind(fiber.scheduler);
        }
        return fiber.checkpoint();
    }

    /**
     * Begins a call that does not wait. Before anything has waited it may come from anywhere.
     *
     * @throws IllegalStateException from a thread that is not the bound loop's
     */
    public void touch() {
        if (scheduler != null && !scheduler.isInLoop() && !scheduler.isClosed()) {
            throw foreign();
        }
    }

    private void bind(Scheduler current) {
        if (scheduler != null && !scheduler.isClosed()) {
            throw foreign();
        }
        // The loop before has ended, and with it all who could be inside.
        scheduler = current;
    }

    private IllegalStateException foreign() {
        return new IllegalStateException(
                "This "
                        + owner.getClass().getSimpleName()
                        + " belongs to the loop '"
                        + scheduler.name()
                        + "' and was used from the thread "
                        + Thread.currentThread()
                        + ", which that loop does not run. Such objects are not thread-safe: from"
                        + " another thread use EventLoop.callSoonThreadsafe or"
                        + " EventLoop.runCoroutineThreadsafe of the loop that owns it.");
    }
}
