package org.asyncio4j.bench;

/** The body of a benchmark that tells itself how much happened, and what came of it. */
@FunctionalInterface
public interface CountingBenchmark {

    /**
     * Does the work.
     *
     * @param amount how much of it
     * @throws Exception if the work cannot be done; the measurement is then void
     */
    Result run(int amount) throws Exception;

    /**
     * What happened; the same for everybody who does the same amount.
     *
     * @param events how many events there were, by which the time is divided
     * @param checksum a number that another order of events, or another time of one, would change
     */
    record Result(long events, long checksum) {}
}
