package org.asyncio4j.test;

import org.asyncio4j.test.CancelPoint.Moment;
import org.asyncio4j.test.guard.Enclosure;

/**
 * Runs a test again and again, and in each run cancels its victim at another of its waits: what
 * {@link CancelEverywhere} does, for tests without JUnit, or with generated data.
 *
 * <pre>{@code
 * Cancellation.everywhere((simulation, victim) -> {
 *     Queue<Integer> queue = new Queue<>(1);
 *     boolean done = victim.run(() -> queue.put(1));
 *     assertEquals(done ? 1 : 0, queue.size());
 * });
 * }</pre>
 *
 * <p>The first run cancels nothing. Then, for each wait of the victim, there is one run in which it
 * is cancelled while it waits, and one in which it is cancelled just after it was woken, before its
 * turn: then it must neither lose what it was woken with nor keep it for itself. A call that need
 * not wait, as that of a lock that is free, is no wait; {@code yieldNow} is one, and has one run
 * since the two moments are the same there.
 *
 * <p>Each run is a {@link Simulation} of its own, first in, first out, and as strict: it fails for
 * a task, a timer or a connection that the cancelled victim has left behind, and if all wait for
 * each other afterwards. Nothing of the body should outlive one run.
 */
public final class Cancellation {
    /** What waits more often than this is a program rather than a test. */
    private static final int MOST_WAITS = 10_000;

    private final SimulationOptions options;
    private final CancellationBody body;

    private Cancellation(SimulationOptions options, CancellationBody body) {
        this.options = options;
        this.body = body;
    }

    /** {@link #everywhere(SimulationOptions, CancellationBody)} with the usual options. */
    public static void everywhere(CancellationBody body) throws Exception {
        everywhere(SimulationOptions.DEFAULT, body);
    }

    /**
     * Runs the body until its victim has been cancelled at each wait.
     *
     * <p>The options' time limit is for all runs together. They run in a thread of their own.
     *
     * @throws Exception what the body throws, of the first run that fails; what it has suppressed
     *     says at which wait, when exactly, and what was waited for where
     * @throws UncleanEndError if a run leaves something behind
     * @throws org.asyncio4j.DeadlockError if all wait for each other
     * @throws IllegalStateException inside a loop, or if the victim waits more than 10,000 times
     */
    public static void everywhere(SimulationOptions options, CancellationBody body)
            throws Exception {
        Enclosure.run(options, new Cancellation(options, body)::everywhere);
    }

    private void everywhere() throws Exception {
        int waits = run(0, Moment.NEVER).waits();
        if (waits > MOST_WAITS) {
            throw new IllegalStateException(
                    "The victim waits "
                            + waits
                            + " times, which is too often to cancel it at each wait: "
                            + MOST_WAITS
                            + " is the limit. Give it less to do.");
        }
        for (int wait = 1; wait <= MOST_WAITS && isCancelledAt(wait); wait++) {}
    }

    /**
     * @return false if the victim did not wait that often
     */
    private boolean isCancelledAt(int wait) throws Exception {
        CancelPoint point = run(wait, Moment.WAITING);
        if (point.wasReached() && !point.gaveWay()) {
            run(wait, Moment.WOKEN);
        }
        return point.wasReached();
    }

    private CancelPoint run(int wait, Moment moment) throws Exception {
        CancelPoint point = new CancelPoint(wait, moment);
        Simulation simulation = new Simulation(options, new Seed(0), _ -> 0, true);
        simulation.conductor().watchedBy(point);
        try {
            simulation.execute(it -> body.run(it, new Victim(point)));
        } catch (Throwable failure) {
            if (!Aborts.isOne(failure)) {
                failure.addSuppressed(new Remark(point.describe()));
            }
            throw failure;
        }
        return point;
    }
}
