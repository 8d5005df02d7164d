package org.asyncio4j.test.network;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Which faults happen at random, and until when: {@link SimulatedNetwork#faults}.
 *
 * <pre>{@code
 * FaultPlan.of(minutes(5), hosts)
 *         .withPartitions(seconds(20), seconds(5))
 *         .withCrashes(minutes(1), seconds(10))
 * }</pre>
 *
 * <p>Each kind happens at times that are random with the given mean, one after the other; different
 * kinds overlap.
 *
 * @param length how long it goes on; then all links are healed and these hosts are up
 * @param hosts what it happens to
 * @param partitions cuts: one host, two groups, or one direction between two hosts
 * @param delays times in which one host is slow to reach and to hear of
 * @param delay how slow
 * @param resets moments in which the connections between two hosts are reset
 * @param crashes crashes of one host each, which then is restarted; only of hosts that were
 *     {@linkplain SimulatedHost#start started}
 */
public record FaultPlan(
        Duration length,
        List<SimulatedHost> hosts,
        Rate partitions,
        Rate delays,
        Duration delay,
        Rate resets,
        Rate crashes) {
    /**
     * @param interval how long it is, on average, from the end of one to the next; null for never
     * @param duration how long one lasts, on average
     */
    public record Rate(Duration interval, Duration duration) {
        static final Rate NEVER = new Rate(null, Duration.ZERO);

        public Rate {
            if (interval != null && !interval.isPositive() || duration.isNegative()) {
                throw new IllegalArgumentException(
                        "Faults cannot happen every " + interval + " for " + duration + ".");
            }
        }
    }

    public FaultPlan {
        hosts = List.copyOf(new LinkedHashSet<>(hosts));
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("There is no host for faults to happen to.");
        }
        if (length.isNegative() || delay.isNegative()) {
            throw new IllegalArgumentException(
                    "Faults cannot go on for " + length + ", or be a delay of " + delay + ".");
        }
    }

    /** A plan without faults, for some hosts. */
    public static FaultPlan of(Duration length, List<SimulatedHost> hosts) {
        return new FaultPlan(
                length, hosts, Rate.NEVER, Rate.NEVER, Duration.ZERO, Rate.NEVER, Rate.NEVER);
    }

    /**
     * @param interval how long it is, on average, from the end of one to the next
     * @param duration how long one lasts, on average
     */
    public FaultPlan withPartitions(Duration interval, Duration duration) {
        Rate rate = new Rate(interval, duration);
        return new FaultPlan(length, hosts, rate, delays, delay, resets, crashes);
    }

    /**
     * @param interval how long it is, on average, from the end of one to the next
     * @param duration how long one lasts, on average
     * @param by how much latency comes on top, each way
     */
    public FaultPlan withDelays(Duration interval, Duration duration, Duration by) {
        Rate rate = new Rate(interval, duration);
        return new FaultPlan(length, hosts, partitions, rate, by, resets, crashes);
    }

    /**
     * @param interval how long it is, on average, from one to the next
     */
    public FaultPlan withResets(Duration interval) {
        Rate rate = new Rate(interval, Duration.ZERO);
        return new FaultPlan(length, hosts, partitions, delays, delay, rate, crashes);
    }

    /**
     * @param interval how long it is, on average, from a restart to the next crash
     * @param duration how long the host is down, on average
     */
    public FaultPlan withCrashes(Duration interval, Duration duration) {
        Rate rate = new Rate(interval, duration);
        return new FaultPlan(length, hosts, partitions, delays, delay, resets, rate);
    }
}
