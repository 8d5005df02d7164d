package org.asyncio4j.queue;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Puts into a queue and a plain list, gets from both, at random and under cancellation: they must
 * agree about every item. Who gets, and who puts, must have waited longest, unless others overtake
 * by {@code getNowait} and {@code putNowait}.
 */
final class QueueModel {
    private final Random random;
    private final Queue<Integer> queue;
    private final Function<List<Integer>, Integer> removal;
    private final int maxsize;

    /** Whether items and room are taken from those who were woken for them. */
    private final boolean overtaking;

    private final List<Integer> model = new ArrayList<>();
    private final Set<Task<?>> getters = new LinkedHashSet<>();
    private final Set<Task<?>> putters = new LinkedHashSet<>();
    private int unfinished;

    /**
     * @param removal takes out of the list what the queue is to give next
     */
    QueueModel(
            Random random,
            IntFunction<Queue<Integer>> queue,
            Function<List<Integer>, Integer> removal) {
        this.random = random;
        this.maxsize = random.nextInt(4);
        this.queue = queue.apply(maxsize);
        this.removal = removal;
        this.overtaking = random.nextBoolean();
    }

    void run() {
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tasks.add(createTask(this::produce));
            tasks.add(createTask(this::consume));
        }
        for (int i = 0; i < 25; i++) {
            pause();
            act(tasks);
        }
        sleep(seconds(1));
        checkNobodyWaitsInVain();
        queue.shutdown(random.nextBoolean());
        gatherSettled(tasks);
        for (Task<Void> task : tasks) {
            assertTrue(
                    task.isCancelled()
                            || task.exception() == null
                            || task.exception() instanceof QueueShutDownException,
                    task::toString);
        }
    }

    private void act(List<Task<Void>> tasks) {
        switch (random.nextInt(4)) {
            case 0 -> {
                if (overtaking && !queue.isEmpty()) {
                    got(queue.getNowait());
                }
            }
            case 1 -> {
                if (overtaking && !queue.isFull()) {
                    int item = random.nextInt(1_000_000);
                    queue.putNowait(item);
                    put(item);
                }
            }
            default -> tasks.get(random.nextInt(tasks.size())).cancel();
        }
        assertEquals(model.size(), queue.size());
        assertEquals(unfinished, queue.statistics().unfinished());
    }

    /** All have done what they can by now. */
    private void checkNobodyWaitsInVain() {
        Queue.Statistics statistics = queue.statistics();
        assertTrue(queue.isEmpty() || statistics.waitingToGet() == 0);
        assertTrue(queue.isFull() || statistics.waitingToPut() == 0);
    }

    private void produce() {
        for (int i = 0; i < 10; i++) {
            pause();
            int item = random.nextInt(1_000_000);
            inTurn(
                    putters,
                    () -> {
                        queue.put(item);
                        put(item);
                    });
        }
    }

    private void consume() {
        for (int i = 0; i < 12; i++) {
            pause();
            inTurn(getters, () -> got(queue.get()));
            if (random.nextBoolean()) {
                queue.taskDone();
                unfinished--;
            }
        }
    }

    private void put(int item) {
        model.add(item);
        unfinished++;
        assertTrue(maxsize == 0 || model.size() <= maxsize);
    }

    private void got(int item) {
        assertEquals(removal.apply(model), item);
    }

    private void inTurn(Set<Task<?>> line, Runnable work) {
        Task<?> me = currentTask();
        line.add(me);
        try {
            work.run();
            assertTrue(overtaking || me == firstIn(line));
        } finally {
            line.remove(me);
        }
    }

    /** Who was cancelled leaves at once, though it notices only at its next turn. */
    private static Task<?> firstIn(Set<Task<?>> line) {
        return line.stream()
                .filter(task -> task == currentTask() || task.cancelling() == 0)
                .findFirst()
                .orElseThrow();
    }

    private void pause() {
        int length = random.nextInt(4);
        if (length == 1) {
            yieldNow();
        } else if (length > 1) {
            sleep(millis(length));
        }
    }
}
