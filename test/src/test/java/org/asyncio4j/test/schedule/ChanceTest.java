package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Random;

@Timeout(10)
class ChanceTest {
    @Test
    void sameSeedMeansSameNumbers() {
        assertEquals(Chance.of(7, "a").nextLong(), Chance.of(7, "a").nextLong());
    }

    /** Seeds are written down and must mean the same in years. */
    @Test
    void numbersAreThoseOfEver() {
        assertEquals(4839709439731464888L, Chance.of(0, "order").nextLong());
    }

    @Test
    void purposesAreApart() {
        assertNotEquals(Chance.of(7, "a").nextLong(), Chance.of(7, "b").nextLong());
    }

    @Test
    void neighbouringSeedsBeginUnlike() {
        int heads = 0;
        for (int seed = 0; seed < 1000; seed++) {
            heads += Chance.of(seed, "a").nextBoolean() ? 1 : 0;
        }
        assertTrue(heads > 400 && heads < 600, heads + " of 1000");
        for (int seed = 0; seed < 1000; seed++) {
            assertTrue(new Random(seed).nextBoolean(), "The reason is gone: " + seed);
        }
    }
}
