package org.asyncio4j;

import java.time.Duration;

/** Durations as the loop counts them. */
final class Durations {
    private Durations() {}

    /** Nanoseconds; what is longer than 292 years is as long as that. */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The moment {@code delay} after {@code now}, at most the end of time. */
    static long after(long now, Duration delay) {
        long moment = now + nanos(delay);
        return moment < now && !delay.isNegative() ? Long.MAX_VALUE - 1 : moment;
    }

    /**
     * A number of seconds.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    static Duration ofSeconds(double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException("A duration must be a number of seconds, not NaN.");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
