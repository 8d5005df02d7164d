package org.asyncio4j.kernel;

import org.asyncio4j.spi.Reactor;

import java.util.concurrent.locks.LockSupport;

/** The reactor of a loop that has done no I/O yet: it parks its thread. */
final class ParkingReactor implements Reactor {
    private final Thread loopThread = Thread.currentThread();

    @Override
    public void poll(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        // A carrier's interrupt means nothing to a loop, but while set it would keep it from
        // parking.
        Thread.interrupted();
    }

    @Override
    public void wakeup() {
        LockSupport.unpark(loopThread);
    }

    @Override
    public void close() {}
}
