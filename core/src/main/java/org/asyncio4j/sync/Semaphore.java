package org.asyncio4j.sync;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

/**
 * Lets a number of tasks at a time into code that waits: {@code asyncio.Semaphore}.
 *
 * <p>A counter. {@link #acquire} takes one off and waits while there is none; {@link #release} adds
 * one. Strictly first come, first served: a token that is released while others wait belongs to the
 * one who has waited longest, and a newcomer waits behind all who have not had their turn yet.
 *
 * <p>Anybody may release, also without having acquired. Where that would be a mistake, use {@link
 * BoundedSemaphore}; to know who holds the tokens, {@link CapacityLimiter}.
 *
 * <pre>{@code
 * Semaphore atMostTen = new Semaphore(10);
 *
 * Page fetch(URI address) {
 *     try (var _ = atMostTen.acquire()) {
 *         return download(address);
 *     }
 * }
 * }</pre>
 */
public sealed class Semaphore permits BoundedSemaphore {
    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue waiters = new WaitQueue(this);
    private final String name;
    private int value;

    /** How many were woken, with a token each, and have not run yet. */
    private int waking;

    /** Makes a semaphore with one token. */
    public Semaphore() {
        this(1);
    }

    /**
     * Makes a semaphore.
     *
     * @param value how many may acquire it before one must wait
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public Semaphore(int value) {
        this(value, null);
    }

    /**
     * Makes a semaphore.
     *
     * @param value how many may acquire it before one must wait
     * @param name what reports call it; null for none
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public Semaphore(int value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException("value < 0: " + value);
        }
        this.value = value;
        this.name = name;
    }

    /**
     * Takes a token, and waits for one if there is none or others came before.
     *
     * <p>Gives way: only if it must wait. Cancellation: no token was taken. Woken by: {@link
     * #release}, or the cancellation of whoever was to get the token.
     *
     * @return what gives the token back when closed; may be ignored
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public final Held acquire() {
        Fiber fiber = binding.enter();
        if (isBusy()) {
            waiters.await(fiber, this::passOn);
            waking--;
            wakeWaiters();
        } else {
            value--;
        }
        return new Held(this::release);
    }

    /**
     * Gives a token back, or adds one, and wakes who has waited longest. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void release() {
        binding.touch();
        value = Math.incrementExact(value);
        wakeWaiters();
    }

    /**
     * Whether {@link #acquire} would have to wait: no token is left, or others come first.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public final boolean locked() {
        binding.touch();
        return isBusy();
    }

    private boolean isBusy() {
        return value == 0 || waking > 0 || !waiters.isEmpty();
    }

    /**
     * Tokens may be left while somebody waits: it came when others had still to have their turn.
     */
    private void wakeWaiters() {
        while (value > 0 && waiters.wakeFirst() != null) {
            value--;
            waking++;
        }
    }

    /** A woken waiter was cancelled: its token goes to the next. */
    private void passOn() {
        waking--;
        value++;
        wakeWaiters();
    }

    final int value() {
        binding.touch();
        return value;
    }

    final String label() {
        return Label.of(this, name);
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public final Statistics statistics() {
        binding.touch();
        return new Statistics(value, waiters.size());
    }

    /**
     * A snapshot of a semaphore.
     *
     * @param value how many tokens are left
     * @param waiting how many wait in {@link Semaphore#acquire}
     */
    public record Statistics(int value, int waiting) {}

    /** Who it is, how many tokens are left and how many wait. */
    @Override
    public String toString() {
        return label()
                + (isBusy() ? " locked" : " with " + value + " left")
                + (waiters.isEmpty() ? "" : " (" + waiters.size() + " waiting)");
    }
}
