package org.asyncio4j.test;

/** What a {@link Simulation} runs, as its main task. */
@FunctionalInterface
public interface SimulationBody {
    void run(Simulation simulation) throws Exception;
}
