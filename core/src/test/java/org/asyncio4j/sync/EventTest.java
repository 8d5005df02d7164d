package org.asyncio4j.sync;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.timeout;
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
import java.util.concurrent.TimeoutException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventTest {
    private final Event event = new Event();
    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- the contract

    @Test
    void awaitingASetEventDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            event.set();
            event.await();
            trail.add("awaited");
            yieldNow();
            assertEquals(List.of("awaited", "other"), trail);
        });
    }

    @Test
    void setWakesAllInTheOrderInWhichTheyCame() {
        run(() -> {
            for (String name : List.of("a", "b", "c")) {
                waiter(trail, name, event::await);
            }
            settle();
            assertEquals(List.of(), trail);
            event.set();
            assertTrue(event.isSet());
            settle();
            assertEquals(List.of("a", "b", "c"), trail);
        });
    }

    @Test
    void setWakesAllEvenIfItIsClearedBeforeTheyRun() {
        run(() -> {
            waiter(trail, "a", event::await);
            waiter(trail, "b", event::await);
            settle();
            event.set();
            event.clear();
            assertFalse(event.isSet());
            settle();
            assertEquals(List.of("a", "b"), trail);
        });
    }

    @Test
    void awaitsAgainAfterClear() {
        run(() -> {
            event.set();
            event.clear();
            Task<Void> task = waiter(trail, "task", event::await);
            settle();
            assertEquals(List.of(), trail);
            event.set();
            event.set();
            task.await();
        });
    }

    @Test
    void mayBeSetBeforeThereIsALoop() {
        event.set();
        run(() -> event.await());
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsThere() {
        run(() -> {
            Task<Void> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                currentTask().cancel();
                                event.await();
                            });
            settle();
            assertTrue(task.isCancelled());
            assertEquals(new Event.Statistics(false, 0), event.statistics());
        });
    }

    @Test
    void cancelledWhileWaitingTheOthersStay() {
        run(() -> {
            Task<Void> first = waiter(trail, "first", event::await);
            Task<Void> second = waiter(trail, "second", event::await);
            settle();
            first.cancel();
            settle();
            assertEquals(1, event.statistics().waiting());
            event.set();
            second.await();
            assertEquals(List.of("first cancelled", "second"), trail);
        });
    }

    @Test
    void cancelledAfterTheWakeUpItThrows() {
        run(() -> {
            Task<Void> task = waiter(trail, "task", event::await);
            settle();
            event.set();
            task.cancel();
            settle();
            assertEquals(List.of("task cancelled"), trail);
        });
    }

    @Test
    void inACancelledScopeEvenASetEventIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    event.set();
                    scope.cancel();
                    assertThrows(CancelledError.class, event::await);
                }));
    }

    @Test
    void aTimeoutEndsTheWait() {
        run(() -> {
            assertThrows(TimeoutException.class, () -> timeout(millis(5), event::await));
            assertEquals(0, event.statistics().waiting());
        });
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            waiter(trail, "task", event::await);
            settle();
            assertRefusedElsewhere(event::await);
            assertRefusedElsewhere(event::set);
            assertRefusedElsewhere(event::clear);
            assertRefusedElsewhere(event::isSet);
            assertRefusedElsewhere(event::statistics);
            event.set();
        });
    }

    @Test
    void tellsItsState() {
        run(() -> {
            Event ready = new Event("ready");
            Task<Void> task = waiter(trail, "task", ready::await);
            settle();
            assertEquals("Event 'ready' not set (1 waiting)", ready.toString());
            assertEquals("waits for Event 'ready' not set (1 waiting)", task.activity());
            assertEquals(new Event.Statistics(false, 1), ready.statistics());
            ready.set();
            assertEquals("Event 'ready' set", ready.toString());
            assertEquals(new Event.Statistics(true, 0), ready.statistics());
            assertTrue(event.toString().matches("Event@[0-9a-f]+ not set"));
        });
    }
}
