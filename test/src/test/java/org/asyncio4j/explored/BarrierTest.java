package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.sync.Barrier;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.stream.IntStream;

@Timeout(60)
class BarrierTest {
    /** One thing happens at a time, and all have their turn in between. */
    @Orders
    void keepsToItsModelStepByStep(Strategy strategy) {
        Model.explore(strategy, StepByStep::new);
    }

    /** Everything at once: nobody is left behind, and nobody gets an index that is not there. */
    @Orders
    void leavesNobodyBehind(Strategy strategy) {
        Model.explore(strategy, AtOnce::new);
    }

    /** Each fills it several times: all are through one time before any is through the next. */
    @Orders
    void separatesItsGenerations(Strategy strategy) {
        Model.explore(strategy, Generations::new);
    }

    private static final class StepByStep extends Model {
        private final int parties = 1 + random.nextInt(4);
        private final Barrier barrier = new Barrier(parties);

        /** What each is to end with: a word, or those with whom it goes through. */
        private final Map<Task<String>, Object> expected = new LinkedHashMap<>();

        private final List<Task<String>> waiting = new ArrayList<>();
        private boolean broken;

        StepByStep(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(8)) {
                    case 0 -> reset();
                    case 1 -> abort();
                    case 2, 3 -> cancel();
                    default -> arrive();
                }
                settle();
                assertEquals(
                        new Barrier.Statistics(parties, waiting.size(), broken),
                        barrier.statistics());
            }
            reset();
            gatherSettled(expected.keySet());
            expected.forEach(this::check);
        }

        private void check(Task<String> task, Object outcome) {
            if (outcome instanceof List<?> together) {
                assertEquals(indexes(parties), indexesOf(together));
            } else {
                assertEquals(outcome, outcomeOf(task));
            }
        }

        private static TreeSet<Integer> indexesOf(List<?> together) {
            TreeSet<Integer> indexes = new TreeSet<>();
            together.forEach(
                    each -> indexes.add(Integer.valueOf((String) ((Task<?>) each).result())));
            return indexes;
        }

        private void arrive() {
            Task<String> task = createTask(() -> pass(barrier));
            expected.put(task, "broken");
            if (!broken) {
                waiting.add(task);
            }
            if (waiting.size() == parties) {
                List<Task<String>> together = List.copyOf(waiting);
                together.forEach(each -> expected.put(each, together));
                waiting.clear();
            }
        }

        private void cancel() {
            if (!waiting.isEmpty()) {
                Task<String> task = waiting.remove(random.nextInt(waiting.size()));
                task.cancel();
                expected.put(task, "cancelled");
            }
        }

        private void reset() {
            barrier.reset();
            broken = false;
            waiting.clear();
        }

        private void abort() {
            barrier.abort();
            broken = true;
            waiting.clear();
        }
    }

    private static final class AtOnce extends Model {
        private final int parties = 1 + random.nextInt(4);
        private final Barrier barrier = new Barrier(parties);
        private final List<Task<String>> all = new ArrayList<>();

        AtOnce(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> barrier.reset();
                    case 1 -> barrier.abort();
                    case 2 -> settle();
                    case 3 -> yieldNow();
                    case 4 -> {
                        if (!all.isEmpty()) {
                            all.get(random.nextInt(all.size())).cancel();
                        }
                    }
                    default -> all.add(createTask(() -> pass(barrier)));
                }
            }
            settle();
            assertTrue(all.stream().filter(task -> !task.isDone()).count() < parties);
            barrier.abort();
            gatherSettled(all);
            barrier.reset();
            assertEquals(new Barrier.Statistics(parties, 0, false), barrier.statistics());
            Set<String> outcomes = new TreeSet<>(Set.of("cancelled", "broken"));
            indexes(parties).forEach(index -> outcomes.add("" + index));
            for (Task<String> task : all) {
                assertTrue(outcomes.contains(outcomeOf(task)), task::toString);
            }
        }
    }

    private static final class Generations extends Model {
        private static final int ROUNDS = 4;
        private final int parties = 1 + random.nextInt(4);
        private final Barrier barrier = new Barrier(parties);

        /** The indexes that were given, one round after the other. */
        private final List<Integer> given = new ArrayList<>();

        Generations(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            start(
                    parties,
                    () -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            pause();
                            given.add(barrier.await());
                            assertEquals(round, (given.size() - 1) / parties);
                        }
                    });
            join();
            for (int round = 0; round < ROUNDS; round++) {
                assertEquals(
                        indexes(parties),
                        new TreeSet<>(given.subList(round * parties, (round + 1) * parties)));
            }
        }
    }

    private static TreeSet<Integer> indexes(int parties) {
        return IntStream.range(0, parties)
                .boxed()
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }

    private static String pass(Barrier barrier) {
        try {
            return "" + barrier.await();
        } catch (BrokenBarrierException e) {
            return "broken";
        }
    }

    private static String outcomeOf(Task<String> task) {
        return task.isCancelled() ? "cancelled" : task.result();
    }
}
