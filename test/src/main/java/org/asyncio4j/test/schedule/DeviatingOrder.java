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

    public DeviatingOrder(Deviations deviations) {
        this.deviations = deviations;
    }

    /** Where fewer are ready than were when the deviation was written down: the last of them. */
    @Override
    public int choose(List<? extends Turn> ready) {
        boolean deviates = next < deviations.size() && deviations.choice(next) == choice;
        choice++;
        return deviates ? Math.min(deviations.index(next++), ready.size() - 1) : 0;
    }
}
