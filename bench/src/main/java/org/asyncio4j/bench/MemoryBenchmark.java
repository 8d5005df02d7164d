package org.asyncio4j.bench;

/** The body of a benchmark that looks at the process while very many tasks sleep. */
@FunctionalInterface
public interface MemoryBenchmark {

    /**
     * Starts the tasks, waits until each of them sleeps, calls {@code allAsleep} once, and then
     * lets the tasks end.
     *
     * @param operations how many tasks
     * @param allAsleep takes the measurement
     * @throws Exception if the work cannot be done; the measurement is then void
     */
    void run(int operations, Runnable allAsleep) throws Exception;
}
