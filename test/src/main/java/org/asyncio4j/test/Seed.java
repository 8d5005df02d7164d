package org.asyncio4j.test;

import java.util.Random;

/**
 * What all chance in a simulation comes from: the order of tasks where that is explored, the faults
 * of a network, the data of a test.
 *
 * <p>Written as {@code 17}, or {@code 17:3>1,9>2} where the order of tasks is first in, first out
 * but for some choices; that is what {@code -Dasyncio4j.seed=…} takes to run a simulation again.
 *
 * @param value the number
 */
public record Seed(long value) {
    /** A generator of the same numbers each time: for a test's data. */
    public Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
