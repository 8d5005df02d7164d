package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

@Timeout(10)
class ShrinkerTest {
    private static final int MANY = 500;
    private static final long LONG = 5_000_000_000L;

    /** A program of so many choices among so many that fails where the predicate says so. */
    private static Shrinker.Trial program(int length, int ready, Predicate<List<Integer>> failing) {
        List<FakeTurn> turns = new ArrayList<>();
        for (int i = 0; i < ready; i++) {
            turns.add(new FakeTurn("t" + i));
        }
        return deviations -> {
            DeviatingOrder order = new DeviatingOrder(deviations);
            Choices choices = new Choices();
            List<Integer> chosen = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                chosen.add(order.choose(turns));
                choices.add(ready, chosen.getLast());
            }
            return new Shrinker.Attempt(failing.test(chosen), choices);
        };
    }

    private static Deviations random(long seed, int length, int ready) {
        Random random = new Random(seed);
        Choices choices = new Choices();
        for (int i = 0; i < length; i++) {
            choices.add(ready, random.nextInt(ready));
        }
        return Deviations.of(choices);
    }

    @Test
    void leavesWhatIsNeeded() {
        Shrinker.Trial program =
                program(400, 3, chosen -> chosen.get(100) == 2 && chosen.get(301) == 1);
        int shrunk = 0;
        for (int seed = 0; seed < 200; seed++) {
            Deviations failing = random(seed, 400, 3);
            if (program.run(failing).fails()) {
                Shrinker shrinker = new Shrinker(program, MANY, LONG);
                assertEquals("100>2,301>1", shrinker.shrink(failing).toString(), "seed " + seed);
                shrunk++;
            }
        }
        assertTrue(shrunk > 10, "tried " + shrunk);
    }

    @Test
    void whatFailsAnywayNeedsNoDeviation() {
        Shrinker shrinker = new Shrinker(program(100, 2, _ -> true), MANY, LONG);
        assertEquals(Deviations.NONE, shrinker.shrink(random(1, 100, 2)));
        assertEquals(1, shrinker.runs());
    }

    /** Either of two; the one alone cannot be reached by leaving out. */
    @Test
    void findsWhatLeavingOutDoesNot() {
        Shrinker.Trial program =
                program(
                        20,
                        2,
                        chosen ->
                                chosen.get(3) == 1 && chosen.get(12) == 1 && chosen.get(7) == 0
                                        || chosen.get(17) == 1 && chosen.get(12) == 0);
        Shrinker shrinker = new Shrinker(program, MANY, LONG);
        assertEquals("17>1", shrinker.shrink(Deviations.parse("3>1,5>1,12>1,13>1")).toString());
    }

    @Test
    void overtakesAsFewAsPossible() {
        Shrinker.Trial program = program(10, 9, chosen -> chosen.get(4) >= 3);
        Shrinker shrinker = new Shrinker(program, MANY, LONG);
        assertEquals("4>3", shrinker.shrink(Deviations.parse("2>5,4>8")).toString());
    }

    @Test
    void writesDownWhatWasReallyDone() {
        Shrinker.Trial program = program(10, 3, chosen -> chosen.get(4) == 2);
        Shrinker shrinker = new Shrinker(program, MANY, LONG);
        assertEquals("4>2", shrinker.shrink(Deviations.parse("4>7,90>1")).toString());
    }

    @Test
    void stopsAfterSoManyRuns() {
        Random random = new Random(1);
        for (int most = 1; most < 60; most++) {
            Shrinker.Trial program =
                    program(200, 2, chosen -> chosen.stream().mapToInt(i -> i).sum() > 50);
            Shrinker shrinker = new Shrinker(program, most, LONG);
            Deviations failing = random(random.nextLong(), 200, 2);
            Deviations least = shrinker.shrink(failing);
            assertTrue(program.run(least).fails());
            assertTrue(shrinker.runs() <= most, shrinker.runs() + " of " + most);
        }
    }

    @Test
    void saysWhetherThereMayBeFewer() {
        Shrinker.Trial program =
                program(30, 2, chosen -> chosen.get(10) == 1 && chosen.get(20) == 1);
        for (int most : new int[] {1, 20, MANY}) {
            Shrinker shrinker = new Shrinker(program, most, LONG);
            shrinker.shrink(Deviations.parse("10>1,20>1"));
            assertEquals(most == MANY, shrinker.isFewest(), most + " runs");
        }
        Shrinker one = new Shrinker(program(30, 2, chosen -> chosen.get(10) == 1), 1, LONG);
        one.shrink(Deviations.parse("10>1"));
        assertTrue(one.isFewest(), "since first in, first out passes");
    }

    @Test
    void stopsWhenTheTimeIsUp() {
        Shrinker.Trial program = program(200, 2, chosen -> chosen.contains(1));
        Shrinker shrinker = new Shrinker(program, MANY, 0);
        Deviations failing = random(1, 200, 2);
        assertEquals(failing, shrinker.shrink(failing));
        assertEquals(1, shrinker.runs(), "the look at first in, first out");
    }

    /** Whatever fails: what is left fails too, and is not longer. */
    @Test
    void whatIsLeftFails() {
        for (int seed = 0; seed < 100; seed++) {
            int salt = seed;
            Shrinker.Trial program =
                    program(
                            30,
                            3,
                            chosen -> {
                                int sum = chosen.stream().mapToInt(i -> i).sum();
                                return sum > 0 && (chosen.hashCode() ^ salt) % 4 == 0;
                            });
            Deviations failing = random(seed, 30, 3);
            if (program.run(failing).fails()) {
                Deviations least = new Shrinker(program, MANY, LONG).shrink(failing);
                assertTrue(program.run(least).fails(), "seed " + seed);
                assertTrue(least.size() <= failing.size(), "seed " + seed);
            }
        }
    }
}
