package org.asyncio4j.test;

import org.asyncio4j.Asyncio;

import java.time.Duration;
import java.util.Set;

/**
 * How a {@link Simulation} runs. {@code SimulationOptions.DEFAULT.withName("…")} and so on.
 *
 * @param name the name of the loop
 * @param realTime whether the clock is the real one, for tests of what is really outside
 * @param simulatedNetwork whether connections and servers of the test are on the simulation's
 *     network instead of the real one
 * @param slowStep how long a step may keep the loop
 * @param maxTurns after how many turns of its tasks it is taken for endless
 * @param timeout how long all of it may take in real time, where the annotations of JUnit's tests
 *     or {@link Cancellation#everywhere} run it; a simulation or an exploration by itself has no
 *     limit
 * @param allowed what it may leave behind
 */
public record SimulationOptions(
        String name,
        boolean realTime,
        boolean simulatedNetwork,
        Duration slowStep,
        long maxTurns,
        Duration timeout,
        Set<Leftover> allowed) {
    /** A virtual clock, the real network, one minute, nothing left behind. */
    public static final SimulationOptions DEFAULT =
            new SimulationOptions(
                    "simulation",
                    false,
                    false,
                    Asyncio.seconds(1),
                    10_000_000,
                    Asyncio.minutes(1),
                    Set.of());

    public SimulationOptions {
        allowed = Set.copyOf(allowed);
    }

    public SimulationOptions withName(String name) {
        return new SimulationOptions(
                name, realTime, simulatedNetwork, slowStep, maxTurns, timeout, allowed);
    }

    public SimulationOptions withRealTime(boolean realTime) {
        return new SimulationOptions(
                name, realTime, simulatedNetwork, slowStep, maxTurns, timeout, allowed);
    }

    public SimulationOptions withSimulatedNetwork(boolean simulatedNetwork) {
        return new SimulationOptions(
                name, realTime, simulatedNetwork, slowStep, maxTurns, timeout, allowed);
    }

    public SimulationOptions withSlowStep(Duration slowStep) {
        return new SimulationOptions(
                name, realTime, simulatedNetwork, slowStep, maxTurns, timeout, allowed);
    }

    public SimulationOptions withMaxTurns(long maxTurns) {
        return new SimulationOptions(
                name, realTime, simulatedNetwork, slowStep, maxTurns, timeout, allowed);
    }

    public SimulationOptions withTimeout(Duration timeout) {
        return new SimulationOptions(
                name, realTime, simulatedNetwork, slowStep, maxTurns, timeout, allowed);
    }

    public SimulationOptions withAllowed(Leftover... allowed) {
        return new SimulationOptions(
                name, realTime, simulatedNetwork, slowStep, maxTurns, timeout, Set.of(allowed));
    }

    boolean allows(Leftover leftover) {
        return allowed.contains(leftover);
    }
}
