package org.asyncio4j;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnsyncTest {
    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

    @Test
    void plainCodeCallsTasksAndGetsValues() {
        assertEquals(List.of(1, 2), Unsync.call(() -> gather(() -> one(), () -> 2)));
    }

    private static int one() {
        return sleep(millis(1), 1);
    }

    @Test
    void theVeryExceptionOfTheTaskIsThrown() {
        IOException failure = new IOException("task");
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () ->
                                Unsync.call(() -> {
                                    throw failure;
                                })));
    }

    @Test
    void aTaskThatIsCancelledThrowsTheCancellation() {
        assertThrows(
                CancelledError.class,
                () ->
                        Unsync.call(() -> {
                            throw new CancelledError("by itself");
                        }));
    }

    @Test
    void startReturnsAFutureThatCancelsTheTask() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        CompletableFuture<Void> future =
                Unsync.start(() -> {
                    try {
                        begun.countDown();
                        sleep(hours(1));
                    } finally {
                        ended.countDown();
                    }
                });
        begun.await();
        future.cancel(true);
        ended.await();
    }

    @Test
    void interruptingTheCallerCancelsTheTask() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                Unsync.call(() -> {
                                    try {
                                        begun.countDown();
                                        sleep(hours(1));
                                    } finally {
                                        ended.countDown();
                                    }
                                });
                            } catch (Throwable thrown) {
                                trail.add(thrown.getClass().getSimpleName());
                            }
                        });
        begun.await();
        caller.interrupt();
        caller.join();
        ended.await();
        assertEquals(List.of("InterruptedException"), trail);
    }

    @Test
    void manyThreadsShareTheBackgroundLoop() throws InterruptedException {
        int[] count = new int[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int call = 0; call < 200; call++) {
                                    Unsync.call(() -> {
                                        count[0]++; // On one loop: no lock.
                                    });
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        int total = Unsync.call(() -> count[0]);
        assertEquals(8 * 200, total);
    }

    @Test
    void insideTheBackgroundLoopACallIsRefused() {
        String message =
                Unsync.call(() ->
                        assertThrows(
                                        IllegalStateException.class,
                                        () -> Unsync.call(() -> trail.add("ran")))
                                .getMessage());
        assertTrue(message.contains("createTask"), message);
        assertEquals(List.of(), trail);
    }

    @Test
    void aTaskOfAnotherLoopMayCall() {
        RunOptions options = RunOptions.DEFAULT.withHandleSignals(false);
        assertEquals(7, Asyncio.run(options, () -> Unsync.call(() -> sleep(millis(1), 7))));
    }

    @Test
    void computeRunsInAPoolAndReturnsResultsAndFailures() throws Exception {
        assertEquals(42, Unsync.compute(() -> 42).get());
        IOException failure = new IOException("computing");
        ExecutionException thrown =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                Unsync.compute(
                                                () -> {
                                                    throw failure;
                                                })
                                        .get());
        assertSame(failure, thrown.getCause());
        assertTrue(
                Unsync.compute(() -> Thread.currentThread().getName()).get().contains("processor"));
    }
}
