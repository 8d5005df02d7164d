package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

/** A wait whose cancellation does not reach what is waited for: asyncio's {@code shield}. */
final class Shield implements Wait, OutcomeListener {
    private final Fiber fiber;
    private final Outcome<?> target;

    private Shield(Fiber fiber, Outcome<?> target) {
        this.fiber = fiber;
        this.target = target;
    }

    /** Waits for the end. The target runs on if the wait is cancelled. */
    static void await(Outcome<?> target) {
        Fiber fiber = Fiber.current().checkpoint();
        target.requireLoop();
        if (!target.isDone()) {
            Shield shield = new Shield(fiber, target);
            target.addListener(shield);
            try {
                fiber.suspend(shield);
            } finally {
                target.removeListener(shield);
            }
        }
    }

    @Override
    public void ended(Outcome<?> outcome) {
        fiber.wake();
    }

    @Override
    public Abort abort(Delivery delivery) {
        target.removeListener(this);
        return Abort.DONE;
    }

    @Override
    public String describe() {
        return target.label();
    }
}
