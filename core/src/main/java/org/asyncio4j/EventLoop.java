package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.kernel.SystemClock;
import org.asyncio4j.kernel.VirtualClock;
import org.asyncio4j.spi.Director;
import org.asyncio4j.spi.LoopClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * One loop: the thread on which its tasks take turns, its clock and its callbacks. {@link
 * Asyncio#run} makes one and {@link Asyncio#getRunningLoop} returns it.
 *
 * <p>Its methods are for the loop's own tasks and callbacks, but for those whose names end in
 * {@code Threadsafe}, which any thread may call.
 */
public final class EventLoop {
    /** How long a failure may stay unread before it is reported. */
    public static final Duration UNRETRIEVED_REPORT_DELAY = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final RunOptions options;
    private final Unretrieved unretrieved = new Unretrieved(this);
    private final Unclosed unclosed = new Unclosed(this);
    private final LoopExecutors executors = new LoopExecutors();
    private ExceptionHandler exceptionHandler;
    private boolean debug;

    /**
     * Counts the loop's tasks, for their names. Deliberately not atomic, which would cost a seventh
     * of a task: one that another thread starts may get the number of another.
     */
    private long taskNumbers;

    /** The task whose end ends the run; a deadlock is thrown there. */
    private LoopTask<?> main;

    /** Whether the program may have given this loop to other threads, which could wake tasks. */
    private boolean handedOut;

    EventLoop(RunOptions options) {
        this.options = options;
        this.debug = options.debug();
        this.scheduler =
                new Scheduler(
                        options.name(),
                        clockOf(options),
                        options.director(),
                        new LoopListener(this));
    }

    private static LoopClock clockOf(RunOptions options) {
        if (options.clock() != null) {
            return options.clock();
        }
        return options.virtualTime() ? new VirtualClock() : new SystemClock();
    }

    /**
     * The loop that runs the caller.
     *
     * @throws IllegalStateException if none does
     */
    static EventLoop running() {
        return of(Fiber.current().scheduler());
    }

    /** The loop that a scheduler belongs to. */
    static EventLoop of(Scheduler scheduler) {
        return ((LoopListener) scheduler.listener()).loop();
    }

    // ---------------------------------------------------------------- time and callbacks

    /** The loop's clock: the time since the loop was made. Monotonic. From any thread. */
    public Duration time() {
        return Duration.ofNanos(scheduler.nanos());
    }

    /**
     * Has {@code callback} run soon: in a turn of its own behind all that is ready now, once, after
     * the callbacks that were added before. A failure goes to the exception handler. It runs with
     * the scoped values that are bound here. It may wait, but is no task.
     */
    public Handle callSoon(Action<?> callback) {
        requireInLoop("callSoon");
        return new LoopCallback(this, callback).start();
    }

    /**
     * {@link #callSoon} from any thread; wakes the loop if it sleeps.
     *
     * @throws IllegalStateException if the loop is closed
     */
    public Handle callSoonThreadsafe(Action<?> callback) {
        requireOpen();
        return new LoopCallback(this, callback).start();
    }

    /** Has {@code callback} run after {@code delay}; as soon as possible if that is negative. */
    public TimerHandle callLater(Duration delay, Action<?> callback) {
        requireInLoop("callLater");
        return callAtNanos(Durations.after(scheduler.nanos(), delay), callback);
    }

    /**
     * Has {@code callback} run when the loop's clock shows {@code when}. Callbacks for the same
     * moment run in the order in which they were added.
     */
    public TimerHandle callAt(Duration when, Action<?> callback) {
        requireInLoop("callAt");
        return callAtNanos(Durations.nanos(when), callback);
    }

    private TimerHandle callAtNanos(long deadline, Action<?> callback) {
        LoopCallback handle = new LoopCallback(this, callback);
        scheduler.schedule(handle, deadline);
        return handle;
    }

    // ---------------------------------------------------------------- tasks

    /** Starts a task that belongs to the loop. See {@link Asyncio#createTask}. */
    public <T> Task<T> createTask(Coroutine<T, ?> body) {
        return createTask(TaskOptions.DEFAULT, body);
    }

    /** {@link #createTask(Coroutine)} for a body without a result. */
    public Task<Void> createTask(Action<?> body) {
        return createTask(TaskOptions.DEFAULT, body.asCoroutine());
    }

    /** {@link #createTask(Action)} with options. */
    public Task<Void> createTask(TaskOptions taskOptions, Action<?> body) {
        return createTask(taskOptions, body.asCoroutine());
    }

    /** {@link #createTask(Coroutine)} with options. */
    public <T> Task<T> createTask(TaskOptions taskOptions, Coroutine<T, ?> body) {
        requireInLoop("createTask");
        LoopTask<T> task = newTask(taskOptions, body);
        start(task, taskOptions);
        return task;
    }

    /** Makes a promise of this loop. Other threads may complete it. */
    public <T> Promise<T> createFuture() {
        return new LoopPromise<>(handOut());
    }

    /**
     * Starts a task from a thread outside.
     *
     * @return a future that ends as the task does, and whose cancellation cancels the task
     * @throws IllegalStateException if the loop is closed, or in this loop's own thread, where
     *     waiting for the future would stop the loop: use {@link #createTask}
     */
    public <T> CompletableFuture<T> runCoroutineThreadsafe(Coroutine<T, ?> body) {
        requireOpen();
        if (scheduler.isInLoop()) {
            throw new IllegalStateException(
                    "runCoroutineThreadsafe is for threads outside of the loop '"
                            + name()
                            + "'; in the loop, use createTask and await.");
        }
        LoopTask<T> task = newTask(TaskOptions.DEFAULT, body);
        CompletableFuture<T> future = CompletableFutures.of(task);
        task.fiber().start();
        return future;
    }

    /** {@link #runCoroutineThreadsafe(Coroutine)} for a body without a result. */
    public CompletableFuture<Void> runCoroutineThreadsafe(Action<?> body) {
        return runCoroutineThreadsafe(body.asCoroutine());
    }

    <T> LoopTask<T> newTask(TaskOptions taskOptions, Coroutine<? extends T, ?> body) {
        return new LoopTask<>(this, body, taskOptions.name());
    }

    void start(LoopTask<?> task, TaskOptions taskOptions) {
        if (taskOptions.eagerStart() && Fiber.currentOrNull() != null) {
            scheduler.startEagerly(task.fiber());
        } else {
            task.fiber().start();
        }
    }

    /** The tasks of this loop that have not ended, oldest first. In the loop only. */
    public Set<Task<?>> allTasks() {
        requireInLoop("allTasks");
        Set<Task<?>> tasks = new LinkedHashSet<>();
        scheduler.forEachFiber(fiber -> {
            if (fiber.body() instanceof LoopTask<?> task && !task.isDone()) {
                tasks.add(task);
            }
        });
        return tasks;
    }

    /**
     * The tasks and callbacks that have not ended, in words for a person: what each does or waits
     * for, and where; the tasks of a group below the task that opened it. In the loop only.
     */
    public String describeTasks() {
        requireInLoop("describeTasks");
        return this + TaskTree.of(this);
    }

    // ---------------------------------------------------------------- executors

    /**
     * Replaces the pool that {@link Asyncio#toThread} uses. The loop shuts it down when it closes.
     */
    public void setDefaultExecutor(ExecutorService executor) {
        executors.setDefault(executor);
    }

    /** Whether there is something to end or to report before the loop, which rests, can close. */
    boolean hasSomethingLeft() {
        return !scheduler.isEmpty()
                || !unretrieved.isEmpty()
                || !unclosed.isEmpty()
                || executors.shutDown() != null;
    }

    LoopExecutors executors() {
        return executors;
    }

    // ---------------------------------------------------------------- failures

    /**
     * Replaces the handler of failures that reach nobody; null for the default, which logs them.
     */
    public void setExceptionHandler(ExceptionHandler handler) {
        exceptionHandler = handler;
    }

    /** The handler that was set, or null. */
    public ExceptionHandler getExceptionHandler() {
        return exceptionHandler;
    }

    /** Hands a failure to the exception handler. What the handler throws is logged. */
    public void callExceptionHandler(ExceptionContext context) {
        if (scheduler.isInLoop() && Fiber.currentOrNull() != null) {
            handle(context);
        } else {
            // On the bare loop thread, where no code of users may run; a logger's is that, too.
            new LoopCallback(this, () -> handle(context)).start();
        }
    }

    private void handle(ExceptionContext context) {
        if (exceptionHandler == null) {
            defaultExceptionHandler(context);
            return;
        }
        try {
            exceptionHandler.handle(this, context);
        } catch (CancelledError e) {
            throw e; // The task that runs the handler was cancelled while that waited.
        } catch (Throwable failure) {
            failure.addSuppressed(
                    new RuntimeException(
                            "while it was told: " + context.message(), context.exception()));
            Log.error("The exception handler of the loop has failed.", failure);
        }
    }

    /** Logs the failure to the {@link System.Logger} {@code org.asyncio4j}. */
    public void defaultExceptionHandler(ExceptionContext context) {
        Log.error(context.report(), context.exception());
    }

    Unretrieved unretrieved() {
        return unretrieved;
    }

    // ---------------------------------------------------------------- what has to be closed

    /**
     * Notes that {@code resource} has to be closed before this loop ends: a session, a pool. If
     * {@link #closed} is not called until then, the exception handler is told, in debug mode with
     * the place that has opened it. For who writes such a resource.
     *
     * @param resource its {@code toString} names it; told apart by identity, and kept alive
     */
    public void opened(Object resource) {
        requireInLoop("opened");
        unclosed.add(resource);
    }

    /** Takes {@link #opened} back: {@code resource} was closed. Nothing more where the loop is. */
    public void closed(Object resource) {
        if (!isClosed()) {
            requireInLoop("closed");
            unclosed.remove(resource);
        }
    }

    Unclosed unclosed() {
        return unclosed;
    }

    // ---------------------------------------------------------------- state

    /** Whether debug mode is on. */
    public boolean getDebug() {
        return debug;
    }

    /**
     * Turns debug mode on or off. In debug mode, tasks and callbacks remember where they were
     * created, and reports of their failures show it.
     */
    public void setDebug(boolean debug) {
        this.debug = debug;
    }

    /**
     * How long a step may keep the loop before it is reported to the log, with the stack that runs:
     * asyncio's {@code slow_callback_duration}, watched in every mode. 100 ms unless it is changed,
     * and ten times that in the first five seconds of a JVM's loops, which run cold code.
     */
    public Duration getSlowStepDuration() {
        return Duration.ofNanos(scheduler.slowStepNanos());
    }

    /** Changes what {@link #getSlowStepDuration} returns. From any thread. */
    public void setSlowStepDuration(Duration duration) {
        scheduler.slowStepNanos(Durations.nanos(duration));
    }

    /** Whether the loop is running, rather than resting between two runs of a {@link Runner}. */
    public boolean isRunning() {
        return scheduler.isRunning();
    }

    public boolean isClosed() {
        return scheduler.isClosed();
    }

    String name() {
        return options.name();
    }

    long nextTaskNumber() {
        return ++taskNumbers;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Director director() {
        return options.director();
    }

    EventLoop handOut() {
        handedOut = true;
        return this;
    }

    /** Whether only the loop's own tasks can wake its tasks, as far as can be known. */
    boolean isSealed() {
        return !handedOut;
    }

    LoopTask<?> main() {
        return main;
    }

    void main(LoopTask<?> task) {
        main = task;
    }

    CancelRequest cancelRequest(String reason, LoopTask<?> target) {
        return new CancelRequest(reason, LoopTask.currentOrNull(), target, null);
    }

    /** The fibers that are no tasks: callbacks that have not ended. */
    List<Fiber> callbacks() {
        List<Fiber> callbacks = new ArrayList<>();
        scheduler.forEachFiber(fiber -> {
            if (!(fiber.body() instanceof LoopTask<?>)) {
                callbacks.add(fiber);
            }
        });
        return callbacks;
    }

    void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("The loop '" + name() + "' is closed.");
        }
    }

    private void requireInLoop(String method) {
        requireOpen();
        if (!scheduler.isInLoop()) {
            throw new IllegalStateException(
                    method
                            + " was called from the thread "
                            + Thread.currentThread()
                            + ", but is only for tasks and callbacks of the loop '"
                            + name()
                            + "'. From other threads use callSoonThreadsafe or"
                            + " runCoroutineThreadsafe.");
        }
    }

    @Override
    public String toString() {
        String word = isClosed() ? "closed" : isRunning() ? "running" : "resting";
        return "EventLoop[" + name() + ", " + word + (debug ? ", debug" : "") + "]";
    }
}
