package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Task;
import org.asyncio4j.queue.LifoQueue;
import org.asyncio4j.queue.PriorityQueue;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueShutDownException;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

@Timeout(60)
class QueueTest {
    @Orders
    void firstInFirstOut(Strategy strategy) {
        Model.explore(strategy, seed -> new Users(seed, Queue::new, List::removeFirst));
    }

    @Orders
    void lastInFirstOut(Strategy strategy) {
        Model.explore(strategy, seed -> new Users(seed, LifoQueue::new, List::removeLast));
    }

    @Orders
    void lowestFirst(Strategy strategy) {
        Model.explore(strategy, seed -> new Users(seed, PriorityQueue::new, Users::removeLowest));
    }

    /**
     * Puts into a queue and a plain list, and gets from both: they must agree about every item. Who
     * gets, and who puts, must have waited longest, unless others overtake by {@code getNowait} and
     * {@code putNowait}. Nobody waits for what is there.
     */
    private static final class Users extends Model {
        private final int maxsize = random.nextInt(3);
        private final Queue<Integer> queue;
        private final Function<List<Integer>, Integer> removal;

        /** Whether items and room are taken from those who were woken for them. */
        private final boolean overtaking = random.nextBoolean();

        private final List<Integer> model = new ArrayList<>();
        private final Line getters = new Line(this, () -> queue().statistics().waitingToGet());
        private final Line putters = new Line(this, () -> queue().statistics().waitingToPut());
        private int unfinished;

        Users(
                Seed seed,
                IntFunction<Queue<Integer>> queue,
                Function<List<Integer>, Integer> removal) {
            super(seed);
            this.queue = queue.apply(maxsize);
            this.removal = removal;
        }

        private static Integer removeLowest(List<Integer> items) {
            Integer lowest = Collections.min(items);
            items.remove(lowest);
            return lowest;
        }

        private Queue<Integer> queue() {
            return queue;
        }

        @Override
        void run() {
            start(4, this::produce);
            start(4, this::consume);
            Task<Void> joiner =
                    createTask(() -> {
                        sleep(millis(random.nextInt(10)));
                        queue.join();
                    });
            for (int i = 0; i < 16; i++) {
                pause();
                act();
            }
            settle();
            checkNobodyWaitsInVain();
            assertTrue(unfinished > 0 || joiner.isDone());
            joiner.cancel();
            queue.shutdown(random.nextBoolean());
            join();
        }

        private void act() {
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
                default -> cancelSomebody();
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
            for (int i = 0; i < 6; i++) {
                pause();
                int item = random.nextInt(1_000_000);
                unlessShutDown(
                        putters,
                        () -> {
                            queue.put(item);
                            put(item);
                        });
            }
        }

        private void consume() {
            for (int i = 0; i < 7; i++) {
                pause();
                unlessShutDown(
                        getters,
                        () -> {
                            got(queue.get());
                            if (random.nextBoolean()) {
                                unfinished--;
                                queue.taskDone();
                            }
                        });
            }
        }

        private void unlessShutDown(Line line, Action<RuntimeException> work) {
            try {
                attempt(() -> {
                    if (overtaking) {
                        work.run();
                    } else {
                        line.inTurn(work);
                    }
                });
            } catch (QueueShutDownException e) {
                // The end of the program.
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
    }
}
