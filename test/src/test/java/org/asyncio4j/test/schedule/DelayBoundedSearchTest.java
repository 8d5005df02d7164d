package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

@Timeout(10)
class DelayBoundedSearchTest {
    /** A program: how many are ready at a choice, after what was chosen before; 1 ends it. */
    @FunctionalInterface
    private interface Program {
        int ready(List<Integer> chosen);

        /** What it does in this order. */
        default Choices run(Deviations deviations) {
            DeviatingOrder order = new DeviatingOrder(deviations);
            Choices choices = new Choices();
            List<Integer> chosen = new ArrayList<>();
            for (int ready = ready(chosen); ready > 1; ready = ready(chosen)) {
                List<FakeTurn> turns = new ArrayList<>();
                for (int i = 0; i < ready; i++) {
                    turns.add(new FakeTurn("t" + i));
                }
                int next = order.choose(turns);
                choices.add(ready, next);
                chosen.add(next);
            }
            return choices;
        }

        /** All of its runs, in any order. */
        default void collectRuns(List<Integer> chosen, TreeSet<String> runs) {
            int ready = ready(chosen);
            if (ready <= 1) {
                runs.add(chosen.toString());
            }
            for (int next = 0; ready > 1 && next < ready; next++) {
                List<Integer> longer = new ArrayList<>(chosen);
                longer.add(next);
                collectRuns(longer, runs);
            }
        }
    }

    private static List<String> search(DelayBoundedSearch search, Program program, int most) {
        List<String> tried = new ArrayList<>();
        Deviations next = search.next();
        while (next != null && tried.size() < most) {
            Choices choices = program.run(next);
            assertEquals(next, Deviations.of(choices), "what it asks for happens");
            List<Integer> chosen = new ArrayList<>();
            for (int i = 0; i < choices.size(); i++) {
                chosen.add(choices.chosen(i));
            }
            tried.add(chosen.toString());
            search.ran(choices);
            next = tried.size() < most ? search.next() : null;
        }
        return tried;
    }

    /** A program whose shape is chance, but the same each time. */
    private static Program program(long seed) {
        return chosen -> {
            Random random = new Random(seed * 31 + chosen.hashCode());
            return chosen.size() > random.nextInt(6) ? 1 : 2 + random.nextInt(3);
        };
    }

    @Test
    void triesEachOrderOnce() {
        for (int seed = 0; seed < 300; seed++) {
            TreeSet<String> all = new TreeSet<>();
            program(seed).collectRuns(List.of(), all);
            DelayBoundedSearch search = new DelayBoundedSearch(1_000_000);
            List<String> tried = search(search, program(seed), 1_000_000);
            assertEquals(tried.size(), new HashSet<>(tried).size(), "seed " + seed);
            assertEquals(all, new TreeSet<>(tried), "seed " + seed);
            assertTrue(search.isComplete(), "seed " + seed);
        }
    }

    @Test
    void fewDeviationsComeFirst() {
        Program program = chosen -> chosen.size() == 4 ? 1 : 3;
        DelayBoundedSearch search = new DelayBoundedSearch(81);
        int before = 0;
        for (int i = 0; i < 81; i++) {
            Deviations next = search.next();
            assertTrue(next.size() >= before, next.toString());
            before = next.size();
            search.ran(program.run(next));
        }
        assertEquals(4, before);
        assertTrue(search.isComplete());
    }

    @Test
    void knowsThatItWasStoppedEarly() {
        for (int most = 1; most < 81; most++) {
            DelayBoundedSearch search = new DelayBoundedSearch(most);
            assertEquals(most, search(search, chosen -> chosen.size() == 4 ? 1 : 3, most).size());
            assertFalse(search.isComplete(), "after " + most);
        }
    }

    /** It remembers no more than it will try, and yet tries all it may. */
    @Test
    void givesAsManyAsItIsAskedFor() {
        Program wide = chosen -> chosen.size() == 50 ? 1 : 20;
        for (int most : new int[] {1, 2, 949, 950, 951, 952, 3000}) {
            DelayBoundedSearch search = new DelayBoundedSearch(most);
            List<String> tried = search(search, wide, most);
            assertEquals(most, new HashSet<>(tried).size());
        }
    }

    @Test
    void aProgramWithoutChoiceHasOneOrder() {
        DelayBoundedSearch search = new DelayBoundedSearch(100);
        assertEquals(List.of("[]"), search(search, _ -> 1, 100));
        assertTrue(search.isComplete());
        assertNull(search.next());
    }

    @Test
    void isNotCompleteBeforeItHasBegun() {
        assertFalse(new DelayBoundedSearch(100).isComplete());
    }

    @Test
    void goesNoDeeperThanItMay() {
        DelayBoundedSearch search = new DelayBoundedSearch(1000, 1);
        assertEquals(1 + 8, search(search, chosen -> chosen.size() == 4 ? 1 : 3, 1000).size());
    }
}
