package org.asyncio4j.bench;

/** The body of a benchmark: opens its loop, does the work so many times, and closes the loop. */
@FunctionalInterface
public interface Benchmark {

    /**
     * Does the work.
     *
     * @param operations how many times
     * @throws Exception if the work cannot be done; the measurement is then void
     */
    void run(int operations) throws Exception;
}
