package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

@Timeout(10)
class TimerHeapTest {
    /** In the order in which timers are due. */
    private static final Comparator<Timer> DUE =
            Comparator.<Timer>comparingLong(timer -> timer.deadline)
                    .thenComparingLong(timer -> timer.sequence);

    private static final class Alarm extends Timer {
        @Override
        protected void fire() {}
    }

    private final TimerHeap heap = new TimerHeap();

    @Test
    void anEmptyHeapIsNeverDue() {
        assertTrue(heap.isEmpty());
        assertEquals(Long.MAX_VALUE, heap.earliestDeadline());
    }

    @Test
    void theEarliestLeavesFirst() {
        Timer late = add(30);
        Timer early = add(-10);
        Timer middle = add(20);
        assertEquals(-10, heap.earliestDeadline());
        assertEquals(List.of(early, middle, late), drain());
    }

    @Test
    void equalDeadlinesLeaveInTheOrderOfTheirRegistration() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            timers.add(add(7));
        }
        assertEquals(timers, drain());
    }

    @Test
    void aTimerThatIsInIsRemovedOnce() {
        Timer timer = add(1);
        assertTrue(timer.isScheduled());
        assertTrue(heap.remove(timer));
        assertFalse(timer.isScheduled());
        assertFalse(heap.remove(timer));
        assertTrue(heap.isEmpty());
    }

    @Test
    void aRemovedTimerCanComeBackLater() {
        Timer timer = add(5);
        Timer other = add(6);
        heap.remove(timer);
        heap.add(timer, 7);
        assertEquals(List.of(other, timer), drain());
    }

    @Test
    void theExtremesOfTimeAreInOrder() {
        Timer last = add(Long.MAX_VALUE);
        Timer first = add(Long.MIN_VALUE);
        Timer middle = add(0);
        assertEquals(List.of(first, middle, last), drain());
    }

    @Test
    void agreesWithASortedListUnderRandomUse() {
        for (int seed = 0; seed < 200; seed++) {
            agreesWithASortedList(seed);
        }
    }

    private void agreesWithASortedList(int seed) {
        Random random = new Random(seed);
        TimerHeap tried = new TimerHeap();
        List<Timer> model = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                Timer timer = new Alarm();
                // Few different deadlines, so that many are equal.
                tried.add(timer, random.nextInt(20));
                model.add(timer);
            } else if (choice < 8 && !model.isEmpty()) {
                Timer timer = model.remove(random.nextInt(model.size()));
                assertTrue(tried.remove(timer), "seed " + seed);
            } else if (!model.isEmpty()) {
                Timer expected = model.stream().min(DUE).orElseThrow();
                model.remove(expected);
                assertSame(expected, tried.removeEarliest(), "seed " + seed);
                assertFalse(expected.isScheduled(), "seed " + seed);
            }
            assertEquals(model.size(), tried.size(), "seed " + seed);
            assertEquals(
                    model.stream().mapToLong(each -> each.deadline).min().orElse(Long.MAX_VALUE),
                    tried.earliestDeadline(),
                    "seed " + seed);
        }
        model.sort(DUE);
        for (Timer expected : model) {
            assertSame(expected, tried.removeEarliest(), "seed " + seed);
        }
        assertTrue(tried.isEmpty(), "seed " + seed);
    }

    private Timer add(long deadline) {
        Timer timer = new Alarm();
        heap.add(timer, deadline);
        return timer;
    }

    private List<Timer> drain() {
        List<Timer> timers = new ArrayList<>();
        while (!heap.isEmpty()) {
            timers.add(heap.removeEarliest());
        }
        return timers;
    }
}
