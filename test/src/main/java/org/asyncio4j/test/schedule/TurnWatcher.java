package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Turn;

import java.util.List;

/** Sees each turn of a simulation. On the bare loop thread: it must neither throw nor wait. */
public interface TurnWatcher {
    /** One that sees nothing. */
    TurnWatcher NONE = new TurnWatcher() {};

    /**
     * Who is next has been chosen.
     *
     * @param ready two or more, valid during the call
     */
    default void chosen(List<? extends Turn> ready, int index) {}

    default void begins(Turn turn) {}

    default void ends(Turn turn) {}

    /** The test has ended, in a turn that goes on; what follows is not seen. In the test's task. */
    default void over() {}
}
