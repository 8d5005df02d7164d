package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What is assumed of the JDK's internals: where a new JDK differs, this says in what. */
@Timeout(10)
class VirtualThreadsTest {
    private final Deque<Runnable> submitted = new ArrayDeque<>();
    private final List<String> trail = new ArrayList<>();

    private void runAll() {
        while (!submitted.isEmpty()) {
            submitted.removeFirst().run();
        }
    }

    @Test
    void thisJdkIsOpenInTheTests() {
        VirtualThreads.requireAccess();
    }

    @Test
    void aThreadRunsOnlyWhereItsSchedulerRunsIt() {
        Thread thread = VirtualThreads.newThread(submitted::add, () -> trail.add("ran"));
        assertTrue(thread.isVirtual());
        thread.start();
        assertEquals(List.of(), trail);
        assertEquals(1, submitted.size());
        runAll();
        assertEquals(List.of("ran"), trail);
        assertEquals(Thread.State.TERMINATED, thread.getState());
    }

    @Test
    void theContinuationIsTheSameObjectAtEachTurnAndNamesItsThread() {
        List<Runnable> all = new ArrayList<>();
        Thread thread =
                VirtualThreads.newThread(
                        work -> {
                            all.add(work);
                            submitted.add(work);
                        },
                        () -> {
                            Thread.yield();
                            LockSupport.park();
                        });
        thread.start();
        runAll();
        LockSupport.unpark(thread);
        runAll();
        assertEquals(3, all.size());
        assertSame(all.get(0), all.get(1));
        assertSame(all.get(0), all.get(2));
        assertSame(thread, VirtualThreads.threadOf(all.get(0)));
    }

    @Test
    void aThreadStartedInsideInheritsTheScheduler() {
        Thread thread =
                VirtualThreads.newThread(
                        submitted::add, () -> Thread.startVirtualThread(() -> trail.add("guest")));
        thread.start();
        submitted.removeFirst().run();
        assertEquals(List.of(), trail);
        assertEquals(1, submitted.size());
        runAll();
        assertEquals(List.of("guest"), trail);
    }

    @Test
    void theCarrierIsThePlatformThreadBelow() {
        Thread self = Thread.currentThread();
        assertSame(self, VirtualThreads.currentCarrier());
        Thread thread =
                VirtualThreads.newThread(
                        submitted::add,
                        () -> trail.add(VirtualThreads.currentCarrier() == self ? "self" : "no"));
        thread.start();
        runAll();
        assertEquals(List.of("self"), trail);
    }
}
