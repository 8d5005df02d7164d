package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A loop for several runs: {@link Asyncio#run} makes one, uses it once and closes it.
 *
 * <pre>{@code
 * try (Runner runner = new Runner()) {
 *     runner.run(this::prepare);
 *     runner.run(this::serve);
 * }
 * }</pre>
 *
 * <p>The loop has a thread of its own and runs only during {@code run}, which waits for it; between
 * two runs, tasks that are left rest. To be used by one thread at a time. Any thread will do,
 * virtual ones too, but no task of a loop.
 */
public final class Runner implements AutoCloseable {
    private static final long EXECUTOR_SECONDS = 300;

    private final RunOptions options;

    /** Made by the first use. */
    private EventLoop loop;

    private boolean closed;

    public Runner() {
        this(RunOptions.DEFAULT);
    }

    public Runner(RunOptions options) {
        this.options = options;
    }

    /**
     * Runs {@code main} as a task, until it ends, and returns its result or throws what it throws.
     *
     * <p>While it runs, the first Ctrl-C or SIGTERM cancels the task, so that it cleans up; then
     * this throws {@link SignalInterrupt}. The second ends the process. Interrupting the calling
     * thread cancels the task too.
     *
     * @throws IllegalStateException if the runner is closed, inside a task, or when the JVM does
     *     not let virtual threads have a scheduler; the message says what to do
     * @throws CancelledError if the task was cancelled
     * @throws DeadlockError if it waits for what can never come
     */
    public <T, X extends Exception> T run(Coroutine<T, X> main) throws X {
        requireUsable();
        LoopTask<T> task = getInitialised().newTask(TaskOptions.DEFAULT, main);
        runUntilDone(task);
        return task.resultOrThrow();
    }

    /** {@link #run(Coroutine)} for a main task without a result. */
    public <X extends Exception> void run(Action<X> main) throws X {
        run(main.asCoroutine());
    }

    /** The loop of this runner. */
    public EventLoop getLoop() {
        if (closed) {
            throw isClosed();
        }
        return getInitialised().handOut();
    }

    /**
     * Ends the loop, in asyncio's order: cancels all tasks that are left and waits until they have
     * ended, waits for the work in the loop's own threads (300 seconds at most, and no longer when
     * the calling thread is interrupted), reports failures that nobody has read, ends the thread. A
     * second call does nothing.
     *
     * @throws IllegalStateException inside a task of this loop
     * @throws DeadlockError if a task ignores its cancellation and waits for what can never come
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (loop != null && loop.scheduler().isInLoop()) {
            throw new IllegalStateException(
                    "A task cannot close the loop it runs on: the loop would wait for the task and"
                        + " the task for the loop. Return from the main task and close the runner"
                        + " behind run(...).");
        }
        closed = true;
        if (loop != null) {
            try {
                if (loop.hasSomethingLeft()) {
                    shutDown();
                }
            } finally {
                loop.scheduler().close();
            }
        }
    }

    // ---------------------------------------------------------------- running

    private void runUntilDone(LoopTask<?> task) {
        try (MainTaskGuard guard = new MainTaskGuard(task, options.handleSignals())) {
            if (Thread.interrupted()) {
                guard.callerInterrupted();
            }
            runToEnd(task, guard::callerInterrupted);
            guard.throwIfSignalled();
        }
    }

    private void runToEnd(LoopTask<?> task, Runnable onInterrupt) {
        loop.main(task);
        task.addListener(_ -> loop.scheduler().stop());
        task.fiber().start();
        loop.scheduler().run(onInterrupt);
    }

    private EventLoop getInitialised() {
        if (loop == null) {
            loop = new EventLoop(options);
        }
        return loop;
    }

    private void requireUsable() {
        if (closed) {
            throw isClosed();
        }
        if (Fiber.isOnLoop()) {
            throw new IllegalStateException(
                    "A loop is already running here, and one cannot run inside another's task: it"
                            + " would stop the outer one. There are no colours, so just call the"
                            + " method, or start it with createTask; for a loop beside this one use"
                            + " toThread(() -> run(...)).");
        }
    }

    private static IllegalStateException isClosed() {
        return new IllegalStateException("The runner is closed.");
    }

    // ---------------------------------------------------------------- closing

    private void shutDown() {
        LoopTask<Void> last =
                loop.newTask(
                        TaskOptions.named("shutdown"),
                        ((Action<RuntimeException>) this::endAll).asCoroutine());
        boolean[] interrupted = new boolean[1];
        try {
            runToEnd(
                    last,
                    () -> {
                        interrupted[0] = true;
                        loop.scheduler().post(() -> interruptForeignWait(last));
                    });
        } finally {
            if (interrupted[0]) {
                Thread.currentThread().interrupt();
            }
        }
        last.resultOrThrow();
    }

    /** Has the wait for the threads end; that for the tasks goes on. */
    private static void interruptForeignWait(LoopTask<?> last) {
        if (last.fiber().isInForeignWait()) {
            last.thread().interrupt();
        }
    }

    private void endAll() {
        try {
            endTasksAndThreads();
        } finally {
            loop.unretrieved().reportAll();
            loop.unclosed().reportAll();
        }
        Asyncio.yieldNow();
    }

    private void endTasksAndThreads() {
        try {
            endTasks();
        } finally {
            // Also where a task would not end: that must not keep threads alive.
            endExecutor();
        }
        // What the threads started until they ended is in the loop after one more turn.
        Asyncio.yieldNow();
        endTasks();
    }

    private void endTasks() {
        LoopTask<?> self = LoopTask.currentOrNull();
        cancelCallbacks();
        List<LoopTask<?>> left = leftExcept(self);
        if (loop.getDebug()) {
            left.forEach(Runner::logPending);
        }
        while (!left.isEmpty()) {
            left.forEach(task -> task.cancel("the loop is closing"));
            Gathering.await(left, true);
            left.forEach(this::reportFailure);
            left = leftExcept(self);
        }
    }

    private List<LoopTask<?>> leftExcept(LoopTask<?> self) {
        List<LoopTask<?>> left = new ArrayList<>();
        for (Task<?> task : loop.allTasks()) {
            if (task != self) {
                left.add((LoopTask<?>) task);
            }
        }
        return left;
    }

    private void cancelCallbacks() {
        for (Fiber callback : loop.callbacks()) {
            callback.deliver(new CancelRequest("the loop is closing", null, null, null));
            if (callback.isInForeignWait()) {
                callback.thread().interrupt();
            }
        }
    }

    private static void logPending(LoopTask<?> task) {
        Log.warning(
                task
                        + " had not ended when the loop closed, and is cancelled."
                        + Origin.describe(task.origin()));
    }

    private void reportFailure(LoopTask<?> task) {
        if (task.failed()) {
            loop.callExceptionHandler(
                    ExceptionContext.of(task + " failed while the loop was closing", task.failure())
                            .withAwaitable(task));
        }
    }

    /**
     * A plain blocking call of the JDK, which the shutdown task waits in while the loop runs on.
     */
    private void endExecutor() {
        ExecutorService executor = loop.executors().shutDown();
        if (executor == null) {
            return;
        }
        try {
            if (!executor.awaitTermination(EXECUTOR_SECONDS, TimeUnit.SECONDS)) {
                reportThreadsLeft("after " + EXECUTOR_SECONDS + " seconds");
            }
        } catch (InterruptedException e) {
            reportThreadsLeft("when the thread that closes the loop was interrupted");
        }
    }

    private void reportThreadsLeft(String when) {
        loop.callExceptionHandler(
                ExceptionContext.of(
                        "Work in the loop's threads had not ended " + when + "; it is left behind.",
                        null));
    }
}
