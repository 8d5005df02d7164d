package org.asyncio4j.queue;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
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
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueTest {
    private final Queue<String> queue = new Queue<>();
    private final Queue<String> pair = new Queue<>(2);
    private final List<String> trail = new ArrayList<>();

    private Task<Void> getting(Queue<String> from, String name) {
        return waiter(trail, name, () -> trail.add(from.get() + " to"));
    }

    private Task<Void> putting(Queue<String> into, String item) {
        return waiter(trail, item, () -> into.put(item));
    }

    // ---------------------------------------------------------------- the contract

    @Test
    void firstInFirstOutWithoutGivingWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            queue.put("a");
            queue.put("b");
            assertEquals("a", queue.get());
            queue.put("c");
            assertEquals("b", queue.get());
            assertEquals("c", queue.get());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void knowsItsSize() {
        run(() -> {
            assertTrue(pair.isEmpty());
            assertFalse(pair.isFull());
            assertEquals(2, pair.maxsize());
            pair.put("a");
            assertFalse(pair.isEmpty());
            assertEquals(1, pair.size());
            pair.put("b");
            assertTrue(pair.isFull());
            assertEquals(2, pair.size());
        });
    }

    @Test
    void withoutMaxsizeItIsNeverFull() {
        run(() -> {
            Queue<Integer> unlimited = new Queue<>(-1);
            assertEquals(-1, unlimited.maxsize());
            for (int i = 0; i < 10_000; i++) {
                unlimited.put(i);
                assertFalse(unlimited.isFull());
            }
            assertEquals(0, queue.maxsize());
        });
    }

    @Test
    void gettersAreServedInTheOrderInWhichTheyCame() {
        run(() -> {
            getting(queue, "a");
            getting(queue, "b");
            getting(queue, "c");
            settle();
            queue.put("1");
            queue.put("2");
            queue.put("3");
            settle();
            assertEquals(List.of("1 to", "a", "2 to", "b", "3 to", "c"), trail);
        });
    }

    @Test
    void puttersAreServedInTheOrderInWhichTheyCame() {
        run(() -> {
            pair.put("1");
            pair.put("2");
            List.of("3", "4", "5").forEach(item -> putting(pair, item));
            settle();
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                got.add(pair.get());
            }
            assertEquals(List.of("1", "2", "3", "4", "5"), got);
            assertEquals(List.of("3", "4", "5"), trail);
        });
    }

    /** In CPython the newcomer gets the item, and the woken task goes to the end of the line. */
    @Test
    void whoComesLaterDoesNotOvertakeAWokenGetter() {
        run(() -> {
            getting(queue, "woken");
            settle();
            queue.put("1");
            createTask(() -> queue.put("2"));
            assertEquals("2", queue.get());
            assertEquals(List.of("1 to", "woken"), trail);
        });
    }

    @Test
    void whoComesLaterGetsTheLaterItemEvenIfAllAreThere() {
        run(() -> {
            getting(queue, "woken");
            settle();
            queue.put("1");
            queue.put("2");
            assertEquals("2", queue.get());
            assertEquals(List.of("1 to", "woken"), trail);
        });
    }

    @Test
    void whoComesLaterDoesNotOvertakeAWokenPutter() {
        run(() -> {
            pair.put("1");
            pair.put("2");
            putting(pair, "3");
            settle();
            assertEquals("1", pair.get());
            createTask(() -> pair.get());
            pair.put("4");
            assertEquals("3", pair.get());
            assertEquals("4", pair.get());
        });
    }

    @Test
    void itemsAreNeverNull() {
        assertThrows(NullPointerException.class, () -> queue.putNowait(null));
        run(() -> assertThrows(NullPointerException.class, () -> queue.put(null)));
    }

    // ---------------------------------------------------------------- without waiting

    @Test
    void getNowaitOfAnEmptyQueueFails() {
        run(() -> {
            var refusal = assertThrows(QueueEmptyException.class, queue::getNowait);
            assertTrue(refusal.getMessage().endsWith("is empty."), refusal::getMessage);
            queue.putNowait("a");
            assertEquals("a", queue.getNowait());
        });
    }

    @Test
    void putNowaitIntoAFullQueueFails() {
        run(() -> {
            pair.putNowait("a");
            pair.putNowait("b");
            assertThrows(QueueFullException.class, () -> pair.putNowait("c"));
            assertEquals(2, pair.size());
        });
    }

    @Test
    void mayBeFilledBeforeThereIsALoop() {
        queue.putNowait("a");
        run(() -> assertEquals("a", queue.get()));
    }

    @Test
    void whatGetNowaitTakesFromAWokenGetterCostsItNotItsPlace() {
        run(() -> {
            getting(queue, "a");
            getting(queue, "b");
            getting(queue, "c");
            settle();
            queue.putNowait("1");
            queue.putNowait("2");
            assertEquals("1", queue.getNowait());
            assertEquals("2", queue.getNowait());
            settle();
            assertEquals(List.of(), trail);
            assertEquals(3, queue.statistics().waitingToGet());
            List.of("3", "4", "5").forEach(queue::putNowait);
            settle();
            assertEquals(List.of("3 to", "a", "4 to", "b", "5 to", "c"), trail);
        });
    }

    @Test
    void theRoomThatPutNowaitTakesFromAWokenPutterCostsItNotItsPlace() {
        run(() -> {
            pair.put("1");
            pair.put("2");
            List.of("a", "b", "c").forEach(item -> putting(pair, item));
            settle();
            pair.getNowait();
            pair.getNowait();
            pair.putNowait("3");
            pair.putNowait("4");
            settle();
            assertEquals(List.of(), trail);
            assertEquals(3, pair.statistics().waitingToPut());
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                got.add(pair.get());
            }
            assertEquals(List.of("3", "4", "a", "b", "c"), got);
        });
    }

    @Test
    void anEmptyQueueCanBeDrainedWhateverWasPromised() {
        run(() -> {
            getting(queue, "a");
            settle();
            queue.putNowait("1");
            queue.putNowait("2");
            while (!queue.isEmpty()) {
                trail.add(queue.getNowait());
            }
            settle();
            assertEquals(List.of("1", "2"), trail);
            queue.shutdown();
        });
    }

    // ---------------------------------------------------------------- join

    @Test
    void joinWaitsUntilAllIsDone() {
        run(() -> {
            queue.join();
            queue.put("a");
            queue.put("b");
            Task<Void> joining = waiter(trail, "joined", queue::join);
            queue.get();
            queue.get();
            settle();
            assertEquals(2, queue.statistics().unfinished());
            queue.taskDone();
            settle();
            assertEquals(List.of(), trail);
            queue.taskDone();
            joining.await();
            queue.join();
        });
    }

    @Test
    void joinReturnsEvenIfMoreIsPutBeforeItsTurn() {
        run(() -> {
            queue.put("a");
            Task<Void> joining = waiter(trail, "joined", queue::join);
            settle();
            queue.taskDone();
            queue.put("b");
            joining.await();
        });
    }

    @Test
    void taskDoneIsRefusedOnceTooOften() {
        run(() -> {
            assertThrows(IllegalStateException.class, queue::taskDone);
            queue.put("a");
            queue.taskDone();
            var refusal = assertThrows(IllegalStateException.class, queue::taskDone);
            assertTrue(refusal.getMessage().contains("more often than items were put"));
        });
    }

    @Test
    void aCancelledJoinJustEnds() {
        run(() -> {
            queue.put("a");
            Task<Void> during = waiter(trail, "during", queue::join);
            Task<Void> after = waiter(trail, "after", queue::join);
            settle();
            during.cancel();
            settle();
            queue.taskDone();
            after.cancel();
            settle();
            assertEquals(List.of("during cancelled", "after cancelled"), trail);
        });
    }

    // ---------------------------------------------------------------- shutdown

    @Test
    void afterShutdownNothingCanBePut() {
        run(() -> {
            queue.shutdown();
            queue.shutdown();
            assertThrows(QueueShutDownException.class, () -> queue.put("a"));
            assertThrows(QueueShutDownException.class, () -> queue.putNowait("a"));
            assertEquals(0, queue.statistics().unfinished());
        });
    }

    @Test
    void afterShutdownTheRestCanBeGot() {
        run(() -> {
            queue.put("a");
            queue.put("b");
            queue.shutdown();
            assertEquals("a", queue.get());
            assertEquals("b", queue.getNowait());
            assertThrows(QueueShutDownException.class, queue::get);
            assertThrows(QueueShutDownException.class, queue::getNowait);
        });
    }

    @Test
    void shutdownEndsAllWaits() {
        run(() -> {
            getting(queue, "getter 1");
            getting(queue, "getter 2");
            pair.put("a");
            pair.put("b");
            putting(pair, "putter 1");
            putting(pair, "putter 2");
            settle();
            queue.shutdown();
            pair.shutdown();
            settle();
            assertEquals(
                    List.of(
                            "getter 1 QueueShutDownException",
                            "getter 2 QueueShutDownException",
                            "putter 1 QueueShutDownException",
                            "putter 2 QueueShutDownException"),
                    trail);
            assertEquals("a", pair.get());
            assertEquals("b", pair.get());
            assertThrows(QueueShutDownException.class, pair::get);
        });
    }

    @Test
    void immediateShutdownDropsTheItemsAndCountsThemDone() {
        run(() -> {
            queue.put("a");
            queue.put("b");
            queue.put("c");
            queue.get();
            Task<Void> joining = waiter(trail, "joined", queue::join);
            settle();
            queue.shutdown(true);
            assertTrue(queue.isEmpty());
            assertEquals(1, queue.statistics().unfinished());
            assertThrows(QueueShutDownException.class, queue::get);
            settle();
            assertEquals(List.of(), trail);
            queue.taskDone();
            joining.await();
        });
    }

    @Test
    void immediateShutdownEndsJoinWhereNothingElseIsUnderWay() {
        run(() -> {
            queue.put("a");
            Task<Void> joining = waiter(trail, "joined", queue::join);
            settle();
            queue.shutdown(true);
            joining.await();
        });
    }

    @Test
    void immediateShutdownMayFollowAPatientOne() {
        run(() -> {
            queue.put("a");
            queue.shutdown();
            queue.shutdown(true);
            assertThrows(QueueShutDownException.class, queue::get);
        });
    }

    @Test
    void aWokenGetterGetsItsItemDespiteShutdown() {
        run(() -> {
            getting(queue, "woken");
            getting(queue, "next");
            settle();
            queue.put("1");
            queue.shutdown();
            settle();
            assertEquals(List.of("1 to", "woken", "next QueueShutDownException"), trail);
        });
    }

    @Test
    void aWokenGetterLosesItsItemToImmediateShutdown() {
        run(() -> {
            getting(queue, "woken");
            settle();
            queue.put("1");
            queue.shutdown(true);
            settle();
            assertEquals(List.of("woken QueueShutDownException"), trail);
            assertEquals(0, queue.statistics().unfinished());
        });
    }

    @Test
    void theItemOfAWokenGetterThatIsCancelledAfterShutdownIsNotLost() {
        run(() -> {
            Task<Void> woken = getting(queue, "woken");
            getting(queue, "next");
            settle();
            queue.put("1");
            queue.shutdown();
            woken.cancel();
            settle();
            assertEquals(List.of("woken cancelled", "1 to", "next"), trail);
        });
    }

    @Test
    void newcomersAfterShutdownWaitForTheWokenAndThenLearnOfTheEnd() {
        run(() -> {
            getting(queue, "woken");
            settle();
            queue.put("1");
            queue.shutdown();
            assertThrows(QueueShutDownException.class, queue::get);
            assertEquals(List.of("1 to", "woken"), trail);
        });
    }

    // ---------------------------------------------------------------- iteration

    @Test
    void aLoopEndsWithTheShutdown() {
        run(() -> {
            Task<?> consumer =
                    createTask(() -> {
                        for (String item : queue) {
                            trail.add(item);
                            queue.taskDone();
                        }
                        trail.add("end");
                    });
            queue.put("a");
            settle();
            queue.put("b");
            queue.put("c");
            queue.shutdown();
            queue.join();
            consumer.await();
            assertEquals(List.of("a", "b", "c", "end"), trail);
        });
    }

    @Test
    void severalMayIterate() {
        run(() -> {
            for (String name : List.of("x", "y")) {
                createTask(() -> {
                    for (String item : queue) {
                        trail.add(name + item);
                        yieldNow();
                    }
                });
            }
            settle();
            List.of("1", "2", "3", "4").forEach(queue::put);
            queue.shutdown();
            settle();
            assertEquals(List.of("x1", "y2", "x3", "y4"), trail);
        });
    }

    @Test
    void anIteratorMayBeAskedTwice() {
        run(() -> {
            queue.put("a");
            queue.shutdown();
            Iterator<String> iterator = queue.iterator();
            assertTrue(iterator.hasNext());
            assertTrue(iterator.hasNext());
            assertEquals("a", iterator.next());
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
        });
    }

    @Test
    void leavingALoopTakesNothingMore() {
        run(() -> {
            List.of("a", "b").forEach(queue::put);
            for (String item : queue) {
                trail.add(item);
                break;
            }
            assertEquals("b", queue.get());
        });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledBeforeTheWaitItThrowsThere() {
        run(() -> {
            pair.put("1");
            pair.put("2");
            waiter(
                    trail,
                    "getter",
                    () -> {
                        currentTask().cancel();
                        queue.get();
                    });
            waiter(
                    trail,
                    "putter",
                    () -> {
                        currentTask().cancel();
                        pair.put("3");
                    });
            settle();
            assertEquals(List.of("getter cancelled", "putter cancelled"), trail);
            assertEquals(0, queue.statistics().waitingToGet());
            assertEquals(0, pair.statistics().waitingToPut());
        });
    }

    @Test
    void aGetterCancelledWhileWaitingLeavesTheQueue() {
        run(() -> {
            Task<Void> first = getting(queue, "first");
            getting(queue, "second");
            settle();
            first.cancel();
            queue.put("1");
            settle();
            assertEquals(List.of("first cancelled", "1 to", "second"), trail);
        });
    }

    @Test
    void aGetterCancelledAfterTheWakeUpPassesItOn() {
        run(() -> {
            Task<Void> first = getting(queue, "first");
            getting(queue, "second");
            settle();
            queue.put("1");
            first.cancel();
            settle();
            assertEquals(List.of("first cancelled", "1 to", "second"), trail);
        });
    }

    @Test
    void aGetterCancelledAfterTheWakeUpLosesNoItem() {
        run(() -> {
            Task<Void> only = getting(queue, "only");
            settle();
            queue.put("1");
            only.cancel();
            settle();
            assertEquals(1, queue.size());
            assertEquals("1", queue.getNowait());
        });
    }

    @Test
    void aPutterCancelledWhileWaitingPutsNothing() {
        run(() -> {
            pair.put("1");
            pair.put("2");
            Task<Void> first = putting(pair, "3");
            putting(pair, "4");
            settle();
            first.cancel();
            pair.get();
            settle();
            assertEquals(List.of("3 cancelled", "4"), trail);
            assertEquals("2", pair.get());
            assertEquals("4", pair.get());
            assertEquals(3, pair.statistics().unfinished());
        });
    }

    @Test
    void aPutterCancelledAfterTheWakeUpPassesItOn() {
        run(() -> {
            pair.put("1");
            pair.put("2");
            Task<Void> first = putting(pair, "3");
            putting(pair, "4");
            settle();
            pair.get();
            first.cancel();
            settle();
            assertEquals(List.of("3 cancelled", "4"), trail);
            assertEquals("2", pair.get());
            assertEquals("4", pair.get());
        });
    }

    @Test
    void inACancelledScopeItIsRefused() {
        run(() ->
                cancelScope((CancelScope scope) -> {
                    queue.put("1");
                    scope.cancel();
                    assertThrows(CancelledError.class, queue::get);
                    assertThrows(CancelledError.class, () -> queue.put("2"));
                    assertThrows(CancelledError.class, queue::join);
                    assertEquals(1, queue.size());
                }));
    }

    @Test
    void aTimeoutTakesNothing() {
        run(() -> {
            assertThrows(
                    TimeoutException.class, () -> timeout(millis(5), () -> queue.get().length()));
            queue.put("1");
            assertEquals("1", queue.get());
        });
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            queue.put("1");
            assertRefusedElsewhere(() -> queue.put("2"));
            assertRefusedElsewhere(() -> queue.putNowait("2"));
            assertRefusedElsewhere(queue::get);
            assertRefusedElsewhere(queue::getNowait);
            assertRefusedElsewhere(queue::taskDone);
            assertRefusedElsewhere(queue::join);
            assertRefusedElsewhere(queue::shutdown);
            assertRefusedElsewhere(queue::size);
            assertRefusedElsewhere(queue::isEmpty);
            pair.put("1");
            assertRefusedElsewhere(pair::isFull);
            assertRefusedElsewhere(queue::statistics);
            assertEquals(1, queue.size());
        });
    }

    @Test
    void aForeignThreadHandsOverThroughTheLoop() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            toThread(() -> loop.callSoonThreadsafe(() -> queue.putNowait("1")));
            assertEquals("1", queue.get());
        });
    }

    @Test
    void tellsItsState() {
        run(() -> {
            Queue<String> jobs = new Queue<>(1, "jobs");
            Task<Void> getter = getting(jobs, "getter");
            settle();
            assertEquals("Queue 'jobs' with 0/1, 1 waiting to get", jobs.toString());
            assertEquals(
                    "waits for an item of Queue 'jobs' with 0/1, 1 waiting to get",
                    getter.activity());
            assertEquals(new Queue.Statistics(0, 1, 0, 1, 0, 0, false), jobs.statistics());

            getter.cancel();
            jobs.put("a");
            Task<Void> putter = putting(jobs, "b");
            Task<Void> joiner = waiter(trail, "joiner", jobs::join);
            settle();
            String state = "Queue 'jobs' with 1/1, 1 not done, 1 waiting to put";
            assertEquals(state, jobs.toString());
            assertEquals("waits for room in " + state, putter.activity());
            assertEquals("waits for all work on " + state, joiner.activity());
            assertEquals(new Queue.Statistics(1, 1, 1, 0, 1, 1, false), jobs.statistics());

            jobs.shutdown(true);
            assertEquals("Queue 'jobs' with 0/1, shut down", jobs.toString());
            assertTrue(queue.toString().matches("Queue@[0-9a-f]+ with 0/unlimited"));
        });
    }

    @Test
    void manyProducersAndConsumers() {
        run(() -> {
            Queue<Integer> numbers = new Queue<>(10);
            long[] sum = {0};
            List<Task<Void>> consumers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                consumers.add(
                        createTask(() -> {
                            for (int number : numbers) {
                                sum[0] += number;
                            }
                        }));
            }
            List<Task<Void>> producers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int first = i * 500;
                producers.add(
                        createTask(() -> {
                            for (int k = 0; k < 500; k++) {
                                numbers.put(first + k);
                            }
                        }));
            }
            gather(producers);
            numbers.shutdown();
            gather(consumers);
            assertEquals(10_000L * 9_999 / 2, sum[0]);
        });
    }
}
