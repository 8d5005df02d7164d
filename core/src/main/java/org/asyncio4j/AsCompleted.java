package org.asyncio4j;

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

    /** When waiting ends, on the loop's clock; null for never. */
    private final Duration end;

    AsCompleted(Collection<A> awaitables, Duration timeout) {
        EventLoop loop = EventLoop.running();
        pending = new LinkedHashSet<>(awaitables);
        end = timeout == null ? null : loop.time().plus(timeout);
        for (A awaitable : List.copyOf(pending)) {
            track(awaitable);
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
        pending.remove(awaitable);
        done.add(awaitable);
    }

    @Override
    public Iterator<A> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        return !done.isEmpty() || !pending.isEmpty();
    }

    /**
     * Waits for the next one to end and returns it.
     *
     * <p>Gives way: unless one has ended already. Cancellation: nothing is lost or cancelled, a
     * later call goes on. Woken by: the end of any of them.
     *
     * @throws TimeoutException undeclared, if the time is up before one has ended
     * @throws NoSuchElementException when all have been returned
     */
    @Override
    public A next() {
        if (!hasNext()) {
            throw new NoSuchElementException("All of them have been returned.");
        }
        if (done.isEmpty()) {
            Waiting.run(pending, ReturnWhen.FIRST_COMPLETED, remaining());
        }
        if (done.isEmpty()) {
            throw Sneaky.rethrow(
                    new TimeoutException(
                            pending.size() + " of the awaitables had not ended in time"));
        }
        return done.remove();
    }

    private Duration remaining() {
        return end == null ? null : end.minus(EventLoop.running().time());
    }
}
