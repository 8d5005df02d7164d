package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Timer;
import org.asyncio4j.kernel.Wait;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A fiber's wait for some of several awaitables, which it never cancels: asyncio's {@code wait}.
 */
final class Waiting extends Timer implements Wait, OutcomeListener {
    private final Fiber fiber;
    private final ReturnWhen mode;
    private final int total;
    private int pending;
    private boolean over;

    private Waiting(Fiber fiber, ReturnWhen mode, int total) {
        this.fiber = fiber;
        this.mode = mode;
        this.total = total;
    }

    static <A extends Awaitable<?>> WaitResult<A> run(
            Collection<A> awaitables, ReturnWhen mode, Duration timeout) {
        Set<A> distinct = new LinkedHashSet<>(awaitables);
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is nothing to wait for: no tasks were given.");
        }
        Fiber fiber = Fiber.current().checkpoint();
        new Waiting(fiber, mode, distinct.size()).await(distinct, timeout);
        return sorted(distinct);
    }

    private void await(Set<? extends Awaitable<?>> awaitables, Duration timeout) {
        for (Awaitable<?> awaitable : awaitables) {
            ((Outcome<?>) awaitable).requireLoop();
            pending += awaitable.isDone() ? 0 : 1;
        }
        if (pending == 0 || awaitables.stream().anyMatch(this::endsIt)) {
            return;
        }
        awaitables.forEach(awaitable -> ((Outcome<?>) awaitable).addListener(this));
        if (timeout != null) {
            long now = fiber.scheduler().nanos();
            fiber.scheduler().schedule(this, Durations.after(now, timeout));
        }
        try {
            fiber.suspend(this);
        } finally {
            leave();
            awaitables.forEach(awaitable -> ((Outcome<?>) awaitable).removeListener(this));
        }
    }

    private boolean endsIt(Awaitable<?> awaitable) {
        return switch (mode) {
            case FIRST_COMPLETED -> awaitable.isDone();
            case FIRST_EXCEPTION -> ((Outcome<?>) awaitable).failed();
            case ALL_COMPLETED -> false;
        };
    }

    @Override
    public void ended(Outcome<?> outcome) {
        pending--;
        if (pending == 0 || endsIt(outcome)) {
            wake();
        }
    }

    @Override
    protected void fire() {
        wake();
    }

    private void wake() {
        if (!over) {
            leave();
            fiber.wake();
        }
    }

    private void leave() {
        over = true;
        if (isScheduled()) {
            fiber.scheduler().cancel(this);
        }
    }

    @Override
    public Abort abort(Delivery delivery) {
        leave();
        return Abort.DONE;
    }

    /** As things stand now, which may be later than what ended the wait. */
    private static <A extends Awaitable<?>> WaitResult<A> sorted(Set<A> awaitables) {
        Set<A> done = new LinkedHashSet<>();
        Set<A> pending = new LinkedHashSet<>();
        for (A awaitable : awaitables) {
            (awaitable.isDone() ? done : pending).add(awaitable);
        }
        return new WaitResult<>(
                Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }

    @Override
    public String describe() {
        return mode + " of " + total + " awaitables, " + pending + " unfinished";
    }
}
