package org.asyncio4j;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopTest {
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

    private static <X extends Exception> void run(Action<X> main) throws X {
        Asyncio.run(OPTIONS, main);
    }

    // ---------------------------------------------------------------- callbacks

    @Test
    void callbacksRunSoonInTheirOrderAndBehindWhatIsReady() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            createTask(() -> trail.add("task"));
            loop.callSoon(() -> trail.add("first"));
            loop.callSoon(() -> trail.add("second"));
            assertEquals(List.of(), trail);
            yieldNow();
            assertEquals(List.of("task", "first", "second"), trail);
        });
    }

    @Test
    void callLaterAndCallAtRunAtTheirMoments() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            loop.callLater(seconds(2), () -> trail.add("later at " + loop.time()));
            TimerHandle handle = loop.callAt(loop.time().plus(seconds(1)), () -> trail.add("at"));
            assertEquals(loop.time().plus(seconds(1)), handle.when());
            loop.callLater(seconds(-5), () -> trail.add("at once"));
            sleep(seconds(3));
        });
        assertEquals(List.of("at once", "at", "later at PT2S"), trail);
    }

    @Test
    void aCancelledCallbackDoesNotRun() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Handle soon = loop.callSoon(() -> trail.add("soon"));
            Handle later = loop.callLater(seconds(1), () -> trail.add("later"));
            soon.cancel();
            later.cancel();
            assertTrue(soon.cancelled());
            sleep(seconds(2));
        });
        assertEquals(List.of(), trail);
    }

    @Test
    void aCallbackThatFailsIsHandedToTheExceptionHandlerWithItsHandle() {
        IOException failure = new IOException("callback");
        run(() -> {
            EventLoop loop = getRunningLoop();
            List<ExceptionContext> told = new ArrayList<>();
            loop.setExceptionHandler((_, context) -> told.add(context));
            Handle handle =
                    loop.callSoon(() -> {
                        throw failure;
                    });
            yieldNow();
            assertSame(failure, told.getFirst().exception());
            assertSame(handle, told.getFirst().handle());
        });
    }

    @Test
    void methodsOfTheLoopRefuseOtherThreadsAndNameWhatToUse() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            List<Action<?>> calls =
                    List.of(
                            () -> loop.callSoon(() -> {}),
                            () -> loop.callLater(seconds(1), () -> {}),
                            () -> loop.callAt(seconds(1), () -> {}),
                            () -> loop.createTask(() -> {}),
                            () -> loop.allTasks());
            for (Action<?> call : calls) {
                String message =
                        toThread(() ->
                                assertThrows(IllegalStateException.class, call::run).getMessage());
                assertTrue(message.contains("callSoonThreadsafe"), message);
            }
        });
    }

    // ---------------------------------------------------------------- from other threads

    @Test
    void callSoonThreadsafeWakesALoopThatSleeps() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Promise<String> called = createFuture();
            Thread.ofPlatform()
                    .start(() -> loop.callSoonThreadsafe(() -> called.setResult("called")));
            assertEquals("called", called.await());
        });
    }

    @Test
    void runCoroutineThreadsafeReturnsTheResultTheFailureAndTheCancellation() throws Exception {
        run(() -> {
            EventLoop loop = getRunningLoop();
            toThread(() -> {
                assertEquals("result", loop.runCoroutineThreadsafe(() -> yielding("result")).get());
                IOException failure = new IOException("task");
                ExecutionException thrown =
                        assertThrows(
                                ExecutionException.class,
                                () ->
                                        loop.runCoroutineThreadsafe(
                                                        () -> {
                                                            throw failure;
                                                        })
                                                .get());
                assertSame(failure, thrown.getCause());
                assertThrows(
                        CancellationException.class,
                        () ->
                                loop.runCoroutineThreadsafe(
                                                () -> {
                                                    throw new CancelledError("by itself");
                                                })
                                        .get());
            });
        });
    }

    private static String yielding(String result) {
        yieldNow();
        return result;
    }

    @Test
    void cancellingTheFutureCancelsTheTask() throws Exception {
        run(() -> {
            EventLoop loop = getRunningLoop();
            toThread(() -> {
                CountDownLatch begun = new CountDownLatch(1);
                CountDownLatch cancelled = new CountDownLatch(1);
                CompletableFuture<Void> future =
                        loop.runCoroutineThreadsafe(() -> {
                            try {
                                begun.countDown();
                                sleep(hours(1));
                            } catch (CancelledError e) {
                                cancelled.countDown();
                                throw e;
                            }
                        });
                begun.await();
                future.cancel(true);
                cancelled.await();
            });
        });
    }

    @Test
    void inTheLoopItselfRunCoroutineThreadsafeIsRefused() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            String message =
                    assertThrows(
                                    IllegalStateException.class,
                                    () -> loop.runCoroutineThreadsafe(() -> trail.add("ran")))
                            .getMessage();
            assertTrue(message.contains("createTask"), message);
        });
        assertEquals(List.of(), trail);
    }

    @Test
    void aClosedLoopRefusesThreads() {
        Promise<?>[] promise = new Promise<?>[1];
        EventLoop loop =
                Asyncio.run(
                        OPTIONS,
                        () -> {
                            promise[0] = createFuture();
                            return getRunningLoop();
                        });
        assertThrows(
                IllegalStateException.class, () -> loop.callSoonThreadsafe(() -> trail.add("ran")));
        assertThrows(
                IllegalStateException.class,
                () -> loop.runCoroutineThreadsafe(() -> trail.add("ran")));
        assertThrows(IllegalStateException.class, () -> promise[0].setResultThreadsafe(null));
        assertThrows(IllegalStateException.class, () -> loop.callSoon(() -> trail.add("ran")));
        assertEquals(List.of(), trail);
    }

    @Test
    void aPromiseIsKeptFromAnyThreadAndOnlyOnce() {
        run(() -> {
            Promise<String> promise = createFuture();
            Thread.ofPlatform()
                    .start(() -> {
                        promise.setResultThreadsafe("first");
                        promise.setResultThreadsafe("second");
                        promise.setExceptionThreadsafe(new IOException("third"));
                    });
            assertEquals("first", promise.await());
            Promise<String> failed = createFuture();
            Thread.ofPlatform()
                    .start(() -> failed.setExceptionThreadsafe(new IOException("failed")));
            assertThrows(IOException.class, () -> failed.await(IOException.class));
        });
    }

    @Test
    void aTaskIsAFutureForOtherThreads() throws Exception {
        run(() -> {
            Task<String> task = createTask(() -> sleep(millis(1), "result"));
            // The clock holds still while the thread works, so the task cannot end before.
            Thread waiter =
                    new Thread(() -> {
                        try {
                            trail.add(task.get());
                        } catch (InterruptedException | ExecutionException e) {
                            trail.add(e.toString());
                        }
                    });
            waiter.start();
            await(task);
            toThread(() -> waiter.join());
            assertEquals(List.of("result"), trail);
        });
    }

    // ---------------------------------------------------------------- two loops

    /** Each loop's tasks start tasks on the other, keep its promises and call it back. */
    @Test
    void twoLoopsHammerEachOtherThroughTheThreadsafeCalls() throws Exception {
        int rounds = 2_000;
        Exchange exchange = new Exchange();
        AtomicInteger sum = new AtomicInteger();
        Thread left = Thread.ofPlatform().start(() -> hammer(exchange, 0, rounds, sum));
        Thread right = Thread.ofPlatform().start(() -> hammer(exchange, 1, rounds, sum));
        left.join();
        right.join();
        assertEquals(List.of(), trail);
        assertEquals(2 * 3 * rounds, sum.get());
    }

    private static final class Exchange {
        final CompletableFuture<EventLoop> first = new CompletableFuture<>();
        final CompletableFuture<EventLoop> second = new CompletableFuture<>();
        final CountDownLatch bothEnded = new CountDownLatch(2);
    }

    private void hammer(Exchange exchange, int side, int rounds, AtomicInteger sum) {
        try {
            Asyncio.run(
                    OPTIONS,
                    () -> {
                        (side == 0 ? exchange.first : exchange.second).complete(getRunningLoop());
                        EventLoop other = await(side == 0 ? exchange.second : exchange.first);
                        Asyncio.gather(
                                () -> startTasks(other, rounds, sum),
                                () -> callBack(other, rounds, sum),
                                () -> keepPromises(other, rounds, sum));
                        exchange.bothEnded.countDown();
                        // A foreign wait: this loop serves the other until that has ended too.
                        exchange.bothEnded.await();
                    });
        } catch (Throwable thrown) {
            trail.add(thrown.toString());
        }
    }

    private static void startTasks(EventLoop other, int rounds, AtomicInteger sum) {
        for (int i = 0; i < rounds; i++) {
            sum.addAndGet(await(other.runCoroutineThreadsafe(() -> yieldingOne())));
        }
    }

    private static int yieldingOne() {
        yieldNow();
        return 1;
    }

    private static void callBack(EventLoop other, int rounds, AtomicInteger sum) {
        EventLoop self = getRunningLoop();
        for (int i = 0; i < rounds; i++) {
            Promise<Integer> answer = createFuture();
            other.callSoonThreadsafe(() -> self.callSoonThreadsafe(() -> answer.setResult(1)));
            sum.addAndGet(answer.await());
        }
    }

    private static void keepPromises(EventLoop other, int rounds, AtomicInteger sum) {
        for (int i = 0; i < rounds; i++) {
            Promise<Integer> answer = createFuture();
            other.callSoonThreadsafe(() -> answer.setResultThreadsafe(1));
            sum.addAndGet(answer.await());
        }
    }

    // ---------------------------------------------------------------- unread failures

    @Test
    void aFailureThatNobodyReadsIsReportedAfterAWhile() {
        run(() -> {
            getRunningLoop()
                    .setExceptionHandler(
                            (_, context) -> trail.add(context.exception().getMessage()));
            createTask(() -> {
                throw new IOException("unread");
            });
            sleep(EventLoop.UNRETRIEVED_REPORT_DELAY.minusMillis(1));
            assertEquals(List.of(), trail);
            sleep(millis(2));
            assertEquals(List.of("unread"), trail);
        });
        assertEquals(List.of("unread"), trail);
    }

    /** An exception of a user's may do anything in its toString. */
    @Test
    void aFailureThatCannotBePrintedDoesNotEndTheLoop() {
        run(() -> {
            getRunningLoop().setExceptionHandler((_, _) -> trail.add("told"));
            createTask(() -> {
                throw new Unprintable();
            });
            sleep(EventLoop.UNRETRIEVED_REPORT_DELAY.plusSeconds(1));
            trail.add("main went on");
        });
        assertTrue(trail.contains("main went on"), trail.toString());
    }

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("toString has failed");
        }
    }

    @Test
    void anExceptionHandlerThatFailsDoesNotHurtTheLoop() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            loop.setExceptionHandler((_, _) -> {
                trail.add("handler");
                throw new AssertionError("handler");
            });
            loop.callExceptionHandler(ExceptionContext.of("test", new IOException()));
            trail.add("caller went on");
        });
        assertEquals(List.of("handler", "caller went on"), trail);
    }

    // ---------------------------------------------------------------- state

    @Test
    void theDebugSwitchIsAnOptionAndCanBeTurned() {
        assertTrue(Asyncio.run(OPTIONS.withDebug(true), () -> getRunningLoop().getDebug()));
        run(() -> {
            EventLoop loop = getRunningLoop();
            assertFalse(loop.getDebug());
            loop.setDebug(true);
            assertTrue(loop.getDebug());
            assertTrue(loop.toString().contains("debug"), loop.toString());
        });
    }

    @Test
    void aLoopSaysItsNameAndState() {
        Runner runner = new Runner(OPTIONS.withName("mine"));
        EventLoop loop = runner.getLoop();
        assertEquals("EventLoop[mine, resting]", loop.toString());
        assertEquals("EventLoop[mine, running]", runner.run(() -> loop.toString()));
        runner.close();
        assertEquals("EventLoop[mine, closed]", loop.toString());
    }

    @Test
    void allTasksAreThoseThatHaveNotEnded() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Task<?> ended = createTask(() -> {});
            Task<?> waits = createTask(() -> sleep(seconds(1)));
            yieldNow();
            assertFalse(loop.allTasks().contains(ended));
            assertEquals(List.of(Asyncio.currentTask(), waits), List.copyOf(loop.allTasks()));
        });
    }
}
