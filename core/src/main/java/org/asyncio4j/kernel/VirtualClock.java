package org.asyncio4j.kernel;

/**
 * A clock that stands still while tasks run and jumps to the next deadline when all of them wait
 * for the clock. While something outside is awaited it stands still too.
 */
final class VirtualClock implements Clock {
    private long now;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public boolean jumpTo(long deadline) {
        now = Math.max(now, deadline);
        return true;
    }
}
