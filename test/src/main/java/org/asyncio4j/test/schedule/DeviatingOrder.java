package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Turn;

import java.util.List;

/** First in, first out but for given deviations. */
public final class DeviatingOrder implements Chooser {
    private final Deviations deviations;

    /** The next choice. */
    private int choice;

    /** Which deviation comes next. */
    private int next;

    /** The first deviation that there were too few for; -1 for none. */
    private int misfit = -1;

    public DeviatingOrder(Deviations deviations) {
        this.deviations = deviations;
    }

    /** Where fewer are ready than were when the deviation was written down: the last of them. */
    @Override
    public int choose(List<? extends Turn> ready) {
        boolean deviates = next < deviations.size() && deviations.choice(next) == choice;
        choice++;
        if (!deviates) {
            return 0;
        }
        int index = deviations.index(next);
        if (index >= ready.size() && misfit < 0) {
            misfit = next;
        }
        next++;
        return Math.min(index, ready.size() - 1);
    }

    /**
     * What the run, which has ended, could not do.
     *
     * @return the first such deviation, as {@code 3>1}; null if all came about
     */
    public String misfit() {
        int first = misfit < 0 ? next : misfit;
        return first == deviations.size()
                ? null
                : deviations.choice(first) + ">" + deviations.index(first);
    }
}
