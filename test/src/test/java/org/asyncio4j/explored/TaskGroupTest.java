package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.generate;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.GeneratorOutput;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

@Timeout(60)
class TaskGroupTest {
    /**
     * Trees of groups, whose tasks are started in all ways, fail, and are cancelled: each group
     * ends after all of its tasks, and every failure comes out at the top, once.
     */
    @Orders
    void losesNeitherTasksNorFailures(Strategy strategy) {
        Model.explore(strategy, Tree::new);
    }

    private static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Tree extends Model {
        private static final int DEEPEST = 4;

        private final Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<Throwable> caught = new ArrayList<>();

        Tree(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            Task<Void> top = createTask(() -> group(0));
            tasks.add(top);
            for (int i = random.nextInt(5); i > 0; i--) {
                pause();
                cancelSomebody();
            }
            gatherSettled(List.of(top));
            if (!top.isCancelled()) {
                collect(top.exception());
            }
            assertEquals(thrown.size(), caught.size());
            assertTrue(new HashSet<>(caught).equals(new HashSet<>(thrown)));
            assertEquals(Set.of(currentTask()), allTasks());
        }

        private void collect(Throwable failure) {
            if (failure instanceof ExceptionGroup group) {
                group.exceptions().forEach(this::collect);
            } else if (failure instanceof Boom) {
                caught.add(failure);
            } else if (failure != null && !isRefusal(failure)) {
                throw new AssertionError(failure);
            }
        }

        /** A body that does not know yet that its group is ending cannot add to it any more. */
        private static boolean isRefusal(Throwable failure) {
            return failure instanceof IllegalStateException
                    && failure.getMessage().startsWith("This task group is being cancelled");
        }

        private void group(int depth) {
            List<Task<?>> children = new ArrayList<>();
            int[] starting = {0};
            try {
                taskGroup(group -> {
                    for (int i = 1 + random.nextInt(3); i > 0; i--) {
                        add(group, depth, children, starting);
                    }
                    if (random.nextInt(8) == 0) {
                        group.cancel();
                    }
                    step(depth);
                });
            } finally {
                assertEquals(0, starting[0]);
                children.forEach(child -> assertTrue(child.isDone(), child::toString));
            }
        }

        private void add(TaskGroup group, int depth, List<Task<?>> children, int[] starting) {
            Action<RuntimeException> body = () -> step(depth + 1);
            if (random.nextInt(3) == 0) {
                group.<Integer>start(started -> {
                    starting[0]++;
                    try {
                        step(depth + 2);
                        started.started(1);
                        step(depth + 1);
                    } finally {
                        starting[0]--;
                    }
                });
            } else {
                Task<Void> child =
                        group.createTask(new TaskOptions(null, random.nextInt(3) == 0), body);
                children.add(child);
                tasks.add(child);
            }
        }

        private void step(int depth) {
            switch (random.nextInt(depth >= DEEPEST ? 4 : 9)) {
                case 0, 1, 2 -> pause();
                case 3 -> fail();
                case 4 -> attempt(() -> step(depth + 1));
                case 5 -> generator(depth);
                case 6 -> cleanUp(depth);
                default -> group(depth + 1);
            }
        }

        private void fail() {
            if (random.nextInt(3) == 0) {
                Boom boom = new Boom();
                thrown.add(boom);
                throw boom;
            }
        }

        private void cleanUp(int depth) {
            try {
                step(depth + 1);
            } catch (CancelledError e) {
                pause();
                throw e;
            }
        }

        private void generator(int depth) {
            boolean[] open = {false};
            try (var values =
                    generate((GeneratorOutput<Integer> out) -> {
                        open[0] = true;
                        try {
                            for (int i = 0; i < 2; i++) {
                                step(depth + 1);
                                out.yield(i);
                            }
                        } finally {
                            open[0] = false;
                        }
                    })) {
                for (int value : values) {
                    assertTrue(value < 2);
                    pause();
                }
            }
            assertFalse(open[0]);
        }
    }
}
