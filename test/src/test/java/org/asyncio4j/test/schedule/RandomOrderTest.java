package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class RandomOrderTest {
    private static final List<FakeTurn> READY =
            List.of(new FakeTurn("a"), new FakeTurn("b"), new FakeTurn("c"));

    @Test
    void sameSeedMeansSameOrder() {
        assertEquals(first100(3), first100(3));
    }

    @Test
    void eachIsChosenAboutEquallyOften() {
        int[] counts = new int[3];
        RandomOrder order = new RandomOrder(1);
        for (int i = 0; i < 3000; i++) {
            counts[order.choose(READY)]++;
        }
        for (int count : counts) {
            assertTrue(count > 900 && count < 1100, List.of(counts[0], counts[1]).toString());
        }
    }

    private static List<Integer> first100(long seed) {
        RandomOrder order = new RandomOrder(seed);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            chosen.add(order.choose(READY));
        }
        return chosen;
    }
}
