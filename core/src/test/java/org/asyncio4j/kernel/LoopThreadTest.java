package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopThreadTest {
    private final List<Thread> carriers = new ArrayList<>();

    /** Runs a loop to its end, in which the thread is noted that carries it. */
    private void runLoop() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> carriers.add(VirtualThreads.currentCarrier()));
        }
    }

    private static void awaitIdle(Thread carrier) {
        while (!carrier.getName().equals("asyncio4j idle")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void loopsOneAfterTheOtherShareAThread() {
        for (int i = 0; i < 100; i++) {
            runLoop();
            Thread last = carriers.getLast();
            awaitIdle(last);
            // It names itself, and then lets itself be found.
            while (last.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
        }
        assertTrue(carriers.stream().distinct().count() < 50);
    }

    @Test
    void loopsAtTheSameTimeHaveTheirOwn() {
        try (KernelLoop outer = new KernelLoop()) {
            outer.run(() -> {
                Thread own = VirtualThreads.currentCarrier();
                Thread other = Thread.ofPlatform().start(this::runLoop);
                other.join();
                assertNotSame(own, carriers.getFirst());
            });
        }
    }

    @Test
    void aLoopIsNotTakenForTheOneBefore() {
        Scheduler[] before = new Scheduler[1];
        try (KernelLoop first = new KernelLoop()) {
            before[0] = first.scheduler;
            first.run(() -> carriers.add(VirtualThreads.currentCarrier()));
        }
        awaitIdle(carriers.getFirst());
        try (KernelLoop second = new KernelLoop()) {
            second.run(() -> {
                assertFalse(before[0].isInLoop());
                assertTrue(second.scheduler.isInLoop());
                assertSame(second.scheduler, Fiber.current().scheduler());
            });
        }
    }

    @Test
    void isNamedAfterTheLoopThatItCarries() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> assertEquals("kernel-test", VirtualThreads.currentCarrier().getName()));
        }
    }

    /** Really waits for the tenth of a second in which it is kept. */
    @Test
    void endsWhenNoLoopComes() throws Exception {
        runLoop();
        carriers.getFirst().join();
        assertFalse(carriers.getFirst().isAlive());
    }
}
