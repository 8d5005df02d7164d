package org.asyncio4j.sync;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Waits, inside a lock, for others to change something: {@code asyncio.Condition}. As {@code wait}
 * and {@code notify} are {@link Object}'s, the names are those of {@link
 * java.util.concurrent.locks.Condition}.
 *
 * <p>A task that holds the lock and finds that it cannot go on calls {@link #await}: the lock is
 * released while it waits and held again when it returns. Whoever has changed something calls
 * {@link #signal} or {@link #signalAll}, holding the lock.
 *
 * <p>Between the signal and the return others may get the lock first, so what was waited for must
 * be looked at again: {@link #awaitUntil} does that.
 *
 * <p>As in asyncio it is not checked <em>who</em> holds the lock, only that somebody does.
 *
 * <pre>{@code
 * Condition changed = new Condition();
 *
 * void consume() {
 *     try (var _ = changed.acquire()) {
 *         changed.awaitUntil(() -> stock > 0);
 *         stock--;
 *     }
 * }
 *
 * void produce() {
 *     try (var _ = changed.acquire()) {
 *         stock++;
 *         changed.signal();
 *     }
 * }
 * }</pre>
 */
public final class Condition {
    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue waiters = new WaitQueue(this, "a signal of ");
    private final Lock lock;
    private final String name;

    /** Makes a condition with a lock of its own. */
    public Condition() {
        this((String) null);
    }

    /**
     * Makes a condition with a lock of its own.
     *
     * @param name what reports call both; null for none
     */
    public Condition(String name) {
        this(new Lock(name), name);
    }

    /** Makes a condition on a lock, which it may share with other conditions. */
    public Condition(Lock lock) {
        this(lock, null);
    }

    /**
     * Makes a condition on a lock, which it may share with other conditions.
     *
     * @param name what reports call it; null for none
     */
    public Condition(Lock lock, String name) {
        this.lock = Objects.requireNonNull(lock, "lock");
        this.name = name;
    }

    /**
     * Acquires the lock.
     *
     * <p>Gives way: only if it must wait. Cancellation: the lock was not acquired. Woken by: {@link
     * #release}, or the cancellation of whoever was to get it.
     *
     * @return what releases the lock when closed; may be ignored
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public Held acquire() {
        return lock.acquire();
    }

    /**
     * Releases the lock. Never gives way.
     *
     * @throws IllegalStateException if the lock is not locked, or from a foreign thread
     */
    public void release() {
        lock.release();
    }

    /**
     * Whether somebody holds the lock.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean locked() {
        return lock.locked();
    }

    /**
     * Releases the lock, waits for a signal, and acquires the lock again.
     *
     * <p>Gives way: always. Cancellation: thrown when the lock is held again, which may take its
     * time; of several the last. A signal that had come already is passed on to the next who waits.
     * Woken by: {@link #signal} and {@link #signalAll}, then {@link #release}.
     *
     * <p>Differs from CPython: there every cancelled wait signals another task, even if it had no
     * signal to pass on. Here nobody is woken in vain.
     *
     * @throws IllegalStateException if the lock is not locked, outside of a loop, or on another
     *     loop than before
     */
    public void await() {
        Fiber fiber = binding.enter();
        requireLocked("waited for");
        fiber.requireMayWait(this);
        lock.release();
        try {
            waiters.await(fiber, waiters::wakeFirst);
        } catch (Throwable thrown) {
            lock.reacquire(fiber);
            throw thrown;
        }
        reacquireAfterSignal(fiber);
    }

    private void reacquireAfterSignal(Fiber fiber) {
        try {
            lock.reacquire(fiber);
        } catch (Throwable thrown) {
            waiters.wakeFirst();
            throw thrown;
        }
    }

    /**
     * Waits until {@code predicate} is true: asyncio's {@code wait_for}. It is asked at once, and
     * again after each signal, always with the lock held.
     *
     * <p>Gives way: only if the predicate is false at first. Cancellation and wake-up: as for
     * {@link #await}.
     *
     * @throws IllegalStateException as {@link #await} does, if it has to wait
     */
    public void awaitUntil(BooleanSupplier predicate) {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * Wakes who has waited longest, if anybody waits. It goes on when it has got the lock, so not
     * before the caller releases it. Never gives way.
     *
     * @throws IllegalStateException if the lock is not locked, or from a foreign thread
     */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes the {@code count} tasks that have waited longest, or all if there are fewer. Never
     * gives way.
     *
     * @throws IllegalArgumentException if {@code count} is negative
     * @throws IllegalStateException if the lock is not locked, or from a foreign thread
     */
    public void signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count < 0: " + count);
        }
        binding.touch();
        requireLocked("signalled");
        for (int woken = 0; woken < count && !waiters.isEmpty(); woken++) {
            waiters.wakeFirst();
        }
    }

    /**
     * Wakes all who wait. Never gives way.
     *
     * @throws IllegalStateException if the lock is not locked, or from a foreign thread
     */
    public void signalAll() {
        signal(waiters.size());
    }

    private void requireLocked(String what) {
        if (!lock.isHeld()) {
            throw new IllegalStateException(
                    Label.of(this, name)
                            + " can only be "
                            + what
                            + " while its lock is held, and the lock is not locked. Put the call"
                            + " inside try (var _ = condition.acquire()) { ... }.");
        }
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(waiters.size(), lock.statistics());
    }

    /**
     * A snapshot of a condition.
     *
     * @param waiting how many wait for a signal
     * @param lock the state of its lock
     */
    public record Statistics(int waiting, Lock.Statistics lock) {}

    /** Who it is, the state of its lock and how many wait. */
    @Override
    public String toString() {
        return Label.of(this, name)
                + " on "
                + lock
                + (waiters.isEmpty() ? "" : " (" + waiters.size() + " waiting for a signal)");
    }
}
