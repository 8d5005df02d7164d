package org.asyncio4j.test;

/** What {@link Cancellation} runs again and again. */
@FunctionalInterface
public interface CancellationBody {
    void run(Simulation simulation, Victim victim) throws Exception;
}
