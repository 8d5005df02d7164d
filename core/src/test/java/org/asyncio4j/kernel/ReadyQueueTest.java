package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

@Timeout(10)
class ReadyQueueTest {
    private final ReadyQueue queue = new ReadyQueue();

    @Test
    void whatComesFirstLeavesFirst() {
        queue.addLast("a");
        queue.addLast("b");
        queue.addLast("c");
        assertEquals(List.of("a", "b", "c"), drain());
        assertTrue(queue.isEmpty());
    }

    @Test
    void addFirstOvertakesAll() {
        queue.addLast("b");
        queue.addFirst("a");
        assertEquals(List.of("a", "b"), drain());
    }

    @Test
    void addSecondOvertakesAllButTheFirst() {
        queue.addLast("a");
        queue.addLast("c");
        queue.addSecond("b");
        assertEquals(List.of("a", "b", "c"), drain());
    }

    @Test
    void growsFromEveryOffsetWithoutLosingTheOrder() {
        for (int offset = 0; offset < 64; offset++) {
            ReadyQueue ring = new ReadyQueue();
            for (int i = 0; i < offset; i++) {
                ring.addLast("before");
                ring.removeFirst();
            }
            for (int i = 0; i < 200; i++) {
                ring.addLast(i);
            }
            for (int i = 0; i < 200; i++) {
                assertEquals(i, ring.removeFirst(), "offset " + offset);
            }
        }
    }

    @Test
    void growsWhenTheFirstPlaceIsTaken() {
        for (int i = 63; i >= 0; i--) {
            queue.addFirst(i);
        }
        queue.addFirst(-1);
        for (int i = -1; i < 64; i++) {
            assertEquals(i, queue.removeFirst());
        }
    }

    @Test
    void agreesWithAListUnderRandomUse() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ReadyQueue ring = new ReadyQueue();
            List<Object> model = new ArrayList<>();
            for (int step = 0; step < 500; step++) {
                Object entry = step;
                switch (random.nextInt(7)) {
                    case 0, 1, 2 -> {
                        ring.addLast(entry);
                        model.add(entry);
                    }
                    case 3 -> {
                        ring.addFirst(entry);
                        model.addFirst(entry);
                    }
                    case 4 -> {
                        if (!model.isEmpty()) {
                            ring.addSecond(entry);
                            model.add(1, entry);
                        }
                    }
                    case 5 -> {
                        if (!model.isEmpty()) {
                            int index = random.nextInt(model.size());
                            assertSame(model.get(index), ring.get(index), "seed " + seed);
                            assertSame(model.remove(index), ring.remove(index), "seed " + seed);
                        }
                    }
                    default -> {
                        if (!model.isEmpty()) {
                            assertSame(model.removeFirst(), ring.removeFirst(), "seed " + seed);
                        }
                    }
                }
                assertEquals(model.size(), ring.size(), "seed " + seed);
                assertEquals(model.isEmpty(), ring.isEmpty(), "seed " + seed);
            }
        }
    }

    private List<Object> drain() {
        List<Object> entries = new ArrayList<>();
        while (!queue.isEmpty()) {
            entries.add(queue.removeFirst());
        }
        return entries;
    }
}
