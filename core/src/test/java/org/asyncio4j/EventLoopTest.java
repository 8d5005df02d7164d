package org.asyncio4j;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- callSoon

    @Test
    void callSoonRunsInOrderAndNotInline() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            for (String name : List.of("a", "b", "c")) {
                loop.callSoon(() -> trail.add(name));
            }
            assertEquals(List.of(), trail);
            yieldNow();
            assertEquals(List.of("a", "b", "c"), trail);
        });
    }

    @Test
    void callSoonAndTasksShareOneOrder() {
        run(() -> {
            createTask(() -> trail.add("task 1"));
            getRunningLoop().callSoon(() -> trail.add("callback"));
            createTask(() -> trail.add("task 2"));
            yieldNow();
            assertEquals(List.of("task 1", "callback", "task 2"), trail);
        });
    }

    @Test
    void whatACallbackAddsRunsInTheNextTurn() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            loop.callSoon(() -> {
                trail.add("first");
                loop.callSoon(() -> trail.add("third"));
            });
            loop.callSoon(() -> trail.add("second"));
            settle();
            assertEquals(List.of("first", "second", "third"), trail);
        });
    }

    @Test
    void callbacksSeeWhatIsBoundWhereTheyWereMade() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            ScopedValue.where(USER, "ann")
                    .run(() -> {
                        loop.callSoon(() -> trail.add("soon " + USER.get()));
                        loop.callLater(seconds(1), () -> trail.add("later " + USER.get()));
                    });
            sleep(seconds(2));
            assertEquals(List.of("soon ann", "later ann"), trail);
        });
    }

    @Test
    void aCallbackMayWaitButIsNoTask() {
        run(() -> {
            getRunningLoop()
                    .callSoon(() -> {
                        assertNull(currentTask());
                        trail.add("begins");
                        sleep(seconds(1));
                        trail.add("ends");
                    });
            sleep(seconds(2));
            assertEquals(List.of("begins", "ends"), trail);
        });
    }

    @Test
    void callSoonInAThreadIsRefused() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            for (Action<?> call :
                    List.<Action<?>>of(
                            () -> loop.callSoon(() -> {}),
                            () -> loop.callLater(seconds(1), () -> {}),
                            () -> loop.callAt(seconds(1), () -> {}),
                            () -> loop.createTask(() -> {}),
                            () -> loop.allTasks())) {
                IllegalStateException refused =
                        toThread(() -> assertThrows(IllegalStateException.class, call::run));
                assertTrue(refused.getMessage().contains("Threadsafe"), refused.getMessage());
            }
        });
    }

    // ---------------------------------------------------------------- from other threads

    @Test
    void callSoonThreadsafeWakesTheLoopAndKeepsTheOrderOfOneThread() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Promise<Void> done = loop.createFuture();
            toThread(() -> {
                for (String name : List.of("a", "b", "c")) {
                    loop.callSoonThreadsafe(() -> trail.add(name));
                }
                loop.callSoonThreadsafe(() -> done.setResult(null));
            });
            done.await();
            assertEquals(List.of("a", "b", "c"), trail);
        });
    }

    @Test
    void callSoonThreadsafeOfAClosedLoopIsRefused() {
        List<EventLoop> loops = new ArrayList<>();
        run(() -> loops.add(getRunningLoop()));
        EventLoop closed = loops.getFirst();
        assertTrue(closed.isClosed());
        assertThrows(
                IllegalStateException.class, () -> closed.callSoonThreadsafe(() -> trail.add("x")));
        assertThrows(IllegalStateException.class, () -> closed.runCoroutineThreadsafe(() -> "r"));
        assertThrows(IllegalStateException.class, () -> closed.callSoon(() -> trail.add("x")));
        assertEquals(List.of(), trail);
    }

    @Test
    void runCoroutineThreadsafeIsATaskThatAThreadWaitsFor() throws Exception {
        run(() -> {
            EventLoop loop = getRunningLoop();
            toThread(() -> {
                assertEquals(
                        "r",
                        loop.runCoroutineThreadsafe(
                                        () -> {
                                            assertTrue(currentTask() != null);
                                            yieldNow();
                                            return "r";
                                        })
                                .get());
                CompletableFuture<String> failing =
                        loop.runCoroutineThreadsafe(() -> {
                            throw new IOException("x");
                        });
                assertEquals(
                        "x",
                        assertThrows(ExecutionException.class, failing::get)
                                .getCause()
                                .getMessage());
            });
        });
    }

    @Test
    void cancellingTheFutureOfRunCoroutineThreadsafeCancelsTheTask() throws Exception {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Promise<Void> ended = loop.createFuture();
            toThread(() -> {
                CompletableFuture<Void> begun = new CompletableFuture<>();
                CompletableFuture<Void> future =
                        loop.runCoroutineThreadsafe(() -> {
                            begun.complete(null);
                            try {
                                sleep(Duration.ofDays(1));
                            } finally {
                                ended.setResult(null);
                            }
                        });
                begun.get();
                assertTrue(future.cancel(true));
            });
            ended.await();
        });
    }

    @Test
    void runCoroutineThreadsafeInTheLoopIsRefused() {
        run(() -> {
            assertThrows(
                    IllegalStateException.class,
                    () -> getRunningLoop().runCoroutineThreadsafe(() -> "r"));
        });
    }

    // ---------------------------------------------------------------- timers

    @Test
    void timersFireInTheOrderOfTheirDeadlines() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            loop.callLater(seconds(3), () -> trail.add("c " + loop.time()));
            loop.callLater(seconds(1), () -> trail.add("a " + loop.time()));
            loop.callAt(seconds(2), () -> trail.add("b " + loop.time()));
            sleep(seconds(5));
            assertEquals(List.of("a PT1S", "b PT2S", "c PT3S"), trail);
        });
    }

    @Test
    void timersForTheSameMomentFireInTheOrderOfTheirRegistration() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String name = "timer " + i;
                expected.add(name);
                if (i % 2 == 0) {
                    loop.callLater(seconds(1), () -> trail.add(name));
                } else {
                    loop.callAt(loop.time().plus(seconds(1)), () -> trail.add(name));
                }
            }
            sleep(seconds(2));
            assertEquals(expected, trail);
        });
    }

    @Test
    void aNegativeDelayIsAsSoonAsPossible() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            loop.callLater(seconds(-5), () -> trail.add("past"));
            loop.callLater(Duration.ZERO, () -> trail.add("now"));
            loop.callAt(Duration.ofSeconds(Long.MIN_VALUE), () -> trail.add("before all time"));
            assertEquals(List.of(), trail);
            settle();
            assertEquals(List.of("before all time", "past", "now"), trail);
            assertTrue(loop.time().compareTo(seconds(1)) < 0);
        });
    }

    @Test
    void aDelayBeyondTheEndOfTimeNeverFires() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            TimerHandle never =
                    loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> trail.add("never"));
            sleep(Duration.ofDays(36_500));
            assertEquals(List.of(), trail);
            never.cancel();
        });
    }

    @Test
    void aTimerFiresBeforeASleepForTheSameMomentThatBeganLater() {
        run(() -> {
            getRunningLoop().callLater(seconds(1), () -> trail.add("timer"));
            sleep(seconds(1));
            trail.add("slept");
            assertEquals(List.of("timer", "slept"), trail);
        });
    }

    @Test
    void theClockIsMonotonicAndBeginsAtZero() {
        run(() -> {
            assertEquals(Duration.ZERO, getRunningLoop().time());
            sleep(millis(1500));
            assertEquals(millis(1500), getRunningLoop().time());
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aFailingCallbackReachesTheHandlerAndTheLoopGoesOn() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            List<ExceptionContext> contexts = new ArrayList<>();
            loop.setExceptionHandler((told, context) -> {
                assertSame(loop, told);
                contexts.add(context);
            });
            IOException failure = new IOException();
            Handle handle =
                    loop.callSoon(() -> {
                        throw failure;
                    });
            loop.callLater(
                    seconds(1),
                    () -> {
                        throw new StackOverflowError();
                    });
            loop.callLater(seconds(2), () -> trail.add("goes on"));
            sleep(seconds(3));
            assertEquals(2, contexts.size());
            assertSame(failure, contexts.get(0).exception());
            assertSame(handle, contexts.get(0).handle());
            assertNull(contexts.get(0).awaitable());
            assertTrue(contexts.get(1).exception() instanceof StackOverflowError);
            assertEquals(List.of("goes on"), trail);
        });
    }

    @Test
    void aFailingHandlerIsLoggedAndTheLoopGoesOn() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            for (Throwable failure :
                    List.of(new IllegalStateException("handler"), new AssertionError("handler"))) {
                loop.setExceptionHandler((_, _) -> {
                    trail.add("handler");
                    throw Sneaky.rethrow(failure);
                });
                loop.callSoon(() -> {
                    throw new IOException("callback");
                });
                settle();
                loop.callExceptionHandler(ExceptionContext.of("by hand", null));
            }
            assertEquals(List.of("handler", "handler", "handler", "handler"), trail);
        });
    }

    @Test
    void theHandlerCanBeReadAndTakenAway() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            assertNull(loop.getExceptionHandler());
            ExceptionHandler handler = (_, context) -> trail.add(context.message());
            loop.setExceptionHandler(handler);
            assertSame(handler, loop.getExceptionHandler());
            loop.callExceptionHandler(ExceptionContext.of("by hand", null));
            loop.setExceptionHandler(null);
            assertEquals(List.of("by hand"), trail);
        });
    }

    @Test
    void aHandlerThatIsCalledOnTheBareLoopRunsInATurnOfItsOwn() {
        run(() -> {
            List<Boolean> virtual = new ArrayList<>();
            getRunningLoop()
                    .setExceptionHandler((_, _) -> virtual.add(Thread.currentThread().isVirtual()));
            createTask(() -> {
                throw new IOException("unread");
            });
            sleep(seconds(100));
            assertEquals(List.of(true), virtual);
        });
    }

    // ---------------------------------------------------------------- state

    @Test
    void stateAndName() {
        List<EventLoop> loops = new ArrayList<>();
        run(() -> {
            EventLoop loop = getRunningLoop();
            loops.add(loop);
            assertTrue(loop.isRunning());
            assertFalse(loop.isClosed());
            loop.setDebug(false);
            assertEquals("EventLoop[asyncio4j, running]", loop.toString());
            loop.setDebug(true);
            assertTrue(loop.getDebug());
            assertEquals("EventLoop[asyncio4j, running, debug]", loop.toString());
        });
        assertFalse(loops.getFirst().isRunning());
        assertTrue(loops.getFirst().isClosed());
    }

    @Test
    void outsideThereIsNoRunningLoop() {
        assertThrows(IllegalStateException.class, Asyncio::getRunningLoop);
        assertThrows(IllegalStateException.class, () -> createTask(() -> "r"));
        assertThrows(IllegalStateException.class, Asyncio::currentTask);
    }
}
