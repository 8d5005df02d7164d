package org.asyncio4j.bench.simulation;

import org.asyncio4j.bench.CountingBenchmark;

/** Counts what happens in a simulation. */
public final class Tally {

    private long events;
    private long checksum;

    /**
     * Something happened.
     *
     * @param mark what and when, in a number; marks are added up, so that those of one moment may
     *     come in any order
     */
    public void event(long mark) {
        events++;
        checksum += mark;
    }

    /** All that happened. */
    public CountingBenchmark.Result result() {
        return new CountingBenchmark.Result(events, checksum);
    }
}
