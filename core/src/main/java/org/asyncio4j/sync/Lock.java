package org.asyncio4j.sync;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

/**
 * Lets one task at a time into code that waits: {@code asyncio.Lock}.
 *
 * <p>Strictly first come, first served. A newcomer waits if anybody waits already, also in the
 * moment between {@link #release} and the turn of the task that was woken by it, when the lock is
 * unlocked.
 *
 * <p>Not reentrant: a task that acquires the lock twice waits for itself forever. Not
 * owner-checked: any task may release it, as in asyncio. Who acquired it is remembered for {@link
 * #toString}, {@link #statistics} and the deadlock report only.
 *
 * <p>Code that does not wait needs no lock: no other task runs meanwhile.
 *
 * <pre>{@code
 * Lock lock = new Lock("accounts");
 *
 * void transfer() {
 *     try (var _ = lock.acquire()) {
 *         long balance = read();      // waits
 *         write(balance - 10);        // waits
 *     }
 * }
 * }</pre>
 */
public final class Lock {
    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue waiters = new WaitQueue(this);
    private final String name;

    /** Who acquired it; null while it is unlocked. */
    private Fiber owner;

    /** Whether it is unlocked for one who was woken and has not run yet. */
    private boolean promised;

    /** Makes an unlocked lock. */
    public Lock() {
        this(null);
    }

    /**
     * Makes an unlocked lock.
     *
     * @param name what reports call it; null for none
     */
    public Lock(String name) {
        this.name = name;
    }

    /**
     * Waits until the lock is unlocked and nobody came before, then locks it.
     *
     * <p>Gives way: only if it must wait. Cancellation: the lock was not acquired. Woken by: {@link
     * #release}, or the cancellation of whoever was to get it.
     *
     * @return what releases the lock when closed; may be ignored
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public Held acquire() {
        Fiber fiber = binding.enter();
        if (!isFree()) {
            waiters.await(fiber, this::wakeNext);
        }
        take(fiber);
        return new Held(this::release);
    }

    /**
     * Unlocks the lock and wakes who has waited longest. Never gives way.
     *
     * @throws IllegalStateException if the lock is not locked, or from a foreign thread
     */
    public void release() {
        binding.touch();
        if (owner == null) {
            throw new IllegalStateException(
                    Label.of(this, name)
                            + " is not locked, so it cannot be released. Every release() needs an"
                            + " acquire() before it; try (var _ = lock.acquire()) { ... } pairs"
                            + " them.");
        }
        owner = null;
        wakeNext();
    }

    /**
     * Whether somebody holds the lock. It is unlocked, and yet not to be had, between a release and
     * the turn of the task that was woken by it.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean locked() {
        binding.touch();
        return owner != null;
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(
                owner != null, owner == null ? null : owner.toString(), waiters.size());
    }

    /**
     * A snapshot of a lock.
     *
     * @param locked whether somebody holds it
     * @param owner the name of the task that acquired it; null while it is unlocked
     * @param waiting how many wait in {@link Lock#acquire}
     */
    public record Statistics(boolean locked, String owner, int waiting) {}

    /** Who it is, who holds it and how many wait. */
    @Override
    public String toString() {
        String state = owner == null ? " unlocked" : " held by " + owner;
        return Label.of(this, name)
                + state
                + (waiters.isEmpty() ? "" : " (" + waiters.size() + " waiting)");
    }

    // ---------------------------------------------------------------- for Condition

    /**
     * Acquires the lock again for a task that must have it, cancelled or not. What cancels it
     * meanwhile is thrown when it has the lock.
     */
    void reacquire(Fiber fiber) {
        if (!isFree()) {
            waiters.awaitInAnyScope(new PatientWaiter(fiber), () -> take(fiber));
        }
        take(fiber);
    }

    boolean isHeld() {
        return owner != null;
    }

    /** Keeps its place in the queue when it is cancelled. */
    private static final class PatientWaiter extends WaitQueue.Waiter {
        PatientWaiter(Fiber fiber) {
            super(fiber);
        }

        @Override
        public Abort abort(Delivery delivery) {
            return Abort.REFUSED;
        }
    }

    // ----------------------------------------------------------------

    private boolean isFree() {
        return owner == null && !promised && waiters.isEmpty();
    }

    private void take(Fiber fiber) {
        promised = false;
        owner = fiber;
    }

    private void wakeNext() {
        promised = waiters.wakeFirst() != null;
    }
}
