package org.asyncio4j.test;

/** In which order a simulation runs the tasks that are ready. */
public enum Strategy {
    /**
     * First in, first out, as a loop does outside of tests: always that one order, only the seed
     * differs. With a thousand schedules the test runs a thousand times so.
     */
    FIFO,

    /** Each time any of those that are ready, by the seed. */
    RANDOM,

    /**
     * Each task has a priority by the seed, and the highest runs until it waits; at some moments,
     * by the seed too, the one that runs falls behind all others. Finds mistakes that need few
     * switches at the right places, also in long runs: PCT, of Burckhardt and others, 2010. Every
     * fourth run is in random order instead, for the mistakes that need many.
     */
    PRIORITIES,

    /**
     * One after the other all orders that differ from first in, first out in few choices, until
     * there are no more. For small tests.
     */
    EXHAUSTIVE
}
