package org.asyncio4j.test;

import org.asyncio4j.Asyncio;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.IdleWait;
import org.asyncio4j.spi.LoopClock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The clock of a simulation, which moves only when nothing else can: {@code sleep}, time-outs,
 * {@code callLater} and everything built on them go by it.
 *
 * <p>At first it jumps to the next deadline by itself whenever all tasks wait (Trio's autojump). A
 * test that wants to step by hand says {@code autojump(false)} and then {@link #advance}s it.
 *
 * <p>While something outside the loop is awaited, a thread or a real socket, it does not jump,
 * since nobody knows what that will bring when: it stands still until that has come, or until as
 * much real time has passed as there was to the next deadline.
 *
 * <p>To be used in the simulation's loop.
 */
public final class TestClock implements LoopClock {
    /** When every simulation begins, for those who ask for dates. */
    public static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");

    /** The last moment there is: the one behind it stands for never. */
    private static final long LAST = Long.MAX_VALUE - 1;

    private volatile long now;

    /** Whether it jumps only as far as somebody advances it. */
    private boolean byHand;

    /** How far those who advance it at this moment want it to come. */
    private final List<Long> targets = new ArrayList<>();

    TestClock() {}

    /** The time since the simulation began. From any thread. */
    public Duration time() {
        return Duration.ofNanos(now);
    }

    /** The simulated date and time. From any thread. */
    public Instant instant() {
        return BEGIN.plusNanos(now);
    }

    /** This clock for code that asks a {@link Clock} for the date. From any thread. */
    public Clock asClock() {
        return new Dates(ZoneOffset.UTC);
    }

    /**
     * Whether it jumps by itself, as it does at first. Where it must not, a program in which all
     * wait for the clock ends with a {@link org.asyncio4j.DeadlockError}.
     */
    public void autojump(boolean on) {
        byHand = !on;
    }

    /**
     * Lets time pass: everything that is due until then happens, in its order and each at its own
     * moment, before this returns and the clock stands {@code duration} later, or further where
     * another task advances it as well. What is longer than 292 years is as long as that.
     *
     * <p>Gives way: yes. Cancellation: the clock stands where it has come to.
     *
     * @throws IllegalArgumentException if the duration is negative: time cannot go backwards
     * @throws IllegalStateException outside of the simulation's loop
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time cannot go backwards, by " + duration + ".");
        }
        Long target = after(duration);
        targets.add(target);
        try {
            Asyncio.sleep(Duration.ofNanos(target - now));
            settle(target);
        } finally {
            targets.remove(target);
        }
    }

    private long after(Duration duration) {
        boolean exists = duration.compareTo(Duration.ofNanos(LAST - now)) < 0;
        return exists ? now + duration.toNanos() : LAST;
    }

    /** What becomes due at the last moment because of what was due before it. */
    private void settle(long target) {
        Fiber fiber = Fiber.current();
        do {
            IdleWait.begin(fiber);
        } while (fiber.scheduler().earliestDeadline() <= target);
    }

    /** How far it may jump. */
    private long limit() {
        if (!byHand) {
            return Long.MAX_VALUE;
        }
        long furthest = now;
        for (long target : targets) {
            furthest = Math.max(furthest, target);
        }
        return furthest;
    }

    // ---------------------------------------------------------------- for the loop

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public boolean jumpTo(long deadline) {
        if (deadline > limit()) {
            return false;
        }
        now = Math.max(now, deadline);
        return true;
    }

    @Override
    public long realNanosUntil(long deadline) {
        return deadline > limit() ? Long.MAX_VALUE : Math.max(0, deadline - now);
    }

    @Override
    public boolean isVirtual() {
        return true;
    }

    @Override
    public String toString() {
        return "TestClock[" + time() + (byHand ? ", by hand" : "") + "]";
    }

    private final class Dates extends Clock {
        private final ZoneId zone;

        Dates(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new Dates(other);
        }

        @Override
        public Instant instant() {
            return TestClock.this.instant();
        }
    }
}
