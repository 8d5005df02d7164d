package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Timer;
import org.asyncio4j.kernel.WaitQueue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Awaitables in the order in which they end: asyncio's {@code as_completed}. Made by {@link
 * Asyncio#asCompleted}.
 *
 * <p>There is one sequence: a loop that is left and begun again goes on where it was. {@code next}
 * waits; what it returns has ended, so that its {@link Awaitable#result} can be read.
 *
 * @param <A> the type of what is waited for
 */
public final class AsCompleted<A extends Awaitable<?>> implements Iterable<A>, Iterator<A> {
    private final Deque<A> done = new ArrayDeque<>();
    private final Set<A> pending;

    private final EventLoop loop = EventLoop.running();

    /** When waiting ends, on the loop's clock; null for never. */
    private final Duration end;

    private final Alarm alarm = new Alarm();
    private final WaitQueue waiting = new WaitQueue("the next of several awaitables");

    /** How many have not ended in time, and have not been told of yet. */
    private int missed;

    AsCompleted(Collection<A> awaitables, Duration timeout) {
        pending = new LinkedHashSet<>(awaitables);
        end = timeout == null ? null : loop.time().plus(timeout);
        for (A awaitable : List.copyOf(pending)) {
            track(awaitable);
        }
        if (end != null && !pending.isEmpty()) {
            loop.scheduler().schedule(alarm, Durations.nanos(end));
        }
    }

    private void track(A awaitable) {
        Outcome<?> outcome = (Outcome<?>) awaitable;
        outcome.requireLoop();
        if (outcome.isDone()) {
            move(awaitable);
        } else {
            outcome.addListener(_ -> move(awaitable));
        }
    }

    private void move(A awaitable) {
        if (!pending.remove(awaitable)) {
            return;
        }
        if (end != null && loop.time().compareTo(end) > 0) {
            missed++;
        } else {
            done.add(awaitable);
        }
        if (pending.isEmpty()) {
            loop.scheduler().cancel(alarm);
            waiting.wakeAll(); // Whoever gets none is told so.
        } else {
            waiting.wakeFirst();
        }
    }

    @Override
    public Iterator<A> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        return !done.isEmpty() || !pending.isEmpty() || missed > 0;
    }

    /**
     * Waits for the next one to end and returns it.
     *
     * <p>Gives way: unless one has ended already. Cancellation: nothing is lost or cancelled, a
     * later call goes on. Woken by: the end of any of them.
     *
     * @throws TimeoutException undeclared, once for each that had not ended when the time was up
     * @throws NoSuchElementException when all have been returned
     */
    @Override
    public A next() {
        while (done.isEmpty() && missed == 0) {
            waitForNext();
        }
        if (done.isEmpty()) {
            missed--;
            throw Sneaky.rethrow(
                    new TimeoutException("one of the awaitables was not done in time"));
        }
        return done.remove();
    }

    private void waitForNext() {
        if (pending.isEmpty()) {
            throw new NoSuchElementException("All of them have been returned.");
        }
        waiting.await(Fiber.current().checkpoint(), this::passOn);
    }

    /** A reader that was cancelled after its wake-up leaves what it was woken for to the next. */
    private void passOn() {
        if (!done.isEmpty() || missed > 0) {
            waiting.wakeFirst();
        }
    }

    /** Ends the waiting for what has not ended in time. */
    private final class Alarm extends Timer {
        @Override
        protected void fire() {
            missed += pending.size();
            pending.clear();
            waiting.wakeAll();
        }
    }
}
