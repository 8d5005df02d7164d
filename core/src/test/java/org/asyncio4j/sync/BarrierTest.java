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
import java.util.concurrent.BrokenBarrierException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BarrierTest {
    private final Barrier barrier = new Barrier(3);
    private final List<String> trail = new ArrayList<>();

    /** A task that waits at the barrier and writes down what came of it. */
    private Task<Void> arriving(String name) {
        return createTask(
                name,
                () -> {
                    try {
                        trail.add(name + " " + barrier.await());
                    } catch (BrokenBarrierException e) {
                        trail.add(name + " broken");
                    } catch (CancelledError e) {
                        trail.add(name + " cancelled");
                        throw e;
                    }
                });
    }

    private void arrivingAndWaiting(String... names) {
        for (String name : names) {
            arriving(name);
        }
        settle();
    }

    // ---------------------------------------------------------------- the contract

    @Test
    void allGoOnWhenTheLastHasComeEachWithItsIndex() throws Exception {
        run(() -> {
            arrivingAndWaiting("a", "b");
            assertEquals(List.of(), trail);
            assertEquals(2, barrier.waiting());
            assertEquals(2, barrier.await());
            trail.add("last");
            settle();
            assertEquals(List.of("last", "a 0", "b 1"), trail);
        });
    }

    @Test
    void theLastOneDoesNotGiveWay() throws Exception {
        run(() -> {
            Barrier alone = new Barrier(1);
            createTask(() -> trail.add("other"));
            assertEquals(0, alone.await());
            assertEquals(0, alone.await());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void canBeUsedAgain() throws Exception {
        run(() -> {
            for (int round = 0; round < 3; round++) {
                arrivingAndWaiting("a", "b", "c");
                assertEquals(List.of("c 2", "a 0", "b 1"), trail);
                trail.clear();
            }
        });
    }

    @Test
    void whoComesWhileOthersLeaveWaitsForTheNextRound() throws Exception {
        run(() -> {
            arrivingAndWaiting("a", "b");
            barrier.await();
            assertTrue(barrier.toString().contains("draining"), barrier::toString);
            assertEquals(0, barrier.waiting());
            createTask(() -> trail.add("last " + barrier.await()));
            arrivingAndWaiting("d");
            assertEquals(List.of("a 0", "b 1"), trail);
            assertEquals(2, barrier.waiting());
            arrivingAndWaiting("e");
            assertEquals(List.of("a 0", "b 1", "e 2", "last 0", "d 1"), trail);
        });
    }

    @Test
    void thoseWhoCameTooEarlyMayBeARoundOfTheirOwn() throws Exception {
        run(() -> {
            Barrier pair = new Barrier(2);
            Task<Integer> first = createTask(pair::await);
            settle();
            Task<?> early =
                    createTask(() -> {
                        pair.await();
                        trail.add("released");
                        List<Task<Integer>> next = new ArrayList<>();
                        for (int i = 0; i < 5; i++) {
                            next.add(createTask(pair::await));
                        }
                        settle();
                        assertEquals(1, pair.waiting());
                        pair.await();
                        for (Task<Integer> task : next) {
                            trail.add("" + task.await());
                        }
                    });
            early.await();
            assertEquals(0, first.await());
            assertEquals(List.of("released", "0", "1", "0", "1", "0"), trail);
        });
    }

    // ---------------------------------------------------------------- reset and abort

    @Test
    void resetSendsAwayWhoWaits() {
        run(() -> {
            arrivingAndWaiting("a", "b");
            barrier.reset();
            assertEquals(0, barrier.waiting());
            assertFalse(barrier.isBroken());
            settle();
            assertEquals(List.of("a broken", "b broken"), trail);
            trail.clear();
            arrivingAndWaiting("c", "d", "e");
            assertEquals(List.of("e 2", "c 0", "d 1"), trail);
        });
    }

    @Test
    void resetOfAnEmptyBarrierDoesNothing() {
        run(() -> {
            barrier.reset();
            arrivingAndWaiting("a", "b", "c");
            assertEquals(List.of("c 2", "a 0", "b 1"), trail);
        });
    }

    @Test
    void whoComesWhileItResetsWaitsForTheNextRound() {
        run(() -> {
            arrivingAndWaiting("a", "b");
            barrier.reset();
            barrier.reset();
            assertTrue(barrier.toString().contains("resetting"), barrier::toString);
            arrivingAndWaiting("c");
            assertEquals(List.of("a broken", "b broken"), trail);
            assertEquals(1, barrier.waiting());
        });
    }

    @Test
    void resetReachesThoseWhoAreLeavingToo() throws Exception {
        run(() -> {
            arrivingAndWaiting("a", "b");
            assertEquals(2, barrier.await());
            barrier.reset();
            settle();
            assertEquals(List.of("a broken", "b broken"), trail);
            arrivingAndWaiting("c", "d", "e");
            assertEquals(5, trail.size());
        });
    }

    @Test
    void abortSendsAwayAllUntilReset() {
        run(() -> {
            arrivingAndWaiting("a", "b");
            barrier.abort();
            assertTrue(barrier.isBroken());
            arrivingAndWaiting("c");
            assertEquals(List.of("a broken", "b broken", "c broken"), trail);
            var refusal = assertThrows(BrokenBarrierException.class, barrier::await);
            assertTrue(refusal.getMessage().contains("reset()"));
            trail.clear();

            barrier.reset();
            assertFalse(barrier.isBroken());
            arrivingAndWaiting("d", "e", "f");
            assertEquals(List.of("f 2", "d 0", "e 1"), trail);
        });
    }

    @Test
    void abortReachesThoseWhoAreLeavingAndThoseWhoCameTooEarly() throws Exception {
        run(() -> {
            arrivingAndWaiting("a", "b");
            Task<?> early =
                    createTask(() -> assertThrows(BrokenBarrierException.class, barrier::await));
            barrier.await();
            createTask(barrier::abort);
            early.await();
            assertEquals(List.of("a 0", "b 1"), trail);

            barrier.reset();
            trail.clear();
            arrivingAndWaiting("c", "d");
            barrier.await();
            barrier.abort();
            settle();
            assertEquals(List.of("c broken", "d broken"), trail);
        });
    }

    @Test
    void abortAndResetInOneTurn() {
        run(() -> {
            arrivingAndWaiting("a", "b");
            barrier.abort();
            barrier.reset();
            arrivingAndWaiting("c");
            assertEquals(List.of("a broken", "b broken"), trail);
            arrivingAndWaiting("d", "e");
            assertEquals(List.of("a broken", "b broken", "e 2", "c 0", "d 1"), trail);
        });
    }

    @Test
    void refusesBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
        assertThrows(IllegalArgumentException.class, () -> new Barrier(-1));
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItDoesNotCount() {
        run(() -> {
            waiter(
                    trail,
                    "task",
                    () -> {
                        currentTask().cancel();
                        barrier.await();
                    });
            settle();
            assertEquals(List.of("task cancelled"), trail);
            assertEquals(0, barrier.waiting());
        });
    }

    /** In CPython 3.13 "b" and "c" both get the index 1. */
    @Test
    void cancelledWhileFillingItNoLongerCountsAndTheIndexesStayUnique() {
        run(() -> {
            Task<Void> first = arriving("a");
            arrivingAndWaiting("b");
            first.cancel();
            settle();
            assertFalse(barrier.isBroken());
            assertEquals(1, barrier.waiting());
            arrivingAndWaiting("c", "d");
            assertEquals(List.of("a cancelled", "d 2", "b 0", "c 1"), trail);
        });
    }

    @Test
    void cancelledAfterTheLastHasComeItHoldsUpNobody() throws Exception {
        run(() -> {
            Task<Void> first = arriving("a");
            arrivingAndWaiting("b");
            barrier.await();
            first.cancel();
            settle();
            assertEquals(List.of("a cancelled", "b 1"), trail);
            assertEquals(new Barrier.Statistics(3, 0, false), barrier.statistics());
            arrivingAndWaiting("c", "d", "e");
            assertEquals(5, trail.size());
        });
    }

    @Test
    void inACancelledScopeItIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    scope.cancel();
                    assertThrows(CancelledError.class, barrier::await);
                    assertEquals(0, barrier.waiting());
                }));
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            arrivingAndWaiting("a");
            assertRefusedElsewhere(barrier::await);
            assertRefusedElsewhere(barrier::reset);
            assertRefusedElsewhere(barrier::abort);
            assertRefusedElsewhere(barrier::waiting);
            assertRefusedElsewhere(barrier::isBroken);
            assertRefusedElsewhere(barrier::statistics);
            barrier.abort();
        });
    }

    @Test
    void tellsItsState() {
        run(() -> {
            Barrier start = new Barrier(2, "start");
            assertEquals(2, start.parties());
            Task<Integer> task = createTask(start::await);
            settle();
            assertEquals("Barrier 'start' filling (1/2)", start.toString());
            assertEquals("waits for Barrier 'start' filling (1/2)", task.activity());
            assertEquals(new Barrier.Statistics(2, 1, false), start.statistics());
            start.abort();
            assertEquals("Barrier 'start' broken (0/2)", start.toString());
            assertEquals(new Barrier.Statistics(2, 0, true), start.statistics());
            assertThrows(BrokenBarrierException.class, task::await);
        });
    }
}
