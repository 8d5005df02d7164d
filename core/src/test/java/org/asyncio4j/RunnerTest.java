package org.asyncio4j;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** asyncio's {@code run} and {@code Runner}, row by row. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunnerTest {
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    /** Where main must still be waiting when something comes from outside. */
    private static final RunOptions REAL_TIME = RunOptions.DEFAULT.withHandleSignals(false);

    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());
    private final Runner runner = new Runner(OPTIONS);

    // ---------------------------------------------------------------- run

    @Test
    void runReturnsWhatMainReturns() {
        assertEquals("result", Asyncio.run(OPTIONS, () -> "result"));
        assertNull(Asyncio.run(OPTIONS, () -> (String) null));
    }

    @Test
    void runThrowsTheVerySameObjectThatMainThrew() {
        IOException checked = new IOException("checked");
        Error error = new AssertionError("error");
        assertSame(
                checked,
                assertThrows(IOException.class, () -> Asyncio.run(OPTIONS, () -> fail(checked))));
        assertSame(
                error,
                assertThrows(AssertionError.class, () -> Asyncio.run(OPTIONS, () -> fail(error))));
    }

    private static <X extends Throwable> void fail(X thrown) throws X {
        throw thrown;
    }

    @Test
    void everyRunHasALoopOfItsOwnThatIsClosedInTheEnd() {
        EventLoop first = Asyncio.run(OPTIONS, () -> getRunningLoop());
        EventLoop second = Asyncio.run(OPTIONS, () -> getRunningLoop());
        assertNotSame(first, second);
        assertTrue(first.isClosed());
        assertTrue(second.isClosed());
        assertFalse(first.isRunning());
    }

    @Test
    void theLoopIsClosedWhereMainFails() {
        EventLoop[] loop = new EventLoop[1];
        assertThrows(
                IOException.class,
                () ->
                        Asyncio.run(
                                OPTIONS,
                                () -> {
                                    loop[0] = getRunningLoop();
                                    fail(new IOException());
                                }));
        assertTrue(loop[0].isClosed());
    }

    @Test
    void runsOnAVirtualThreadOfTheJdk() throws InterruptedException {
        Thread caller =
                Thread.startVirtualThread(() -> {
                    trail.add(Asyncio.run(OPTIONS, () -> sleep(hours(1), "done")));
                });
        caller.join();
        assertEquals(List.of("done"), trail);
    }

    @Test
    void runInsideATaskIsRefusedWithAdvice() {
        runner.run(() -> {
            IllegalStateException refusal =
                    assertThrows(
                            IllegalStateException.class,
                            () -> Asyncio.run(OPTIONS, () -> trail.add("ran")));
            assertTrue(refusal.getMessage().contains("createTask"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("toThread"), refusal.getMessage());
            yieldNow();
        });
        assertEquals(List.of(), trail);
    }

    @Test
    void runInsideACallbackOrAGuestIsRefusedToo() throws InterruptedException {
        runner.run(() -> {
            getRunningLoop().callSoon(() -> runRefused("callback"));
            Thread guest = Thread.startVirtualThread(() -> runRefused("guest"));
            guest.join();
        });
        assertEquals(List.of("callback", "guest"), trail);
    }

    private void runRefused(String who) {
        assertThrows(IllegalStateException.class, () -> Asyncio.run(OPTIONS, () -> "ran"));
        trail.add(who);
    }

    @Test
    void runInAThreadBesideTheLoopIsAllowed() {
        String inner =
                runner.run(() -> toThread(() -> Asyncio.run(OPTIONS, () -> sleep(hours(1), "in"))));
        assertEquals("in", inner);
    }

    @Test
    void severalLoopsRunAtOnceInSeveralThreads() throws InterruptedException {
        CountDownLatch allRun = new CountDownLatch(4);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> Asyncio.run(OPTIONS, () -> meet(allRun))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of("met", "met", "met", "met"), trail);
    }

    /** Returns when all loops run. */
    private void meet(CountDownLatch allRun) {
        allRun.countDown();
        try {
            allRun.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        trail.add("met");
    }

    // ---------------------------------------------------------------- several runs

    @Test
    void severalRunsShareOneLoop() {
        EventLoop first = runner.run(() -> getRunningLoop());
        EventLoop second = runner.run(() -> getRunningLoop());
        assertSame(first, second);
        assertSame(first, runner.getLoop());
        runner.close();
    }

    @Test
    void tasksRestBetweenTwoRuns() {
        runner.run(() -> {
            createTask(() -> {
                trail.add("first turn");
                sleep(seconds(1));
                trail.add("second turn");
            });
            yieldNow();
        });
        trail.add("rest");
        assertFalse(runner.getLoop().isRunning());
        runner.run(() -> sleep(seconds(2)));
        assertEquals(List.of("first turn", "rest", "second turn"), trail);
        runner.close();
    }

    @Test
    void aTaskOfOneRunCanBeAwaitedInTheNext() {
        Task<String> task = runner.run(() -> createTask(() -> sleep(seconds(1), "late")));
        assertEquals("late", runner.run(() -> await(task)));
        runner.close();
    }

    @Test
    void aRunThatFailsLeavesTheRunnerUsable() {
        assertThrows(IOException.class, () -> runner.run(() -> fail(new IOException())));
        assertEquals(2, runner.run(() -> 2));
        runner.close();
    }

    @Test
    void getLoopMakesTheLoopThatRunsLater() {
        EventLoop loop = runner.getLoop();
        assertFalse(loop.isRunning());
        assertSame(loop, runner.run(() -> getRunningLoop()));
        runner.close();
    }

    // ---------------------------------------------------------------- close

    @Test
    void aSecondCloseDoesNothingAndUseAfterCloseIsRefused() {
        runner.run(() -> {});
        runner.close();
        runner.close();
        assertThrows(IllegalStateException.class, () -> runner.run(() -> trail.add("ran")));
        assertThrows(IllegalStateException.class, runner::getLoop);
        assertEquals(List.of(), trail);
    }

    @Test
    void aRunnerThatWasNeverUsedClosesWithoutALoop() {
        runner.close();
        assertThrows(IllegalStateException.class, runner::getLoop);
    }

    @Test
    void closingTheRunnerInsideItsOwnLoopIsRefused() {
        runner.run(() -> {
            assertThrows(IllegalStateException.class, runner::close);
            sleep(seconds(1));
            trail.add("went on");
        });
        assertEquals(1, runner.run(() -> 1), "The refused close must not have closed it.");
        assertEquals(List.of("went on"), trail);
        runner.close();
    }

    @Test
    void closingEndsInAsynciosOrder() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        runner.run(() -> {
            getRunningLoop().setDefaultExecutor(pool);
            createTask(() -> endWith("a"));
            createTask(() -> endWith("b"));
            yieldNow();
        });
        runner.close();
        assertEquals(List.of("a cancelled", "b cancelled", "a cleaned", "b cleaned"), trail);
        assertTrue(pool.isTerminated());
    }

    private void endWith(String name) {
        try {
            sleep(hours(1));
        } catch (CancelledError e) {
            trail.add(name + " cancelled");
            sleep(seconds(1));
            trail.add(name + " cleaned");
            throw e;
        }
    }

    /** As in asyncio: what is ready when main ends gets its turn before it is cancelled. */
    @Test
    void aLeftoverTaskThatHasNotBegunGetsOneTurn() {
        Task<?> task =
                runner.run(() ->
                        createTask(() -> {
                            trail.add("first turn");
                            yieldNow();
                            trail.add("second turn");
                        }));
        runner.close();
        assertEquals(List.of("first turn"), trail);
        assertTrue(task.isCancelled());
    }

    @Test
    void leftoverTasksThatStartOthersWhileTheyEndAreAllEnded() {
        runner.run(() -> {
            createTask(() -> {
                try {
                    sleep(hours(1));
                } finally {
                    createTask("late", () -> endWith("late"));
                    yieldNow();
                }
            });
            yieldNow();
        });
        runner.close();
        assertEquals(List.of("late cancelled", "late cleaned"), trail);
    }

    @Test
    void aLeftoverTaskThatFailsWhileItEndsIsReported() {
        runner.run(() -> {
            getRunningLoop()
                    .setExceptionHandler((_, context) ->
                            trail.add(context.exception().getMessage() + ": " + context.message()));
            createTask(
                    "leftover",
                    () -> {
                        try {
                            sleep(hours(1));
                        } finally {
                            fail(new IOException("in finally"));
                        }
                    });
            yieldNow();
        });
        runner.close();
        assertEquals(1, trail.size(), trail.toString());
        assertTrue(trail.getFirst().startsWith("in finally: leftover"), trail.toString());
    }

    @Test
    void anExceptionHandlerThatThrowsAnErrorDoesNotKeepTheRunnerFromClosing() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        EventLoop loop = runner.getLoop();
        runner.run(() -> {
            loop.setDefaultExecutor(pool);
            loop.setExceptionHandler((_, context) -> {
                trail.add(context.exception().getMessage());
                throw new AssertionError("the handler has failed");
            });
            createTask(() -> failWhenCancelled("a"));
            createTask(() -> failWhenCancelled("b"));
            yieldNow();
        });
        runner.close();
        assertEquals(List.of("a", "b"), trail);
        assertTrue(loop.isClosed());
        assertTrue(pool.isTerminated());
    }

    private static void failWhenCancelled(String message) throws IOException {
        try {
            sleep(hours(1));
        } finally {
            fail(new IOException(message));
        }
    }

    @Test
    void aLeftoverTaskThatIgnoresItsCancellationForEverIsADeadlockNotAHang() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Runner silent = new Runner(OPTIONS)) {
            silent.run(() -> {
                EventLoop.running().setDefaultExecutor(pool);
                createTask(
                        "stubborn",
                        () -> {
                            org.asyncio4j.sync.Event never = new org.asyncio4j.sync.Event();
                            while (true) {
                                try {
                                    never.await();
                                } catch (CancelledError e) {
                                    trail.add("ignored");
                                }
                            }
                        });
                yieldNow();
            });
            DeadlockError deadlock = assertThrows(DeadlockError.class, silent::close);
            assertTrue(deadlock.getMessage().contains("stubborn waits for"), deadlock.getMessage());
        }
        assertEquals(List.of("ignored"), trail);
        assertTrue(pool.isShutdown(), "The threads end although a task does not.");
    }

    /** The work of abandoned threads may still call the loop, which must serve it. */
    @Test
    void theLoopServesItsThreadsUntilTheyHaveEnded() throws InterruptedException {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        EventLoop loop = runner.getLoop();
        runner.run(() -> {
            loop.setDefaultExecutor(pool);
            CountDownLatch begun = new CountDownLatch(1);
            createTask(() -> toThread(() -> callLoopWhenShutDown(loop, pool, begun)));
            yieldNow();
            begun.await();
        });
        runner.close();
        assertEquals(List.of("callback in loop", "task ended in loop"), trail);
        assertTrue(pool.isTerminated());
    }

    private void callLoopWhenShutDown(EventLoop loop, ExecutorService pool, CountDownLatch begun) {
        begun.countDown();
        while (!pool.isShutdown()) {
            Thread.onSpinWait();
        }
        loop.callSoonThreadsafe(() -> trail.add("callback" + place(loop)));
        // Whether the task gets a turn before it is cancelled is a matter of chance.
        loop.runCoroutineThreadsafe(() -> sleep(hours(1)))
                .whenComplete((_, _) -> trail.add("task ended" + place(loop)));
    }

    private static String place(EventLoop loop) {
        return loop.scheduler().isInLoop() ? " in loop" : " elsewhere";
    }

    @Test
    void interruptingTheThreadThatClosesEndsTheWaitForThreads() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        runner.run(() -> {
            getRunningLoop().setExceptionHandler((_, context) -> trail.add(context.message()));
            createTask(() ->
                    toThread(() -> {
                        begun.countDown();
                        release.await();
                    }));
            yieldNow();
            begun.await();
        });
        Thread closing = Thread.currentThread();
        Thread interrupter =
                Thread.ofPlatform()
                        .start(() -> {
                            while (trail.isEmpty()) {
                                closing.interrupt();
                                Thread.yield();
                            }
                        });
        runner.close();
        boolean flag = Thread.currentThread().isInterrupted();
        while (interrupter.isAlive()) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
        assertTrue(flag, "The closing thread's interrupt was swallowed.");
        release.countDown();
        assertTrue(trail.getFirst().contains("left behind"), trail.toString());
    }

    // ---------------------------------------------------------------- interrupt of the caller

    @Test
    void interruptingTheCallingThreadCancelsMain() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                Asyncio.run(REAL_TIME, () -> sleepAndCleanUp(begun));
                            } catch (CancelledError cancelled) {
                                trail.add(cancelled.reason());
                                trail.add("flag: " + Thread.currentThread().isInterrupted());
                            }
                        });
        begun.await();
        caller.interrupt();
        caller.join();
        assertEquals(
                List.of("cleaned", "the thread that runs the loop was interrupted", "flag: true"),
                trail);
    }

    private void sleepAndCleanUp(CountDownLatch begun) {
        try {
            begun.countDown();
            sleep(hours(1));
        } finally {
            sleep(millis(1));
            trail.add("cleaned");
        }
    }

    @Test
    void aCallerThatIsInterruptedAlreadyCancelsMainBeforeItBegins() {
        Thread.currentThread().interrupt();
        assertThrows(CancelledError.class, () -> Asyncio.run(OPTIONS, () -> trail.add("ran")));
        assertTrue(Thread.interrupted());
        assertEquals(List.of(), trail);
    }

    @Test
    void mainThatCatchesTheInterruptGoesOn() {
        Thread caller = Thread.currentThread();
        String result =
                Asyncio.run(
                        REAL_TIME,
                        () -> {
                            try {
                                caller.interrupt();
                                sleep(hours(1));
                            } catch (CancelledError e) {
                                currentTask().uncancel();
                            }
                            return sleep(millis(1), "went on");
                        });
        assertEquals("went on", result);
        assertTrue(Thread.interrupted());
    }

    // ---------------------------------------------------------------- many loops

    /** Not a matter of waiting: 10,000 loops take about two seconds. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void tenThousandLoopsLeakNoThread() throws InterruptedException {
        Asyncio.run(OPTIONS, () -> {});
        int before = loopThreads();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            assertEquals(number, Asyncio.run(OPTIONS, () -> sleep(seconds(1), number)));
        }
        while (loopThreads() > before) {
            // The last loop's thread ends soon after its close; the test's timeout is the bound.
            Thread.onSpinWait();
        }
    }

    private static int loopThreads() {
        return (int)
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("asyncio4j"))
                        .filter(thread -> !thread.getName().contains("watchdog"))
                        .count();
    }
}
