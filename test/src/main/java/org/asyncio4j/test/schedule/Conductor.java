package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Director;
import org.asyncio4j.spi.Turn;

import java.time.Duration;
import java.util.List;

/**
 * Directs one run of a simulation: has a chooser decide, writes down what was decided, and hands on
 * what happens to those who want to know.
 */
public final class Conductor implements Director {
    /** How many turns what is left may take, once the simulation is over, until it rests. */
    private static final long TURNS_AFTERWARDS = 100_000;

    /** How many turns there are at least between one complaint of too many and the next. */
    private static final long FEWEST_TURNS_BETWEEN = 1_000;

    private final Chooser chooser;
    private final Choices choices = new Choices();
    private final long maxTurns;
    private final Incidents incidents;
    private TurnWatcher watcher = TurnWatcher.NONE;
    private long turns;

    /** How many there have been since the simulation was over. */
    private long turnsAfterwards;

    /** How often something has come from outside, that no seed decides. */
    private int disturbances;

    /** Whether the simulation is over, and what is left runs first in, first out. */
    private boolean over;

    /**
     * @param maxTurns after how many turns there were too many
     */
    public Conductor(Chooser chooser, long maxTurns, Incidents incidents) {
        this.chooser = chooser;
        this.maxTurns = maxTurns;
        this.incidents = incidents;
    }

    /** Has somebody see each turn. */
    public void watchedBy(TurnWatcher turnWatcher) {
        watcher = turnWatcher;
    }

    /**
     * The simulation is over: nothing is chosen or written down any more, and turns are counted
     * only so that what is left does not go on for ever.
     */
    public void end() {
        over = true;
        watcher.over();
    }

    /** What has been decided. */
    public Choices choices() {
        return choices;
    }

    public long turns() {
        return turns;
    }

    /** Whether something has come from outside, so that the seed alone does not decide the run. */
    public boolean wasDisturbed() {
        return disturbances > 0;
    }

    // ---------------------------------------------------------------- for the loop

    @Override
    public int choose(List<? extends Turn> ready) {
        if (over) {
            return 0;
        }
        int chosen = chooser.choose(ready);
        choices.add(ready.size(), chosen);
        watcher.chosen(ready, chosen);
        return chosen;
    }

    @Override
    public void begins(Turn turn) {
        if (turns == 0) {
            disturbances = 0; // The main task itself has come from outside.
        }
        if (over) {
            if (++turnsAfterwards == TURNS_AFTERWARDS) {
                incidents.doesNotRest();
            }
            return;
        }
        if (++turns >= maxTurns && (turns - maxTurns) % turnsBetween() == 0) {
            incidents.tooManyTurns();
        }
        watcher.begins(turn);
    }

    private long turnsBetween() {
        return Math.max(maxTurns / 10, FEWEST_TURNS_BETWEEN);
    }

    @Override
    public void ends(Turn turn) {
        if (!over) {
            chooser.ended(turn);
            watcher.ends(turn);
        }
    }

    @Override
    public void enteredFromOutside() {
        if (!over) {
            disturbances++;
        }
    }

    @Override
    public boolean isAlone() {
        return disturbances == 0;
    }

    @Override
    public void isSlow(String who, Duration running, StackTraceElement[] stack) {
        incidents.slowStep(who, running, stack);
    }

    /** At its end the loop itself waits for threads, which is none of the test's business. */
    @Override
    public void waitsInRealTime(Turn turn, StackTraceElement[] stack) {
        if (!over) {
            incidents.waitInRealTime(turn, stack);
        }
    }
}
