package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.spi.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class ConductorTest {
    private static final Duration LONG = Duration.ofSeconds(3);

    private final FakeTurn a = new FakeTurn("a");
    private final FakeTurn b = new FakeTurn("b");
    private final List<String> trail = new ArrayList<>();

    private final Chooser last =
            new Chooser() {
                @Override
                public int choose(List<? extends Turn> ready) {
                    return ready.size() - 1;
                }

                @Override
                public void ended(Turn turn) {
                    trail.add("chooser: ended " + turn);
                }
            };

    private final Incidents incidents =
            new Incidents() {
                @Override
                public void tooManyTurns() {
                    trail.add("too many turns");
                }

                @Override
                public void doesNotRest() {
                    trail.add("does not rest");
                }

                @Override
                public void slowStep(String who, Duration running, StackTraceElement[] stack) {
                    trail.add(who + " runs for " + running + " at " + stack.length);
                }

                @Override
                public void waitInRealTime(Turn turn, StackTraceElement[] stack) {
                    trail.add(turn + " waits in real time at " + stack.length);
                }
            };

    private final TurnWatcher watcher =
            new TurnWatcher() {
                @Override
                public void chosen(List<? extends Turn> ready, int index) {
                    trail.add("chosen " + ready.get(index) + " of " + ready);
                }

                @Override
                public void begins(Turn turn) {
                    trail.add("begins " + turn);
                }

                @Override
                public void ends(Turn turn) {
                    trail.add("ends " + turn);
                }

                @Override
                public void over() {
                    trail.add("over");
                }
            };

    private final Conductor conductor = new Conductor(last, 3, incidents);

    private void turnOf(FakeTurn turn) {
        conductor.begins(turn);
        conductor.ends(turn);
    }

    @Test
    void asksTheChooserAndWritesDown() {
        assertEquals(1, conductor.choose(List.of(a, b)));
        assertEquals(2, conductor.choose(List.of(a, b, a)));
        assertEquals("0>1,1>2", Deviations.of(conductor.choices()).toString());
        assertEquals(3, conductor.choices().count(1));
    }

    @Test
    void tellsWhoWantsToKnow() {
        conductor.watchedBy(watcher);
        conductor.choose(List.of(a, b));
        turnOf(b);
        conductor.end();
        assertEquals(
                List.of("chosen b of [a, b]", "begins b", "chooser: ended b", "ends b", "over"),
                trail);
    }

    @Test
    void whenItIsOverNothingCounts() {
        turnOf(a);
        conductor.begins(a);
        conductor.watchedBy(watcher);
        conductor.end();
        conductor.ends(a);
        conductor.enteredFromOutside();
        conductor.waitsInRealTime(b, new StackTraceElement[0]);
        assertEquals(0, conductor.choose(List.of(a, b)), "first in, first out");
        turnOf(b);
        assertEquals(2, conductor.turns());
        assertEquals(0, conductor.choices().size());
        assertFalse(conductor.wasDisturbed());
        assertEquals(List.of("chooser: ended a", "over"), trail);
    }

    @Test
    void complainsOnceOfTooManyTurns() {
        for (int i = 0; i < 5; i++) {
            conductor.begins(a);
        }
        assertEquals(List.of("too many turns"), trail);
    }

    @Test
    void complainsAgainWhileItGoesOn() {
        for (int i = 0; i < 3_000; i++) {
            conductor.begins(a);
        }
        assertEquals(List.of("too many turns", "too many turns", "too many turns"), trail);
    }

    @Test
    void complainsOnceOfWhatGoesOnAfterTheEnd() {
        conductor.end();
        for (int i = 0; i < 200_000; i++) {
            turnOf(a);
        }
        assertEquals(List.of("does not rest"), trail);
        assertEquals(0, conductor.turns());
    }

    @Test
    void isDisturbedByWhatComesFromOutside() {
        conductor.enteredFromOutside();
        conductor.begins(a);
        assertFalse(conductor.wasDisturbed(), "that was the main task");
        assertTrue(conductor.isAlone());
        conductor.enteredFromOutside();
        assertTrue(conductor.wasDisturbed());
        assertFalse(conductor.isAlone());
    }

    @Test
    void handsOnWhatMayNotHappen() {
        StackTraceElement[] stack = new Throwable().getStackTrace();
        conductor.isSlow("a", LONG, stack);
        conductor.waitsInRealTime(b, stack);
        assertEquals(
                List.of(
                        "a runs for PT3S at " + stack.length,
                        "b waits in real time at " + stack.length),
                trail);
    }
}
