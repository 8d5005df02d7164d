package org.asyncio4j.kernel;

import org.asyncio4j.spi.LoopClock;

/**
 * A clock that stands still while tasks run and jumps to the next deadline when all of them wait
 * for the clock. While something outside is awaited it goes at the speed of the real one: what is
 * awaited may itself wait for this loop's time.
 */
public final class VirtualClock implements LoopClock {
    private volatile long now;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public boolean jumpTo(long deadline) {
        now = Math.max(now, deadline);
        return true;
    }

    @Override
    public long realNanosUntil(long deadline) {
        return Math.max(0, deadline - now);
    }

    @Override
    public boolean isVirtual() {
        return true;
    }
}
