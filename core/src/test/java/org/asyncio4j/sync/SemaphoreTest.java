package org.asyncio4j.sync;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.sync.TestLoop.assertRefusedElsewhere;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SemaphoreTest {
    private final Semaphore semaphore = new Semaphore(2);
    private final List<String> trail = new ArrayList<>();

    private Task<Void> acquiring(String name) {
        return waiter(trail, name, semaphore::acquire);
    }

    private void takeAll() {
        semaphore.acquire();
        semaphore.acquire();
    }

    // ---------------------------------------------------------------- the contract

    @Test
    void hasOneTokenUnlessToldOtherwise() {
        run(() -> {
            Semaphore one = new Semaphore();
            one.acquire();
            assertTrue(one.locked());
        });
    }

    @Test
    void letsInAsManyAsItHasTokensWithoutGivingWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            semaphore.acquire();
            assertFalse(semaphore.locked());
            semaphore.acquire();
            assertTrue(semaphore.locked());
            assertEquals(List.of(), trail);
            Task<Void> third = acquiring("third");
            settle();
            assertEquals(List.of("other"), trail);
            semaphore.release();
            third.await();
        });
    }

    @Test
    void waitersGetTokensInTheOrderInWhichTheyCame() {
        run(() -> {
            takeAll();
            List.of("a", "b", "c").forEach(this::acquiring);
            settle();
            semaphore.release();
            semaphore.release();
            settle();
            assertEquals(List.of("a", "b"), trail);
            semaphore.release();
            settle();
            assertEquals(List.of("a", "b", "c"), trail);
            assertEquals(new Semaphore.Statistics(0, 0), semaphore.statistics());
        });
    }

    @Test
    void whoReleasesCannotOvertakeWhoWaits() {
        run(() -> {
            takeAll();
            acquiring("other");
            settle();
            semaphore.release();
            Task<Void> later = createTask(semaphore::release);
            semaphore.acquire();
            trail.add("again");
            assertEquals(List.of("other", "again"), trail);
            later.await();
        });
    }

    @Test
    void isLockedWhileTheWokenTaskHasNotRunThoughATokenIsLeft() {
        run(() -> {
            takeAll();
            acquiring("woken");
            settle();
            semaphore.release();
            semaphore.release();
            assertEquals(1, semaphore.statistics().value());
            assertTrue(semaphore.locked());
            semaphore.acquire();
            trail.add("newcomer");
            assertEquals(List.of("woken", "newcomer"), trail);
            assertEquals(0, semaphore.statistics().value());
        });
    }

    @Test
    void mayBeReleasedMoreOftenThanAcquired() {
        run(() -> {
            semaphore.release();
            assertEquals(3, semaphore.statistics().value());
        });
    }

    @Test
    void mayBeginWithNoToken() {
        run(() -> {
            Semaphore none = new Semaphore(0);
            assertTrue(none.locked());
            Task<Held> task = createTask(() -> none.acquire());
            settle();
            assertFalse(task.isDone());
            none.release();
            task.await();
        });
    }

    @Test
    void closingWhatAcquireReturnsReleases() {
        run(() -> {
            try (var _ = semaphore.acquire()) {
                assertEquals(1, semaphore.statistics().value());
            }
            assertEquals(2, semaphore.statistics().value());
        });
    }

    @Test
    void refusesBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsThere() {
        run(() -> {
            takeAll();
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                currentTask().cancel();
                                semaphore.acquire();
                            });
            settle();
            assertTrue(task.isCancelled());
            semaphore.release();
            assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
        });
    }

    @Test
    void cancelledWhileWaitingItLeavesTheQueue() {
        run(() -> {
            takeAll();
            Task<Void> first = acquiring("first");
            Task<Void> second = acquiring("second");
            settle();
            first.cancel();
            semaphore.release();
            second.await();
            assertEquals(List.of("first cancelled", "second"), trail);
        });
    }

    @Test
    void cancelledAfterTheWakeUpItPassesTheTokenOn() {
        run(() -> {
            takeAll();
            Task<Void> first = acquiring("first");
            Task<Void> second = acquiring("second");
            settle();
            semaphore.release();
            first.cancel();
            second.await();
            assertEquals(List.of("first cancelled", "second"), trail);
            assertEquals(new Semaphore.Statistics(0, 0), semaphore.statistics());
        });
    }

    @Test
    void cancelledAfterTheWakeUpWithNobodyBehindItGivesTheTokenBack() {
        run(() -> {
            takeAll();
            Task<Void> only = acquiring("only");
            settle();
            semaphore.release();
            only.cancel();
            settle();
            assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
            assertFalse(semaphore.locked());
        });
    }

    /** CPython's gh-90155: the cancelled waiter had swallowed the wake-up of the one behind it. */
    @Test
    void aReleaseAndACancellationInOneTurnLoseNothing() {
        run(() -> {
            Semaphore one = new Semaphore(1);
            one.acquire();
            Task<Void> first = waiter(trail, "first", one::acquire);
            Task<Void> second = waiter(trail, "second", one::acquire);
            Task<Void> third = waiter(trail, "third", one::acquire);
            settle();
            first.cancel();
            one.release();
            second.cancel();
            third.await();
            assertEquals(List.of("first cancelled", "second cancelled", "third"), trail);
        });
    }

    @Test
    void inACancelledScopeItIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    scope.cancel();
                    assertThrows(CancelledError.class, semaphore::acquire);
                    assertEquals(2, semaphore.statistics().value());
                }));
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            semaphore.acquire();
            assertRefusedElsewhere(semaphore::acquire);
            assertRefusedElsewhere(semaphore::release);
            assertRefusedElsewhere(semaphore::locked);
            assertRefusedElsewhere(semaphore::statistics);
        });
    }

    @Test
    void tellsItsState() {
        run(() -> {
            Semaphore seats = new Semaphore(1, "seats");
            assertEquals("Semaphore 'seats' with 1 left", seats.toString());
            seats.acquire();
            Task<Void> task = waiter(trail, "task", seats::acquire);
            settle();
            assertEquals("Semaphore 'seats' locked (1 waiting)", seats.toString());
            assertEquals("waits for Semaphore 'seats' locked (1 waiting)", task.activity());
            assertEquals(new Semaphore.Statistics(0, 1), seats.statistics());
            task.cancel();
        });
    }
}
