package org.asyncio4j.sync;

import org.asyncio4j.ThreadLimiter;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.FiberBody;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Limits how many may do something at once, and knows who they are: Trio's {@code CapacityLimiter}.
 *
 * <p>A sofa with a number of seats: who finds them all taken waits until somebody gets up. Unlike a
 * {@link Semaphore}'s, its tokens belong to their borrowers: nobody can take two, and nobody can
 * give back what it does not have. The number of tokens can change at any time.
 *
 * <p>A borrower is the task that calls, or, {@linkplain #acquireOnBehalfOf on behalf} of it, any
 * object; borrowers are told apart by {@code equals}. A token outlives the task that borrowed it,
 * so a job that goes on after its task can hold one. {@link org.asyncio4j.ThreadOptions} takes a
 * limiter for the threads of {@code toThread}.
 *
 * <p>Strictly first come, first served.
 *
 * <pre>{@code
 * CapacityLimiter printers = new CapacityLimiter(2);
 *
 * void print(Document document) {
 *     try (var _ = printers.acquire()) {
 *         spool(document);
 *     }
 * }
 * }</pre>
 */
public final class CapacityLimiter implements ThreadLimiter {
    /** As a number of tokens: there is always another. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** How many borrowers {@link #toString} tells by name. */
    private static final int NAMED_BORROWERS = 3;

    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue waiters = new WaitQueue(this);
    private final String name;
    private int total;

    /** Who holds a token, longest first; also who was woken with one and has not run yet. */
    private final Set<Object> borrowers = new LinkedHashSet<>();

    /** For whom somebody waits in the queue. */
    private final Set<Object> awaited = new HashSet<>();

    /**
     * Makes a limiter.
     *
     * @param totalTokens how many may borrow at once: 0 for nobody yet, {@link #UNLIMITED}
     * @throws IllegalArgumentException if {@code totalTokens} is negative
     */
    public CapacityLimiter(int totalTokens) {
        this(totalTokens, null);
    }

    /**
     * Makes a limiter.
     *
     * @param totalTokens how many may borrow at once: 0 for nobody yet, {@link #UNLIMITED}
     * @param name what reports call it; null for none
     * @throws IllegalArgumentException if {@code totalTokens} is negative
     */
    public CapacityLimiter(int totalTokens, String name) {
        this.total = checked(totalTokens);
        this.name = name;
    }

    // ---------------------------------------------------------------- borrowing

    /**
     * Borrows a token for the calling task.
     *
     * <p>Gives way: only if it must wait. Cancellation: no token was borrowed. Woken by: {@link
     * #release}, {@link #setTotalTokens}, or the cancellation of whoever was to get the token.
     *
     * @return what gives the token back when closed; may be ignored
     * @throws IllegalStateException if the task holds a token of this limiter already, outside of a
     *     loop, or on another loop than before
     */
    public Held acquire() {
        return acquireFor(binding.enter(), null);
    }

    /**
     * Borrows a token for {@code borrower}.
     *
     * <p>Gives way: only if it must wait. Cancellation: no token was borrowed. Woken by: {@link
     * #release}, {@link #setTotalTokens}, or the cancellation of whoever was to get the token.
     *
     * @return what gives the token back when closed; may be ignored
     * @throws IllegalStateException if {@code borrower} holds a token of this limiter or waits for
     *     one already, outside of a loop, or on another loop than before
     */
    @Override
    public Held acquireOnBehalfOf(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        return acquireFor(binding.enter(), borrower);
    }

    /**
     * Borrows a token for the calling task if one can be had now. Never gives way.
     *
     * @return whether there was one
     * @throws IllegalStateException if the task holds a token of this limiter already, outside of a
     *     loop, or from a foreign thread
     */
    public boolean tryAcquire() {
        return tryAcquireOnBehalfOf(borrowerFor(Fiber.current()));
    }

    /**
     * Borrows a token for {@code borrower} if one can be had now. Never gives way.
     *
     * @return whether there was one
     * @throws IllegalStateException if {@code borrower} holds a token of this limiter or waits for
     *     one already, or from a foreign thread
     */
    public boolean tryAcquireOnBehalfOf(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        binding.touch();
        requireNone(borrower);
        return mayBorrow() && borrowers.add(borrower);
    }

    private Held acquireFor(Fiber fiber, Object other) {
        Object borrower = other == null ? borrowerFor(fiber) : other;
        requireNone(borrower);
        if (mayBorrow()) {
            borrowers.add(borrower);
        } else {
            awaitToken(fiber, borrower);
        }
        return new Held(() -> releaseOnBehalfOf(borrower));
    }

    private void awaitToken(Fiber fiber, Object borrower) {
        awaited.add(borrower);
        try {
            waiters.await(new Applicant(fiber, borrower), () -> giveBack(borrower));
        } finally {
            awaited.remove(borrower);
        }
    }

    /** Waits for a token, for somebody. */
    private static final class Applicant extends WaitQueue.Waiter {
        final Object borrower;

        Applicant(Fiber fiber, Object borrower) {
            super(fiber);
            this.borrower = borrower;
        }
    }

    /** A task borrows as itself; a guest, whose fiber is made anew for each wait, as its thread. */
    private static Object borrowerFor(Fiber fiber) {
        return fiber.body();
    }

    private boolean mayBorrow() {
        return borrowers.size() < total && waiters.isEmpty();
    }

    private void requireNone(Object borrower) {
        if (borrowers.contains(borrower) || awaited.contains(borrower)) {
            throw new IllegalStateException(
                    nameOf(borrower)
                            + " holds a token of "
                            + this
                            + " already, or waits for one. A borrower can have one token only: give"
                            + " it back first, or borrow on behalf of another object.");
        }
    }

    // ---------------------------------------------------------------- giving back

    /**
     * Gives back the calling task's token and wakes who has waited longest. Never gives way.
     *
     * @throws IllegalStateException if the task holds no token of this limiter, outside of a loop,
     *     or from a foreign thread
     */
    public void release() {
        releaseOnBehalfOf(borrowerFor(Fiber.current()));
    }

    /**
     * Gives back the token of {@code borrower} and wakes who has waited longest. Never gives way.
     *
     * @throws IllegalStateException if {@code borrower} holds no token of this limiter, or from a
     *     foreign thread
     */
    @Override
    public void releaseOnBehalfOf(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        binding.touch();
        if (!borrowers.contains(borrower)) {
            throw new IllegalStateException(
                    nameOf(borrower)
                            + " holds no token of "
                            + this
                            + ", so it has none to give back. A token is given back by or on behalf"
                            + " of the same borrower that acquired it.");
        }
        giveBack(borrower);
    }

    private void giveBack(Object borrower) {
        borrowers.remove(borrower);
        wakeWaiters();
    }

    private void wakeWaiters() {
        while (borrowers.size() < total && !waiters.isEmpty()) {
            Applicant first = (Applicant) waiters.firstWaiter();
            borrowers.add(first.borrower);
            waiters.wake(first);
        }
    }

    // ---------------------------------------------------------------- the number of tokens

    /**
     * How many may borrow at once, or {@link #UNLIMITED}.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public int totalTokens() {
        binding.touch();
        return total;
    }

    /**
     * Changes how many may borrow at once. If there are more now, as many waiters are woken; if
     * there are fewer than are borrowed, nobody is thrown out, but nobody is let in either until
     * enough were given back. Never gives way.
     *
     * @param totalTokens 0 for nobody, {@link #UNLIMITED}
     * @throws IllegalArgumentException if {@code totalTokens} is negative
     * @throws IllegalStateException from a foreign thread
     */
    public void setTotalTokens(int totalTokens) {
        binding.touch();
        total = checked(totalTokens);
        wakeWaiters();
    }

    /**
     * How many tokens are borrowed now.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public int borrowedTokens() {
        binding.touch();
        return borrowers.size();
    }

    /**
     * How many tokens are left, or {@link #UNLIMITED}. Negative after the total was set below what
     * is borrowed.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public int availableTokens() {
        binding.touch();
        return total == UNLIMITED ? UNLIMITED : total - borrowers.size();
    }

    private static int checked(int totalTokens) {
        if (totalTokens < 0) {
            throw new IllegalArgumentException("totalTokens < 0: " + totalTokens);
        }
        return totalTokens;
    }

    // ---------------------------------------------------------------- looking at it

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(borrowers.size(), total, List.copyOf(borrowers), waiters.size());
    }

    /**
     * A snapshot of a limiter.
     *
     * @param borrowedTokens how many tokens are borrowed
     * @param totalTokens how many may be, or {@link CapacityLimiter#UNLIMITED}
     * @param borrowers who holds a token, longest first: tasks, or what was acquired on behalf of
     * @param waiting how many wait for a token
     */
    public record Statistics(
            int borrowedTokens, int totalTokens, List<Object> borrowers, int waiting) {}

    /** Who it is, how many tokens are borrowed of how many and by whom, and how many wait. */
    @Override
    public String toString() {
        return Label.of(this, name)
                + " "
                + borrowers.size()
                + "/"
                + (total == UNLIMITED ? "unlimited" : total)
                + (borrowers.isEmpty() ? "" : " held by " + someBorrowers())
                + (waiters.isEmpty() ? "" : " (" + waiters.size() + " waiting)");
    }

    private String someBorrowers() {
        String names =
                borrowers.stream()
                        .limit(NAMED_BORROWERS)
                        .map(CapacityLimiter::nameOf)
                        .collect(Collectors.joining(", "));
        return borrowers.size() > NAMED_BORROWERS ? names + ", ..." : names;
    }

    /** Not by the borrower's toString: a task's tells what it waits for, which may be this. */
    private static String nameOf(Object borrower) {
        return borrower instanceof FiberBody body ? body.describe() : Label.of(borrower, null);
    }
}
