package org.asyncio4j;

import org.asyncio4j.kernel.Context;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;

/**
 * The verbs of asyncio4j, to be imported statically.
 *
 * <pre>{@code
 * import static org.asyncio4j.Asyncio.*;
 *
 * void count() {
 *     IO.println("One");
 *     sleep(seconds(1));
 *     IO.println("Two");
 * }
 *
 * void main() {
 *     run(() -> gather(this::count, this::count, this::count));
 * }
 * }</pre>
 *
 * <p><b>Where control changes hands.</b> The tasks of a loop run one at a time, and a task gives
 * way only where it waits: in a method here whose description says so, or in any call of the JDK or
 * a library that parks its thread. Between two waits no other task runs.
 *
 * <p><b>Cancellation.</b> Every method that waits throws {@link CancelledError} when the task is
 * cancelled while it waits, and refuses to begin inside a cancelled {@link CancelScope}. Then it
 * did not happen, unless its description says otherwise.
 *
 * <p>All methods but {@link #run} are for tasks and callbacks of a loop, and throw {@link
 * IllegalStateException} elsewhere.
 */
// A lambda with braces tells the twins with and without a result apart.
@SuppressWarnings("overloads")
public final class Asyncio {
    private Asyncio() {}

    // ---------------------------------------------------------------- running

    /**
     * Runs {@code main} on a new loop until it ends, then closes the loop: cancels the tasks that
     * are left, waits for them and for the loop's threads. See {@link Runner} for signals and
     * failures.
     *
     * @return what {@code main} returns
     * @throws X what {@code main} throws
     * @throws IllegalStateException inside a task, or when the JVM does not let virtual threads
     *     have a scheduler; the message says what to do
     */
    public static <T, X extends Exception> T run(Coroutine<T, X> main) throws X {
        return run(RunOptions.DEFAULT, main);
    }

    /** {@link #run(Coroutine)} for a main task without a result. */
    public static <X extends Exception> void run(Action<X> main) throws X {
        run(RunOptions.DEFAULT, main.asCoroutine());
    }

    /** {@link #run(Coroutine)} with options. */
    public static <T, X extends Exception> T run(RunOptions options, Coroutine<T, X> main)
            throws X {
        try (Runner runner = new Runner(options)) {
            return runner.run(main);
        }
    }

    /** {@link #run(Action)} with options. */
    public static <X extends Exception> void run(RunOptions options, Action<X> main) throws X {
        run(options, main.asCoroutine());
    }

    /** The loop that runs the caller. */
    public static EventLoop getRunningLoop() {
        return EventLoop.running().handOut();
    }

    /** The time on the running loop's clock: {@link EventLoop#time}. */
    public static Duration time() {
        return EventLoop.running().time();
    }

    // ---------------------------------------------------------------- tasks

    /**
     * Starts a task beside the current one. Its first turn comes when the current task gives way.
     *
     * <p>The loop holds the task until it has ended. Scoped values and inheritable thread-locals
     * are inherited; cancel scopes are not: for that, and for an end that is waited for, use {@link
     * #taskGroup}.
     */
    public static <T> Task<T> createTask(Coroutine<T, ?> body) {
        return EventLoop.running().createTask(TaskOptions.DEFAULT, body);
    }

    /** {@link #createTask(Coroutine)} for a body without a result. */
    public static Task<Void> createTask(Action<?> body) {
        return createTask(TaskOptions.DEFAULT, body.asCoroutine());
    }

    /** {@link #createTask(Coroutine)} with a name. */
    public static <T> Task<T> createTask(String name, Coroutine<T, ?> body) {
        return createTask(TaskOptions.named(name), body);
    }

    /** {@link #createTask(Action)} with a name. */
    public static Task<Void> createTask(String name, Action<?> body) {
        return createTask(TaskOptions.named(name), body.asCoroutine());
    }

    /** {@link #createTask(Coroutine)} with options. */
    public static <T> Task<T> createTask(TaskOptions options, Coroutine<T, ?> body) {
        return EventLoop.running().createTask(options, body);
    }

    /** {@link #createTask(Action)} with options. */
    public static Task<Void> createTask(TaskOptions options, Action<?> body) {
        return createTask(options, body.asCoroutine());
    }

    /** The task that runs the caller; null in a callback and in a thread that a library started. */
    public static Task<?> currentTask() {
        EventLoop.running();
        return LoopTask.currentOrNull();
    }

    /** The tasks of the running loop that have not ended, oldest first. */
    public static Set<Task<?>> allTasks() {
        return EventLoop.running().allTasks();
    }

    /** Makes a promise: asyncio's {@code Future}. */
    public static <T> Promise<T> createFuture() {
        return EventLoop.running().createFuture();
    }

    // ---------------------------------------------------------------- waiting for one thing

    /** {@link Awaitable#await()}, as a verb. */
    public static <T> T await(Awaitable<T> awaitable) {
        return awaitable.await();
    }

    /**
     * Waits for a future of the JDK, and returns its result or throws what it failed with,
     * unwrapped.
     *
     * <p>Gives way: unless it is done. Cancellation: cancels the future. Woken by: its completion,
     * on any thread.
     */
    public static <T> T await(CompletionStage<T> stage) {
        return CompletableFutures.await(stage);
    }

    /**
     * Waits for a publisher's first value, and cancels the subscription then.
     *
     * <p>Gives way: always. Cancellation: cancels the subscription. Woken by: the publisher.
     *
     * @throws java.util.NoSuchElementException if it ends without a value
     */
    public static <T> T await(Flow.Publisher<? extends T> publisher) {
        return PublisherIteration.first(publisher);
    }

    /** The values of a publisher as a sequence; each is requested when it is asked for. */
    public static <T> PublisherIteration<T> each(Flow.Publisher<? extends T> publisher) {
        return new PublisherIteration<>(publisher);
    }

    /**
     * Waits for a while. Zero and less is {@link #yieldNow}.
     *
     * <p>Gives way: always. Cancellation: ends it at once. Woken by: the loop's clock.
     */
    public static void sleep(Duration delay) {
        Fiber fiber = Fiber.current();
        if (delay.isPositive()) {
            Sleep.until(fiber, Durations.after(fiber.scheduler().nanos(), delay));
        } else {
            fiber.yield();
        }
    }

    /** {@link #sleep(Duration)}, then returns {@code result}. */
    public static <T> T sleep(Duration delay, T result) {
        sleep(delay);
        return result;
    }

    /**
     * Lets all others that are ready now have a turn: asyncio's {@code sleep(0)}.
     *
     * <p>Gives way: always, once. Cancellation: is thrown. Woken by: its next turn comes by itself.
     */
    public static void yieldNow() {
        Fiber.current().yield();
    }

    /**
     * {@link #yieldNow} under Trio's name, for long computations that should remain cancellable.
     */
    public static void checkpoint() {
        yieldNow();
    }

    /**
     * Runs a body that must not wait: whatever it reads and writes, no other task comes between.
     *
     * @throws IllegalStateException at the first wait inside, with the stacks of both; where
     *     foreign code waits, at the end of the body, or as suppressed by what the body throws
     */
    public static <T, X extends Exception> T atomically(Coroutine<T, X> body) throws X {
        Fiber fiber = Fiber.current();
        if (!fiber.enterAtomic()) {
            return body.run();
        }
        T result;
        try {
            result = body.run();
        } catch (Throwable thrown) {
            exitAtomicAfter(fiber, thrown);
            throw thrown;
        }
        fiber.exitAtomic();
        return result;
    }

    /** The body's own failure matters more than that it waited. */
    private static void exitAtomicAfter(Fiber fiber, Throwable thrown) {
        try {
            fiber.exitAtomic();
        } catch (IllegalStateException waited) {
            thrown.addSuppressed(waited);
        }
    }

    /** {@link #atomically(Coroutine)} for a body without a result. */
    public static <X extends Exception> void atomically(Action<X> body) throws X {
        atomically(body.asCoroutine());
    }

    // ---------------------------------------------------------------- waiting for several things

    /**
     * Runs all bodies at once, each as a task, and returns their results in the order of the
     * bodies.
     *
     * <p>The first failure is thrown at once, while the others run on and their failures are
     * dropped, as in asyncio; {@link #taskGroup} cancels them instead.
     *
     * <p>Gives way: unless there are none. Cancellation: cancels all that have not ended. Woken by:
     * the last end, or the first failure.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public static <T> List<T> gather(Coroutine<? extends T, ?>... bodies) {
        return Gathering.results(Asyncio.<T>started(Arrays.asList(bodies)));
    }

    /** {@link #gather(Coroutine[])} for bodies without results. */
    public static void gather(Action<?>... bodies) {
        Gathering.results(started(bodies));
    }

    /** {@link #gather(Coroutine[])} of nothing: an empty list, at once. */
    public static <T> List<T> gather() {
        return List.of();
    }

    /**
     * {@link #gather(Coroutine[])} for what has been started; what stands twice is waited for once.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public static <T> List<T> gather(Awaitable<? extends T>... awaitables) {
        return Gathering.results(Arrays.asList(awaitables));
    }

    /** {@link #gather(Awaitable[])} for a collection. */
    public static <T> List<T> gather(Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.results(awaitables);
    }

    /**
     * Runs all bodies at once and waits until all have ended, however: asyncio's {@code gather(…,
     * return_exceptions=True)}.
     *
     * <p>Gives way: unless there are none. Cancellation: cancels all, waits for them, and is thrown
     * then. Woken by: the last end.
     *
     * @return the tasks, which have ended: read {@link Task#result} or {@link Task#exception}
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // The array is only read.
    public static <T> List<Task<T>> gatherSettled(Coroutine<? extends T, ?>... bodies) {
        return gatherSettled(Asyncio.<T>started(Arrays.asList(bodies)));
    }

    /** {@link #gatherSettled(Coroutine[])} for bodies without results. */
    public static List<Task<Void>> gatherSettled(Action<?>... bodies) {
        return gatherSettled(started(bodies));
    }

    /** {@link #gatherSettled(Coroutine[])} for what has been started. */
    public static <A extends Awaitable<?>> List<A> gatherSettled(Collection<A> awaitables) {
        Gathering.await(awaitables, true);
        return List.copyOf(awaitables);
    }

    /** Before tasks are started for a wait: where that is refused, nobody would wait for them. */
    private static void requireMayAwaitNew(String tasks) {
        Fiber.current().checkpoint().requireMayWait(tasks);
    }

    private static <T> List<Task<T>> started(List<Coroutine<? extends T, ?>> bodies) {
        requireMayAwaitNew("the tasks of gather");
        EventLoop loop = EventLoop.running();
        List<Task<T>> tasks = new ArrayList<>(bodies.size());
        for (Coroutine<? extends T, ?> body : bodies) {
            LoopTask<T> task = loop.newTask(TaskOptions.DEFAULT, body);
            loop.start(task, TaskOptions.DEFAULT);
            tasks.add(task);
        }
        return tasks;
    }

    private static List<Task<Void>> started(Action<?>... bodies) {
        requireMayAwaitNew("the tasks of gather");
        List<Task<Void>> tasks = new ArrayList<>(bodies.length);
        for (Action<?> body : bodies) {
            tasks.add(createTask(body));
        }
        return tasks;
    }

    /**
     * Waits for several awaitables and cancels none: asyncio's {@code wait}, which in Java is a
     * method of {@link Object}.
     *
     * <p>Gives way: unless the condition holds already. Cancellation: leaves the awaitables alone.
     * Woken by: the end that fulfils the condition.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static <A extends Awaitable<?>> WaitResult<A> awaitTasks(
            Collection<A> awaitables, ReturnWhen returnWhen) {
        return Waiting.run(awaitables, returnWhen, null);
    }

    /** {@link #awaitTasks(Collection, ReturnWhen)} until all have ended. */
    public static <A extends Awaitable<?>> WaitResult<A> awaitTasks(Collection<A> awaitables) {
        return Waiting.run(awaitables, ReturnWhen.ALL_COMPLETED, null);
    }

    /**
     * {@link #awaitTasks(Collection, ReturnWhen)} for {@code timeout} at most. When the time is up
     * it just returns how things stand.
     */
    public static <A extends Awaitable<?>> WaitResult<A> awaitTasks(
            Collection<A> awaitables, ReturnWhen returnWhen, Duration timeout) {
        return Waiting.run(awaitables, returnWhen, timeout);
    }

    /** The awaitables one by one, in the order in which they end, for a plain {@code for}. */
    public static <A extends Awaitable<?>> AsCompleted<A> asCompleted(Collection<A> awaitables) {
        return new AsCompleted<>(awaitables, null);
    }

    /**
     * {@link #asCompleted(Collection)} with a bound on the whole: when the time is up, {@code next}
     * throws {@link TimeoutException}, undeclared.
     */
    public static <A extends Awaitable<?>> AsCompleted<A> asCompleted(
            Collection<A> awaitables, Duration timeout) {
        return new AsCompleted<>(awaitables, timeout);
    }

    /**
     * Waits for an awaitable, which runs on when the wait is cancelled.
     *
     * <p>Gives way: unless it is done. Cancellation: ends the wait only. Woken by: its end.
     */
    public static <T> T shield(Awaitable<T> awaitable) {
        Shield.await((Outcome<?>) awaitable);
        return awaitable.result();
    }

    /** Starts a task and waits for it as {@link #shield(Awaitable)} does. */
    public static <T, X extends Exception> T shield(Coroutine<T, X> body) throws X {
        requireMayAwaitNew("a shielded task");
        return shield(createTask(body));
    }

    /** {@link #shield(Coroutine)} for a body without a result. */
    public static <X extends Exception> void shield(Action<X> body) throws X {
        shield(body.asCoroutine());
    }

    // ---------------------------------------------------------------- bounds on time

    /**
     * Runs the body here, for {@code delay} at most. See {@link Timeout}.
     *
     * @param delay null for no bound; with zero and less the time is up at the body's first wait
     * @throws TimeoutException if the time was up and the body ended of that
     */
    public static <T, X extends Exception> T timeout(Duration delay, TimeoutBody<T, X> body)
            throws X, TimeoutException {
        return Timeout.run(fromNow(delay), body);
    }

    /** {@link #timeout(Duration, TimeoutBody)} for a body without a result. */
    public static <X extends Exception> void timeout(Duration delay, TimeoutAction<X> body)
            throws X, TimeoutException {
        Timeout.run(fromNow(delay), timeout -> runAction(() -> body.run(timeout)));
    }

    /** {@link #timeout(Duration, TimeoutBody)} for a body that does not look at the timeout. */
    public static <T, X extends Exception> T timeout(Duration delay, Coroutine<T, X> body)
            throws X, TimeoutException {
        return Timeout.run(fromNow(delay), _ -> body.run());
    }

    /** {@link #timeout(Duration, Coroutine)} for a body without a result. */
    public static <X extends Exception> void timeout(Duration delay, Action<X> body)
            throws X, TimeoutException {
        Timeout.run(fromNow(delay), _ -> runAction(body));
    }

    /**
     * {@link #timeout(Duration, TimeoutBody)} with an end instead of a length.
     *
     * @param when on the loop's clock, as {@code time().plus(seconds(5))}; null for no bound
     */
    public static <T, X extends Exception> T timeoutAt(Duration when, TimeoutBody<T, X> body)
            throws X, TimeoutException {
        return Timeout.run(when, body);
    }

    /** {@link #timeoutAt(Duration, TimeoutBody)} for a body without a result. */
    public static <X extends Exception> void timeoutAt(Duration when, TimeoutAction<X> body)
            throws X, TimeoutException {
        Timeout.run(when, timeout -> runAction(() -> body.run(timeout)));
    }

    /** {@link #timeoutAt(Duration, TimeoutBody)} for a body that does not look at the timeout. */
    public static <T, X extends Exception> T timeoutAt(Duration when, Coroutine<T, X> body)
            throws X, TimeoutException {
        return Timeout.run(when, _ -> body.run());
    }

    /** {@link #timeoutAt(Duration, Coroutine)} for a body without a result. */
    public static <X extends Exception> void timeoutAt(Duration when, Action<X> body)
            throws X, TimeoutException {
        Timeout.run(when, _ -> runAction(body));
    }

    /**
     * Waits for an awaitable, for {@code delay} at most; when the time is up it is cancelled, and
     * waited for until it has ended.
     *
     * @param delay null for no bound; zero and less for what is done already
     * @throws TimeoutException if the time was up
     */
    public static <T> T waitFor(Awaitable<T> awaitable, Duration delay) throws TimeoutException {
        if (delay != null && !delay.isPositive() && !awaitable.isDone()) {
            return Expired.await((Outcome<T>) awaitable);
        }
        return Timeout.run(fromNow(delay), _ -> awaitable.await());
    }

    /**
     * Runs the body here, for {@code delay} at most: {@link #timeout(Duration, Coroutine)} with
     * asyncio's order of arguments. With zero and less the body does not begin.
     */
    public static <T, X extends Exception> T waitFor(Coroutine<T, X> body, Duration delay)
            throws X, TimeoutException {
        if (delay != null && !delay.isPositive()) {
            throw new TimeoutException("there was no time to begin: " + delay);
        }
        return timeout(delay, body);
    }

    /** {@link #waitFor(Coroutine, Duration)} for a body without a result. */
    public static <X extends Exception> void waitFor(Action<X> body, Duration delay)
            throws X, TimeoutException {
        waitFor(body.asCoroutine(), delay);
    }

    /** A delay as a moment of the loop's clock; null stays null. */
    private static Duration fromNow(Duration delay) {
        return delay == null
                ? null
                : Duration.ofNanos(Durations.after(Fiber.current().scheduler().nanos(), delay));
    }

    // ---------------------------------------------------------------- groups and scopes

    /**
     * Runs the body here and waits for all tasks that it starts in the group. See {@link
     * TaskGroup}.
     *
     * <p>Gives way: while tasks of the group run. Cancellation: cancels them, waits for them, and
     * is thrown then. Woken by: the end of the last.
     *
     * @return what the body returns; null if the group was {@linkplain TaskGroup#cancel cancelled}
     * @throws ExceptionGroup if the body or a task has failed
     */
    public static <T, X extends Exception> T taskGroup(GroupBody<T, X> body) throws X {
        return TaskGroup.run(body);
    }

    /** {@link #taskGroup(GroupBody)} for a body without a result. */
    public static <X extends Exception> void taskGroup(GroupAction<X> body) throws X {
        TaskGroup.run(group -> runAction(() -> body.run(group)));
    }

    /**
     * Runs the body here, inside a scope that can be cancelled as a whole. See {@link CancelScope}.
     *
     * @return what the body returns; null if it ended by the scope's cancellation
     */
    public static <T, X extends Exception> T cancelScope(ScopeBody<T, X> body) throws X {
        return new CancelScope().run(body);
    }

    /**
     * {@link #cancelScope(ScopeBody)} for a body without a result.
     *
     * @return the scope, which says whether it was cancelled
     */
    public static <X extends Exception> CancelScope cancelScope(ScopeAction<X> body) throws X {
        CancelScope scope = new CancelScope();
        scope.run(_ -> runAction(() -> body.run(scope)));
        return scope;
    }

    /**
     * Runs the body here, for {@code delay} at most, and goes on behind it when the time is up.
     *
     * @return the scope; {@link CancelScope#cancelledCaught} says whether the body was cut short
     * @throws IllegalArgumentException if the delay is negative
     */
    public static <X extends Exception> CancelScope moveOnAfter(Duration delay, ScopeAction<X> body)
            throws X {
        CancelScope scope = scopeUntil(delay);
        scope.run(_ -> runAction(() -> body.run(scope)));
        return scope;
    }

    /** {@link #moveOnAfter(Duration, ScopeAction)} for a body that does not look at the scope. */
    public static <X extends Exception> CancelScope moveOnAfter(Duration delay, Action<X> body)
            throws X {
        ScopeAction<X> scoped = _ -> body.run();
        return moveOnAfter(delay, scoped);
    }

    /**
     * {@link #moveOnAfter(Duration, ScopeAction)} for a body with a result.
     *
     * @return the result; empty if the time was up, or the result is null
     */
    public static <T, X extends Exception> Optional<T> moveOnAfter(
            Duration delay, Coroutine<T, X> body) throws X {
        return Optional.ofNullable(scopeUntil(delay).run(_ -> body.run()));
    }

    /**
     * Runs the body here, for {@code delay} at most: as {@link #timeout}, but inside a scope, so
     * that no wait inside can begin once the time is up.
     *
     * @throws TimeoutException if the time was up and the body ended of that
     * @throws IllegalArgumentException if the delay is negative
     */
    public static <T, X extends Exception> T failAfter(Duration delay, ScopeBody<T, X> body)
            throws X, TimeoutException {
        CancelScope scope = scopeUntil(delay);
        T result = scope.run(body);
        if (scope.cancelledCaught()) {
            throw new TimeoutException("the time was up: " + delay);
        }
        return result;
    }

    /** {@link #failAfter(Duration, ScopeBody)} for a body without a result. */
    public static <X extends Exception> void failAfter(Duration delay, ScopeAction<X> body)
            throws X, TimeoutException {
        ScopeBody<Void, X> withResult = scope -> runAction(() -> body.run(scope));
        failAfter(delay, withResult);
    }

    /** {@link #failAfter(Duration, ScopeBody)} for a body that does not look at the scope. */
    public static <T, X extends Exception> T failAfter(Duration delay, Coroutine<T, X> body)
            throws X, TimeoutException {
        ScopeBody<T, X> scoped = _ -> body.run();
        return failAfter(delay, scoped);
    }

    /** {@link #failAfter(Duration, Coroutine)} for a body without a result. */
    public static <X extends Exception> void failAfter(Duration delay, Action<X> body)
            throws X, TimeoutException {
        failAfter(delay, body.asCoroutine());
    }

    private static CancelScope scopeUntil(Duration delay) {
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("The delay must not be negative: " + delay);
        }
        CancelScope scope = new CancelScope();
        scope.setDeadline(fromNow(delay));
        return scope;
    }

    // ---------------------------------------------------------------- generators

    /**
     * A sequence that {@code body} produces while it is consumed, each side waiting as it likes.
     * See {@link Generator}.
     *
     * <pre>{@code
     * for (int number : generate((GeneratorOutput<Integer> out) -> {
     *     for (int i = 0; i < 3; i++) {
     *         sleep(seconds(1));
     *         out.yield(i);
     *     }
     * })) {
     *     IO.println(number);
     * }
     * }</pre>
     */
    public static <T> Generator<T> generate(GeneratorBody<T> body) {
        return new Generator<>(body);
    }

    // ---------------------------------------------------------------- threads

    /**
     * Runs the body in a thread of the loop's pool and waits for it: for what would block the loop,
     * such as files. The thread sees the scoped values that are bound here.
     *
     * <p>Gives way: always. Cancellation: ends the wait, the thread runs on and its result is
     * dropped, as in asyncio; see {@link OnCancel} for other ways. Woken by: the thread.
     *
     * @throws X what the body throws
     */
    public static <T, X extends Exception> T toThread(Coroutine<T, X> body) throws X {
        return ThreadWork.run(ThreadOptions.DEFAULT, Context.capture(), body);
    }

    /** {@link #toThread(Coroutine)} for a body without a result. */
    public static <X extends Exception> void toThread(Action<X> body) throws X {
        toThread(body.asCoroutine());
    }

    /** {@link #toThread(Coroutine)} with options. */
    public static <T, X extends Exception> T toThread(ThreadOptions options, Coroutine<T, X> body)
            throws X {
        return ThreadWork.run(options, Context.capture(), body);
    }

    /** {@link #toThread(Action)} with options. */
    public static <X extends Exception> void toThread(ThreadOptions options, Action<X> body)
            throws X {
        toThread(options, body.asCoroutine());
    }

    /**
     * Runs the body in an executor and waits for it, as {@link #toThread} does. As in asyncio it
     * does not see the scoped values that are bound here.
     *
     * @param executor null for the loop's pool
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no work
     */
    public static <T, X extends Exception> T runInExecutor(
            ExecutorService executor, Coroutine<T, X> body) throws X {
        return ThreadWork.run(ThreadOptions.DEFAULT.withExecutor(executor), Context.NONE, body);
    }

    /** {@link #runInExecutor(ExecutorService, Coroutine)} for a body without a result. */
    public static <X extends Exception> void runInExecutor(ExecutorService executor, Action<X> body)
            throws X {
        runInExecutor(executor, body.asCoroutine());
    }

    // ---------------------------------------------------------------- durations

    /**
     * @throws IllegalArgumentException if it is not a number
     */
    public static Duration seconds(double seconds) {
        return Durations.ofSeconds(seconds);
    }

    public static Duration millis(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }

    public static Duration minutes(double minutes) {
        return Durations.ofSeconds(minutes * 60);
    }

    public static Duration hours(double hours) {
        return Durations.ofSeconds(hours * 3600);
    }

    private static <X extends Exception> Void runAction(Action<X> action) throws X {
        action.run();
        return null;
    }
}
