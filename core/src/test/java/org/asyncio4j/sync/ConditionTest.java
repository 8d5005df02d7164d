package org.asyncio4j.sync;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
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
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConditionTest {
    private final Condition condition = new Condition();
    private final List<String> trail = new ArrayList<>();

    /** A task that waits for a signal, holding the lock before and after. */
    private Task<Void> awaiting(String name) {
        return waiter(
                trail,
                name,
                () -> {
                    try (var _ = condition.acquire()) {
                        condition.await();
                        assertTrue(condition.locked());
                    }
                });
    }

    private void signal() {
        try (var _ = condition.acquire()) {
            condition.signal();
        }
    }

    // ---------------------------------------------------------------- the contract

    @Test
    void awaitReleasesTheLockAndAcquiresItAgain() {
        run(() -> {
            Task<Void> task = awaiting("task");
            settle();
            assertFalse(condition.locked());
            condition.acquire();
            condition.signal();
            settle();
            assertEquals(List.of(), trail);
            condition.release();
            task.await();
            assertFalse(condition.locked());
        });
    }

    @Test
    void signalWakesWhoHasWaitedLongest() {
        run(() -> {
            List.of("a", "b", "c").forEach(this::awaiting);
            settle();
            signal();
            settle();
            assertEquals(List.of("a"), trail);
            signal();
            settle();
            assertEquals(List.of("a", "b"), trail);
            signal();
            settle();
        });
    }

    @Test
    void signalWakesAsManyAsItIsTold() {
        run(() -> {
            List.of("a", "b", "c", "d").forEach(this::awaiting);
            settle();
            try (var _ = condition.acquire()) {
                condition.signal(0);
                condition.signal(2);
            }
            settle();
            assertEquals(List.of("a", "b"), trail);
            try (var _ = condition.acquire()) {
                condition.signal(100);
            }
            settle();
            assertEquals(List.of("a", "b", "c", "d"), trail);
        });
    }

    @Test
    void signalAllWakesAllAndOneAtATimeGoesOn() {
        run(() -> {
            int[] inside = {0};
            for (String name : List.of("a", "b", "c")) {
                waiter(
                        trail,
                        name,
                        () -> {
                            try (var _ = condition.acquire()) {
                                condition.await();
                                assertEquals(1, ++inside[0]);
                                yieldNow();
                                inside[0]--;
                            }
                        });
            }
            settle();
            try (var _ = condition.acquire()) {
                condition.signalAll();
            }
            settle();
            assertEquals(List.of("a", "b", "c"), trail);
        });
    }

    @Test
    void aSignalThatNobodyWaitsForIsLost() {
        run(() -> {
            signal();
            Task<Void> task = awaiting("task");
            settle();
            assertEquals(List.of(), trail);
            signal();
            task.await();
        });
    }

    @Test
    void othersMayGetTheLockBetweenTheSignalAndTheReturn() {
        run(() -> {
            awaiting("signalled");
            settle();
            condition.acquire();
            Task<Void> other = waiter(trail, "other", () -> condition.acquire().close());
            yieldNow();
            condition.signal();
            condition.release();
            settle();
            other.await();
            assertEquals(List.of("other", "signalled"), trail);
        });
    }

    @Test
    void awaitUntilAsksAtOnceAndAfterEachSignal() {
        run(() -> {
            int[] asked = {0};
            createTask(() -> trail.add("other"));
            try (var _ = condition.acquire()) {
                condition.awaitUntil(() -> true);
            }
            assertEquals(List.of(), trail);
            Task<Void> task =
                    createTask(() -> {
                        try (var _ = condition.acquire()) {
                            condition.awaitUntil(() -> ++asked[0] == 3);
                        }
                    });
            settle();
            assertEquals(1, asked[0]);
            signal();
            settle();
            assertEquals(2, asked[0]);
            assertFalse(task.isDone());
            signal();
            task.await();
            assertEquals(3, asked[0]);
        });
    }

    @Test
    void conditionsMayShareALock() {
        run(() -> {
            Lock lock = new Lock();
            Condition full = new Condition(lock);
            Condition empty = new Condition(lock);
            Task<Void> task =
                    createTask(() -> {
                        try (var _ = full.acquire()) {
                            full.await();
                        }
                    });
            settle();
            try (var _ = empty.acquire()) {
                assertTrue(lock.locked());
                assertTrue(full.locked());
                empty.signalAll();
                full.signal();
            }
            task.await();
        });
    }

    @Test
    void needsItsLockHeld() {
        run(() -> {
            var refusal = assertThrows(IllegalStateException.class, condition::await);
            assertTrue(refusal.getMessage().contains("while its lock is held"));
            assertThrows(IllegalStateException.class, condition::signal);
            assertThrows(IllegalStateException.class, condition::signalAll);
            assertThrows(IllegalStateException.class, condition::release);
            assertFalse(condition.locked());
        });
    }

    @Test
    void refusesBadArguments() {
        assertThrows(NullPointerException.class, () -> new Condition((Lock) null));
        assertThrows(IllegalArgumentException.class, () -> condition.signal(-1));
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsWithTheLockHeld() {
        run(() -> {
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                try (var _ = condition.acquire()) {
                                    currentTask().cancel();
                                    condition.await();
                                }
                            });
            settle();
            assertTrue(task.isCancelled());
            assertFalse(condition.locked());
            assertEquals(0, condition.statistics().waiting());
        });
    }

    @Test
    void cancelledWhileWaitingItThrowsWithTheLockHeld() {
        run(() -> {
            Task<Void> task = awaiting("task");
            settle();
            condition.acquire();
            task.cancel();
            settle();
            assertFalse(task.isDone());
            condition.release();
            settle();
            assertEquals(List.of("task cancelled"), trail);
            assertFalse(condition.locked());
        });
    }

    @Test
    void cancelledWhileWaitingItWakesNobodyInVain() {
        run(() -> {
            Task<Void> first = awaiting("first");
            Task<Void> second = awaiting("second");
            settle();
            first.cancel();
            settle();
            assertEquals(List.of("first cancelled"), trail);
            signal();
            second.await();
        });
    }

    @Test
    void cancelledAfterTheSignalItPassesItOn() {
        run(() -> {
            Task<Void> first = awaiting("first");
            Task<Void> second = awaiting("second");
            settle();
            signal();
            first.cancel();
            second.await();
            assertEquals(List.of("first cancelled", "second"), trail);
        });
    }

    @Test
    void cancelledWhileAcquiringAgainItPassesTheSignalOn() {
        run(() -> {
            Task<Void> first = awaiting("first");
            Task<Void> second = awaiting("second");
            settle();
            condition.acquire();
            condition.signal();
            settle();
            first.cancel();
            settle();
            assertFalse(first.isDone());
            condition.release();
            second.await();
            assertEquals(List.of("first cancelled", "second"), trail);
            assertFalse(condition.locked());
        });
    }

    @Test
    void cancelledTwiceItThrowsTheLast() {
        run(() -> {
            List<String> reasons = new ArrayList<>();
            Task<Void> task =
                    createTask(() -> {
                        try (var _ = condition.acquire()) {
                            condition.await();
                        } catch (CancelledError e) {
                            reasons.add(e.getMessage());
                        }
                    });
            settle();
            condition.acquire();
            task.cancel("first");
            settle();
            task.cancel("second");
            settle();
            task.cancel("third");
            settle();
            assertEquals(List.of(), reasons);
            condition.release();
            settle();
            assertEquals(1, reasons.size());
            assertTrue(reasons.getFirst().startsWith("third"), reasons::toString);
        });
    }

    @Test
    void cancelledWhileAcquiringAgainItKeepsItsPlace() {
        run(() -> {
            Task<Void> task = awaiting("task");
            settle();
            condition.acquire();
            condition.signal();
            settle();
            waiter(trail, "later", () -> condition.acquire().close());
            settle();
            task.cancel();
            settle();
            condition.release();
            settle();
            assertEquals(List.of("task cancelled", "later"), trail);
        });
    }

    @Test
    void inACancelledScopeItIsRefusedWithTheLockHeld() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    condition.acquire();
                    scope.cancel();
                    assertThrows(CancelledError.class, condition::await);
                    assertTrue(condition.locked());
                    condition.release();
                }));
    }

    @Test
    void aCancelledScopeDoesNotKeepItFromTheLock() {
        run(() -> {
            CancelScope[] scope = new CancelScope[1];
            Task<?> task =
                    createTask(() ->
                            cancelScope((CancelScope mine) -> {
                                scope[0] = mine;
                                try (var _ = condition.acquire()) {
                                    condition.await();
                                }
                            }));
            settle();
            condition.acquire();
            scope[0].cancel();
            settle();
            assertFalse(task.isDone());
            condition.release();
            task.await();
            assertTrue(scope[0].cancelledCaught());
            assertFalse(condition.locked());
        });
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            Task<Void> task = awaiting("task");
            settle();
            condition.acquire();
            assertRefusedElsewhere(condition::acquire);
            assertRefusedElsewhere(condition::release);
            assertRefusedElsewhere(condition::locked);
            assertRefusedElsewhere(condition::await);
            assertRefusedElsewhere(condition::signal);
            assertRefusedElsewhere(condition::signalAll);
            assertRefusedElsewhere(condition::statistics);
            condition.signal();
            condition.release();
            task.await();
        });
    }

    @Test
    void tellsItsState() {
        run(() -> {
            Condition changed = new Condition("changed");
            Task<Void> task =
                    createTask(() -> {
                        try (var _ = changed.acquire()) {
                            changed.await();
                        }
                    });
            settle();
            String state =
                    "Condition 'changed' on Lock 'changed' unlocked" + " (1 waiting for a signal)";
            assertEquals(state, changed.toString());
            assertEquals("waits for a signal of " + state, task.activity());
            assertEquals(
                    new Condition.Statistics(1, new Lock.Statistics(false, null, 0)),
                    changed.statistics());
            task.cancel();
        });
    }
}
