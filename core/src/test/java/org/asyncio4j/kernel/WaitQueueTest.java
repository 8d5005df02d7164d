package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.kernel.KernelLoop.Delivered;
import org.asyncio4j.kernel.KernelLoop.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitQueueTest {
    private static final int SEEDS = 200;

    private final List<String> trail = new ArrayList<>();
    private final WaitQueue queue = new WaitQueue("the bus");

    /** Waits in the queue, and writes down how that ended. */
    private Fiber waiter(KernelLoop loop, String name) {
        return loop.start(
                name,
                () -> {
                    try {
                        queue.await(Fiber.current(), () -> trail.add(name + " passes on"));
                        trail.add(name);
                    } catch (Delivered thrown) {
                        trail.add(name + " " + thrown.getMessage());
                    }
                });
    }

    @Test
    void whoeverHasWaitedLongestIsWokenFirst() {
        KernelLoop.test(loop -> {
            Fiber first = waiter(loop, "a");
            waiter(loop, "b");
            waiter(loop, "c");
            loop.settle();
            assertEquals(3, queue.size());
            assertSame(first, queue.wakeFirst());
            queue.wakeFirst();
            loop.settle();
            assertEquals(List.of("a", "b"), trail);
            assertEquals(1, queue.size());
            queue.wakeAll();
            loop.settle();
            assertEquals(List.of("a", "b", "c"), trail);
        });
    }

    @Test
    void inAnEmptyQueueNobodyIsWoken() {
        KernelLoop.test(_ -> {
            assertTrue(queue.isEmpty());
            assertNull(queue.firstWaiter());
            assertNull(queue.wakeFirst());
            queue.wakeAll();
        });
    }

    @Test
    void allWhoWaitNowAreWokenAndNoneWhoComeLater() {
        KernelLoop.test(loop -> {
            waiter(loop, "a");
            waiter(loop, "b");
            loop.settle();
            queue.wakeAll();
            waiter(loop, "late");
            loop.settle();
            assertEquals(List.of("a", "b"), trail);
            queue.wakeAll();
        });
    }

    @Test
    void aCancelledWaiterLeavesFromTheMiddleAndPassesNothingOn() {
        KernelLoop.test(loop -> {
            waiter(loop, "a");
            Fiber middle = waiter(loop, "b");
            waiter(loop, "c");
            loop.settle();
            middle.deliver(new Message("cancelled"));
            assertEquals(2, queue.size());
            queue.wakeAll();
            loop.settle();
            assertEquals(List.of("b cancelled", "a", "c"), trail);
        });
    }

    @Test
    void aWaiterThatIsCancelledAfterItsWakeUpPassesItOn() {
        KernelLoop.test(loop -> {
            Fiber woken = waiter(loop, "a");
            loop.settle();
            queue.wakeFirst();
            woken.deliver(new Message("cancelled"));
            loop.settle();
            assertEquals(List.of("a passes on", "a cancelled"), trail);
        });
    }

    @Test
    void oneCanBeWokenOutOfTurn() {
        KernelLoop.test(loop -> {
            waiter(loop, "a");
            Fiber chosen = waiter(loop, "b");
            loop.settle();
            queue.forEachWaiter(waiter -> {
                if (waiter.fiber() == chosen) {
                    queue.wake(waiter);
                }
            });
            loop.settle();
            assertEquals(List.of("b"), trail);
            queue.wakeAll();
        });
    }

    @Test
    void whoWasWokenInVainGetsItsOldPlaceBack() {
        KernelLoop.test(loop -> {
            loop.start(
                    "again",
                    () -> {
                        WaitQueue.Waiter place = new WaitQueue.Waiter(Fiber.current());
                        queue.await(place, () -> {});
                        trail.add("in vain");
                        queue.await(place, () -> {});
                        trail.add("again");
                    });
            waiter(loop, "b");
            loop.settle();
            queue.wakeFirst();
            loop.settle();
            queue.wakeFirst();
            loop.settle();
            assertEquals(List.of("in vain", "again"), trail);
            queue.wakeAll();
        });
    }

    @Test
    void aReportSaysWhatIsWaitedFor() {
        KernelLoop.test(loop -> {
            Fiber fiber = waiter(loop, "a");
            loop.settle();
            assertEquals("waits for the bus", fiber.activity());
            queue.wakeAll();
        });
    }

    /** Against a plain list: wake-ups and cancellations in any order lose and invent nobody. */
    @Test
    void behavesAsAList() {
        for (int seed = 0; seed < SEEDS; seed++) {
            long tried = seed;
            KernelLoop.test(loop -> playAgainstAList(loop, new Random(tried), "seed " + tried));
            trail.clear();
        }
    }

    private void playAgainstAList(KernelLoop loop, Random random, String message) {
        List<Fiber> model = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int step = 0; step < 40; step++) {
            int choice = random.nextInt(3);
            if (choice == 0 || model.isEmpty()) {
                model.add(waiter(loop, "w" + step));
            } else if (choice == 1) {
                expected.add(model.removeFirst().toString());
                queue.wakeFirst();
            } else {
                Fiber left = model.remove(random.nextInt(model.size()));
                expected.add(left + " cancelled");
                left.deliver(new Message("cancelled"));
            }
            loop.settle();
            assertEquals(model.size(), queue.size(), message);
        }
        assertEquals(expected, trail, message);
        queue.wakeAll();
        loop.settle();
    }

    @Test
    void nobodyBeginsToWaitInACancelledScope() {
        KernelLoop.test(loop -> {
            Fiber waiter = waiter(loop, "a");
            ((KernelLoop.TestBody) waiter.body()).refusal = new Message("cancelled");
            loop.settle();
            assertEquals(List.of("a cancelled"), trail);
            assertTrue(queue.isEmpty());
        });
    }

    @Test
    void whoMustWaitDoesInACancelledScopeToo() {
        KernelLoop.test(loop -> {
            Fiber patient =
                    loop.start(
                            "patient",
                            () -> {
                                queue.awaitInAnyScope(
                                        new WaitQueue.Waiter(Fiber.current()), () -> {});
                                trail.add("patient");
                            });
            ((KernelLoop.TestBody) patient.body()).refusal = new Message("cancelled");
            loop.settle();
            assertEquals(1, queue.size());
            queue.wakeFirst();
            loop.settle();
            assertEquals(List.of("patient"), trail);
        });
    }
}
