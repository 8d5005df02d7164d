package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;

import org.asyncio4j.Action;
import org.asyncio4j.CancelScope;
import org.asyncio4j.Task;
import org.asyncio4j.test.Exploration;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A random program of tasks that use one thing, and what must hold whatever happens. The seed says
 * what they do and who is cancelled when, by a request to the task, a scope or a time-out; the
 * strategy, in which order they run.
 */
abstract class Model {
    private static final int SCHEDULES = Integer.getInteger("asyncio4j.test.schedules", 1000);

    final Random random;
    final List<Task<Void>> tasks = new ArrayList<>();

    /** The scope around what a task is attempting, if it is in one. */
    private final Map<Task<?>, CancelScope> scopes = new LinkedHashMap<>();

    Model(Seed seed) {
        random = seed.random();
    }

    static void explore(Strategy strategy, Function<Seed, ? extends Model> model) {
        explore(SCHEDULES, strategy, model);
    }

    static void explore(int schedules, Strategy strategy, Function<Seed, ? extends Model> model) {
        Exploration.of(schedules)
                .strategy(strategy)
                .run(simulation -> model.apply(simulation.seed()).run());
    }

    abstract void run() throws Exception;

    // ---------------------------------------------------------------- what the main task does

    final void start(int count, Action<?> body) {
        for (int i = 0; i < count; i++) {
            tasks.add(createTask(body));
        }
    }

    /** Cancels somebody, or what somebody is attempting. */
    final void cancelSomebody() {
        if (tasks.isEmpty()) {
            return;
        }
        Task<?> victim = tasks.get(random.nextInt(tasks.size()));
        CancelScope scope = scopes.get(victim);
        if (scope != null && random.nextInt(3) > 0) {
            scope.cancel("at random");
        } else {
            victim.cancel("at random");
        }
    }

    /** Cancels what somebody is attempting. */
    final void cancelAttempt() {
        if (!scopes.isEmpty()) {
            List<CancelScope> open = List.copyOf(scopes.values());
            open.get(random.nextInt(open.size())).cancel("at random");
        }
    }

    /** Waits for the ends of all tasks, which may be cancellations. */
    final void join() {
        gatherSettled(tasks);
        for (Task<Void> task : tasks) {
            if (!task.isCancelled() && task.exception() != null) {
                throw new AssertionError(task + " has failed", task.exception());
            }
        }
    }

    /** Lets all run until they wait for each other: nobody sleeps for so long. */
    static void settle() {
        sleep(seconds(1));
    }

    // ---------------------------------------------------------------- what the tasks do

    final void pause() {
        int length = random.nextInt(4);
        if (length == 1) {
            yieldNow();
        } else if (length > 1) {
            sleep(millis(length));
        }
    }

    /**
     * Runs a wait, perhaps in a scope or with a bound on its time.
     *
     * @return whether it came to its end, and was not cancelled
     */
    final <X extends Exception> boolean attempt(Action<X> wait) throws X {
        boolean[] done = {false};
        Action<X> attempted =
                () -> {
                    wait.run();
                    done[0] = true;
                };
        switch (random.nextInt(4)) {
            case 0 -> attempted.run();
            case 1 ->
                    moveOnAfter(
                            moment(),
                            scope -> {
                                inScope(scope, attempted);
                            });
            case 2 ->
                    cancelScope(scope -> {
                        inScope(scope, attempted);
                    });
            default -> inTime(attempted);
        }
        return done[0];
    }

    private java.time.Duration moment() {
        return millis(random.nextInt(4));
    }

    private <X extends Exception> void inScope(CancelScope scope, Action<X> attempted) throws X {
        scopes.put(currentTask(), scope);
        try {
            attempted.run();
        } finally {
            scopes.remove(currentTask());
        }
    }

    private <X extends Exception> void inTime(Action<X> attempted) throws X {
        try {
            timeout(moment(), attempted);
        } catch (TimeoutException e) {
            // As it may be.
        }
    }

    /** Whether the task is being cancelled, so that it waits for nothing any more. */
    final boolean isLeaving(Task<?> task) {
        CancelScope scope = scopes.get(task);
        return task.cancelling() > 0 || scope != null && scope.cancelCalled();
    }
}
