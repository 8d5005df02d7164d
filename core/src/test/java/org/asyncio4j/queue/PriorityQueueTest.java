package org.asyncio4j.queue;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PriorityQueueTest {
    private final PriorityQueue<Integer> queue = new PriorityQueue<>();

    @Test
    void givesTheLowestFirst() {
        run(() -> {
            List.of(3, 1, 2).forEach(queue::put);
            assertEquals(List.of(1, 2, 3), List.of(queue.get(), queue.get(), queue.get()));
        });
    }

    @Test
    void followsItsComparator() {
        run(() -> {
            PriorityQueue<String> longest =
                    new PriorityQueue<>(Comparator.comparing(String::length).reversed());
            List.of("a", "ccc", "bb").forEach(longest::put);
            longest.shutdown();
            List<String> got = new ArrayList<>();
            longest.forEach(got::add);
            assertEquals(List.of("ccc", "bb", "a"), got);
        });
    }

    /** As in CPython: what is lowest is decided when the getter runs. */
    @Test
    void aWokenGetterGetsWhatIsLowestWhenItRuns() {
        run(() -> {
            Task<Integer> getter = createTask(queue::get);
            settle();
            queue.put(5);
            queue.put(1);
            assertEquals(1, getter.await());
            assertEquals(5, queue.get());
        });
    }

    @Test
    void anItemThatCannotBeComparedIsRefusedAndChangesNothing() {
        run(() -> {
            PriorityQueue<Object> objects = new PriorityQueue<>(1);
            assertThrows(ClassCastException.class, () -> objects.put(new Object()));
            assertEquals(0, objects.size());
            assertEquals(0, objects.statistics().unfinished());
            objects.put(1);
        });
    }

    @Test
    void anItemThatIsRefusedAfterAWaitLeavesTheRoomToTheNext() {
        run(() -> {
            PriorityQueue<Object> objects = new PriorityQueue<>(1);
            List<String> trail = new ArrayList<>();
            objects.put(1);
            waiter(trail, "bad", () -> objects.put(new Object()));
            waiter(trail, "good", () -> objects.put(2));
            settle();
            assertEquals(1, objects.get());
            settle();
            assertEquals(List.of("bad ClassCastException", "good"), trail);
            assertEquals(2, objects.get());
        });
    }

    @Test
    void tellsItsState() {
        PriorityQueue<Integer> jobs = new PriorityQueue<>(3, Comparator.reverseOrder(), "jobs");
        assertEquals("PriorityQueue 'jobs' with 0/3", jobs.toString());
        assertEquals(3, jobs.maxsize());
        assertEquals(4, new PriorityQueue<Integer>(4).maxsize());
        assertEquals(5, new PriorityQueue<Integer>(5, Comparator.reverseOrder()).maxsize());
    }
}
