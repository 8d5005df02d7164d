package org.asyncio4j.sync;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.yieldNow;
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
import org.asyncio4j.DeadlockError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockTest {
    private final Lock lock = new Lock();
    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- the contract

    @Test
    void isLockedBetweenAcquireAndRelease() {
        run(() -> {
            assertFalse(lock.locked());
            lock.acquire();
            assertTrue(lock.locked());
            lock.release();
            assertFalse(lock.locked());
        });
    }

    @Test
    void acquiringAFreeLockDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            lock.acquire();
            trail.add("acquired");
            yieldNow();
            assertEquals(List.of("acquired", "other"), trail);
        });
    }

    @Test
    void waitersGetItInTheOrderInWhichTheyCame() {
        run(() -> {
            lock.acquire();
            for (String name : List.of("a", "b", "c")) {
                waiter(
                        trail,
                        name,
                        () -> {
                            lock.acquire();
                            yieldNow();
                            lock.release();
                        });
            }
            settle();
            assertEquals(List.of(), trail);
            lock.release();
            settle();
            assertEquals(List.of("a", "b", "c"), trail);
            assertFalse(lock.locked());
        });
    }

    @Test
    void isUnlockedUntilTheWokenTaskRuns() {
        run(() -> {
            lock.acquire();
            Task<Void> woken = waiter(trail, "woken", lock::acquire);
            settle();
            lock.release();
            assertFalse(lock.locked());
            woken.await();
            assertTrue(lock.locked());
        });
    }

    @Test
    void whoReleasesCannotOvertakeWhoWaits() {
        run(() -> {
            lock.acquire();
            waiter(trail, "other", () -> lock.acquire().close());
            settle();
            lock.release();
            lock.acquire();
            trail.add("again");
            assertEquals(List.of("other", "again"), trail);
        });
    }

    @Test
    void anotherTaskMayReleaseIt() {
        run(() -> {
            createTask(() -> lock.acquire()).await();
            assertTrue(lock.locked());
            lock.release();
            assertFalse(lock.locked());
        });
    }

    @Test
    void releasingAnUnlockedLockIsRefused() {
        run(() -> {
            assertThrows(IllegalStateException.class, lock::release);
            lock.acquire();
            lock.release();
            assertThrows(IllegalStateException.class, lock::release);
        });
    }

    @Test
    void releasingTwiceDoesNotTakeItFromTheWokenTask() {
        run(() -> {
            lock.acquire();
            Task<Void> woken = waiter(trail, "woken", lock::acquire);
            settle();
            lock.release();
            var refusal = assertThrows(IllegalStateException.class, lock::release);
            assertTrue(refusal.getMessage().contains("is not locked"));
            woken.await();
            assertTrue(lock.locked());
        });
    }

    @Test
    void closingWhatAcquireReturnsReleasesOnce() {
        run(() -> {
            Held held = lock.acquire();
            held.close();
            assertFalse(lock.locked());
            lock.acquire();
            held.close();
            assertTrue(lock.locked());
            lock.release();

            try (var _ = lock.acquire()) {
                assertTrue(lock.locked());
            }
            assertFalse(lock.locked());
        });
    }

    @Test
    void isNotReentrant() {
        DeadlockError error =
                assertThrows(
                        DeadlockError.class,
                        () ->
                                run(() -> {
                                    Lock db = new Lock("db");
                                    db.acquire();
                                    db.acquire();
                                }));
        assertTrue(error.getMessage().contains("Lock 'db' held by"), error::getMessage);
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsThere() {
        run(() -> {
            lock.acquire();
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                currentTask().cancel();
                                lock.acquire();
                            });
            settle();
            assertTrue(task.isCancelled());
            assertEquals(0, lock.statistics().waiting());
            lock.release();
            assertFalse(lock.locked());
        });
    }

    @Test
    void cancelledWhileWaitingItLeavesTheQueue() {
        run(() -> {
            lock.acquire();
            Task<Void> first = waiter(trail, "first", lock::acquire);
            Task<Void> second = waiter(trail, "second", lock::acquire);
            settle();
            first.cancel();
            lock.release();
            second.await();
            assertEquals(List.of("first cancelled", "second"), trail);
        });
    }

    @Test
    void cancelledAfterTheWakeUpItPassesItOn() {
        run(() -> {
            lock.acquire();
            Task<Void> first = waiter(trail, "first", lock::acquire);
            Task<Void> second = waiter(trail, "second", lock::acquire);
            settle();
            lock.release();
            first.cancel();
            second.await();
            assertEquals(List.of("first cancelled", "second"), trail);
            assertTrue(lock.locked());
        });
    }

    @Test
    void cancelledAfterTheWakeUpWithNobodyBehindItLeavesTheLockFree() {
        run(() -> {
            lock.acquire();
            Task<Void> only = waiter(trail, "only", lock::acquire);
            settle();
            lock.release();
            only.cancel();
            settle();
            assertFalse(lock.locked());
            lock.acquire();
        });
    }

    @Test
    void inACancelledScopeEvenAFreeLockIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    scope.cancel();
                    assertThrows(CancelledError.class, lock::acquire);
                    assertFalse(lock.locked());
                }));
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            lock.acquire();
            assertRefusedElsewhere(lock::acquire);
            assertRefusedElsewhere(lock::release);
            assertRefusedElsewhere(lock::locked);
            assertRefusedElsewhere(lock::statistics);
            assertTrue(lock.locked());
        });
    }

    @Test
    void cannotBeAcquiredOutsideOfALoop() {
        assertThrows(IllegalStateException.class, lock::acquire);
    }

    @Test
    void tellsItsState() {
        run(() -> {
            Lock db = new Lock("db");
            assertEquals("Lock 'db' unlocked", db.toString());
            assertEquals(new Lock.Statistics(false, null, 0), db.statistics());
            createTask("owner", () -> db.acquire()).await();
            Task<Void> waiting = waiter(trail, "waiting", db::acquire);
            settle();
            assertEquals("Lock 'db' held by owner (1 waiting)", db.toString());
            assertEquals(new Lock.Statistics(true, "owner", 1), db.statistics());
            assertEquals("waits for Lock 'db' held by owner (1 waiting)", waiting.activity());
            assertTrue(lock.toString().matches("Lock@[0-9a-f]+ unlocked"));
            waiting.cancel();
        });
    }

    @Test
    void thousandsMayWait() {
        run(() -> {
            int[] count = {0};
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                int number = i;
                tasks.add(
                        createTask(() -> {
                            try (var _ = lock.acquire()) {
                                yieldNow();
                                assertEquals(number, count[0]++);
                            }
                        }));
            }
            gather(tasks);
            assertEquals(5_000, count[0]);
        });
    }
}
