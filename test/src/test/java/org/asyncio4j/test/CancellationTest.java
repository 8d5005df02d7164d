package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.DeadlockError;
import org.asyncio4j.Promise;
import org.asyncio4j.Task;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationTest {
    private final List<Object> steps = new ArrayList<>();

    private static String remarkOf(Throwable failure) {
        return List.of(failure.getSuppressed()).toString();
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
    }

    // ---------------------------------------------------------------- where it cancels

    @Test
    void eachWaitIsCancelledWhileItLastsAndAfterItsEnd() throws Exception {
        Cancellation.everywhere((simulation, victim) -> {
            int[] reached = {0};
            victim.run(() -> {
                sleep(hours(1));
                reached[0]++;
                sleep(hours(1));
                reached[0]++;
            });
            steps.add(reached[0] + " after " + simulation.clock().time().toHours() + " h");
        });
        assertEquals(
                List.of(
                        "2 after 2 h", // Uncancelled.
                        "0 after 0 h",
                        "0 after 1 h", // Woken at the first wait, and cancelled.
                        "1 after 1 h",
                        "1 after 2 h",
                        "2 after 2 h"), // There is no third wait.
                steps);
    }

    @Test
    void givingWayIsAWaitWithOneMoment() throws Exception {
        Cancellation.everywhere((_, victim) -> {
            steps.add(victim.run(() -> yieldNow()));
        });
        assertEquals(List.of(true, false, true), steps);
    }

    @Test
    void whatNeedNotWaitIsNotCancelled() throws Exception {
        Cancellation.everywhere((_, victim) -> {
            Lock lock = new Lock();
            steps.add(victim.run(() -> lock.acquire()));
        });
        assertEquals(List.of(true, true), steps);
    }

    @Test
    void whatOthersWaitForIsNotTheVictims() throws Exception {
        Cancellation.everywhere((_, victim) -> {
            sleep(hours(1));
            steps.add(
                    victim.run(() -> {
                        Task<Void> child =
                                createTask(() -> {
                                    sleep(hours(1));
                                    sleep(hours(1));
                                });
                        child.await();
                    }));
        });
        // One wait, which is for the child.
        assertEquals(List.of(true, false, false, true), steps);
    }

    @Test
    void waitsInsideForeignCodeCount() throws Exception {
        Cancellation.everywhere((_, victim) -> {
            java.util.concurrent.Semaphore free = new java.util.concurrent.Semaphore(0);
            createTask(() -> {
                sleep(seconds(1));
                free.release();
            });
            boolean got = victim.run(() -> free.acquire());
            sleep(seconds(2));
            steps.add(got);
            assertEquals(got ? 0 : 1, free.availablePermits());
        });
        // Cancelled after the wake-up, the call of the JDK goes through all the same.
        assertEquals(List.of(true, false, true, true), steps);
    }

    // ---------------------------------------------------------------- what it finds

    /** Loses the permit of a waiter that was woken and then cancelled. */
    private static final class LeakySemaphore {
        private int permits;
        private final Deque<Promise<Void>> waiters = new ArrayDeque<>();

        void acquire() {
            if (permits > 0) {
                permits--;
                return;
            }
            Promise<Void> mine = getRunningLoop().createFuture();
            waiters.add(mine);
            mine.await();
        }

        void release() {
            waiters.removeIf(Promise::isCancelled);
            if (waiters.isEmpty()) {
                permits++;
            } else {
                waiters.remove().setResult(null);
            }
        }
    }

    @Test
    void aPermitThatIsLostWithItsWaiterIsFound() {
        AssertionError failure =
                assertThrows(
                        AssertionError.class,
                        () ->
                                Cancellation.everywhere((_, victim) -> {
                                    LeakySemaphore semaphore = new LeakySemaphore();
                                    createTask(() -> {
                                        sleep(seconds(1));
                                        semaphore.release();
                                    });
                                    boolean got =
                                            victim.run(() -> {
                                                semaphore.acquire();
                                                semaphore.release();
                                            });
                                    sleep(seconds(2));
                                    assertEquals(1, semaphore.permits, "went through: " + got);
                                }));
        assertContains(failure.getMessage(), "went through: false");
        assertContains(
                remarkOf(failure),
                "The victim was cancelled at its wait number 1, just after it had been woken");
        assertContains(remarkOf(failure), "LeakySemaphore.acquire(CancellationTest.java:");
    }

    @Test
    void aWaitForEverAfterTheCancellationIsFound() {
        Throwable failure =
                assertThrows(
                        DeadlockError.class,
                        () ->
                                Cancellation.everywhere((_, victim) -> {
                                    Lock lock = new Lock();
                                    victim.run(() -> {
                                        lock.acquire();
                                        sleep(seconds(1)); // Not in a try block.
                                        lock.release();
                                    });
                                    lock.acquire();
                                }));
        assertContains(remarkOf(failure), "it waits for the clock");
    }

    @Test
    void ourOwnSemaphoreLosesNothing() throws Exception {
        Cancellation.everywhere((_, victim) -> {
            Semaphore semaphore = new Semaphore(0);
            createTask(() -> {
                sleep(seconds(1));
                semaphore.release();
            });
            boolean got = victim.run(() -> semaphore.acquire());
            sleep(seconds(2));
            steps.add(got);
            assertEquals(got, semaphore.locked());
        });
        assertEquals(4, steps.size());
    }

    @Test
    void ourOwnQueueLosesNothing() throws Exception {
        Cancellation.everywhere((_, victim) -> {
            Queue<String> queue = new Queue<>(1);
            createTask(() -> {
                sleep(seconds(1));
                queue.put("a");
                queue.put("b");
            });
            List<String> taken = new ArrayList<>();
            victim.run(() -> {
                taken.add(queue.get());
                sleep(seconds(1));
                taken.add(queue.get());
            });
            while (taken.size() < 2) {
                taken.add(queue.get());
            }
            assertEquals(List.of("a", "b"), taken);
            steps.add("run");
        });
        assertEquals(6, steps.size());
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aFailureIsTheSameObject() {
        IOException thrown = new IOException("as it is");
        IOException failure =
                assertThrows(
                        IOException.class,
                        () ->
                                Cancellation.everywhere((_, _) -> {
                                    throw thrown;
                                }));
        assertSame(thrown, failure);
        assertContains(remarkOf(failure), "not cancelled at all");
    }

    @Test
    void anAbortIsNoFailure() {
        TestAbortedException thrown = new TestAbortedException();
        assertSame(
                thrown,
                assertThrows(
                        TestAbortedException.class,
                        () ->
                                Cancellation.everywhere((_, _) -> {
                                    steps.add("run");
                                    throw thrown;
                                })));
        assertEquals(List.of("run"), steps);
        assertFalse(remarkOf(thrown).contains("victim"));
    }

    @Test
    void whatIsLeftBehindIsAFailure() {
        UncleanEndError failure =
                assertThrows(
                        UncleanEndError.class,
                        () ->
                                Cancellation.everywhere((_, victim) -> {
                                    victim.run(() -> {
                                        Task<?> child = createTask("child", () -> sleep(hours(1)));
                                        yieldNow();
                                        child.await();
                                    });
                                }));
        assertContains(failure.getMessage(), "a task: child");
        assertContains(remarkOf(failure), "it gave way, at CancellationTest.");
    }

    @Test
    void thereIsALimitOfWaits() {
        IllegalStateException failure =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                Cancellation.everywhere((_, victim) -> {
                                    victim.run(() -> {
                                        for (int i = 0; i < 10_001; i++) {
                                            yieldNow();
                                        }
                                    });
                                }));
        assertContains(failure.getMessage(), "10001 times");
    }

    @Test
    void thereIsALimitOfTime() {
        SimulationOptions options = SimulationOptions.DEFAULT.withTimeout(millis(100));
        AssertionError failure =
                assertThrows(
                        AssertionError.class,
                        () ->
                                Cancellation.everywhere(
                                        options,
                                        (_, victim) -> {
                                            victim.run(() -> {
                                                while (true) {
                                                    yieldNow();
                                                }
                                            });
                                        }));
        assertContains(failure.getMessage(), "has not ended after 100 ms");
    }

    @Test
    void insideALoopItIsRefused() {
        run(() -> {
            assertInstanceOf(
                    IllegalStateException.class,
                    assertThrows(Exception.class, () -> Cancellation.everywhere((_, _) -> {})));
        });
    }

    @Test
    void aVictimMayHaveAResult() throws Exception {
        Cancellation.everywhere((_, victim) -> {
            Optional<String> result =
                    victim.call(() -> {
                        sleep(seconds(1));
                        return "done";
                    });
            steps.add(result.orElse("cancelled"));
        });
        assertEquals(List.of("done", "cancelled", "cancelled", "done"), steps);
    }
}
