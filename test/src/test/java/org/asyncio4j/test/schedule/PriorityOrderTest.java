package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

@Timeout(10)
class PriorityOrderTest {
    private final FakeTurn a = new FakeTurn("a");
    private final FakeTurn b = new FakeTurn("b");
    private final FakeTurn c = new FakeTurn("c");

    /** Has so many turns among these, none of whom gives way. */
    private static String run(PriorityOrder order, int turns, FakeTurn... ready) {
        StringBuilder trail = new StringBuilder();
        for (int i = 0; i < turns; i++) {
            FakeTurn next = ready[order.choose(List.of(ready))];
            trail.append(next);
            order.ended(next);
        }
        return trail.toString();
    }

    @Test
    void sameSeedMeansSameOrder() {
        for (int seed = 0; seed < 50; seed++) {
            assertEquals(
                    run(new PriorityOrder(seed, 100), 200, a, b, c),
                    run(new PriorityOrder(seed, 100), 200, a, b, c));
        }
    }

    private static int changes(String trail) {
        int count = 0;
        for (int i = 1; i < trail.length(); i++) {
            count += trail.charAt(i) == trail.charAt(i - 1) ? 0 : 1;
        }
        return count;
    }

    /** Every fourth run is in random order. */
    @Test
    void inMostRunsTheHighestPriorityRunsButForAFewChanges() {
        Map<Boolean, Integer> few = new HashMap<>();
        Set<Integer> counts = new HashSet<>();
        for (int seed = 0; seed < 400; seed++) {
            int changes = changes(run(new PriorityOrder(seed, 100), 200, a, b, c));
            counts.add(changes);
            few.merge(changes <= 5, 1, Integer::sum);
        }
        assertTrue(few.get(true) > 270 && few.get(true) < 330, few.toString());
        assertTrue(counts.containsAll(Set.of(0, 1, 2, 3, 4)), counts.toString());
    }

    @Test
    void changesComeWithinTheExpectedLength() {
        int late = 0;
        for (int seed = 0; seed < 400; seed++) {
            String trail = run(new PriorityOrder(seed, 10), 200, a, b, c);
            late += changes(trail.substring(10)) == 0 ? 0 : 1;
        }
        assertTrue(late > 70 && late < 130, "only those in random order, but " + late);
    }

    @Test
    void whereThereIsNoLengthItStillChooses() {
        for (int seed = 0; seed < 50; seed++) {
            assertEquals(20, run(new PriorityOrder(seed, 0), 20, a, b).length());
        }
    }

    @Test
    void eachPermutationComes() {
        Set<String> orders = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            PriorityOrder order = new PriorityOrder(seed, 1_000_000);
            List<FakeTurn> ready = new ArrayList<>(List.of(a, b, c));
            StringBuilder trail = new StringBuilder();
            while (ready.size() > 1) {
                FakeTurn next = ready.remove(order.choose(ready));
                order.ended(next);
                trail.append(next);
            }
            orders.add(trail.append(ready.getFirst()).toString());
        }
        assertEquals(Set.of("abc", "acb", "bac", "bca", "cab", "cba"), orders);
    }

    @Test
    void whoSpinsStarvesNobody() {
        a.whichGivesWay();
        for (int seed = 0; seed < 200; seed++) {
            String trail = run(new PriorityOrder(seed, 100), 30, a, b);
            assertTrue(trail.contains("b"), "seed " + seed + ": " + trail);
        }
    }

    @Test
    void whoWakeEachOtherStarveNobodyForEver() {
        for (int seed = 0; seed < 50; seed++) {
            PriorityOrder order = new PriorityOrder(seed, 100);
            String trail = run(order, 1, a, c) + run(order, 2_000, c, a, b);
            assertTrue(trail.contains("c"), "seed " + seed);
        }
    }
}
