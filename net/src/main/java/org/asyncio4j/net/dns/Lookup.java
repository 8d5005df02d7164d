package org.asyncio4j.net.dns;

import org.asyncio4j.CancelledError;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.FiberBody;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.kernel.WaitQueue;

/**
 * A question on its way, in a fiber of its own: all who ask it meanwhile wait for the same answer,
 * and none of them takes it from the others by being cancelled.
 */
final class Lookup implements FiberBody {
    private final LoopResolver resolver;
    private final Query query;
    private final Fiber fiber;
    private final WaitQueue askers;

    /** Null while it goes on, and where {@link #crash} is not. */
    private Answer answer;

    /** A mistake of ours, or of the JVM's. */
    private Throwable crash;

    Lookup(LoopResolver resolver, Scheduler scheduler, Query query) {
        this.resolver = resolver;
        this.query = query;
        this.fiber = new Fiber(scheduler, this);
        this.askers = new WaitQueue(query);
    }

    void start() {
        fiber.start();
    }

    Query query() {
        return query;
    }

    Answer await(Fiber asker) {
        try {
            askers.await(asker, () -> {});
        } catch (Throwable cancelled) {
            if (askers.isEmpty() && answer == null && crash == null) {
                drop();
            }
            throw cancelled;
        }
        if (crash != null) {
            throw new IllegalStateException("The look-up of " + query.names() + " broke.", crash);
        }
        return answer;
    }

    /** Nobody waits any more. */
    private void drop() {
        resolver.forget(this);
        fiber.deliver(() -> new CancelledError("nobody waits for " + query));
    }

    @Override
    public void run() {
        try {
            answer = NameServers.ask(fiber, query);
            resolver.remember(query, answer, fiber.scheduler().nanos());
        } catch (CancelledError e) {
            // Dropped, or the loop closes; then those who wait are cancelled too.
            answer = Answer.failed(Answer.Failure.NO_REPLY, "the loop is closing", 0);
        } catch (Throwable throwable) {
            crash = throwable;
        }
        resolver.forget(this);
        askers.wakeAll();
    }

    @Override
    public Delivery refusal() {
        return null;
    }

    @Override
    public void interrupted(Fiber fiber) {
        fiber.deliver(() -> new CancelledError("interrupted"));
    }

    @Override
    public String describe() {
        return "the look-up of " + query.names().getLast();
    }
}
