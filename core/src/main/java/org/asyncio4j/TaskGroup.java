package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tasks that end together, opened by {@link Asyncio#taskGroup}: asyncio's {@code TaskGroup}.
 *
 * <pre>{@code
 * taskGroup(group -> {
 *     Task<Page> first = group.createTask(() -> fetch(a));
 *     Task<Page> second = group.createTask(() -> fetch(b));
 * });                                  // both have ended here
 * }</pre>
 *
 * <p>The group ends when its body and all its tasks have. When one of them fails, the others are
 * cancelled; when all have ended, an {@link ExceptionGroup} of all failures is thrown, in the order
 * in which they happened, the body's own last. A task that is cancelled by itself is no failure.
 * When the task that opened the group is cancelled, so are the group's, and {@link CancelledError}
 * goes on after they have ended.
 *
 * <p>The tasks inherit the cancel scopes around the group.
 */
public final class TaskGroup {
    private final LoopTask<?> parent;
    private final EventLoop loop;
    private final CancelScope scope;

    private final Set<LoopTask<?>> unfinished = new LinkedHashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final WaitQueue exit = new WaitQueue(this);

    private boolean bodyEnded;
    private boolean finished;

    /** Whether all is being cancelled and no new tasks are taken. */
    private boolean aborting;

    /** Whether the group has cancelled the task that runs its body; it must take that back. */
    private boolean parentCancelled;

    private TaskGroup(LoopTask<?> parent) {
        this.parent = parent;
        this.loop = parent.loop;
        this.scope = parent.scope();
    }

    static <T, X extends Exception> T run(GroupBody<T, X> body) throws X {
        TaskGroup group = new TaskGroup(LoopTask.current("A task group"));
        if (group.scope != null) {
            group.scope.opened(group);
        }
        try {
            return group.runBody(body);
        } finally {
            group.finished = true;
            if (group.scope != null) {
                group.scope.closed(group);
            }
        }
    }

    // ---------------------------------------------------------------- for users

    /**
     * Starts a task in the group.
     *
     * @throws IllegalStateException if the group has ended, is being cancelled, or belongs to
     *     another loop
     */
    public <T> Task<T> createTask(Coroutine<T, ?> body) {
        return createTask(TaskOptions.DEFAULT, body);
    }

    /** {@link #createTask(Coroutine)} for a body without a result. */
    public Task<Void> createTask(Action<?> body) {
        return createTask(TaskOptions.DEFAULT, body.asCoroutine());
    }

    /** {@link #createTask(Coroutine)} with a name. */
    public <T> Task<T> createTask(String name, Coroutine<T, ?> body) {
        return createTask(TaskOptions.named(name), body);
    }

    /** {@link #createTask(Action)} with a name. */
    public Task<Void> createTask(String name, Action<?> body) {
        return createTask(TaskOptions.named(name), body.asCoroutine());
    }

    /** {@link #createTask(Action)} with options. */
    public Task<Void> createTask(TaskOptions options, Action<?> body) {
        return createTask(options, body.asCoroutine());
    }

    /** {@link #createTask(Coroutine)} with options. */
    public <T> Task<T> createTask(TaskOptions options, Coroutine<T, ?> body) {
        requireOpen();
        LoopTask<T> task = loop.newTask(options, body);
        adopt(task, scope);
        loop.start(task, options);
        return task;
    }

    /**
     * Starts a task that first gets something ready, and waits until it says so: Trio's {@code
     * nursery.start}.
     *
     * <pre>{@code
     * int port = group.start(started -> {
     *     Server server = bind();
     *     started.started(server.port());
     *     server.serveForever();
     * });
     * }</pre>
     *
     * <p>Until then the task runs under the cancel scopes of the caller, and what it throws comes
     * out of this call as it is and does not touch the group. From then on it is one of the
     * group's.
     *
     * <p>Gives way: always. Cancellation: cancels the starting task, and waits for its end. Woken
     * by: the task's {@link Started#started}.
     *
     * @return what the task is ready with
     * @throws IllegalStateException if the task ended without saying that it is ready
     */
    public <T> T start(StartBody<T> body) {
        requireOpen();
        return Start.run(this, loop, body);
    }

    /**
     * Ends the group early, and not as a failure: cancels its tasks and its body, and {@code
     * taskGroup} returns null when all have ended. Failures on the way are thrown as ever. A second
     * call, or one after the end, does nothing.
     */
    public void cancel() {
        requireLoop();
        if (finished || aborting) {
            return;
        }
        abort("the task group was cancelled");
    }

    // ---------------------------------------------------------------- the body and the end

    private <T, X extends Exception> T runBody(GroupBody<T, X> body) throws X {
        T result = null;
        Throwable bodyFailure = null;
        try {
            result = body.run(this);
        } catch (Throwable thrown) {
            bodyFailure = parent.translated(thrown);
        }
        bodyEnded = true;
        boolean ownCancellation = takeBackParentCancellation();
        Throwable cancelled = null;
        if (bodyFailure instanceof CancelledError) {
            cancelled = ownCancellation ? null : bodyFailure;
        } else if (bodyFailure != null) {
            failures.add(bodyFailure);
        }
        if (bodyFailure != null && !aborting) {
            abort("the body of the task group has failed");
        }
        cancelled = waitForAll(cancelled);
        moveToEnd(bodyFailure);
        throwOutcome(cancelled);
        return result;
    }

    /**
     * @return whether a cancellation that came out of the body is the group's own doing alone
     */
    private boolean takeBackParentCancellation() {
        return parentCancelled && parent.uncancel() == 0;
    }

    /**
     * Waits for all tasks, also for those that are added meanwhile. The scopes around are not
     * looked at: their cancellation reaches the tasks by itself.
     *
     * @return the cancellation to pass on
     */
    private Throwable waitForAll(Throwable cancelled) {
        Throwable passedOn = cancelled;
        while (!unfinished.isEmpty()) {
            try {
                exit.await(parent.fiber(), () -> {});
            } catch (CancelledError error) {
                if (passedOn == null) {
                    passedOn = error;
                }
                if (!aborting) {
                    abort("the task of the group's body was cancelled");
                }
            }
        }
        return passedOn;
    }

    /** The body's failure is listed last, as in asyncio. */
    private void moveToEnd(Throwable bodyFailure) {
        if (failures.remove(bodyFailure)) {
            failures.add(bodyFailure);
        }
    }

    private void throwOutcome(Throwable cancelled) {
        if (!failures.isEmpty()) {
            if (parent.cancelling() > 0) {
                // The group is thrown in the cancellation's stead, which must not get lost.
                parent.uncancel();
                parent.cancel(new CancelRequest(reasonOf(cancelled), null, parent, null));
            }
            throw new ExceptionGroup("unhandled errors in a TaskGroup", failures);
        }
        if (cancelled != null) {
            throw Sneaky.rethrow(cancelled);
        }
    }

    private static String reasonOf(Throwable cancelled) {
        return cancelled instanceof CancelledError error ? error.reason() : null;
    }

    // ---------------------------------------------------------------- the tasks

    void adopt(LoopTask<?> task, CancelScope inherited) {
        task.scope(inherited);
        unfinished.add(task);
        task.addListener(this::taskEnded);
    }

    /** Takes over a task that has been started under the scopes of somebody else. */
    void takeOver(LoopTask<?> task, CancelScope before) {
        if (task.scope() == before) {
            task.scope(scope);
        }
        adoptStarted(task);
    }

    private void adoptStarted(LoopTask<?> task) {
        unfinished.add(task);
        task.addListener(this::taskEnded);
        if (aborting) {
            task.cancel("the task group is ending");
        }
    }

    private void taskEnded(Outcome<?> task) {
        unfinished.remove(task);
        if (task.failed()) {
            failures.add(task.failure());
            if (!aborting) {
                abort(task + " has failed");
            }
        }
        if (unfinished.isEmpty()) {
            exit.wakeAll();
        }
    }

    private void abort(String reason) {
        aborting = true;
        for (LoopTask<?> task : List.copyOf(unfinished)) {
            task.cancel(loop.cancelRequest(reason, task));
        }
        if (!bodyEnded && !parentCancelled) {
            parentCancelled = true;
            parent.cancel(loop.cancelRequest(reason, parent));
        }
    }

    /** A scope around the group was cancelled: tells those tasks that are in no inner scope. */
    void tellTasksIn(CancelScope innermost, CancelScope cancelled) {
        for (LoopTask<?> task : List.copyOf(unfinished)) {
            if (task.scope() == innermost) {
                task.scopeCancelled(cancelled);
            }
        }
    }

    private void requireOpen() {
        requireLoop();
        if (finished || bodyEnded && unfinished.isEmpty()) {
            throw new IllegalStateException(
                    "This task group has ended, so it takes no more tasks. Its tasks end with it;"
                            + " open another group, or start the task while the group runs.");
        }
        if (aborting) {
            throw new IllegalStateException(
                    "This task group is being cancelled, so it takes no more tasks.");
        }
    }

    private void requireLoop() {
        parent.requireLoop();
    }

    /** The scope that the group's tasks inherit. */
    CancelScope scope() {
        return scope;
    }

    Fiber parentFiber() {
        return parent.fiber();
    }

    @Override
    public String toString() {
        String word = finished ? "ended" : aborting ? "cancelling" : bodyEnded ? "ending" : "open";
        return "TaskGroup["
                + word
                + ", "
                + unfinished.size()
                + " unfinished, "
                + failures.size()
                + " failed]";
    }
}
