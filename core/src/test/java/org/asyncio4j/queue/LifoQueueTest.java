package org.asyncio4j.queue;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LifoQueueTest {
    private final LifoQueue<Integer> queue = new LifoQueue<>();

    @Test
    void givesTheNewestFirst() {
        run(() -> {
            List.of(1, 2, 3).forEach(queue::put);
            assertEquals(List.of(3, 2, 1), List.of(queue.get(), queue.get(), queue.get()));
        });
    }

    /** As in CPython: what is newest is decided when the getter runs. */
    @Test
    void aWokenGetterGetsWhatIsNewestWhenItRuns() {
        run(() -> {
            Task<Integer> getter = createTask(queue::get);
            settle();
            queue.put(1);
            queue.put(2);
            assertEquals(2, getter.await());
            assertEquals(1, queue.get());
        });
    }

    @Test
    void tellsItsState() {
        assertEquals("LifoQueue 'stack' with 0/3", new LifoQueue<>(3, "stack").toString());
        assertEquals(2, new LifoQueue<>(2).maxsize());
    }
}
