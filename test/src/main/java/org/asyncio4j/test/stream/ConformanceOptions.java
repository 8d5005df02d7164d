package org.asyncio4j.test.stream;

import org.asyncio4j.test.Seed;
import org.asyncio4j.test.SimulationOptions;

import java.time.Duration;

/**
 * How a conformance suite checks. {@code ConformanceOptions.DEFAULT.withRounds(100)} and so on.
 *
 * @param simulation how the cases are run
 * @param seed what the random cases take their sizes, orders and moments from
 * @param rounds how often they repeat that, each time with other numbers
 * @param patience how long a case may take on the loop's clock, which stands while it works in
 *     memory
 * @param backPressure whether a sender waits while nobody receives; without it, that is not checked
 */
public record ConformanceOptions(
        SimulationOptions simulation,
        Seed seed,
        int rounds,
        Duration patience,
        boolean backPressure) {
    /** A virtual clock, twenty rounds, ten seconds, with back-pressure. */
    public static final ConformanceOptions DEFAULT =
            new ConformanceOptions(
                    SimulationOptions.DEFAULT, new Seed(1), 20, Duration.ofSeconds(10), true);

    public ConformanceOptions withSimulation(SimulationOptions simulation) {
        return new ConformanceOptions(simulation, seed, rounds, patience, backPressure);
    }

    public ConformanceOptions withSeed(Seed seed) {
        return new ConformanceOptions(simulation, seed, rounds, patience, backPressure);
    }

    public ConformanceOptions withRounds(int rounds) {
        return new ConformanceOptions(simulation, seed, rounds, patience, backPressure);
    }

    public ConformanceOptions withPatience(Duration patience) {
        return new ConformanceOptions(simulation, seed, rounds, patience, backPressure);
    }

    public ConformanceOptions withBackPressure(boolean backPressure) {
        return new ConformanceOptions(simulation, seed, rounds, patience, backPressure);
    }
}
