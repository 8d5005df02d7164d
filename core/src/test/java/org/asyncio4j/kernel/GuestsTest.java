package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuestsTest {
    private final List<String> trail = new ArrayList<>();

    @Test
    void aGuestRunsOnTheLoopAmongTheFibers() {
        KernelLoop.test(loop -> {
            loop.start("before", () -> trail.add("before"));
            Thread.startVirtualThread(() ->
                    trail.add(loop.scheduler.isInLoop() ? "guest in loop" : "guest elsewhere"));
            loop.start("behind", () -> trail.add("behind"));
            Fiber.current().yield();
            assertEquals(List.of("before", "guest in loop", "behind"), trail);
        });
    }

    @Test
    void aGuestOfAGuestRunsOnTheLoopToo() {
        KernelLoop.test(loop -> {
            Thread.startVirtualThread(() ->
                    Thread.startVirtualThread(
                            () -> trail.add(loop.scheduler.isInLoop() ? "in loop" : "elsewhere")));
            Fiber.current().yield();
            Fiber.current().yield();
            assertEquals(List.of("in loop"), trail);
        });
    }

    @Test
    void aGuestParksAndYieldsAsAnyVirtualThread() {
        KernelLoop.test(loop -> {
            Thread guest =
                    Thread.startVirtualThread(() -> {
                        trail.add("begins");
                        Thread.yield();
                        trail.add("yielded");
                        LockSupport.park();
                        trail.add("unparked");
                    });
            Fiber.current().yield();
            trail.add("main");
            Fiber.current().yield();
            LockSupport.unpark(guest);
            Fiber.current().yield();
            assertEquals(List.of("begins", "main", "yielded", "unparked"), trail);
        });
    }

    /** A guest may be woken from outside at any time, so all it holds up is not stuck. */
    @Test
    void whileAGuestLivesTheLoopIsNotStuck() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> {
                Fiber main = Fiber.current();
                Thread guest =
                        Thread.startVirtualThread(() -> {
                            LockSupport.park();
                            main.wake();
                        });
                Thread.ofPlatform().start(() -> unparkWhenWaiting(guest));
                main.suspend(new InnerWait());
            });
            assertEquals(List.of(), loop.stuckReports);
            loop.run(() -> loop.start("waker", Fiber.current()::wake));
        }
    }

    /** When the guest has ended, all who wait for each other are reported again. */
    @Test
    void aGuestThatHasEndedIsForgotten() {
        try (KernelLoop loop = new KernelLoop()) {
            loop.run(() -> {
                Thread.startVirtualThread(() -> {});
                Fiber.current().yield();
                Fiber main = Fiber.current();
                // What the loop reports at first it waits for a second to be sure of.
                Thread waker = Thread.ofPlatform().unstarted(() -> wakeWhenStuck(loop, main));
                waker.start();
                main.suspend(new InnerWait());
            });
            assertEquals(false, loop.stuckReports.getFirst());
        }
    }

    private static void wakeWhenStuck(KernelLoop loop, Fiber fiber) {
        while (loop.stuckReports.isEmpty()) {
            Thread.onSpinWait();
        }
        loop.scheduler.post(fiber::wake);
    }

    private static void unparkWhenWaiting(Thread guest) {
        while (guest.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        LockSupport.unpark(guest);
    }

    /** A wait that only the loop itself can end. */
    private static final class InnerWait implements Wait {
        @Override
        public Abort abort(Delivery delivery) {
            return Abort.DONE;
        }

        @Override
        public String describe() {
            return "another";
        }
    }

    @Test
    void interruptingAGuestInAWaitOfOursGivesItWhatAnyJavaThreadGets() {
        KernelLoop.test(loop -> {
            Thread guest =
                    Thread.startVirtualThread(() -> {
                        try {
                            Fiber.current().suspend(new KernelLoop.TestWait(Abort.DONE));
                        } catch (Throwable thrown) {
                            trail.add(thrown.getClass().getSimpleName());
                        }
                    });
            Fiber.current().yield();
            guest.interrupt();
            Fiber.current().yield();
            Fiber.current().yield();
            assertEquals(List.of("InterruptedException"), trail);
            assertTrue(!guest.isInterrupted());
        });
    }

    /** The JDK submits a thread again at whose stack somebody has looked while it was ready. */
    @Test
    void aReadyGuestThatIsLookedAtRunsOnce() {
        KernelLoop.test(loop -> {
            Thread guest = Thread.startVirtualThread(() -> trail.add("guest"));
            guest.getStackTrace();
            Fiber.current().yield();
            guest.getStackTrace();
            Fiber.current().yield();
            assertEquals(List.of("guest"), trail);
        });
    }
}
