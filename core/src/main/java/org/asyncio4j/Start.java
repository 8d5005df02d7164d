package org.asyncio4j;

/** The hand-shake of {@link TaskGroup#start}. */
final class Start<T> implements Started<T> {
    private final TaskGroup group;
    private final CancelScope callersScope;
    private final LoopPromise<T> ready;
    private LoopTask<?> task;

    private Start(TaskGroup group, EventLoop loop, CancelScope callersScope) {
        this.group = group;
        this.callersScope = callersScope;
        this.ready = new LoopPromise<>(loop);
    }

    /**
     * Starts the task inside a group of its own, which ends when the task is ready or has failed.
     */
    static <T> T run(TaskGroup group, EventLoop loop, StartBody<T> body) {
        LoopTask<?> caller = LoopTask.current("TaskGroup.start");
        caller.fiber().checkpoint();
        Start<T> start = new Start<>(group, loop, caller.scope());
        Action<Exception> action = () -> body.run(start);
        start.task = loop.newTask(TaskOptions.DEFAULT, action.asCoroutine());
        start.task.scope(caller.scope());
        start.task.addListener(start::ended);
        loop.start(start.task, TaskOptions.DEFAULT);
        return start.await();
    }

    private T await() {
        try {
            return ready.await();
        } catch (CancelledError error) {
            if (!task.isDone()) {
                task.cancel(error.reason());
                task.join(LoopTask.current("TaskGroup.start").fiber());
            }
            throw error;
        }
    }

    @Override
    public void started(T value) {
        if (ready.isCancelled()) {
            return;
        }
        if (ready.isDone()) {
            throw new IllegalStateException("started() was called for the second time.");
        }
        ready.finish(value);
        group.takeOver(task, callersScope);
    }

    private void ended(Outcome<?> outcome) {
        if (ready.isDone()) {
            return;
        }
        if (outcome.failure() instanceof CancelledError error) {
            ready.endCancelled(error);
        } else if (outcome.failure() != null) {
            ready.fail(outcome.failure());
        } else {
            ready.fail(
                    new IllegalStateException(
                            "The task of TaskGroup.start ended without calling started()."));
        }
    }
}
