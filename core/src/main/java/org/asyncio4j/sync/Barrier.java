package org.asyncio4j.sync;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

import java.util.concurrent.BrokenBarrierException;

/**
 * Has a fixed number of tasks wait for each other: {@code asyncio.Barrier}. As {@code wait} is
 * {@link Object}'s, the name is that of {@link java.util.concurrent.CyclicBarrier}.
 *
 * <p>Tasks wait in {@link #await} until as many have come as the barrier has parties; then all go
 * on, and the barrier can be used again. Who comes while those before are still leaving waits until
 * they have left.
 *
 * <p>{@link #reset} sends away who waits, with an exception; {@link #abort} does so too, and for
 * all who come later until the barrier is reset. The cancellation of one task, unlike with threads,
 * breaks nothing: it no longer counts, and the barrier waits for another.
 *
 * <pre>{@code
 * Barrier allReady = new Barrier(3);
 *
 * void player() throws BrokenBarrierException {
 *     prepare();
 *     int place = allReady.await();
 *     play(place);
 * }
 * }</pre>
 */
public final class Barrier {
    /**
     * What the barrier does.
     *
     * <pre>
     *   FILLING --the last one comes--> DRAINING --all have left--> FILLING
     *   FILLING, DRAINING --reset--> RESETTING --all have left--> FILLING
     *   any --abort--> BROKEN --reset--> RESETTING, or FILLING if all have left
     * </pre>
     */
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final LoopBinding binding = new LoopBinding(this);

    /** Who has come: while filling those who count, else those who came too early for the next. */
    private final WaitQueue waiters = new WaitQueue(this);

    private final String name;
    private final int parties;
    private State state = State.FILLING;

    /** How many were woken and have not run yet. */
    private int leaving;

    /** What {@link #await} returns to the next who leaves. */
    private int nextIndex;

    /**
     * Makes a barrier.
     *
     * @param parties how many must come before all go on
     * @throws IllegalArgumentException if {@code parties} is less than 1
     */
    public Barrier(int parties) {
        this(parties, null);
    }

    /**
     * Makes a barrier.
     *
     * @param parties how many must come before all go on
     * @param name what reports call it; null for none
     * @throws IllegalArgumentException if {@code parties} is less than 1
     */
    public Barrier(int parties, String name) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties < 1: " + parties);
        }
        this.parties = parties;
        this.name = name;
    }

    /**
     * Waits until all parties have come.
     *
     * <p>Gives way: unless the caller is the last one that was waited for. Cancellation: the caller
     * does not count, and the barrier waits for another; after the last one has come it only ends
     * the wait. Woken by: the last {@code await}, {@link #reset}, {@link #abort}.
     *
     * <p>Differs from CPython: there, after a cancellation, two tasks may get the same index.
     *
     * @return the order of arrival among those who go on together: 0 for the first, {@code parties
     *     - 1} for the last
     * @throws BrokenBarrierException if the barrier was aborted, or if it is aborted or reset
     *     meanwhile, even if the last one has come
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public int await() throws BrokenBarrierException {
        Fiber fiber = binding.enter();
        requireNotBroken();
        if (state == State.FILLING && waiters.size() == parties - 1) {
            release(parties - 1);
            return parties - 1;
        }
        waiters.await(fiber, this::leave);
        return leaveOrBreak();
    }

    /** Lets the first {@code count} who wait go on. */
    private void release(int count) {
        nextIndex = 0;
        wake(count);
        if (leaving > 0) {
            state = State.DRAINING;
        }
    }

    private void wake(int count) {
        leaving += count;
        for (int i = 0; i < count; i++) {
            waiters.wakeFirst();
        }
    }

    private int leaveOrBreak() throws BrokenBarrierException {
        boolean broken = state == State.BROKEN || state == State.RESETTING;
        int index = leave();
        if (broken) {
            throw new BrokenBarrierException(
                    Label.of(this, name) + " was aborted or reset while this task waited for it.");
        }
        return index;
    }

    /** One who was woken goes. The last one opens the barrier for those who came meanwhile. */
    private int leave() {
        int index = nextIndex++;
        leaving--;
        if (leaving == 0 && state != State.BROKEN) {
            fill();
        }
        return index;
    }

    private void fill() {
        state = State.FILLING;
        if (waiters.size() >= parties) {
            release(parties);
        }
    }

    private void requireNotBroken() throws BrokenBarrierException {
        if (state == State.BROKEN) {
            throw new BrokenBarrierException(
                    Label.of(this, name)
                            + " was aborted. It can be used again after somebody calls reset().");
        }
    }

    /**
     * Sends away who waits: their {@link #await} throws {@link BrokenBarrierException}. Then the
     * barrier is as new, also after {@link #abort}. Never gives way (in asyncio it may).
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void reset() {
        binding.touch();
        if (state == State.FILLING) {
            wake(waiters.size());
        }
        state = leaving > 0 ? State.RESETTING : State.FILLING;
    }

    /**
     * Breaks the barrier: every {@link #await} throws {@link BrokenBarrierException}, of those who
     * wait and of all who come, until {@link #reset}. Never gives way (in asyncio it may).
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void abort() {
        binding.touch();
        state = State.BROKEN;
        wake(waiters.size());
    }

    /** How many must come before all go on. */
    public int parties() {
        return parties;
    }

    /**
     * How many have come and wait for the others; 0 except while the barrier fills.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public int waiting() {
        binding.touch();
        return state == State.FILLING ? waiters.size() : 0;
    }

    /**
     * Whether the barrier was aborted and not reset.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean isBroken() {
        binding.touch();
        return state == State.BROKEN;
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        return new Statistics(parties, waiting(), isBroken());
    }

    /**
     * A snapshot of a barrier.
     *
     * @param parties how many must come before all go on
     * @param waiting how many have come and wait for the others
     * @param broken whether it was aborted and not reset
     */
    public record Statistics(int parties, int waiting, boolean broken) {}

    /** Who it is, what it does and how many have come of how many. */
    @Override
    public String toString() {
        String word =
                switch (state) {
                    case FILLING -> " filling";
                    case DRAINING -> " draining";
                    case RESETTING -> " resetting";
                    case BROKEN -> " broken";
                };
        return Label.of(this, name) + word + " (" + waiters.size() + "/" + parties + ")";
    }
}
