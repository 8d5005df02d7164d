package org.asyncio4j.kernel;

/** The JVM's monotonic clock, counted from the clock's creation. */
final class SystemClock implements Clock {
    private final long origin = System.nanoTime();

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }

    @Override
    public boolean jumpTo(long deadline) {
        return false;
    }
}
