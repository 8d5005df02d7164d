package org.asyncio4j.test;

import org.asyncio4j.Task;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.spi.Turn;
import org.asyncio4j.test.schedule.TurnWatcher;
import org.asyncio4j.test.schedule.UserCode;

import java.util.IdentityHashMap;
import java.util.Map;

/** Counts the waits of victims in one run, and cancels the one that is at the chosen wait. */
final class CancelPoint implements TurnWatcher {
    private static final String REASON = "the test cancels everywhere";

    /** When exactly the victim is cancelled. */
    enum Moment {
        NEVER("not at all"),
        WAITING("while it waited"),
        WOKEN("just after it had been woken, before its turn");

        private final String words;

        Moment(String words) {
            this.words = words;
        }
    }

    private final int chosen;
    private final Moment moment;
    private final Map<Turn, Task<?>> victims = new IdentityHashMap<>();
    private int waits;

    /** The victim that is at the chosen wait, to be cancelled when its turn begins; or null. */
    private Turn due;

    /** What was waited for at the chosen wait; null if it was not reached. */
    private String activity;

    /** And where. */
    private StackTraceElement[] stack;

    private boolean gaveWay;

    /**
     * @param chosen the number of the wait, from 1
     */
    CancelPoint(int chosen, Moment moment) {
        this.chosen = chosen;
        this.moment = moment;
    }

    // ---------------------------------------------------------------- in the victim

    void begins(Fiber fiber, Task<?> task) {
        victims.put(fiber, task);
    }

    void ended(Fiber fiber) {
        victims.remove(fiber);
    }

    // ---------------------------------------------------------------- on the bare loop thread

    @Override
    public void begins(Turn turn) {
        if (turn == due) {
            due = null;
            victims.get(turn).cancel(REASON);
        }
    }

    @Override
    public void ends(Turn turn) {
        Task<?> victim = victims.get(turn);
        if (victim == null || ++waits != chosen || moment == Moment.NEVER) {
            return;
        }
        gaveWay = turn.isReady();
        activity = gaveWay ? "gave way" : turn.activity();
        stack = victim.thread().getStackTrace();
        if (moment == Moment.WAITING) {
            victim.cancel(REASON);
        } else {
            due = turn;
        }
    }

    // ---------------------------------------------------------------- after the run

    int waits() {
        return waits;
    }

    boolean wasReached() {
        return activity != null;
    }

    /** Whether the victim only gave way at the chosen wait, so that both moments are the same. */
    boolean gaveWay() {
        return gaveWay;
    }

    /** For a failure of the run. */
    String describe() {
        if (!wasReached()) {
            return "The victim was not cancelled at all.";
        }
        StackTraceElement frame = UserCode.frame(stack);
        return "The victim was cancelled at its wait number "
                + chosen
                + ", "
                + moment.words
                + ": it "
                + activity
                + (frame == null ? "." : ", at " + UserCode.describe(frame) + ".");
    }
}
