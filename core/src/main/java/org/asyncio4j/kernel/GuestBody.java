package org.asyncio4j.kernel;

/** The owner of a stand-in fiber: a virtual thread that a library started inside a task. */
record GuestBody(Thread thread) implements FiberBody {
    @Override
    public void run() {
        throw new IllegalStateException("A guest runs by itself.");
    }

    @Override
    public Delivery refusal() {
        return null;
    }

    @Override
    public void interrupted(Fiber fiber) {
        // A guest knows nothing of cancellation; it gets what any Java thread gets.
        fiber.deliver(() -> new InterruptedException("interrupted while waiting on the loop"));
    }

    @Override
    public String describe() {
        return "the guest thread " + thread;
    }
}
