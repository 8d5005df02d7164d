package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;

import java.util.ArrayList;
import java.util.List;

/** The tasks of a request, which end with it. */
final class RequestTasks {
    private final List<Task<?>> tasks = new ArrayList<>();
    private boolean ended;

    <T> Task<T> start(Coroutine<T, ?> body) {
        if (ended) {
            throw new IllegalStateException(
                    "The response is out, and the request with its tasks is over. What shall go on"
                            + " behind it is a task of the application's: see"
                            + " Application.background.");
        }
        tasks.removeIf(Task::isDone); // The loop keeps those whose failure nobody has read.
        Task<T> task = createTask(body);
        tasks.add(task);
        return task;
    }

    /** Cancels those that still run, and waits for them, also if this task is cancelled now. */
    void end() {
        ended = true;
        tasks.removeIf(Task::isDone);
        tasks.forEach(task -> task.cancel("the request is over"));
        CancelledError cancelled = null;
        while (!tasks.isEmpty()) {
            try {
                cancelScope(scope -> {
                    scope.setShield(true);
                    awaitTasks(tasks);
                });
            } catch (CancelledError e) {
                cancelled = e;
            }
            tasks.removeIf(Task::isDone);
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }
}
