package org.asyncio4j.sync;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.sync.TestLoop.assertRefusedElsewhere;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.ThreadOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CapacityLimiterTest {
    private final CapacityLimiter limiter = new CapacityLimiter(2);
    private final List<String> trail = new ArrayList<>();

    /** The tasks leave at once, but their threads still work: the tokens stay with these. */
    @Test
    void boundsTheThreadsOfToThreadEvenAfterTheirTasksHaveLeft() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ThreadOptions limited = ThreadOptions.DEFAULT.withLimiter(limiter);
        Action<InterruptedException> work =
                () -> {
                    working.countDown();
                    mayEnd.await();
                };
        run(() -> {
            var first = createTask(() -> toThread(limited, work));
            var second = createTask(() -> toThread(limited, work));
            var third = createTask(() -> toThread(limited, () -> trail.add("third")));
            working.await();
            first.cancel();
            second.cancel();
            gatherSettled(List.of(first, second));
            assertEquals(2, limiter.borrowedTokens());
            assertEquals(List.of(), trail);
            mayEnd.countDown();
            third.await();
            assertEquals(List.of("third"), trail);
            limiter.acquireOnBehalfOf("all");
            limiter.acquireOnBehalfOf("tokens came back");
        });
    }

    private Task<Void> borrowing(String name) {
        return waiter(trail, name, () -> limiter.acquireOnBehalfOf(name));
    }

    private void lendAll() {
        limiter.acquireOnBehalfOf("first");
        limiter.acquireOnBehalfOf("second");
    }

    // ---------------------------------------------------------------- the contract

    @Test
    void borrowingATokenThatIsThereDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            limiter.acquire();
            assertEquals(1, limiter.borrowedTokens());
            assertEquals(1, limiter.availableTokens());
            assertEquals(2, limiter.totalTokens());
            limiter.release();
            assertEquals(0, limiter.borrowedTokens());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void waitersGetTokensInTheOrderInWhichTheyCame() {
        run(() -> {
            lendAll();
            List.of("a", "b", "c").forEach(this::borrowing);
            settle();
            assertEquals(List.of(), trail);
            limiter.releaseOnBehalfOf("first");
            limiter.releaseOnBehalfOf("second");
            settle();
            assertEquals(List.of("a", "b"), trail);
            limiter.releaseOnBehalfOf("a");
            settle();
            assertEquals(List.of("a", "b", "c"), trail);
        });
    }

    @Test
    void aTokenBelongsToTheWokenBorrowerAtOnce() {
        run(() -> {
            lendAll();
            borrowing("a");
            settle();
            limiter.releaseOnBehalfOf("first");
            assertEquals(
                    new CapacityLimiter.Statistics(2, 2, List.of("second", "a"), 0),
                    limiter.statistics());
            assertFalse(limiter.tryAcquire());
        });
    }

    @Test
    void aTaskHasOneTokenAtMost() {
        run(() -> {
            limiter.acquire();
            var refusal = assertThrows(IllegalStateException.class, limiter::acquire);
            assertTrue(refusal.getMessage().contains("one token only"));
            assertThrows(IllegalStateException.class, limiter::tryAcquire);
            limiter.acquireOnBehalfOf("another");
            assertThrows(IllegalStateException.class, () -> limiter.acquireOnBehalfOf("another"));
            limiter.release();
            limiter.releaseOnBehalfOf("another");
            assertEquals(0, limiter.borrowedTokens());
        });
    }

    /** In Trio both would believe that they have a token, and there would be one. */
    @Test
    void aBorrowerThatWaitsCannotWaitTwice() {
        run(() -> {
            lendAll();
            Task<Void> task = borrowing("a");
            settle();
            assertThrows(IllegalStateException.class, () -> limiter.acquireOnBehalfOf("a"));
            task.cancel();
            settle();
            limiter.releaseOnBehalfOf("first");
            limiter.acquireOnBehalfOf("a");
        });
    }

    @Test
    void onlyTheBorrowerGivesBack() {
        run(() -> {
            limiter.acquire();
            Task<?> other =
                    createTask(() -> assertThrows(IllegalStateException.class, limiter::release));
            other.await();
            var refusal =
                    assertThrows(
                            IllegalStateException.class, () -> limiter.releaseOnBehalfOf("nobody"));
            assertTrue(refusal.getMessage().contains("holds no token"));
            limiter.release();
            assertThrows(IllegalStateException.class, limiter::release);
        });
    }

    @Test
    void aTokenOutlivesTheTaskThatBorrowedIt() {
        run(() -> {
            Task<Held> task = createTask(() -> limiter.acquire());
            Held held = task.await();
            assertEquals(List.of(task), limiter.statistics().borrowers());
            held.close();
            assertEquals(0, limiter.borrowedTokens());
        });
    }

    /** A thread that a library starts in a task runs on the loop, but is no task. */
    @Test
    void aGuestBorrowsAsItsThread() throws Exception {
        run(() -> {
            Thread guest =
                    Thread.startVirtualThread(() -> {
                        limiter.acquire();
                        assertThrows(IllegalStateException.class, limiter::acquire);
                        trail.add(limiter.borrowedTokens() + " borrowed");
                        limiter.release();
                        trail.add(limiter.borrowedTokens() + " borrowed");
                    });
            guest.join();
            assertEquals(List.of("1 borrowed", "0 borrowed"), trail);
        });
    }

    @Test
    void closingWhatAcquireReturnsGivesBack() {
        run(() -> {
            try (var _ = limiter.acquire();
                    var _ = limiter.acquireOnBehalfOf("other")) {
                assertEquals(0, limiter.availableTokens());
            }
            assertEquals(2, limiter.availableTokens());
        });
    }

    @Test
    void tryAcquireNeverWaits() {
        run(() -> {
            assertTrue(limiter.tryAcquire());
            assertTrue(limiter.tryAcquireOnBehalfOf("a"));
            assertFalse(limiter.tryAcquireOnBehalfOf("b"));
            limiter.release();
            assertTrue(limiter.tryAcquireOnBehalfOf("b"));
        });
    }

    // ---------------------------------------------------------------- the number of tokens

    @Test
    void moreTokensLetMoreIn() {
        run(() -> {
            lendAll();
            List.of("a", "b", "c").forEach(this::borrowing);
            settle();
            limiter.setTotalTokens(4);
            settle();
            assertEquals(List.of("a", "b"), trail);
            limiter.setTotalTokens(CapacityLimiter.UNLIMITED);
            settle();
            assertEquals(List.of("a", "b", "c"), trail);
            assertEquals(CapacityLimiter.UNLIMITED, limiter.availableTokens());
        });
    }

    @Test
    void fewerTokensThrowNobodyOut() {
        run(() -> {
            lendAll();
            borrowing("a");
            settle();
            limiter.setTotalTokens(1);
            assertEquals(-1, limiter.availableTokens());
            limiter.releaseOnBehalfOf("first");
            settle();
            assertEquals(List.of(), trail);
            limiter.releaseOnBehalfOf("second");
            settle();
            assertEquals(List.of("a"), trail);
        });
    }

    @Test
    void mayHaveNoTokensForAWhile() {
        run(() -> {
            limiter.setTotalTokens(0);
            Task<Void> task = borrowing("a");
            settle();
            assertFalse(task.isDone());
            limiter.setTotalTokens(1);
            task.await();
        });
    }

    @Test
    void withoutLimitNobodyWaits() {
        run(() -> {
            CapacityLimiter unlimited = new CapacityLimiter(CapacityLimiter.UNLIMITED);
            for (int i = 0; i < 1_000; i++) {
                unlimited.acquireOnBehalfOf(i);
            }
            assertEquals(1_000, unlimited.borrowedTokens());
            assertTrue(unlimited.toString().contains(" 1000/unlimited held by "));
        });
    }

    @Test
    void refusesBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> new CapacityLimiter(-1));
        assertThrows(IllegalArgumentException.class, () -> limiter.setTotalTokens(-1));
        assertThrows(NullPointerException.class, () -> limiter.acquireOnBehalfOf(null));
        assertThrows(NullPointerException.class, () -> limiter.tryAcquireOnBehalfOf(null));
        assertThrows(NullPointerException.class, () -> limiter.releaseOnBehalfOf(null));
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsThere() {
        run(() -> {
            lendAll();
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                currentTask().cancel();
                                limiter.acquire();
                            });
            settle();
            assertTrue(task.isCancelled());
            assertEquals(0, limiter.statistics().waiting());
        });
    }

    @Test
    void cancelledWhileWaitingItLeavesTheQueue() {
        run(() -> {
            lendAll();
            Task<Void> first = borrowing("a");
            Task<Void> second = borrowing("b");
            settle();
            first.cancel();
            limiter.releaseOnBehalfOf("first");
            second.await();
            assertEquals(List.of("a cancelled", "b"), trail);
        });
    }

    @Test
    void cancelledAfterTheWakeUpItPassesTheTokenOn() {
        run(() -> {
            lendAll();
            Task<Void> first = borrowing("a");
            Task<Void> second = borrowing("b");
            settle();
            limiter.releaseOnBehalfOf("first");
            first.cancel();
            second.await();
            assertEquals(List.of("a cancelled", "b"), trail);
            assertEquals(List.of("second", "b"), limiter.statistics().borrowers());
        });
    }

    @Test
    void cancelledAfterTheWakeUpWithNobodyBehindItGivesTheTokenBack() {
        run(() -> {
            lendAll();
            Task<Void> only = borrowing("a");
            settle();
            limiter.releaseOnBehalfOf("first");
            only.cancel();
            settle();
            assertEquals(1, limiter.availableTokens());
        });
    }

    @Test
    void inACancelledScopeItIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    scope.cancel();
                    assertThrows(CancelledError.class, limiter::acquire);
                    assertEquals(0, limiter.borrowedTokens());
                }));
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            limiter.acquire();
            assertRefusedElsewhere(() -> limiter.acquireOnBehalfOf("a"));
            assertRefusedElsewhere(() -> limiter.tryAcquireOnBehalfOf("a"));
            assertRefusedElsewhere(() -> limiter.releaseOnBehalfOf("a"));
            assertRefusedElsewhere(() -> limiter.setTotalTokens(1));
            assertRefusedElsewhere(limiter::totalTokens);
            assertRefusedElsewhere(limiter::borrowedTokens);
            assertRefusedElsewhere(limiter::availableTokens);
            assertRefusedElsewhere(limiter::statistics);
        });
    }

    @Test
    void tellsItsState() {
        run(() -> {
            CapacityLimiter seats = new CapacityLimiter(1, "seats");
            assertEquals("CapacityLimiter 'seats' 0/1", seats.toString());
            createTask("guest", () -> seats.acquire()).await();
            Task<Void> task = waiter(trail, "task", seats::acquire);
            settle();
            assertEquals("CapacityLimiter 'seats' 1/1 held by guest (1 waiting)", seats.toString());
            assertEquals(
                    "waits for CapacityLimiter 'seats' 1/1 held by guest (1 waiting)",
                    task.activity());
            assertEquals(1, seats.statistics().waiting());
            task.cancel();
        });
    }

    @Test
    void namesAFewBorrowersOnly() {
        run(() -> {
            CapacityLimiter many = new CapacityLimiter(9);
            for (int i = 0; i < 5; i++) {
                createTask("t" + i, () -> many.acquire()).await();
            }
            assertTrue(many.toString().endsWith(" 5/9 held by t0, t1, t2, ..."));
        });
    }
}
