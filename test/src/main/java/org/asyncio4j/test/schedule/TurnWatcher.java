package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Turn;

/** Sees each turn of a simulation. On the bare loop thread: it must neither throw nor wait. */
public interface TurnWatcher {
    /** One that sees nothing. */
    TurnWatcher NONE =
            new TurnWatcher() {
                @Override
                public void begins(Turn turn) {}

                @Override
                public void ends(Turn turn) {}
            };

    void begins(Turn turn);

    void ends(Turn turn);
}
