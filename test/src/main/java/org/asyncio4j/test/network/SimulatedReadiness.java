package org.asyncio4j.test.network;

import org.asyncio4j.net.engine.Direction;
import org.asyncio4j.net.engine.Readiness;
import org.asyncio4j.net.engine.Watched;

/** Reports whatever happens: what makes a socket ready is known here anyway. */
final class SimulatedReadiness extends Readiness {
    SimulatedReadiness(Watched owner) {
        super(owner);
    }

    void changed(boolean in, boolean out, boolean ended) {
        report(in, out, ended);
    }

    void nothingLeft() {
        drained();
    }

    @Override
    protected void arm(Direction direction) {
        // Every report is made already.
    }

    @Override
    protected void forget() {
        // The socket lets go of its end.
    }

    @Override
    protected boolean outside() {
        return false; // So the clock may jump while somebody waits for it.
    }
}
