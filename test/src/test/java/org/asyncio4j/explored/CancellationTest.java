package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.test.Exploration;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Random trees of scopes, shields, timeouts, groups and waits, cancelled at random in all ways. The
 * model knows which scopes each task is in; everything else is checked against what must always
 * hold.
 */
@Timeout(60)
class CancellationTest {
    private static final int DEEPEST = 6;

    @Orders
    void whateverIsCancelledNothingLeaksAndNothingIsCaughtByOthers(Strategy strategy) {
        explore(strategy, false);
    }

    /** With live shields the moment of a delivery cannot be told, so less can be checked. */
    @Orders
    void shieldsMayGoUpAndDownMeanwhile(Strategy strategy) {
        explore(strategy, true);
    }

    /** Failures of tasks that somebody stopped waiting for are nobody's. */
    private static void explore(Strategy strategy, boolean liveShields) {
        Exploration.of(1000)
                .strategy(strategy)
                .options(SimulationOptions.DEFAULT.withAllowed(Leftover.EXCEPTION))
                .run(simulation -> new World(simulation.seed().random(), liveShields).play());
    }

    /** The failure of a random program. */
    private static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What the model knows of a scope: the one around it is the creator's, across tasks too. */
    private record Region(CancelScope scope, Region around) {}

    private static final class World {
        private final Random random;
        private final boolean liveShields;
        private final List<Task<?>> tasks = new ArrayList<>();
        private final List<CancelScope> scopes = new ArrayList<>();
        private final Set<Task<?>> cancelled = new HashSet<>();
        private final Set<Task<?>> swallowing = new HashSet<>();
        private final Map<Task<?>, Region> regions = new HashMap<>();
        private boolean over;

        World(Random random, boolean liveShields) {
            this.random = random;
            this.liveShields = liveShields;
        }

        void play() {
            Task<?> main = currentTask();
            Task<Void> canceller = createTask("canceller", this::cancelAtRandom);
            for (int round = 0; round < 3; round++) {
                group(0);
                assertEquals(0, main.cancelling());
                yieldNow();
                sleep(millis(1));
            }
            over = true;
            canceller.cancel();
            sleep(millis(1000));
            assertEquals(Set.of(main), allTasks());
            tasks.forEach(this::requireEnded);
            scopes.forEach(scope -> assertTrue(scope.toString().contains("left"), "open scope"));
        }

        private void requireEnded(Task<?> task) {
            assertTrue(task.isDone(), () -> task + " has not ended");
            if (cancelled.contains(task) && !swallowing.contains(task)) {
                assertFalse(
                        task.state() == Task.State.SUCCESS,
                        () -> "the cancellation of " + task + " was lost");
            }
        }

        // ------------------------------------------------------------ the canceller

        private void cancelAtRandom() {
            while (!over) {
                sleep(millis(random.nextInt(6)));
                switch (random.nextInt(8)) {
                    case 0, 1 -> cancelTask();
                    case 2, 3, 4 -> pick(scopes, scope -> scope.cancel(nameOf(scope)));
                    case 5 -> pick(scopes, scope -> scope.setDeadline(soon()));
                    case 6 -> pick(scopes, scope -> scope.setDeadline(null));
                    default -> toggleShield();
                }
            }
        }

        private java.time.Duration soon() {
            return Asyncio.getRunningLoop().time().plus(millis(random.nextInt(0, 10)));
        }

        private void cancelTask() {
            List<Task<?>> alive = tasks.stream().filter(task -> !task.isDone()).toList();
            pick(
                    alive,
                    task -> {
                        if (task.cancel("random")) {
                            cancelled.add(task);
                        }
                    });
        }

        private void toggleShield() {
            if (liveShields) {
                pick(scopes, scope -> scope.setShield(!scope.shield()));
            }
        }

        private <T> void pick(List<T> from, java.util.function.Consumer<T> action) {
            if (!from.isEmpty()) {
                // Rather late ones: they are more likely to be still alive.
                int last = from.size();
                action.accept(from.get(last - 1 - random.nextInt(Math.min(last, 8))));
            }
        }

        // ------------------------------------------------------------ random programs

        private void step(int depth) {
            int kinds = depth >= DEEPEST ? 2 : 12;
            switch (random.nextInt(kinds)) {
                case 0 -> waiting(() -> sleep(millis(random.nextInt(1, 20))));
                case 1 -> waiting(() -> yieldNow());
                case 2 -> scope(depth, false);
                case 3 -> scope(depth, true);
                case 4 -> timed(depth);
                case 5, 6 -> group(depth);
                case 7 -> fail(depth);
                case 8 -> cleanup(depth);
                case 9 -> swallow(depth);
                case 10 -> awaitTask(depth);
                default -> {
                    step(depth + 1);
                    step(depth + 1);
                }
            }
        }

        /** A wait that begins in a cancelled scope is refused; what it throws comes from around. */
        private void waiting(Action<RuntimeException> wait) {
            Region here = regions.get(currentTask());
            boolean refused = effectivelyCancelled(here);
            try {
                wait.run();
                assertFalse(refused, "A wait inside a cancelled scope has returned.");
            } catch (CancelledError error) {
                requireFromAround(error, here);
                throw error;
            }
        }

        private static boolean effectivelyCancelled(Region innermost) {
            for (Region region = innermost; region != null; region = region.around) {
                if (region.scope.cancelCalled()) {
                    return true;
                }
                if (region.scope.shield()) {
                    return false;
                }
            }
            return false;
        }

        /** What is thrown because of a scope tells by its reason which one. */
        private void requireFromAround(CancelledError error, Region innermost) {
            if (!isOfScope(error) || !error.isAimedAt(currentTask())) {
                return;
            }
            for (Region region = innermost; region != null; region = region.around) {
                if (region.scope.cancelCalled() && isOf(error, region.scope)) {
                    return;
                }
                assertTrue(liveShields || !region.scope.shield(), "Came through a shield.");
            }
            throw new AssertionError("Cancelled by a scope that is not around.", error);
        }

        private static boolean isOfScope(CancelledError error) {
            return error.reason().startsWith("scope ") || error.reason().equals("deadline");
        }

        private boolean isOf(CancelledError error, CancelScope scope) {
            return error.reason().equals("deadline") || error.reason().equals(nameOf(scope));
        }

        private String nameOf(CancelScope scope) {
            return "scope " + scopes.indexOf(scope);
        }

        private void scope(int depth, boolean shielded) {
            Region around = regions.get(currentTask());
            try {
                CancelScope left =
                        cancelScope(scope -> {
                            regions.put(currentTask(), new Region(scope, around));
                            scopes.add(scope);
                            scope.setShield(shielded);
                            if (random.nextBoolean()) {
                                scope.setDeadline(soon());
                            }
                            step(depth + 1);
                        });
                assertTrue(left.cancelCalled() || !left.cancelledCaught());
            } catch (CancelledError error) {
                requireFromAround(error, around);
                throw error;
            } finally {
                regions.put(currentTask(), around);
            }
        }

        private void timed(int depth) {
            try {
                timeout(millis(random.nextInt(0, 20)), () -> step(depth + 1));
            } catch (TimeoutException e) {
                // As it may be.
            }
        }

        private void group(int depth) {
            Region around = regions.get(currentTask());
            List<Task<?>> children = new ArrayList<>();
            try {
                taskGroup(group -> {
                    for (int i = random.nextInt(4); i > 0; i--) {
                        children.add(child(group, depth, around));
                    }
                    if (random.nextInt(4) == 0) {
                        group.cancel();
                    }
                    step(depth + 1);
                });
            } catch (ExceptionGroup failures) {
                failures.leaves().forEach(this::requireBoom);
            } catch (CancelledError error) {
                requireFromAround(error, around);
                throw error;
            } finally {
                regions.put(currentTask(), around);
                children.forEach(child -> assertTrue(child.isDone(), "leaked out of its group"));
            }
        }

        private void requireBoom(Throwable failure) {
            if (failure instanceof AssertionError error) {
                throw error;
            }
            assertInstanceOf(Boom.class, failure);
        }

        private Task<?> child(TaskGroup group, int depth, Region around) {
            TaskOptions options = new TaskOptions(null, random.nextInt(4) == 0);
            return started(
                    group.createTask(
                            options,
                            () -> {
                                regions.put(currentTask(), around);
                                step(depth + 1);
                            }));
        }

        private <T> Task<T> started(Task<T> task) {
            tasks.add(task);
            return task;
        }

        private void fail(int depth) {
            if (depth > 1) {
                throw new Boom();
            }
        }

        private void cleanup(int depth) {
            try {
                step(depth + 1);
            } finally {
                scope(DEEPEST - 1, random.nextBoolean());
            }
        }

        private void swallow(int depth) {
            try {
                step(depth + 1);
            } catch (CancelledError error) {
                swallowing.add(currentTask());
            }
        }

        /** A task of the loop's is in no scope; what is thrown out of it may be its own. */
        private void awaitTask(int depth) {
            Task<Void> task =
                    started(
                            createTask(() -> {
                                regions.put(currentTask(), null);
                                try {
                                    step(depth + 2);
                                } catch (Boom e) {
                                    // Nobody's group would hear of it.
                                }
                            }));
            int cancelling = currentTask().cancelling();
            try {
                waiting(task::await);
            } catch (CancelledError error) {
                // What was handed on may come back as another's that the task met in its cleanup.
                if (error.isAimedAt(currentTask()) || currentTask().cancelling() > cancelling) {
                    throw error;
                }
            } finally {
                if (swallowing.contains(task)) {
                    // What was handed on to it has been swallowed for this task too.
                    swallowing.add(currentTask());
                }
            }
        }
    }
}
