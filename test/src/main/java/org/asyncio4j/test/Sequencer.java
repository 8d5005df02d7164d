package org.asyncio4j.test;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

import java.util.HashMap;
import java.util.Map;

/**
 * Has the blocks of several tasks run in the order of their numbers, from 0 on: Trio's {@code
 * Sequencer}. For tests that force one order on purpose.
 *
 * <pre>{@code
 * Sequencer sequencer = new Sequencer();
 * gather(
 *         () -> {
 *             sequencer.at(0, () -> account.withdraw(50));
 *             sequencer.at(2, () -> account.withdraw(50));
 *         },
 *         () -> sequencer.at(1, () -> account.close()));
 * }</pre>
 *
 * <p>A block that waits keeps its turn until it has ended, in whatever way. A number is used once.
 * Where a task is cancelled or fails before its turn, nobody else's can come: all that wait, and
 * all that come later, get a {@link BrokenSequenceError}. A number that nobody uses ends in a
 * deadlock report, which names it.
 */
public final class Sequencer {
    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue waiters = new WaitQueue(this);

    /** Who has taken which number. */
    private final Map<Integer, String> takers = new HashMap<>();

    /** The number whose turn it is, or will be when somebody comes with it. */
    private int next;

    /** Why no turn comes any more; null while they do. */
    private String breach;

    /** Makes a sequence whose first number is 0. */
    public Sequencer() {}

    /** One who waits for its turn. */
    private static final class Place extends WaitQueue.Waiter {
        final int number;

        Place(Fiber fiber, int number) {
            super(fiber);
            this.number = number;
        }

        @Override
        public String describe() {
            return "turn " + number + " of " + super.describe();
        }
    }

    /** A block's turn, which lasts until it is closed. */
    public final class Turn implements AutoCloseable {
        private final int number;

        private Turn(int number) {
            this.number = number;
        }

        /** Ends the turn, so that the next number's begins. Only once; never gives way. */
        @Override
        public void close() {
            if (next == number) {
                next++;
                waiters.forEachWaiter(waiter -> {
                    if (((Place) waiter).number == next) {
                        waiters.wake(waiter);
                    }
                });
            }
        }
    }

    /**
     * Waits until the blocks of all lower numbers have ended, then runs this one.
     *
     * <p>Gives way: only if it is not its turn. Cancellation: before its turn it breaks the
     * sequence for all, as does a failure then. Woken by: the end of the block before, a breach.
     *
     * @return what the body returns
     * @throws X what the body throws; the next number's turn comes all the same
     * @throws BrokenSequenceError if the sequence is broken, before or meanwhile
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if the number was taken before; outside of a loop, or on
     *     another loop than before; where it would have to wait inside an atomic section. The
     *     number can still be used then
     */
    public <T, X extends Exception> T at(int number, Coroutine<T, X> body) throws X {
        try (Turn _ = turn(number)) {
            return body.run();
        }
    }

    /** {@link #at(int, Coroutine)} for a body without a result. */
    public <X extends Exception> void at(int number, Action<X> body) throws X {
        at(number, body.asCoroutine());
    }

    /**
     * {@link #at(int, Coroutine)} as a block: {@code try (var _ = sequencer.turn(3)) { … }}. Its
     * end must be reached, or nobody else's turn comes.
     */
    public Turn turn(int number) {
        take(number);
        try {
            await(number);
        } catch (IllegalStateException refusal) {
            takers.remove(number); // It has not waited.
            throw refusal;
        } catch (Throwable thrown) {
            breach(number, thrown);
            throw thrown;
        }
        return new Turn(number);
    }

    private void take(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("number < 0: " + number);
        }
        String taker = takers.putIfAbsent(number, Fiber.current().toString());
        if (taker != null) {
            throw new IllegalStateException(
                    "Number "
                            + number
                            + " of "
                            + this
                            + " was taken before, by "
                            + taker
                            + ". Each block needs a number of its own; a block that is repeated"
                            + " counts up.");
        }
    }

    private void await(int number) {
        Fiber fiber = binding.enter();
        requireUnbroken();
        if (number != next) {
            waiters.await(new Place(fiber, number), () -> {});
            requireUnbroken();
        }
    }

    private void breach(int number, Throwable thrown) {
        if (breach == null) {
            breach =
                    takers.get(number)
                            + (thrown instanceof CancelledError ? " was cancelled" : " failed")
                            + " before its turn "
                            + number
                            + ", when the turn was "
                            + next
                            + "'s. So no order of what was to follow can be had.";
            waiters.wakeAll();
        }
    }

    private void requireUnbroken() {
        if (breach != null) {
            throw new BrokenSequenceError("The sequence is broken: " + breach);
        }
    }

    /** Whether a task was cancelled, or has failed, before its turn. */
    public boolean isBroken() {
        return breach != null;
    }

    /** Whose turn it is, and how many wait. */
    @Override
    public String toString() {
        return "Sequencer at "
                + next
                + (waiters.isEmpty() ? "" : ", " + waiters.size() + " waiting")
                + (breach == null ? "" : ", broken");
    }
}
