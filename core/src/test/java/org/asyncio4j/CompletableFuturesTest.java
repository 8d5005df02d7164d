package org.asyncio4j;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletableFuturesTest {
    private static final Executor THREAD = work -> Thread.ofPlatform().start(work);

    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- awaiting a stage

    @Test
    void aStageThatAThreadCompletes() {
        run(() -> {
            CompletableFuture<String> future = CompletableFuture.supplyAsync(() -> "r", THREAD);
            assertEquals("r", await(future));
            assertEquals("r!", await(future.thenApply(r -> r + "!")));
            CompletionStage<String> minimal = future.minimalCompletionStage();
            assertEquals("r", await(minimal));
        });
    }

    @Test
    void aStageThatIsDoneDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            assertEquals("r", await(CompletableFuture.completedFuture("r")));
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void aStageThatATaskCompletes() {
        run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            getRunningLoop().callSoon(() -> future.complete("r"));
            assertEquals("r", await(future));
        });
    }

    @Test
    void failuresComeUnwrapped() {
        run(() -> {
            IOException failure = new IOException();
            CompletableFuture<String> future = new CompletableFuture<>();
            THREAD.execute(() -> future.completeExceptionally(failure));
            assertSame(failure, assertThrows(IOException.class, () -> await(future)));
            assertSame(
                    failure,
                    assertThrows(IOException.class, () -> await(future.thenApply(r -> r + "!"))));
        });
    }

    @Test
    void aCancelledFutureIsACancellation() {
        run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            THREAD.execute(() -> future.cancel(true));
            CancelledError error = assertThrows(CancelledError.class, () -> await(future));
            assertFalse(error.isAimedAt(currentTask()));
        });
    }

    @Test
    void cancellingTheTaskCancelsTheFuture() {
        run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            Task<String> task = createTask(() -> await(future));
            settle0();
            task.cancel("enough");
            assertEquals("enough", assertThrows(CancelledError.class, task::await).reason());
            settle0();
            assertTrue(future.isCancelled());
        });
    }

    /** While a stage is awaited the virtual clock stands still. */
    private static void settle0() {
        for (int i = 0; i < 3; i++) {
            Asyncio.yieldNow();
        }
    }

    @Test
    void cancellingJustAfterTheCompletionLosesTheResult() {
        run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            Task<String> task = createTask(() -> await(future));
            settle0();
            future.complete("r");
            task.cancel("late");
            assertEquals("late", assertThrows(CancelledError.class, task::await).reason());
            assertEquals("r", future.join());
        });
    }

    @Test
    void dependentsThatTheCancellationRunsDoNotRunInTheCancellersTurn() {
        run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            future.whenComplete((_, _) -> {
                assertNotNull(getRunningLoop());
                trail.add("dependent");
            });
            Task<String> task = createTask(() -> await(future));
            settle0();
            task.cancel();
            trail.add("canceller");
            assertThrows(CancelledError.class, task::await);
            settle0();
            assertEquals(List.of("canceller", "dependent"), trail);
        });
    }

    @Test
    void aTimeoutAroundAStage() {
        assertThrows(
                java.util.concurrent.TimeoutException.class,
                () ->
                        // In real time: the virtual clock waits for what is outside.
                        Asyncio.run(
                                RunOptions.DEFAULT.withHandleSignals(false),
                                () ->
                                        timeout(
                                                seconds(0.02),
                                                () -> await(new CompletableFuture<>()))));
    }

    // ---------------------------------------------------------------- the other way

    @Test
    void theFutureEndsAsTheTaskDoes() {
        run(() -> {
            IOException failure = new IOException();
            Task<String> good = createTask(() -> sleep(seconds(1), "r"));
            Task<String> bad =
                    createTask(() -> {
                        throw failure;
                    });
            CompletableFuture<String> goodFuture = good.toCompletableFuture();
            CompletableFuture<String> badFuture = bad.toCompletableFuture();
            assertFalse(goodFuture.isDone());
            sleep(seconds(2));
            assertEquals("r", goodFuture.resultNow());
            assertSame(failure, badFuture.exceptionNow());
            CompletableFuture<String> again = good.toCompletableFuture();
            settle();
            assertEquals("r", again.resultNow());
        });
    }

    @Test
    void theFutureIsCancelledWithTheTask() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(100), "r"));
            CompletableFuture<String> future = task.toCompletableFuture();
            settle();
            task.cancel();
            settle();
            assertTrue(future.isCancelled());
        });
    }

    @Test
    void cancellingTheFutureCancelsTheTask() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(100), "r"));
            CompletableFuture<String> future = task.toCompletableFuture();
            settle();
            assertTrue(future.cancel(true));
            settle();
            assertTrue(task.cancelled());
        });
    }

    @Test
    void cancellingTheFutureInAThreadCancelsTheTask() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(100), "r"));
            toThread(() -> assertTrue(task.toCompletableFuture().cancel(true)));
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void completingTheFutureByHandLeavesTheTaskAlone() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(5), "task"));
            CompletableFuture<String> future = task.toCompletableFuture();
            future.complete("hand");
            assertEquals("task", task.await());
            assertEquals("hand", future.join());
        });
    }

    @Test
    void aThreadReadsTheFailure() {
        run(() -> {
            Promise<String> promise = createFuture();
            promise.setException(new IOException("x"));
            toThread(() -> {
                ExecutionException thrown =
                        assertThrows(
                                ExecutionException.class,
                                () -> promise.toCompletableFuture().get(5, TimeUnit.SECONDS));
                assertEquals("x", thrown.getCause().getMessage());
            });
        });
    }

    @Test
    void dependentsMayTakeLocksAndWait() {
        run(() -> {
            Task<String> task = createTask(() -> "r");
            CompletableFuture<Void> dependent =
                    task.toCompletableFuture()
                            .thenAccept(r -> {
                                sleep(seconds(1));
                                trail.add(r);
                            });
            sleep(seconds(2));
            assertTrue(dependent.isDone());
            assertEquals(List.of("r"), trail);
        });
    }

    @Test
    void aFailureThatAFutureHasTakenIsNotReported() {
        run(() -> {
            getRunningLoop().setExceptionHandler((_, context) -> trail.add(context.message()));
            Task<String> task =
                    createTask(() -> {
                        throw new IOException();
                    });
            CompletableFuture<String> future = task.toCompletableFuture();
            sleep(seconds(100));
            assertTrue(future.isCompletedExceptionally());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void anotherLoopAwaitsTheFutureOfATask() {
        run(() -> {
            Promise<String> promise = createFuture();
            CompletableFuture<String> future = promise.toCompletableFuture();
            Task<String> other =
                    createTask(() ->
                            toThread(() ->
                                    Asyncio.run(
                                            RunOptions.DEFAULT.withHandleSignals(false),
                                            () -> await(future))));
            settle0();
            promise.setResult("across");
            assertEquals("across", other.await());
        });
    }
}
