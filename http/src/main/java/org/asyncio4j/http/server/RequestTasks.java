package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What belongs to a request and ends with it: its tasks, then what it has opened. */
final class RequestTasks {
    private static final Logger LOG = System.getLogger("org.asyncio4j.http.server");

    private final List<Task<?>> tasks = new ArrayList<>();
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
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

    void closeAtEnd(AutoCloseable resource) {
        if (ended) {
            throw new IllegalStateException(
                    "The request is over, and would not close " + resource + " any more.");
        }
        resources.push(resource);
    }

    /** Ends the tasks, and closes the rest, the latest first, whatever fails meanwhile. */
    void end() {
        try {
            endTasks();
        } finally {
            closeResources();
        }
    }

    private void closeResources() {
        while (!resources.isEmpty()) {
            try {
                close(resources.pop());
            } catch (Error e) {
                closeResources(); // A cancellation was for this one only.
                throw e;
            }
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.log(Level.WARNING, "At the end of a request, " + resource + " failed to close.", e);
        }
    }

    /** Cancels those that still run, and waits for them, also if this task is cancelled now. */
    private void endTasks() {
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
