package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.kernel.KernelLoop.TestTimer;
import org.asyncio4j.kernel.KernelLoop.TestWait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SchedulerTest {
    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- turns

    @Test
    void whatBecomesReadyInATurnRunsInTheNext() {
        KernelLoop.test(loop -> {
            loop.start(
                    "a",
                    () -> {
                        trail.add("a");
                        loop.start("child of a", () -> trail.add("child of a"));
                    });
            loop.start("b", () -> trail.add("b"));
            Fiber.current().yield();
            Fiber.current().yield();
            assertEquals(List.of("a", "b", "child of a"), trail);
        });
    }

    @Test
    void timersOfOneMomentFireInTheOrderOfTheirRegistrationAndLaterOnesLater() {
        KernelLoop.test(loop -> {
            loop.scheduler.schedule(new TestTimer(() -> trail.add("late")), 20);
            loop.scheduler.schedule(new TestTimer(() -> trail.add("first")), 10);
            loop.scheduler.schedule(new TestTimer(() -> trail.add("second")), 10);
            Sleep.until(Fiber.current(), 15);
            assertEquals(List.of("first", "second"), trail);
            Sleep.until(Fiber.current(), 20);
            assertEquals(List.of("first", "second", "late"), trail);
            assertEquals(20, loop.scheduler.nanos());
        });
    }

    @Test
    void aCancelledTimerDoesNotFire() {
        KernelLoop.test(loop -> {
            TestTimer timer = new TestTimer(() -> trail.add("fired"));
            loop.scheduler.schedule(timer, 10);
            assertTrue(loop.scheduler.cancel(timer));
            assertFalse(loop.scheduler.cancel(timer));
            Sleep.until(Fiber.current(), 20);
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void fibersThatAlwaysYieldDoNotStarveTimersNorOtherThreads() throws InterruptedException {
        try (KernelLoop loop = new KernelLoop(new SystemClock())) {
            CountDownLatch begun = new CountDownLatch(1);
            Thread outside = Thread.ofPlatform().start(() -> post(loop, begun));
            loop.run(() -> {
                loop.start("busy", () -> yieldUntil(2));
                begun.countDown();
                Sleep.until(Fiber.current(), loop.scheduler.nanos() + 1000);
                trail.add("timer");
                yieldUntil(2);
            });
            outside.join();
            assertTrue(trail.containsAll(List.of("timer", "post")), trail.toString());
        }
    }

    private void post(KernelLoop loop, CountDownLatch begun) {
        try {
            begun.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        loop.scheduler.post(() -> trail.add("post"));
    }

    private void yieldUntil(int entries) {
        while (trail.size() < entries) {
            Fiber.current().yield();
        }
    }

    @Test
    void anEagerFiberRunsAtOnceAndItsStarterGoesOnBeforeAllOthers() {
        KernelLoop.test(loop -> {
            loop.start("other", () -> trail.add("other"));
            loop.scheduler.startEagerly(
                    loop.fiber(
                            "eager",
                            () -> {
                                trail.add("eager");
                                Fiber.current().yield();
                                trail.add("eager again");
                            }));
            trail.add("starter");
            Fiber.current().yield();
            assertEquals(List.of("eager", "starter", "other", "eager again"), trail);
        });
    }

    // ---------------------------------------------------------------- runs

    @Test
    void fibersRestBetweenTwoRuns() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() ->
                    loop.start(
                            "left",
                            () -> {
                                trail.add("first turn");
                                Sleep.until(Fiber.current(), 10);
                                trail.add("second turn");
                            }));
            trail.add("rest");
            loop.run(() -> Sleep.until(Fiber.current(), 20));
            assertEquals(List.of("rest", "first turn", "second turn"), trail);
        }
    }

    @Test
    void workThatArrivesWhileTheLoopRestsRunsInTheNextRun() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> {});
            loop.scheduler.post(() -> trail.add("posted"));
            assertFalse(loop.scheduler.isRunning());
            assertEquals(List.of(), trail);
            loop.run(() -> trail.add("main"));
            assertEquals(List.of("posted", "main"), trail);
        }
    }

    @Test
    void theListOfFibersIsInTheOrderOfTheirStarts() {
        KernelLoop.test(loop -> {
            loop.start("a", () -> Sleep.until(Fiber.current(), 5));
            loop.start("b", () -> {});
            loop.start("c", () -> Sleep.until(Fiber.current(), 5));
            assertEquals("[main, a, b, c]", fibers(loop).toString());
            Fiber.current().yield();
            assertEquals("[main, a, c]", fibers(loop).toString());
            Sleep.until(Fiber.current(), 10);
            assertEquals("[main]", fibers(loop).toString());
        });
    }

    private static List<Fiber> fibers(KernelLoop loop) {
        List<Fiber> fibers = new ArrayList<>();
        loop.scheduler.forEachFiber(fibers::add);
        return fibers;
    }

    // ---------------------------------------------------------------- failures of the kernel's
    // work

    @Test
    void postedWorkThatThrowsIsReportedAndTheLoopGoesOn() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.scheduler.post(() -> {
                throw new IllegalStateException("posted");
            });
            loop.run(() -> trail.add("main"));
            assertEquals("posted", loop.crashes.getFirst().getMessage());
        }
    }

    @Test
    void aTimerThatThrowsIsReportedAndTheLoopGoesOn() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> {
                loop.scheduler.schedule(
                        new TestTimer(() -> {
                            throw new IllegalStateException("timer");
                        }),
                        5);
                Sleep.until(Fiber.current(), 10);
                trail.add("main");
            });
            assertEquals(List.of("main"), trail);
            assertEquals("timer", loop.crashes.getFirst().getMessage());
        }
    }

    // ---------------------------------------------------------------- sleep and wake

    /** The race between a loop that falls asleep and threads that wake its fibers. */
    @Test
    void noWakeUpFromOutsideIsLostWhileTheLoopFallsAsleep() {
        int threads = 3;
        int rounds = 3_000;
        try (KernelLoop loop = new KernelLoop(new SystemClock())) {
            AtomicInteger ended = new AtomicInteger();
            loop.run(() -> {
                Fiber main = Fiber.current();
                for (int i = 0; i < threads; i++) {
                    loop.start("ping", () -> pingPong(rounds, ended, threads, main));
                }
                main.suspend(new TestWait(Abort.DONE));
            });
            assertEquals(threads, ended.get());
        }
    }

    private static void pingPong(int rounds, AtomicInteger ended, int threads, Fiber main)
            throws InterruptedException {
        AtomicInteger round = new AtomicInteger();
        Thread fiber = Thread.currentThread();
        Thread partner =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 1; i <= rounds; i++) {
                                while (round.get() != i) {
                                    LockSupport.parkNanos(1000);
                                }
                                round.set(-i);
                                LockSupport.unpark(fiber);
                            }
                        });
        for (int i = 1; i <= rounds; i++) {
            round.set(i);
            LockSupport.unpark(partner);
            while (round.get() != -i) {
                LockSupport.park();
            }
        }
        partner.join();
        if (ended.incrementAndGet() == threads) {
            main.wake();
        }
    }

    /** A dump of a fiber's stack resubmits it, so an entry of the ready queue is not one turn. */
    @Test
    void lookingAtStacksFromOutsideLosesNoTurn() throws InterruptedException {
        int rounds = 20_000;
        List<Thread> looked = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Thread looker =
                Thread.ofPlatform()
                        .unstarted(() -> {
                            begun.countDown();
                            while (!over.get()) {
                                looked.forEach(Thread::getStackTrace);
                                Thread.onSpinWait();
                            }
                        });
        int[] turns = new int[2];
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> {
                Fiber main = Fiber.current();
                Fiber[] pair = new Fiber[2];
                for (int i = 0; i < 2; i++) {
                    int id = i;
                    pair[i] = loop.fiber("player " + i, () -> play(pair, id, rounds, turns, main));
                    looked.add(pair[i].thread());
                }
                pair[0].start();
                pair[1].start();
                looker.start();
                begun.await();
                main.suspend(new TestWait(Abort.DONE));
            });
        } finally {
            over.set(true);
            looker.join();
        }
        assertEquals(rounds, turns[0]);
        assertEquals(rounds, turns[1]);
    }

    private static void play(Fiber[] pair, int id, int rounds, int[] turns, Fiber main) {
        for (int i = 0; i < rounds; i++) {
            turns[id]++;
            Fiber other = pair[1 - id];
            if (other.waiting() != null) {
                other.wake();
            }
            if (other.isFinished()) {
                continue;
            }
            if (i % 3 == 0) {
                Fiber.current().yield();
            } else {
                Fiber.current().suspend(new TestWait(Abort.DONE));
            }
        }
        if (pair[1 - id].isFinished()) {
            main.wake();
        } else if (pair[1 - id].waiting() != null) {
            pair[1 - id].wake();
        }
    }

    // ---------------------------------------------------------------- the end

    @Test
    void theThreadEndsWhenTheLoopIsClosed() throws InterruptedException {
        Thread[] thread = new Thread[1];
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> thread[0] = VirtualThreads.currentCarrier());
            assertTrue(thread[0].isAlive());
        }
        thread[0].join(5000);
        assertFalse(thread[0].isAlive());
    }

    /** Whoever keeps one old task must not keep all that came after it. */
    @Test
    void aFiberThatHasEndedKeepsNoNeighbours() {
        KernelLoop.test(loop -> {
            Fiber first = loop.start("first", () -> {});
            Fiber second = loop.start("second", () -> {});
            loop.settle();
            assertNull(first.previous);
            assertNull(first.next);
            assertNull(second.previous);
            assertNull(second.next);
        });
    }
}
