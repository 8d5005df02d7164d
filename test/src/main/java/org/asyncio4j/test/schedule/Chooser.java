package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Turn;

import java.util.List;

/** Chooses who runs next, in one run of a simulation. Loop thread only. */
public interface Chooser {
    /**
     * @param ready two or more, the one that has been ready longest first
     * @return the index of the one whose turn it is
     */
    int choose(List<? extends Turn> ready);

    /** The turn of one that was chosen, or was alone, has ended. */
    default void ended(Turn turn) {}
}
