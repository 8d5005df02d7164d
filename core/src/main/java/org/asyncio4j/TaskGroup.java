package org.asyncio4j;

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
 * goes on after they have ended; if there are failures, they go on, and the next wait is cancelled.
 *
 * <p>The tasks inherit the cancel scopes around the group, not those around the call that makes
 * them.
 */
public final class TaskGroup {
    private final LoopTask<?> parent;
    private final EventLoop loop;
    private final CancelScope scope;
    private final int cancellingAtEntry;

    private final Set<LoopTask<?>> unfinished = new LinkedHashSet<>();

    /** How many tasks are in {@link #start}, and not among the unfinished yet. */
    private int starting;

    private final WaitQueue exit = new WaitQueue(this);

    /** What the tasks died of, in the order in which they did. */
    private final List<Throwable> failures = new ArrayList<>();

    private Throwable bodyFailure;

    /** What goes on when all have ended, if there are no failures; null if nothing does. */
    private CancelledError cancelled;

    /** The scope around the group by which tasks have ended, if any. */
    private CancelScope endedBy;

    /** The loop's message to the parent that it can never go on: no failure of the program's. */
    private DeadlockError deadlock;

    /** By which the group has cancelled its own body; it must take that back. Or null. */
    private CancelRequest ownRequest;

    /** Whether all is being cancelled and no new tasks are taken. */
    private boolean aborting;

    private boolean bodyEnded;
    private boolean finished;

    private TaskGroup(LoopTask<?> parent) {
        this.parent = parent;
        this.loop = parent.loop;
        this.scope = parent.scope();
        this.cancellingAtEntry = parent.cancellingBehind();
    }

    static <T, X extends Exception> T run(GroupBody<T, X> body) throws X {
        LoopTask<?> parent = LoopTask.current("A task group");
        parent.fiber().requireMayWait("the end of a task group");
        TaskGroup group = new TaskGroup(parent);
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
        task.scope(scope);
        task.parent(parent);
        unfinished.add(task);
        loop.start(task, options);
        watch(task);
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
     * group's. The group does not end before that is decided.
     *
     * <p>Gives way: always. Cancellation: cancels the starting task for good, and waits for its
     * end; if it then fails, that is thrown, and the cancellation at the next wait. Once the task
     * is ready it is too late: the next wait is cancelled. Woken by: the task's {@link
     * Started#started}.
     *
     * @return what the task is ready with
     * @throws IllegalStateException if the task ended without saying that it is ready; or as {@link
     *     #createTask(Coroutine)} does
     */
    public <T> T start(StartBody<T> body) {
        requireOpen();
        return Start.run(this, loop, body);
    }

    /**
     * Ends the group early, and not as a failure: cancels its tasks and its body, and {@code
     * taskGroup} returns when all have ended: null, or what the body had returned already. Failures
     * on the way are thrown as ever. A second call, or one after the end, does nothing.
     *
     * <p>Differs from CPython 3.15: an outer timeout that runs out meanwhile is not forgotten.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void cancel() {
        requireLoop();
        abort("the task group was cancelled", LoopTask.currentOrNull());
    }

    // ---------------------------------------------------------------- the body and the end

    private <T, X extends Exception> T runBody(GroupBody<T, X> body) throws X {
        T result = null;
        Throwable thrown = null;
        try {
            result = body.run(this);
        } catch (Throwable any) {
            thrown = parent.translated(any);
        }
        bodyEnded = true;
        boolean onlyOwnRequest = takeBackOwnRequest();
        switch (thrown) {
            case null -> {}
            case CancelledError error when onlyOwnRequest && !parent.isByScopeAround(error) -> {}
            case CancelledError error -> cancelledBy(error);
            default -> bodyFailed(thrown);
        }
        awaitAll();
        throwOutcome();
        return result;
    }

    /**
     * @return whether the body was cancelled by the group, and by nobody else
     */
    private boolean takeBackOwnRequest() {
        if (ownRequest == null || parent.uncancel() > cancellingAtEntry) {
            return false;
        }
        parent.withdrawRequests();
        return true;
    }

    private void bodyFailed(Throwable thrown) {
        if (thrown instanceof DeadlockError error) {
            deadlock = error;
        } else {
            bodyFailure = thrown;
        }
        abort("the body of the task group has failed", parent);
    }

    /** Waits for all tasks, also for those that are added meanwhile. */
    private void awaitAll() {
        while (!isEmpty()) {
            try {
                exit.awaitInAnyScope(new WaitQueue.Waiter(parent.fiber()), () -> {});
            } catch (CancelledError error) {
                cancelledWhileWaiting(error);
            } catch (DeadlockError error) {
                if (deadlock != null) {
                    throw deadlock; // The tasks were cancelled and wait on: nothing is left to try.
                }
                deadlock = error;
                abort("the task of the group's body can never go on", parent);
            }
        }
    }

    /**
     * The cancellation of a scope reaches the tasks by itself, and spares those in a shield. If
     * they all end as if there were none, the group does as well.
     */
    private void cancelledWhileWaiting(CancelledError error) {
        if (!parent.isByScopeAround(error)) {
            cancelledBy(error);
        }
    }

    /** A request to the parent itself goes on before a scope's, which can be seen later. */
    private void cancelledBy(CancelledError error) {
        boolean byScope = parent.isByScopeAround(error);
        if (cancelled == null || !byScope && cancelled.scope() != null) {
            cancelled = error;
        }
        if (!byScope) {
            abort("the task of the group's body was cancelled", parent);
        }
    }

    private void throwOutcome() {
        if (deadlock != null) {
            throw deadlock;
        }
        if (bodyFailure != null) {
            failures.add(bodyFailure);
        }
        if (!failures.isEmpty()) {
            parent.repeatRequestsSince(cancellingAtEntry);
            throw new ExceptionGroup("unhandled errors in a TaskGroup", failures);
        }
        if (cancelled != null) {
            throw cancelled;
        }
        if (endedBy != null) {
            throw new CancelledError(endedBy.request(parent));
        }
    }

    // ---------------------------------------------------------------- the tasks

    private boolean isEmpty() {
        return unfinished.isEmpty() && starting == 0;
    }

    private void watch(LoopTask<?> task) {
        if (task.isDone()) {
            taskEnded(task); // It was started eagerly.
        } else {
            task.addListener(this::taskEnded);
        }
    }

    private void taskEnded(Outcome<?> ended) {
        LoopTask<?> task = (LoopTask<?>) ended;
        unfinished.remove(task);
        if (task.failed()) {
            failures.add(task.failure());
            abortSoon(task);
        } else if (task.failure() instanceof CancelledError error && task.isByScopeAround(error)) {
            endedBy = error.scope();
        }
        wakeExit();
    }

    /**
     * In a turn of its own, as asyncio's done-callback: what is ready now still gets its turn, and
     * a body is not cancelled by an eager task in the midst of creating others.
     */
    private void abortSoon(LoopTask<?> failed) {
        if (!aborting) {
            new LoopCallback(loop, () -> abort(failed.getName() + " has failed", failed)).start();
        }
    }

    private void wakeExit() {
        if (isEmpty()) {
            exit.wakeAll();
        }
    }

    private void abort(String reason, Task<?> source) {
        if (aborting || finished) {
            return;
        }
        aborting = true;
        for (LoopTask<?> task : List.copyOf(unfinished)) {
            task.cancel(new CancelRequest(reason, source, task, null));
        }
        if (!bodyEnded) {
            ownRequest = new CancelRequest(reason, source, parent, null);
            parent.cancel(ownRequest);
        }
    }

    // ---------------------------------------------------------------- starting tasks

    void startBegins() {
        starting++;
    }

    /** Takes a starting task over as one of the group's. */
    void takeOver(LoopTask<?> task) {
        unfinished.add(task);
        watch(task);
        if (aborting) {
            task.cancel("the task group is ending");
        }
    }

    void startEnds() {
        starting--;
        wakeExit();
    }

    // ---------------------------------------------------------------- scopes

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
        if (finished || bodyEnded && isEmpty()) {
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

    /** The task that has opened the group. */
    LoopTask<?> parent() {
        return parent;
    }

    /** The scope that the group's tasks inherit. */
    CancelScope scope() {
        return scope;
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
