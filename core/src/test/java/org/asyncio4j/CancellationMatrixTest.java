package org.asyncio4j;

import static org.asyncio4j.Asyncio.asCompleted;
import static org.asyncio4j.Asyncio.atomically;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.each;
import static org.asyncio4j.Asyncio.failAfter;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.generate;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.runInExecutor;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.timeoutAt;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.waitFor;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.CancellationMatrixTest.Fate.CANCELLED;
import static org.asyncio4j.CancellationMatrixTest.Fate.LEFT_ALONE;
import static org.asyncio4j.sync.TestLoop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/**
 * Every wait of {@link Asyncio}, cancelled before, during and just after its wake-up, by the task
 * and by a scope. Whatever the wait: the cancellation is thrown once, nothing wakes the task later,
 * and what was waited for has the fate that asyncio gives it.
 */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationMatrixTest {
    /** What the waits wait for: it ends when the test says so. */
    static final class Source {
        final Promise<String> promise = createFuture();
        final CompletableFuture<String> future = new CompletableFuture<>();
        final CountDownLatch latch = new CountDownLatch(1);
        final Publisher publisher = new Publisher();

        void end() {
            if (!promise.done()) {
                promise.setResult("r");
            }
            future.complete("r");
            latch.countDown();
            publisher.publish();
        }

        boolean isCancelled() {
            return promise.cancelled() || future.isCancelled() || publisher.cancelled;
        }
    }

    /** Publishes one value to its one subscriber. */
    static final class Publisher implements Flow.Publisher<String>, Flow.Subscription {
        private Flow.Subscriber<? super String> subscriber;
        private boolean requested;
        private boolean ready;
        private boolean cancelled;

        @Override
        public void subscribe(Flow.Subscriber<? super String> given) {
            subscriber = given;
            given.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            requested = true;
            publishIfWanted();
        }

        void publish() {
            ready = true;
            publishIfWanted();
        }

        private void publishIfWanted() {
            if (ready && requested && !cancelled) {
                requested = false;
                subscriber.onNext("r");
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @FunctionalInterface
    interface Body {
        void run(Source source) throws Exception;
    }

    /** What the cancellation of the task does to what it waits for. */
    enum Fate {
        CANCELLED,
        LEFT_ALONE
    }

    record Row(String name, Fate fate, Body body) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, Fate fate, Body body) {
        return new Row(name, fate, body);
    }

    /** The waits that end with the source. */
    static Stream<Row> waits() {
        return Stream.of(
                row("promise.await", CANCELLED, source -> source.promise.await()),
                row("await(promise)", CANCELLED, source -> await(source.promise)),
                row("await(task)", CANCELLED, source -> await(waiting(source))),
                row(
                        "await of an await",
                        CANCELLED,
                        source -> {
                            Task<String> inner = waiting(source);
                            await(createTask(() -> inner.await()));
                        }),
                row("promise.get", LEFT_ALONE, source -> source.promise.get()),
                row("await(stage)", CANCELLED, source -> await(source.future)),
                row("await(publisher)", CANCELLED, source -> await(source.publisher)),
                row("each(publisher)", LEFT_ALONE, source -> each(source.publisher).next()),
                row("gather(awaitables)", CANCELLED, source -> gather(source.promise)),
                row("gather(collection)", CANCELLED, source -> gather(List.of(source.promise))),
                row("gather(bodies)", CANCELLED, source -> gather(() -> source.promise.await())),
                row(
                        "gather(actions)",
                        CANCELLED,
                        source ->
                                gather(() -> {
                                    source.promise.await();
                                })),
                row("gatherSettled", CANCELLED, source -> gatherSettled(List.of(source.promise))),
                row(
                        "gatherSettled(bodies)",
                        CANCELLED,
                        source -> gatherSettled(() -> source.promise.await())),
                row("awaitTasks, all", LEFT_ALONE, source -> awaitTasks(List.of(source.promise))),
                row(
                        "awaitTasks, first",
                        LEFT_ALONE,
                        source -> awaitTasks(List.of(source.promise), ReturnWhen.FIRST_COMPLETED)),
                row(
                        "awaitTasks, exception",
                        LEFT_ALONE,
                        source -> awaitTasks(List.of(source.promise), ReturnWhen.FIRST_EXCEPTION)),
                row(
                        "awaitTasks, timeout",
                        LEFT_ALONE,
                        source ->
                                awaitTasks(
                                        List.of(source.promise),
                                        ReturnWhen.ALL_COMPLETED,
                                        hours(1))),
                row(
                        "asCompleted",
                        LEFT_ALONE,
                        source -> asCompleted(List.of(source.promise)).next()),
                row(
                        "asCompleted, timeout",
                        LEFT_ALONE,
                        source -> asCompleted(List.of(source.promise), hours(1)).next()),
                row("shield(awaitable)", LEFT_ALONE, source -> shield(source.promise)),
                row("shield(body)", LEFT_ALONE, source -> shield(() -> source.promise.await())),
                row("waitFor(awaitable)", CANCELLED, source -> waitFor(source.promise, hours(1))),
                row(
                        "waitFor(awaitable), no bound",
                        CANCELLED,
                        source -> waitFor(source.promise, null)),
                row(
                        "waitFor(body)",
                        CANCELLED,
                        source -> waitFor(() -> source.promise.await(), hours(1))),
                row(
                        "timeout",
                        CANCELLED,
                        source -> timeout(hours(1), () -> source.promise.await())),
                row(
                        "timeoutAt",
                        CANCELLED,
                        source -> timeoutAt(hours(100), () -> source.promise.await())),
                row(
                        "taskGroup",
                        CANCELLED,
                        source ->
                                taskGroup(group -> {
                                    group.createTask(() -> source.promise.await());
                                })),
                row(
                        "taskGroup's body",
                        CANCELLED,
                        source ->
                                taskGroup(_ -> {
                                    source.promise.await();
                                })),
                row(
                        "group.start",
                        LEFT_ALONE,
                        source ->
                                taskGroup(group -> {
                                    group.<String>start(
                                            started -> started.started(source.promise.await()));
                                })),
                row(
                        "cancelScope",
                        CANCELLED,
                        source ->
                                cancelScope(_ -> {
                                    source.promise.await();
                                })),
                row(
                        "moveOnAfter",
                        CANCELLED,
                        source -> moveOnAfter(hours(1), () -> source.promise.await())),
                row(
                        "failAfter",
                        CANCELLED,
                        source -> failAfter(hours(1), () -> source.promise.await())),
                row(
                        "generator",
                        CANCELLED,
                        source ->
                                generate((GeneratorOutput<String> out) ->
                                                out.yield(source.promise.await()))
                                        .next()),
                row("toThread", LEFT_ALONE, source -> toThread(() -> source.latch.await())),
                row(
                        "runInExecutor",
                        LEFT_ALONE,
                        source -> runInExecutor(null, () -> source.latch.await())));
    }

    /** The waits for the clock, which end by themselves. */
    static Stream<Row> waitsForTheClock() {
        return Stream.of(
                row("sleep", LEFT_ALONE, _ -> sleep(seconds(1))),
                row("sleep with a result", LEFT_ALONE, _ -> sleep(seconds(1), "r")),
                row("sleep(0)", LEFT_ALONE, _ -> sleep(Duration.ZERO)),
                row("yieldNow", LEFT_ALONE, _ -> yieldNow()),
                row("checkpoint", LEFT_ALONE, _ -> Asyncio.checkpoint()));
    }

    static Stream<Row> all() {
        return Stream.concat(waits(), waitsForTheClock());
    }

    private static Task<String> waiting(Source source) {
        return createTask(() -> source.promise.await());
    }

    // ---------------------------------------------------------------- the task is cancelled

    @ParameterizedTest
    @MethodSource("all")
    void before(Row row) {
        run(() -> {
            Source source = new Source();
            Task<List<String>> task =
                    createTask(() -> {
                        currentTask().cancel("before");
                        return observed(row, source, 1);
                    });
            assertEquals(List.of("before"), task.await());
            source.end();
        });
    }

    @ParameterizedTest
    @MethodSource("waits")
    void during(Row row) {
        run(() -> {
            Source source = new Source();
            Task<List<String>> task = createTask(() -> observed(row, source, 1));
            untilItWaits(task);
            task.cancel("during");
            assertEquals(List.of("during"), task.await());
            assertEquals(row.fate == CANCELLED, source.isCancelled());
            source.end();
        });
    }

    @ParameterizedTest
    @MethodSource("waits")
    void twiceDuring(Row row) {
        run(() -> {
            Source source = new Source();
            Task<List<String>> task = createTask(() -> observed(row, source, 2));
            untilItWaits(task);
            task.cancel("one");
            task.cancel("two");
            assertEquals(1, task.await().size());
            source.end();
        });
    }

    @ParameterizedTest
    @MethodSource("waitsForTheClock")
    void duringTheClocks(Row row) {
        run(() -> {
            Task<List<String>> task = createTask(() -> observed(row, new Source(), 1));
            yieldNow();
            task.cancel("during");
            assertEquals(List.of("during"), task.await());
        });
    }

    /** The source ends and the task is cancelled in one turn, so before the task goes on. */
    @ParameterizedTest
    @MethodSource("waits")
    void justAfter(Row row) {
        run(() -> {
            Source source = new Source();
            Task<List<String>> task = createTask(() -> observed(row, source, 1));
            untilItWaits(task);
            source.end();
            task.cancel("just after");
            assertEquals(List.of("just after"), task.await());
            assertFalse(source.isCancelled() && row.fate == LEFT_ALONE);
        });
    }

    /**
     * On a busy machine the work of a thread may not be handed over yet: then it is the lock of the
     * thread pool that is waited for, and the cancellation comes to the next wait.
     */
    private static void untilItWaits(Task<?> task) {
        turns();
        while (((LoopTask<?>) task).fiber().waiting() == null) {
            assertFalse(task.isDone(), task::toString);
            yieldNow();
        }
    }

    /**
     * Waits, which must throw, and then waits for the clock, which must not be disturbed: neither
     * by a second throw nor by a wake-up that was meant for the first wait.
     */
    private static List<String> observed(Row row, Source source, int requests) throws Exception {
        List<String> trail = new ArrayList<>();
        try {
            row.body.run(source);
            trail.add("not cancelled");
        } catch (CancelledError error) {
            trail.add(error.reason());
            assertTrue(error.isAimedAt(currentTask()), row.name);
        }
        assertEquals(requests, currentTask().cancelling());
        assertUndisturbed(source);
        return trail;
    }

    private static void assertUndisturbed(Source source) {
        Task<?> self = currentTask();
        createTask(() -> {
            yieldNow();
            source.end();
        });
        Duration start = getRunningLoop().time();
        sleep(seconds(10));
        assertEquals(start.plusSeconds(10), getRunningLoop().time());
        assertEquals(self, currentTask());
    }

    // ---------------------------------------------------------------- a scope is cancelled

    @ParameterizedTest
    @MethodSource("all")
    void insideACancelledScopeNoWaitBegins(Row row) throws Exception {
        run(() -> {
            Source source = new Source();
            createTask(
                            () -> {
                                CancelScope scope =
                                        cancelScope(open -> {
                                            open.cancel();
                                            row.body.run(source);
                                        });
                                assertTrue(scope.cancelledCaught(), row.name);
                                assertUndisturbed(source);
                            })
                    .await();
        });
    }

    @ParameterizedTest
    @MethodSource("waits")
    void aScopeEndsEveryWait(Row row) {
        run(() -> {
            Source source = new Source();
            List<CancelScope> scopes = new ArrayList<>();
            Task<Void> task =
                    createTask(() -> {
                        CancelScope scope =
                                cancelScope(open -> {
                                    scopes.add(open);
                                    row.body.run(source);
                                });
                        assertTrue(scope.cancelledCaught(), row.name);
                        assertEquals(0, currentTask().cancelling());
                        assertUndisturbed(source);
                    });
            turns();
            scopes.getFirst().cancel("scope");
            task.await();
            source.end();
        });
    }

    /** What has woken up was not cancelled; the next wait inside the scope is. */
    @ParameterizedTest
    @MethodSource("waits")
    void aScopeThatIsCancelledJustAfterTheWakeUp(Row row) {
        run(() -> {
            Source source = new Source();
            List<CancelScope> scopes = new ArrayList<>();
            Task<Void> task =
                    createTask(() -> {
                        CancelScope scope =
                                cancelScope(open -> {
                                    scopes.add(open);
                                    row.body.run(source);
                                    yieldNow();
                                });
                        assertTrue(scope.cancelledCaught(), row.name);
                        assertUndisturbed(source);
                    });
            turns();
            source.end();
            scopes.getFirst().cancel("scope");
            task.await();
        });
    }

    // ---------------------------------------------------------------- a wait that is refused

    /** A wait that was refused did not begin, so nothing of it may come later. */
    @ParameterizedTest
    @MethodSource("all")
    void insideAnAtomicSection(Row row) throws Exception {
        run(() -> {
            Source source = new Source();
            createTask(
                            () -> {
                                RuntimeException refused =
                                        assertThrows(
                                                RuntimeException.class,
                                                () -> atomically(() -> row.body.run(source)));
                                assertInstanceOf(IllegalStateException.class, unwrapped(refused));
                                assertUndisturbed(source);
                            })
                    .await();
        });
    }

    /** A task group wraps what its body throws. */
    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof ExceptionGroup group ? group.leaves().getFirst() : thrown;
    }

    /**
     * Until all have reached their waits. By turns, not by the clock, which stands still while
     * something outside is awaited.
     */
    private static void turns() {
        for (int i = 0; i < 8; i++) {
            yieldNow();
        }
    }
}
