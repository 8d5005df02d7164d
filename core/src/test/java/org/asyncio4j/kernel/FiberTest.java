package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.kernel.KernelLoop.Body;
import org.asyncio4j.kernel.KernelLoop.Delivered;
import org.asyncio4j.kernel.KernelLoop.Message;
import org.asyncio4j.kernel.KernelLoop.TestBody;
import org.asyncio4j.kernel.KernelLoop.TestWait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FiberTest {
    private final List<String> trail = new ArrayList<>();

    /** What a guest waits with. */
    private Fiber standIn;

    /** Waits, and writes down how that ended. */
    private Fiber waiter(KernelLoop loop, String name, Wait wait) {
        return loop.start(
                name,
                () -> {
                    try {
                        Fiber.current().suspend(wait);
                        trail.add(name + " woken");
                    } catch (Delivered thrown) {
                        trail.add(name + " " + thrown.getMessage());
                    }
                });
    }

    // ---------------------------------------------------------------- what is bound

    @Test
    void whatIsBoundInAnotherFiberCanBeSeen() {
        ScopedValue<String> name = ScopedValue.newInstance();
        KernelLoop.test(loop -> {
            Fiber plain = waiter(loop, "plain", new TestWait(Abort.DONE));
            Fiber bound =
                    ScopedValue.where(name, "outer")
                            .call(() -> waiter(loop, "bound", new TestWait(Abort.DONE)));
            Fiber binding =
                    loop.start(
                            "binding",
                            () ->
                                    ScopedValue.where(name, "inner")
                                            .run(() ->
                                                    Fiber.current()
                                                            .suspend(new TestWait(Abort.DONE))));
            loop.settle();
            ScopedValue.where(name, "here")
                    .run(() -> {
                        assertEquals("outer", bound.bound(name));
                        assertEquals("inner", binding.bound(name));
                        assertNull(plain.bound(name));
                        assertEquals("here", name.get());
                    });
            assertNull(plain.bound(name));
            assertFalse(name.isBound());
            List.of(plain, bound, binding).forEach(Fiber::wake);
            loop.settle();
        });
    }

    // ---------------------------------------------------------------- the wait protocol

    @Test
    void aWakeUpEndsTheWait() {
        KernelLoop.test(loop -> {
            Fiber fiber = waiter(loop, "a", new TestWait(Abort.DONE));
            loop.settle();
            assertEquals(List.of(), trail);
            fiber.wake();
            loop.settle();
            assertEquals(List.of("a woken"), trail);
        });
    }

    @Test
    void fibersRunInTheOrderInWhichTheyWereWoken() {
        KernelLoop.test(loop -> {
            Fiber a = waiter(loop, "a", new TestWait(Abort.DONE));
            Fiber b = waiter(loop, "b", new TestWait(Abort.DONE));
            Fiber c = waiter(loop, "c", new TestWait(Abort.DONE));
            loop.settle();
            c.wake();
            a.wake();
            b.wake();
            loop.settle();
            assertEquals(List.of("c woken", "a woken", "b woken"), trail);
        });
    }

    @Test
    void aDeliveryEndsAWaitThatLetsGo() {
        KernelLoop.test(loop -> {
            TestWait wait = new TestWait(Abort.DONE);
            Fiber fiber = waiter(loop, "a", wait);
            loop.settle();
            fiber.deliver(new Message("told"));
            assertNull(fiber.waiting());
            loop.settle();
            assertEquals(List.of("a told"), trail);
            assertEquals(1, wait.aborts);
        });
    }

    @Test
    void aForwardedDeliveryLeavesTheFiberWaiting() {
        KernelLoop.test(loop -> {
            TestWait wait = new TestWait(Abort.FORWARDED);
            Fiber fiber = waiter(loop, "a", wait);
            loop.settle();
            fiber.deliver(new Message("told"));
            loop.settle();
            assertEquals(List.of(), trail);
            assertSame(wait, fiber.waiting());
            fiber.wake();
            loop.settle();
            assertEquals(List.of("a woken"), trail);
            assertNull(fiber.pending());
        });
    }

    @Test
    void aRefusedDeliveryIsThrownWhenTheFiberResumes() {
        KernelLoop.test(loop -> {
            Fiber fiber = waiter(loop, "a", new TestWait(Abort.REFUSED));
            loop.settle();
            fiber.deliver(new Message("told"));
            loop.settle();
            assertEquals(List.of(), trail);
            fiber.wake();
            loop.settle();
            assertEquals(List.of("a told"), trail);
        });
    }

    @Test
    void aDeliveryBehindTheWakeUpIsThrownAllTheSame() {
        KernelLoop.test(loop -> {
            TestWait wait = new TestWait(Abort.DONE);
            Fiber fiber = waiter(loop, "a", wait);
            loop.settle();
            fiber.wake();
            fiber.deliver(new Message("told"));
            loop.settle();
            assertEquals(List.of("a told"), trail);
            assertEquals(0, wait.aborts, "A wait that is over must not be asked to end.");
        });
    }

    @Test
    void aDeliveryToTheRunningFiberIsThrownByItsNextWait() {
        KernelLoop.test(loop -> {
            Fiber self = Fiber.current();
            self.deliver(new Message("told"));
            TestWait wait = new TestWait(Abort.DONE);
            Delivered thrown = assertThrows(Delivered.class, () -> self.suspend(wait));
            assertEquals("told", thrown.getMessage());
            assertEquals(1, wait.aborts);
            assertNull(self.waiting());
            assertNull(self.pending());
        });
    }

    @Test
    void aDeliveryBeforeAWaitThatForwardsDoesNotKeepItFromWaiting() {
        KernelLoop.test(loop -> {
            TestWait wait = new TestWait(Abort.FORWARDED);
            Fiber fiber =
                    loop.start(
                            "a",
                            () -> {
                                Fiber.current().deliver(new Message("told"));
                                Fiber.current().suspend(wait);
                                trail.add("woken");
                            });
            loop.settle();
            assertEquals(1, wait.aborts);
            assertEquals(List.of(), trail);
            fiber.wake();
            loop.settle();
            assertEquals(List.of("woken"), trail);
        });
    }

    @Test
    void aDeliveryBeforeAWaitThatRefusesIsThrownAfterIt() {
        KernelLoop.test(loop -> {
            Fiber fiber =
                    loop.start(
                            "a",
                            () -> {
                                Fiber self = Fiber.current();
                                self.deliver(new Message("told"));
                                TestWait wait = new TestWait(Abort.REFUSED);
                                assertThrows(Delivered.class, () -> self.suspend(wait));
                                trail.add("thrown");
                            });
            loop.settle();
            assertEquals(List.of(), trail);
            fiber.wake();
            loop.settle();
            assertEquals(List.of("thrown"), trail);
        });
    }

    @Test
    void aRescindedDeliveryIsNotThrown() {
        KernelLoop.test(loop -> {
            Fiber self = Fiber.current();
            self.deliver(new Message("told"));
            assertNotNull(self.pending());
            self.rescind();
            self.yield();
            assertNull(self.pending());
        });
    }

    @Test
    void aYieldThrowsWhatWasDeliveredBeforeAndMeanwhile() {
        KernelLoop.test(loop -> {
            Fiber self = Fiber.current();
            self.deliver(new Message("before"));
            assertEquals("before", assertThrows(Delivered.class, self::yield).getMessage());
            loop.start("other", () -> self.deliver(new Message("meanwhile")));
            assertEquals("meanwhile", assertThrows(Delivered.class, self::yield).getMessage());
        });
    }

    @Test
    void theStackOfWhatIsDeliveredShowsTheWait() {
        KernelLoop.test(loop -> {
            List<Throwable> seen = new ArrayList<>();
            Fiber fiber =
                    loop.start(
                            "a",
                            () -> {
                                TestWait wait = new TestWait(Abort.DONE);
                                Fiber self = Fiber.current();
                                seen.add(assertThrows(Delivered.class, () -> self.suspend(wait)));
                            });
            loop.settle();
            fiber.deliver(new Message("told"));
            loop.settle();
            assertTrue(
                    Arrays.stream(seen.getFirst().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("suspend")));
        });
    }

    @Test
    void aSpuriousUnparkEndsNoWait() {
        KernelLoop.test(loop -> {
            Fiber fiber = waiter(loop, "a", new TestWait(Abort.DONE));
            loop.settle();
            LockSupport.unpark(fiber.thread());
            loop.settle();
            assertEquals(List.of(), trail);
            fiber.wake();
            loop.settle();
            assertEquals(List.of("a woken"), trail);
        });
    }

    @Test
    void anInterruptAsksTheOwnerAndEndsNoWaitByItself() {
        KernelLoop.test(loop -> {
            Fiber fiber = waiter(loop, "a", new TestWait(Abort.DONE));
            loop.settle();
            fiber.thread().interrupt();
            loop.settle();
            assertEquals(1, ((TestBody) fiber.body()).interrupts);
            assertEquals(List.of(), trail);
            assertFalse(fiber.thread().isInterrupted());
            fiber.wake();
            loop.settle();
            assertEquals(List.of("a woken"), trail);
        });
    }

    @Test
    void aCheckpointThrowsTheOwnersRefusal() {
        KernelLoop.test(loop -> {
            Fiber self = Fiber.current();
            assertSame(self, self.checkpoint());
            ((TestBody) self.body()).refusal = new Message("refused");
            assertEquals("refused", assertThrows(Delivered.class, self::checkpoint).getMessage());
        });
    }

    /** Each wait ends exactly once, whatever happens to it and in whichever order. */
    @Test
    void everyWaitEndsExactlyOnceUnderRandomWakeUpsAndDeliveries() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int message = seed;
            try {
                KernelLoop.test(loop -> everyWaitEndsOnce(loop, random));
            } catch (AssertionError e) {
                throw new AssertionError("failed with the seed " + message, e);
            }
        }
    }

    private static void everyWaitEndsOnce(KernelLoop loop, Random random) {
        int fibers = 5;
        int rounds = 20;
        int[] ended = new int[fibers];
        boolean[] woken = new boolean[fibers];
        boolean[] told = new boolean[fibers];
        List<Fiber> all = new ArrayList<>();
        for (int i = 0; i < fibers; i++) {
            int id = i;
            all.add(
                    loop.start(
                            "fiber " + i, () -> waitOften(random, rounds, id, ended, woken, told)));
        }
        loop.settle();
        for (int step = 0; step < 50 * fibers * rounds && ended[0] < rounds; step++) {
            int id = random.nextInt(fibers);
            Fiber fiber = all.get(id);
            if (fiber.waiting() != null && random.nextBoolean()) {
                woken[id] = true;
                fiber.wake();
            }
            if (random.nextInt(3) == 0 && !fiber.isFinished()) {
                told[id] = true;
                fiber.deliver(new Message("told"));
            }
            if (random.nextBoolean()) {
                loop.settle();
            }
        }
        for (int id = 0; id < fibers; id++) {
            while (!all.get(id).isFinished()) {
                if (all.get(id).waiting() != null) {
                    woken[id] = true;
                    all.get(id).wake();
                }
                loop.settle();
            }
            assertEquals(rounds, ended[id]);
        }
    }

    private static void waitOften(
            Random random, int rounds, int id, int[] ended, boolean[] woken, boolean[] told) {
        for (int round = 0; round < rounds; round++) {
            Abort[] answers = Abort.values();
            TestWait wait = new TestWait(answers[random.nextInt(answers.length)]);
            try {
                Fiber.current().suspend(wait);
                assertTrue(woken[id], "A wait returned although nobody woke it.");
            } catch (Delivered thrown) {
                assertTrue(told[id], "A wait threw although nothing was delivered.");
                told[id] = false;
            }
            woken[id] = false;
            ended[id]++;
        }
    }

    // ---------------------------------------------------------------- who is running

    @Test
    void aThreadOutsideIsNoFiber() {
        assertFalse(Fiber.isOnLoop());
        assertNull(Fiber.currentOrNull());
        String message = assertThrows(IllegalStateException.class, Fiber::current).getMessage();
        assertTrue(message.contains("Asyncio.run"), message);
        assertTrue(message.contains("runCoroutineThreadsafe"), message);
    }

    @Test
    void aVirtualThreadOfTheJdksSchedulerIsNoFiber() throws InterruptedException {
        Thread thread =
                Thread.startVirtualThread(() -> {
                    if (!Fiber.isOnLoop() && Fiber.currentOrNull() == null) {
                        trail.add("outside");
                    }
                });
        thread.join();
        assertEquals(List.of("outside"), trail);
    }

    @Test
    void aFiberKnowsItself() {
        KernelLoop.test(loop -> {
            Fiber fiber = Fiber.current();
            assertSame(fiber, Fiber.currentOrNull());
            assertSame(Thread.currentThread(), fiber.thread());
            assertTrue(fiber.isCurrent());
            assertTrue(Fiber.isOnLoop());
            fiber.yield();
            assertSame(fiber, Fiber.current());
        });
    }

    @Test
    void aGuestHasAStandInThatCanWait() {
        KernelLoop.test(loop -> {
            Thread.startVirtualThread(() -> {
                trail.add(Fiber.currentOrNull() == null ? "no fiber" : "a fiber");
                waitInStandIn(loop);
                trail.add("guest woken");
            });
            Fiber.current().yield();
            Fiber.current().yield();
            assertEquals(List.of("no fiber"), trail);
            standIn.wake();
            Fiber.current().yield();
            assertEquals(List.of("no fiber", "guest woken"), trail);
        });
    }

    private void waitInStandIn(KernelLoop loop) {
        standIn = Fiber.current();
        assertSame(loop.scheduler, standIn.scheduler());
        standIn.suspend(new TestWait(Abort.DONE));
    }

    // ---------------------------------------------------------------- what it does

    @Test
    void theActivitySaysWhatAFiberDoes() {
        KernelLoop.test(loop -> {
            Fiber unstarted = loop.fiber("unstarted", () -> {});
            assertEquals("is ready to run", unstarted.activity());
            Fiber fiber = waiter(loop, "a", new TestWait(Abort.DONE));
            assertEquals("is ready to run", fiber.activity());
            loop.settle();
            assertEquals("waits for a test", fiber.activity());
            assertFalse(fiber.isInForeignWait());
            fiber.wake();
            assertEquals("is ready to run", fiber.activity());
            loop.settle();
            assertEquals("has ended", fiber.activity());
            assertTrue(fiber.isFinished());
            assertEquals("is running", Fiber.current().activity());
        });
    }

    @Test
    void aFiberThatParksInForeignCodeIsKnownToDoSo() {
        KernelLoop.test(loop -> {
            Fiber fiber =
                    loop.start(
                            "a",
                            () -> {
                                LockSupport.park();
                                trail.add("unparked");
                            });
            Fiber.current().yield();
            assertTrue(fiber.isInForeignWait());
            assertEquals("waits inside foreign code", fiber.activity());
            LockSupport.unpark(fiber.thread());
            assertFalse(fiber.isInForeignWait());
            Fiber.current().yield();
            assertEquals(List.of("unparked"), trail);
        });
    }

    // ---------------------------------------------------------------- atomic sections

    @Test
    void anAtomicSectionRefusesToWaitAndShowsItsBegin() {
        KernelLoop.test(loop -> {
            Fiber self = Fiber.current();
            assertTrue(self.enterAtomic());
            assertFalse(self.enterAtomic());
            TestWait wait = new TestWait(Abort.DONE);
            IllegalStateException thrown =
                    assertThrows(IllegalStateException.class, () -> self.suspend(wait));
            assertTrue(thrown.getMessage().contains("main would wait for a test"));
            assertNotNull(thrown.getCause());
            assertThrows(IllegalStateException.class, self::yield);
            self.exitAtomic();
            self.yield();
        });
    }

    @Test
    void anAtomicSectionReportsThatForeignCodeHasWaited() {
        KernelLoop.test(loop -> {
            Fiber self = Fiber.current();
            loop.start("other", () -> LockSupport.unpark(self.thread()));
            self.enterAtomic();
            parkInForeignCode();
            IllegalStateException thrown =
                    assertThrows(IllegalStateException.class, self::exitAtomic);
            assertTrue(
                    Arrays.stream(thrown.getCause().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("parkInForeignCode")));
        });
    }

    private static void parkInForeignCode() {
        LockSupport.park();
    }

    // ---------------------------------------------------------------- cancelled scopes

    /** Every wait that a call may begin more than once asks, and not only the call at its begin. */
    @Test
    void neitherAWaitForTheClockNorATurnBeginsInACancelledScope() {
        KernelLoop.test(loop -> {
            List<Body> waits =
                    List.of(
                            () -> Sleep.until(Fiber.current(), loop.scheduler.nanos() + 1_000_000),
                            () -> Fiber.current().yield(),
                            () -> IdleWait.begin(Fiber.current()));
            for (Body wait : waits) {
                refused(loop, wait);
            }
            loop.settle();
            assertEquals(List.of("refused", "refused", "refused"), trail);
            assertEquals(Long.MAX_VALUE, loop.scheduler.earliestDeadline());
        });
    }

    @Test
    void aScopeThatIsCancelledDuringATurnOfOthersEndsTheYield() {
        KernelLoop.test(loop -> {
            Fiber yielding = refusable(loop, () -> Fiber.current().yield());
            loop.start("canceller", () -> refuse(yielding));
            loop.settle();
            assertEquals(List.of("refused"), trail);
        });
    }

    private void refused(KernelLoop loop, Body wait) {
        refuse(refusable(loop, wait));
    }

    private Fiber refusable(KernelLoop loop, Body wait) {
        return loop.start(
                "refusable",
                () -> {
                    try {
                        wait.run();
                        trail.add("went through");
                    } catch (Delivered thrown) {
                        trail.add(thrown.getMessage());
                    }
                });
    }

    private static void refuse(Fiber fiber) {
        ((KernelLoop.TestBody) fiber.body()).refusal = new Message("refused");
    }
}
