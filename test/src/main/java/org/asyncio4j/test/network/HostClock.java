package org.asyncio4j.test.network;

import org.asyncio4j.test.TestClock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** What a host takes for the date and time. */
final class HostClock extends Clock {
    private static final double MILLION = 1e6;

    private final SimulatedNetwork network;
    private Duration ahead = Duration.ZERO;
    private double drift;

    /** Since when it drifts as it does. */
    private long driftsSince;

    HostClock(SimulatedNetwork network) {
        this.network = network;
    }

    void skew(Duration amount) {
        ahead = amount;
        driftsSince = network.nanos();
    }

    void drift(double partsPerMillion) {
        ahead = ahead.plusNanos(drifted());
        driftsSince = network.nanos();
        drift = partsPerMillion;
    }

    private long drifted() {
        return Math.round((network.nanos() - driftsSince) * drift / MILLION);
    }

    @Override
    public Instant instant() {
        return TestClock.BEGIN.plusNanos(network.nanos() + drifted()).plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new Zoned(this, zone);
    }

    private static final class Zoned extends Clock {
        private final HostClock clock;
        private final ZoneId zone;

        Zoned(HostClock clock, ZoneId zone) {
            this.clock = clock;
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new Zoned(clock, other);
        }
    }
}
