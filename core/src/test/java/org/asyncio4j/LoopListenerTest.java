package org.asyncio4j;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

/**
 * What a loop notices by itself. What goes to the log is read from the standard error of a program
 * in a JVM of its own, as a user without a logging library sees it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopListenerTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    // ---------------------------------------------------------------- deadlocks

    @Test
    void aCertainDeadlockIsThrownOutOfMainAndNamesWhoWaitsForWhat() {
        DeadlockError error =
                assertThrows(
                        DeadlockError.class,
                        () ->
                                Asyncio.run(
                                        OPTIONS,
                                        () -> {
                                            Lock left = new Lock();
                                            Lock right = new Lock();
                                            createTask("a", () -> takeBoth(left, right));
                                            createTask("b", () -> takeBoth(right, left)).await();
                                        }));
        assertTrue(error.getMessage().contains("a waits for Lock"), error.getMessage());
        assertTrue(error.getMessage().contains("b waits for Lock"), error.getMessage());
    }

    private static void takeBoth(Lock first, Lock second) {
        first.acquire();
        sleep(millis(1));
        second.acquire();
    }

    @Test
    void mainCanCatchTheDeadlockAndGoOn() {
        String result =
                Asyncio.run(
                        OPTIONS,
                        () -> {
                            assertThrows(DeadlockError.class, () -> new Event().await());
                            return sleep(millis(1), "went on");
                        });
        assertEquals("went on", result);
    }

    @Test
    void whoeverWaitsForAThreadIsNotDeadlocked() {
        String result =
                Asyncio.run(
                        OPTIONS,
                        () -> {
                            Event event = new Event();
                            createTask(() -> {
                                // Longer than the loop needs to fall asleep.
                                toThread(() -> Thread.sleep(20));
                                event.set();
                            });
                            event.await();
                            return "woken";
                        });
        assertEquals("woken", result);
    }

    @Test
    void whoeverWaitsForATimerIsNotDeadlocked() {
        Asyncio.run(
                OPTIONS.withVirtualTime(true),
                () -> {
                    Event event = new Event();
                    EventLoop.running().callLater(Duration.ofDays(1), event::set);
                    event.await();
                });
    }

    static final class PerhapsDeadlocked {
        public static void main(String[] arguments) {
            Asyncio.run(
                    OPTIONS,
                    () -> {
                        EventLoop loop = getRunningLoop();
                        Promise<String> promise = createFuture();
                        Thread keeper = new Thread(() -> keepLate(loop, promise));
                        keeper.setDaemon(true);
                        keeper.start();
                        System.out.println(promise.await());
                    });
        }

        /** Later than the second after which the loop says that it waits for everyone. */
        private static void keepLate(EventLoop loop, Promise<String> promise) {
            try {
                Thread.sleep(1300);
            } catch (InterruptedException e) {
                return;
            }
            promise.setResultThreadsafe("kept");
        }
    }

    @Test
    void anUncertainDeadlockIsLoggedOnceAndTheLoopWaitsOn() throws Exception {
        try (ChildJvm child = ChildJvm.start(PerhapsDeadlocked.class)) {
            assertEquals(0, child.exitStatus());
            assertEquals("[kept]", child.output().toString());
            String errors = child.errors();
            assertTrue(errors.contains("waits for a promise"), errors);
            assertEquals(errors.indexOf("Deadlock:"), errors.lastIndexOf("Deadlock:"), errors);
            assertTrue(errors.contains("Deadlock:"), errors);
        }
    }

    // ---------------------------------------------------------------- slow steps

    static final class Slow {
        public static void main(String[] arguments) {
            Asyncio.run(
                    OPTIONS,
                    () -> {
                        // Chosen, so that it counts from the start, while the JVM is cold.
                        getRunningLoop().setSlowStepDuration(millis(100));
                        createTask("hog", () -> computeLong(400)).await();
                        sleep(millis(300));
                        System.out.println("slept");
                    });
        }

        private static void computeLong(int milliseconds) {
            long end = System.nanoTime() + milliseconds * 1_000_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aSlowStepIsNamedWithTheStackThatRanAndAWaitIsNot() throws Exception {
        try (ChildJvm child = ChildJvm.start(Slow.class)) {
            assertEquals(0, child.exitStatus());
            String errors = child.errors();
            assertTrue(errors.contains("hog has kept the loop 'asyncio4j' for"), errors);
            assertTrue(errors.contains("computeLong"), errors);
            assertEquals(errors.indexOf("has kept"), errors.lastIndexOf("has kept"), errors);
        }
    }

    static final class Cold {
        public static void main(String[] arguments) {
            Asyncio.run(
                    OPTIONS,
                    () -> {
                        Slow.computeLong(400);
                    });
        }
    }

    @Test
    void aColdProgramIsGivenMoreTime() throws Exception {
        try (ChildJvm child = ChildJvm.start(Cold.class)) {
            assertEquals(0, child.exitStatus());
            assertEquals("", child.errors());
        }
    }

    static final class SlowGuest {
        public static void main(String[] arguments) throws InterruptedException {
            Asyncio.run(
                    OPTIONS,
                    () -> {
                        EventLoop loop = getRunningLoop();
                        loop.setSlowStepDuration(millis(50));
                        Thread.startVirtualThread(() -> Slow.computeLong(400)).join();
                    });
        }
    }

    @Test
    void aSlowGuestIsReportedToo() throws Exception {
        try (ChildJvm child = ChildJvm.start(SlowGuest.class)) {
            assertEquals(0, child.exitStatus());
            assertTrue(child.errors().contains("guest"), child.errors());
            assertTrue(child.errors().contains("computeLong"), child.errors());
        }
    }

    static final class Unhandled {
        public static void main(String[] arguments) {
            Asyncio.run(
                    OPTIONS.withDebug(true),
                    () -> {
                        createTask(
                                "loser",
                                () -> {
                                    throw new java.io.IOException("nobody reads me");
                                });
                        sleep(millis(1));
                    });
        }
    }

    @Test
    void withoutAHandlerFailuresAreLogged() throws Exception {
        try (ChildJvm child = ChildJvm.start(Unhandled.class)) {
            assertEquals(0, child.exitStatus());
            assertTrue(child.errors().contains("loser"), child.errors());
            assertTrue(child.errors().contains("nobody reads me"), child.errors());
            assertFalse(child.errors().contains("crashed"), child.errors());
        }
    }

    // ---------------------------------------------------------------- what is left at the end

    static final class LeftBehind {
        public static void main(String[] arguments) {
            Asyncio.run(
                    OPTIONS,
                    () -> {
                        createTask("forgotten", () -> sleep(Duration.ofHours(1)));
                        sleep(millis(1));
                    });
        }
    }

    @Test
    void inDebugModeATaskThatIsLeftWhenTheLoopClosesIsNamed() throws Exception {
        try (ChildJvm child =
                ChildJvm.start(
                        List.of(ChildJvm.OPENS, "-Dasyncio4j.debug=true"), LeftBehind.class)) {
            assertEquals(0, child.exitStatus());
            String errors = child.errors();
            assertTrue(errors.contains("forgotten ["), errors);
            assertTrue(errors.contains("had not ended when the loop closed"), errors);
            assertTrue(errors.contains("It was created at:"), errors);
        }
        try (ChildJvm child = ChildJvm.start(LeftBehind.class)) {
            assertEquals(0, child.exitStatus());
            assertEquals("", child.errors());
        }
    }
}
