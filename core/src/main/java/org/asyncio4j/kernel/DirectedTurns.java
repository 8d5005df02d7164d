package org.asyncio4j.kernel;

import org.asyncio4j.spi.Director;
import org.asyncio4j.spi.Turn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Has a director choose among what is ready, within what the loop promises: callbacks in the order
 * in which they were added, and an eager start at once. Loop thread only.
 */
final class DirectedTurns {
    private final Director director;
    private final ReadyQueue ready;
    private final Guests guests;

    /** Who may be next, and where each stands in the ready queue. */
    private final List<Turn> candidates = new ArrayList<>();

    private final List<Turn> candidatesView = Collections.unmodifiableList(candidates);
    private final List<Integer> places = new ArrayList<>();

    /** How many at the head of the ready queue have been promised to run before all others. */
    private int promised;

    DirectedTurns(Director director, ReadyQueue ready, Guests guests) {
        this.director = director;
        this.ready = ready;
        this.guests = guests;
    }

    Director director() {
        return director;
    }

    /** The entry that was just put at the head runs before all that are ready now. */
    void promise() {
        promised++;
    }

    /** Takes out the entry whose turn it is. */
    Object next() {
        if (promised > 0) {
            promised--;
            return ready.removeFirst();
        }
        return ready.size() == 1 ? ready.removeFirst() : ready.remove(choose());
    }

    private int choose() {
        candidates.clear();
        places.clear();
        boolean callbackMet = false;
        for (int place = 0; place < ready.size(); place++) {
            Turn turn = turn(ready.get(place));
            boolean callback = isFirstTurnOfCallback(turn);
            if (!(callback && callbackMet)) {
                candidates.add(turn);
                places.add(place);
            }
            callbackMet |= callback;
        }
        return places.get(candidates.size() == 1 ? 0 : director.choose(candidatesView));
    }

    private static boolean isFirstTurnOfCallback(Turn turn) {
        return turn instanceof Fiber fiber && !fiber.isTask();
    }

    Turn turn(Object entry) {
        return entry instanceof Fiber fiber ? fiber : guests.of((Runnable) entry);
    }
}
