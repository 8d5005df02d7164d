package org.asyncio4j;

import static org.asyncio4j.Asyncio.createFuture;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** What tasks and promises have in common; promises stand for both where it does not matter. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutcomeTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- states

    @Test
    void pendingHasNothingToRead() {
        run(() -> {
            Promise<String> promise = createFuture();
            assertFalse(promise.done());
            assertFalse(promise.cancelled());
            assertEquals(Future.State.RUNNING, promise.state());
            assertThrows(InvalidStateException.class, promise::result);
            assertThrows(InvalidStateException.class, promise::exception);
            assertThrows(IllegalStateException.class, promise::resultNow);
            assertThrows(IllegalStateException.class, promise::exceptionNow);
            assertSame(getRunningLoop(), promise.getLoop());
        });
    }

    @Test
    void finishedHasAResultAndNoException() throws Exception {
        run(() -> {
            Promise<String> promise = createFuture();
            promise.setResult("done");
            assertTrue(promise.done());
            assertFalse(promise.cancelled());
            assertEquals(Future.State.SUCCESS, promise.state());
            assertEquals("done", promise.result());
            assertNull(promise.exception());
            assertEquals("done", promise.resultNow());
            assertThrows(IllegalStateException.class, promise::exceptionNow);
            assertEquals("done", promise.get());
            assertEquals("done", promise.get(0, TimeUnit.SECONDS));
            assertFalse(promise.cancel("too late"));
            assertEquals("done", promise.await());
        });
    }

    @Test
    void finishedMayHaveNullAsItsResult() {
        run(() -> {
            Promise<String> promise = createFuture();
            promise.setResult(null);
            assertTrue(promise.done());
            assertNull(promise.result());
            assertNull(promise.await());
        });
    }

    @Test
    void failedThrowsTheSameObjectEverywhere() {
        run(() -> {
            IOException failure = new IOException("no route");
            Promise<String> promise = createFuture();
            promise.setException(failure);
            assertTrue(promise.done());
            assertEquals(Future.State.FAILED, promise.state());
            assertSame(failure, promise.exception());
            assertSame(failure, promise.exceptionNow());
            assertSame(failure, assertThrows(IOException.class, promise::result));
            assertSame(failure, assertThrows(IOException.class, promise::await));
            assertSame(
                    failure,
                    assertThrows(IOException.class, () -> promise.await(IOException.class)));
            assertSame(failure, assertThrows(ExecutionException.class, promise::get).getCause());
            assertThrows(IllegalStateException.class, promise::resultNow);
            assertFalse(promise.cancel());
        });
    }

    @Test
    void cancelledThrowsFromEverywhereEvenFromException() {
        run(() -> {
            Promise<String> promise = createFuture();
            assertTrue(promise.cancel("not needed"));
            assertTrue(promise.done());
            assertTrue(promise.cancelled());
            assertEquals(Future.State.CANCELLED, promise.state());
            assertEquals(
                    "not needed", assertThrows(CancelledError.class, promise::result).reason());
            assertThrows(CancelledError.class, promise::exception);
            assertThrows(CancelledError.class, promise::await);
            assertThrows(CancellationException.class, promise::get);
            assertThrows(IllegalStateException.class, promise::resultNow);
            assertThrows(IllegalStateException.class, promise::exceptionNow);
            assertFalse(promise.cancel("again"));
        });
    }

    // ---------------------------------------------------------------- waiting

    @Test
    void awaitOfWhatIsDoneDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            Promise<Integer> promise = createFuture();
            promise.setResult(1);
            promise.await();
            trail.add("awaited");
            yieldNow();
            assertEquals(List.of("awaited", "other"), trail);
        });
    }

    @Test
    void theEndWakesAllWhoWaitInTheOrderInWhichTheyCame() {
        run(() -> {
            Promise<String> promise = createFuture();
            for (String name : List.of("a", "b", "c")) {
                createTask(() -> trail.add(name + promise.await()));
            }
            settle();
            promise.setResult("!");
            trail.add("set");
            settle();
            assertEquals(List.of("set", "a!", "b!", "c!"), trail);
        });
    }

    @Test
    void waitersAndCallbacksShareOneOrder() {
        run(() -> {
            Promise<String> promise = createFuture();
            createTask(() -> {
                promise.await();
                trail.add("waiter 1");
            });
            settle();
            promise.addDoneCallback(_ -> trail.add("callback"));
            createTask(() -> {
                promise.await();
                trail.add("waiter 2");
            });
            settle();
            promise.setResult("");
            settle();
            assertEquals(List.of("waiter 1", "callback", "waiter 2"), trail);
        });
    }

    @Test
    void aTaskCannotWaitForItself() {
        run(() -> {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> currentTask().await());
            assertTrue(refused.getMessage().contains("waits for itself"), refused.getMessage());
            assertThrows(IllegalStateException.class, () -> currentTask().get());
            assertThrows(IllegalStateException.class, () -> currentTask().get(1, TimeUnit.SECONDS));
        });
    }

    @Test
    void awaitOnAnotherLoopIsRefused() {
        run(() -> {
            Promise<String> promise = createFuture();
            IllegalStateException refused =
                    toThread(() ->
                            assertThrows(IllegalStateException.class, () -> run(promise::await)));
            assertTrue(refused.getMessage().contains("belongs to the loop"), refused.getMessage());
        });
    }

    @Test
    void awaitOutsideOfALoopIsRefused() {
        run(() -> {
            Promise<String> promise = createFuture();
            IllegalStateException refused =
                    toThread(() -> assertThrows(IllegalStateException.class, promise::await));
            assertTrue(refused.getMessage().contains("must run on a loop"), refused.getMessage());
        });
    }

    @Test
    void aForeignThreadMayNotUseWhatIsForTheLoop() {
        run(() -> {
            Promise<String> promise = createFuture();
            Task<?> task = currentTask();
            for (Action<?> call :
                    List.<Action<?>>of(
                            () -> promise.cancel("no"),
                            () -> promise.setResult("no"),
                            () -> promise.setException(new IOException()),
                            () -> promise.addDoneCallback(_ -> {}),
                            () -> promise.removeDoneCallback(_ -> {}),
                            () -> task.setName("no"))) {
                toThread(() -> assertThrows(IllegalStateException.class, call::run));
            }
            assertFalse(promise.done());
        });
    }

    // ---------------------------------------------------------------- done callbacks

    @Test
    void callbacksRunLaterInTheirOrder() {
        run(() -> {
            Promise<String> promise = createFuture();
            promise.addDoneCallback(done -> trail.add("first " + done.result()));
            promise.addDoneCallback(_ -> trail.add("second"));
            promise.setResult("r");
            assertEquals(List.of(), trail);
            settle();
            assertEquals(List.of("first r", "second"), trail);
        });
    }

    @Test
    void aCallbackForWhatIsDoneRunsSoonButNotInline() {
        run(() -> {
            Promise<String> promise = createFuture();
            promise.setResult("r");
            promise.addDoneCallback(_ -> trail.add("called"));
            assertEquals(List.of(), trail);
            settle();
            assertEquals(List.of("called"), trail);
        });
    }

    @Test
    void removalTakesAllEqualCallbacksAndCountsThem() {
        run(() -> {
            Promise<String> promise = createFuture();
            Consumer<Awaitable<String>> noisy = _ -> trail.add("noisy");
            assertEquals(0, promise.removeDoneCallback(noisy));
            promise.addDoneCallback(noisy);
            assertEquals(1, promise.removeDoneCallback(noisy));
            promise.addDoneCallback(_ -> trail.add("kept"));
            assertEquals(0, promise.removeDoneCallback(noisy));
            promise.addDoneCallback(noisy);
            promise.addDoneCallback(noisy);
            assertEquals(2, promise.removeDoneCallback(noisy));
            promise.setResult("r");
            settle();
            assertEquals(List.of("kept"), trail);
        });
    }

    @Test
    void callbacksSeeWhatIsBoundWhereTheyWereAdded() {
        run(() -> {
            Promise<String> promise = createFuture();
            ScopedValue.where(USER, "ann")
                    .run(() -> promise.addDoneCallback(_ -> trail.add(USER.get())));
            promise.addDoneCallback(_ -> trail.add(USER.orElse("nobody")));
            ScopedValue.where(USER, "bob").run(() -> promise.setResult("r"));
            settle();
            assertEquals(List.of("ann", "nobody"), trail);
        });
    }

    @Test
    void aFailingCallbackReachesTheHandlerAndNotTheOthers() {
        run(() -> {
            getRunningLoop()
                    .setExceptionHandler(
                            (_, context) -> trail.add(context.exception().getMessage()));
            Promise<String> promise = createFuture();
            promise.addDoneCallback(_ -> {
                throw new IllegalArgumentException("bad callback");
            });
            promise.addDoneCallback(_ -> trail.add("next"));
            promise.setResult("r");
            settle();
            assertEquals(List.of("bad callback", "next"), trail);
        });
    }

    // ---------------------------------------------------------------- java.util.concurrent.Future

    /** On real time: the virtual clock stands still while a thread outside is awaited. */
    private static <X extends Exception> void runInRealTime(Action<X> main) throws X {
        Asyncio.run(RunOptions.DEFAULT.withHandleSignals(false), main);
    }

    @Test
    void getInAThreadWaits() throws Exception {
        runInRealTime(() -> {
            Task<String> task = createTask(() -> sleep(millis(20), "value"));
            assertEquals("value", toThread(() -> task.get()));
            assertEquals("value", toThread(() -> task.get(0, TimeUnit.SECONDS)));
        });
    }

    @Test
    void getInAThreadWrapsTheFailure() {
        runInRealTime(() -> {
            IOException failure = new IOException("down");
            Task<String> task =
                    createTask(() -> {
                        sleep(millis(1));
                        throw failure;
                    });
            ExecutionException thrown =
                    toThread(() -> assertThrows(ExecutionException.class, task::get));
            assertSame(failure, thrown.getCause());
        });
    }

    @Test
    void getInAThreadOfWhatIsCancelledMeanwhile() {
        runInRealTime(() -> {
            Promise<String> promise = createFuture();
            Task<?> reader =
                    createTask(() ->
                            toThread(
                                    () -> assertThrows(CancellationException.class, promise::get)));
            sleep(millis(20)); // Until the thread waits; should it be late, it sees the same.
            promise.cancel();
            reader.await();
        });
    }

    @Test
    void getInAThreadForALimitedTime() {
        run(() -> {
            Promise<String> promise = createFuture();
            toThread(() ->
                    assertThrows(
                            TimeoutException.class, () -> promise.get(1, TimeUnit.MILLISECONDS)));
            assertFalse(promise.done());
        });
    }

    @Test
    void getInATaskWaitsOnTheLoop() throws Exception {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(5), "value"));
            assertEquals("value", task.get());
            Task<String> another = createTask(() -> sleep(seconds(5), "value"));
            assertEquals("value", another.get(6, TimeUnit.SECONDS));
        });
    }

    @Test
    void getInATaskForALimitedTimeLeavesTheTargetAlone() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(5), "value"));
            assertThrows(TimeoutException.class, () -> task.get(1, TimeUnit.SECONDS));
            assertEquals("value", task.await());
        });
    }

    @Test
    void getInATaskForTheLongestOfTimes() throws Exception {
        run(() -> {
            for (TimeUnit unit : TimeUnit.values()) {
                Task<String> task = createTask(() -> sleep(millis(1), "value"));
                assertEquals("value", task.get(Long.MAX_VALUE, unit), unit.toString());
            }
        });
    }

    /** As the JDK's futures: who gives up waiting does not cancel what others may wait for. */
    @Test
    void cancellingATaskInGetIsCancellationAndLeavesTheTargetAlone() {
        run(() -> {
            Task<String> target = createTask(() -> sleep(seconds(5), "value"));
            Task<String> reader =
                    createTask(() -> {
                        try {
                            return target.get();
                        } catch (CancellationException e) {
                            return "swallowed as an ordinary exception";
                        }
                    });
            settle();
            reader.cancel("enough");
            assertThrows(CancelledError.class, reader::await);
            assertEquals("value", target.await());
        });
    }

    @Test
    void cancelFromAThreadOutside() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(1000), "value"));
            toThread(() -> assertTrue(task.cancel(true)));
            assertThrows(CancelledError.class, task::await);
            toThread(() -> {
                assertTrue(task.isCancelled());
                assertFalse(task.cancel(true));
            });
        });
    }

    @Test
    void cancelOfTheJdkInsideTheLoop() {
        run(() -> {
            Promise<String> promise = createFuture();
            assertTrue(promise.cancel(false));
            assertTrue(promise.isCancelled());
        });
    }
}
