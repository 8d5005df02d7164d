package org.asyncio4j.kernel;

import org.asyncio4j.spi.LoopClock;

/** The JVM's monotonic clock, counted from the clock's creation. */
public final class SystemClock implements LoopClock {
    private final long origin = System.nanoTime();

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }

    @Override
    public boolean jumpTo(long deadline) {
        return false;
    }

    @Override
    public long realNanosUntil(long deadline) {
        return Math.max(0, deadline - nanos());
    }

    @Override
    public boolean isVirtual() {
        return false;
    }
}
