package org.asyncio4j.bench.simulation;

import org.asyncio4j.Action;
import org.asyncio4j.test.Exploration;
import org.asyncio4j.test.Simulation;

/** The simulations as tests run by the test kit. */
final class TestKitSimulations extends Asyncio4jSimulations {

    public static void main(String[] arguments) throws Exception {
        new TestKitSimulations().suite().main(arguments);
    }

    @Override
    void run(Action<RuntimeException> test) throws Exception {
        Simulation.run(simulation -> test.run());
    }

    @Override
    void explore(int runs, Action<RuntimeException> test) {
        Exploration.of(runs).run(simulation -> test.run());
    }
}
