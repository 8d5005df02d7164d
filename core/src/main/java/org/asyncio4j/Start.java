package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Wait;

/**
 * The hand-shake of {@link TaskGroup#start}, and the caller's wait for it.
 *
 * <pre>
 *   STARTING --started()-----------------> READY: the task is the group's
 *   STARTING --the task ends-------------> ENDED: how, comes out of the call
 *   STARTING --the caller is cancelled---> ABANDONED: the task is cancelled and waited for
 * </pre>
 */
final class Start<T> implements Started<T>, Wait, OutcomeListener {
    private enum State {
        STARTING,
        READY,
        ENDED,
        ABANDONED
    }

    private final TaskGroup group;
    private final LoopTask<?> caller;

    /**
     * Around the task and all it opens, so that they can move from the caller's scopes to the
     * group's as a whole. Nobody catches what it throws: the task ends of that.
     */
    private final CancelScope scope = new CancelScope();

    private LoopTask<?> task;
    private State state = State.STARTING;
    private T value;

    private Start(TaskGroup group, LoopTask<?> caller) {
        this.group = group;
        this.caller = caller;
    }

    static <T> T run(TaskGroup group, EventLoop loop, StartBody<T> body) {
        LoopTask<?> caller = LoopTask.current("TaskGroup.start");
        caller.fiber().checkpoint();
        caller.fiber().requireMayWait("a task to be ready");
        Start<T> start = new Start<>(group, caller);
        group.startBegins();
        try {
            start.begin(loop, body);
            return start.await();
        } finally {
            group.startEnds();
        }
    }

    private void begin(EventLoop loop, StartBody<T> body) {
        Action<Exception> action = () -> body.run(this);
        task = loop.newTask(TaskOptions.DEFAULT, action.asCoroutine());
        task.scope(caller.scope());
        task.parent(group.parent());
        scope.enter(task);
        task.addListener(this);
        loop.start(task, TaskOptions.DEFAULT);
    }

    private T await() {
        try {
            caller.fiber().suspend(this);
        } catch (CancelledError error) {
            if (state != State.READY) {
                throw abandoned(error, error.reason());
            }
            // Too late: the caller could not know that the task is running now.
            caller.deliverAgain(error.request());
        } catch (Throwable thrown) {
            throw abandoned(thrown, null);
        }
        return state == State.READY ? value : notReady();
    }

    private T notReady() {
        if (task.failure() != null) {
            throw Sneaky.rethrow(task.failure());
        }
        throw new IllegalStateException(
                "The task of TaskGroup.start ended without calling started().");
    }

    /**
     * Ends the task, whatever comes to the caller meanwhile. It is not handed on: the task has been
     * cancelled for good, and what it does in a shield it does to the end.
     *
     * @return never: throws {@code thrown}, or what the task failed with
     */
    private RuntimeException abandoned(Throwable thrown, String reason) {
        state = State.ABANDONED;
        scope.cancel(reason, caller);
        while (!task.isDone()) {
            try {
                caller.fiber().suspend(this);
            } catch (CancelledError again) {
                // Becomes one with the first.
            }
        }
        if (!task.failed()) {
            throw Sneaky.rethrow(thrown);
        }
        if (thrown instanceof CancelledError error) {
            caller.deliverAgain(error.request());
        }
        throw Sneaky.rethrow(task.failure());
    }

    @Override
    public void started(T value) {
        task.requireLoop();
        switch (state) {
            case STARTING -> ready(value);
            case READY -> throw new IllegalStateException("started() was called a second time.");
            case ENDED ->
                    throw new IllegalStateException(
                            "started() was called after the task had ended.");
            case ABANDONED -> {}
        }
    }

    private void ready(T value) {
        this.value = value;
        state = State.READY;
        scope.moveInto(group.scope());
        group.takeOver(task);
        caller.fiber().wake();
    }

    @Override
    public void ended(Outcome<?> outcome) {
        scope.exit();
        if (state == State.STARTING) {
            state = State.ENDED;
        }
        if (caller.fiber().waiting() == this) {
            caller.fiber().wake();
        }
    }

    @Override
    public Abort abort(Delivery delivery) {
        state = State.ABANDONED;
        return Abort.DONE;
    }

    @Override
    public String describe() {
        return task.label() + " to be ready";
    }
}
