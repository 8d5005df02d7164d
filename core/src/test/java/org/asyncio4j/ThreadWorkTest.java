package org.asyncio4j;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.runInExecutor;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.CapacityLimiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadWorkTest {
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);
    private static final ScopedValue<String> NAME = ScopedValue.newInstance();

    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService single = Executors.newSingleThreadExecutor();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void endThreads() {
        release.countDown();
        single.shutdownNow();
    }

    private static <X extends Exception> void run(Action<X> main) throws X {
        Asyncio.run(OPTIONS, main);
    }

    private static ThreadOptions onCancel(OnCancel onCancel) {
        return ThreadOptions.DEFAULT.withOnCancel(onCancel);
    }

    /** Blocks its thread until the test releases it. */
    private String block(String result) throws InterruptedException {
        begun.countDown();
        release.await();
        trail.add("thread ended");
        return result;
    }

    private void awaitBegin() throws InterruptedException {
        begun.await();
    }

    // ---------------------------------------------------------------- results

    @Test
    void theWorkRunsInAnotherThreadWhileOthersGoOn() throws Exception {
        run(() -> {
            Task<String> work = createTask(() -> toThread(() -> block("result")));
            awaitBegin();
            trail.add("others go on");
            release.countDown();
            assertEquals("result", work.await());
        });
        assertEquals(List.of("others go on", "thread ended"), trail);
    }

    @Test
    void theVeryExceptionOfTheWorkIsThrown() {
        IOException failure = new IOException("work");
        run(() -> {
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () ->
                                    toThread(() -> {
                                        throw failure;
                                    })));
        });
    }

    @Test
    void workThatTheExecutorRefusesIsRejectedAndKeepsNoToken() {
        single.shutdown();
        run(() -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            ThreadOptions options = ThreadOptions.DEFAULT.withExecutor(single).withLimiter(limiter);
            assertThrows(RejectedExecutionException.class, () -> toThread(options, () -> "ran"));
            assertEquals(0, limiter.borrowedTokens());
            assertThrows(
                    RejectedExecutionException.class, () -> runInExecutor(single, () -> "ran"));
        });
    }

    @Test
    void anExecutorThatRunsInTheCallersThreadWorksToo() {
        run(() -> {
            assertEquals("inline", runInExecutor(new InlineExecutor(), () -> "inline"));
            assertEquals(
                    "waited", runInExecutor(new InlineExecutor(), () -> sleep(hours(1), "waited")));
        });
    }

    /** Runs what it gets at once, in the caller. */
    private static class InlineExecutor extends AbstractExecutorService {
        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @Test
    void anExecutorOfVirtualThreadsRunsGuestsOfTheLoop() throws Exception {
        run(() -> {
            EventLoop loop = getRunningLoop();
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                assertTrue(runInExecutor(executor, () -> loop.scheduler().isInLoop()));
                assertEquals("slept", runInExecutor(executor, () -> sleep(hours(1), "slept")));
            }
        });
    }

    // ---------------------------------------------------------------- scoped values

    @Test
    void toThreadSeesTheScopedValuesAndRunInExecutorDoesNot() {
        run(() ->
                ScopedValue.where(NAME, "bound")
                        .run(() -> {
                            ThreadOptions options = ThreadOptions.DEFAULT.withExecutor(single);
                            assertEquals("bound", toThread(options, () -> NAME.orElse("unbound")));
                            assertEquals(
                                    "unbound", runInExecutor(single, () -> NAME.orElse("unbound")));
                            assertEquals("bound", NAME.get());
                        }));
    }

    /** The JDK caches scoped values by thread: a pool's thread must not see the work before. */
    @Test
    void everyWorkInOneThreadSeesItsOwnScopedValues() {
        run(() -> {
            ThreadOptions options = ThreadOptions.DEFAULT.withExecutor(single);
            for (int i = 0; i < 100; i++) {
                String name = "name " + i;
                ScopedValue.where(NAME, name)
                        .run(() -> assertEquals(name, toThread(options, () -> NAME.get())));
            }
            assertEquals("unbound", toThread(options, () -> NAME.orElse("unbound")));
        });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void abandonedWorkRunsOnAndItsTaskLeavesAtOnce() throws Exception {
        run(() -> {
            Task<String> work = createTask(() -> toThread(() -> block("dropped")));
            yieldNow();
            awaitBegin();
            work.cancel("enough");
            assertEquals("enough", assertThrows(CancelledError.class, work::await).reason());
            trail.add("task left");
            release.countDown();
        });
        assertEquals(List.of("task left", "thread ended"), trail);
    }

    @Test
    void theFailureOfAbandonedWorkIsReported() throws Exception {
        run(() -> {
            getRunningLoop()
                    .setExceptionHandler(
                            (_, context) -> trail.add(context.exception().getMessage()));
            Task<?> work =
                    createTask(() ->
                            toThread(() -> {
                                block("");
                                throw new IOException("after its task had left");
                            }));
            yieldNow();
            awaitBegin();
            work.cancel();
            assertThrows(CancelledError.class, work::await);
            release.countDown();
        });
        assertEquals(List.of("thread ended", "after its task had left"), trail);
    }

    @Test
    void workThatIsWaitedForKeepsItsTaskUntilItHasEnded() throws Exception {
        run(() -> {
            Task<String> work =
                    createTask(() -> toThread(onCancel(OnCancel.WAIT), () -> block("late")));
            yieldNow();
            awaitBegin();
            work.cancel("enough");
            yieldNow();
            yieldNow();
            assertFalse(work.isDone());
            trail.add("task stays");
            release.countDown();
            assertEquals("enough", assertThrows(CancelledError.class, work::await).reason());
        });
        assertEquals(List.of("task stays", "thread ended"), trail);
    }

    /** No error is lost: what the work failed with goes with the cancellation. */
    @Test
    void theFailureOfWorkThatIsWaitedForGoesWithTheCancellation() throws Exception {
        IOException failure = new IOException("while cancelled");
        run(() -> {
            Task<?> work =
                    createTask(() ->
                            toThread(
                                    onCancel(OnCancel.WAIT),
                                    () -> {
                                        block("");
                                        throw failure;
                                    }));
            yieldNow();
            awaitBegin();
            work.cancel();
            yieldNow();
            release.countDown();
            CancelledError cancelled = assertThrows(CancelledError.class, work::await);
            assertSame(failure, cancelled.getCause());
        });
    }

    @Test
    void interruptedWorkEndsItsTaskWithTheCancellation() throws Exception {
        run(() -> {
            Task<String> work =
                    createTask(() ->
                            toThread(
                                    onCancel(OnCancel.INTERRUPT),
                                    () -> {
                                        try {
                                            return block("");
                                        } finally {
                                            trail.add("cleaned");
                                        }
                                    }));
            yieldNow();
            awaitBegin();
            work.cancel("enough");
            assertEquals("enough", assertThrows(CancelledError.class, work::await).reason());
        });
        assertEquals(List.of("cleaned"), trail);
    }

    @Test
    void workStillInTheQueueIsTakenBackInEveryMode() throws Exception {
        for (OnCancel mode : OnCancel.values()) {
            run(() -> {
                CountDownLatch busy = new CountDownLatch(1);
                single.submit(() -> {
                    busy.await();
                    return null;
                });
                CapacityLimiter limiter = new CapacityLimiter(1);
                ThreadOptions options = onCancel(mode).withExecutor(single).withLimiter(limiter);
                Task<?> work = createTask(() -> toThread(options, () -> trail.add("ran")));
                yieldNow();
                assertEquals(1, limiter.borrowedTokens());
                work.cancel();
                assertThrows(CancelledError.class, work::await);
                assertEquals(0, limiter.borrowedTokens());
                busy.countDown();
                runInExecutor(single, () -> {});
            });
        }
        assertEquals(List.of(), trail);
    }

    /** Executors wrap what they are given, to measure it say: then the work begins later. */
    private static final class SlowStartExecutor extends InlineExecutor {
        final CountDownLatch taken = new CountDownLatch(1);
        final CountDownLatch mayBegin = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void execute(Runnable command) {
            Thread.ofPlatform().start(command);
        }

        @Override
        protected <T> java.util.concurrent.RunnableFuture<T> newTaskFor(Runnable work, T value) {
            return new java.util.concurrent.FutureTask<>(
                    () -> {
                        taken.countDown();
                        awaitUninterruptibly(mayBegin);
                        work.run();
                        ended.countDown();
                    },
                    value);
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Work that was taken back must not begin all the same, with its token given back. */
    @Test
    void workThatIsTakenBackWhileAThreadIsAboutToBeginItNeverRuns() throws Exception {
        SlowStartExecutor executor = new SlowStartExecutor();
        run(() -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            ThreadOptions options =
                    ThreadOptions.DEFAULT.withExecutor(executor).withLimiter(limiter);
            Task<?> work = createTask(() -> toThread(options, () -> trail.add("ran")));
            yieldNow();
            executor.taken.await();
            work.cancel();
            assertThrows(CancelledError.class, work::await);
            assertEquals(0, limiter.borrowedTokens());
            executor.mayBegin.countDown();
            executor.ended.await();
            limiter.acquire();
            yieldNow();
            assertEquals(1, limiter.borrowedTokens(), "The token was given back twice.");
            limiter.release();
        });
        assertEquals(List.of(), trail);
    }

    /** Each interrupt ends the work it was meant for; the thread's next work never sees it. */
    @Test
    void anInterruptNeverHitsOtherWork() throws Exception {
        AtomicInteger hit = new AtomicInteger();
        run(() -> {
            ThreadOptions options = onCancel(OnCancel.INTERRUPT).withExecutor(single);
            for (int i = 0; i < 1_000; i++) {
                int spins = i % 50;
                Task<?> cancelled =
                        createTask(() ->
                                toThread(
                                        options,
                                        () -> {
                                            for (int spin = 0; spin < spins * 10; spin++) {
                                                Thread.onSpinWait();
                                            }
                                        }));
                Task<?> next =
                        createTask(() ->
                                toThread(
                                        options,
                                        () -> {
                                            if (Thread.interrupted()) {
                                                hit.incrementAndGet();
                                            }
                                        }));
                yieldNow();
                for (int turn = 0; turn < i % 7; turn++) {
                    yieldNow();
                }
                cancelled.cancel();
                next.await();
            }
            // What a library submits to the same executor is not hit either.
            assertFalse(single.submit(() -> Thread.currentThread().isInterrupted()).get());
        });
        assertEquals(0, hit.get());
    }

    @Test
    void aTimeoutLeavesAbandonedWorkBehind() throws Exception {
        Asyncio.run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    assertThrows(
                            TimeoutException.class,
                            () -> timeout(millis(20), () -> toThread(() -> block("late"))));
                    release.countDown();
                });
    }

    // ---------------------------------------------------------------- limiter, executors

    @Test
    void aLimiterBoundsTheThreadsThatWorkAtOnce() {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        run(() -> {
            CapacityLimiter limiter = new CapacityLimiter(2);
            ThreadOptions options = ThreadOptions.DEFAULT.withLimiter(limiter);
            List<Task<?>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(
                        createTask(() ->
                                toThread(
                                        options,
                                        () -> {
                                            most.accumulateAndGet(
                                                    working.incrementAndGet(), Math::max);
                                            Thread.sleep(
                                                    1); // Long enough for a third to get in, if it
                                            // could.
                                            working.decrementAndGet();
                                        })));
            }
            Asyncio.gather(all);
            assertEquals(0, limiter.borrowedTokens());
        });
        assertTrue(most.get() <= 2, "at once: " + most);
    }

    @Test
    void abandonedWorkKeepsItsTokenUntilItHasEnded() throws Exception {
        run(() -> {
            CapacityLimiter limiter = new CapacityLimiter(1);
            ThreadOptions options = ThreadOptions.DEFAULT.withLimiter(limiter);
            Task<?> work = createTask(() -> toThread(options, () -> block("")));
            yieldNow();
            awaitBegin();
            work.cancel();
            assertThrows(CancelledError.class, work::await);
            assertEquals(1, limiter.borrowedTokens());
            release.countDown();
            limiter.acquire();
            limiter.release();
        });
        assertEquals(List.of("thread ended"), trail);
    }

    @Test
    void theDefaultExecutorCanBeReplaced() {
        run(() -> {
            ExecutorService pool =
                    Executors.newSingleThreadExecutor(work -> new Thread(work, "mine"));
            getRunningLoop().setDefaultExecutor(pool);
            assertEquals("mine", toThread(() -> Thread.currentThread().getName()));
            assertEquals("mine", runInExecutor(null, () -> Thread.currentThread().getName()));
        });
    }

    @Test
    void aStageOfTheJdkIsAwaitedBesideThreads() {
        run(() -> {
            java.util.concurrent.CompletableFuture<String> stage =
                    java.util.concurrent.CompletableFuture.supplyAsync(() -> "stage", single);
            assertEquals("stage", await(stage));
        });
    }
}
