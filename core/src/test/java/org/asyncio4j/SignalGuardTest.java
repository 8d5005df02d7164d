package org.asyncio4j;

import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.util.List;

/** Ctrl-C and SIGTERM, sent to real programs: each test starts a JVM of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@DisabledOnOs(OS.WINDOWS)
class SignalGuardTest {
    /** The programs. Each prints "ready" when a signal may come. */
    static final class Cancelled {
        public static void main(String[] arguments) {
            Asyncio.run(() -> {
                try {
                    System.out.println("ready");
                    sleep(hours(1));
                } finally {
                    sleep(millis(10));
                    System.out.println("cleaned");
                }
            });
            System.out.println("not reached");
        }
    }

    static final class CleansForEver {
        public static void main(String[] arguments) {
            Asyncio.run(() -> {
                try {
                    System.out.println("ready");
                    sleep(hours(1));
                } finally {
                    System.out.println("cleaning");
                    sleep(hours(1));
                    System.out.println("not reached");
                }
            });
        }
    }

    static final class Catches {
        public static void main(String[] arguments) {
            String result =
                    Asyncio.run(() -> {
                        try {
                            System.out.println("ready");
                            return sleep(hours(1), "not reached");
                        } catch (CancelledError e) {
                            System.out.println("caught " + e.reason());
                            return sleep(millis(10), "went on");
                        }
                    });
            System.out.println(result);
        }
    }

    static final class CatchesTheInterrupt {
        public static void main(String[] arguments) {
            try {
                Asyncio.run(() -> {
                    System.out.println("ready");
                    sleep(hours(1));
                });
            } catch (SignalInterrupt interrupt) {
                System.out.println("status " + interrupt.status());
            }
            Asyncio.run(() -> System.out.println("another run"));
        }
    }

    static final class Computes {
        public static void main(String[] arguments) {
            Asyncio.run(() -> {
                System.out.println("ready");
                long sum = 0;
                while (sum >= 0) {
                    sum = (sum + 1) % 1_000_000;
                }
            });
        }
    }

    static final class WithoutHandlers {
        public static void main(String[] arguments) {
            Asyncio.run(
                    RunOptions.DEFAULT.withHandleSignals(false),
                    () -> {
                        try {
                            System.out.println("ready");
                            sleep(hours(1));
                        } finally {
                            System.out.println("not reached");
                        }
                    });
        }
    }

    static final class TwoLoops {
        public static void main(String[] arguments) throws InterruptedException {
            Thread other = new Thread(() -> run("other"));
            other.start();
            try {
                run("main");
            } finally {
                other.join();
            }
        }

        private static void run(String name) {
            Asyncio.run(() -> {
                try {
                    System.out.println("ready");
                    sleep(hours(1));
                } finally {
                    System.out.println("cleaned");
                }
            });
        }
    }

    @Test
    void theFirstCtrlCCancelsMainAndTheProgramEndsWith130WithoutAStackTrace() throws Exception {
        try (ChildJvm child = ChildJvm.start(Cancelled.class)) {
            child.awaitLine("ready");
            child.signal("INT");
            assertEquals(130, child.exitStatus());
            assertEquals(List.of("ready", "cleaned"), child.output());
            assertEquals("", child.errors());
        }
    }

    @Test
    void sigtermCancelsMainTooAndTheStatusIs143() throws Exception {
        try (ChildJvm child = ChildJvm.start(Cancelled.class)) {
            child.awaitLine("ready");
            child.signal("TERM");
            assertEquals(143, child.exitStatus());
            assertEquals(List.of("ready", "cleaned"), child.output());
            assertEquals("", child.errors());
        }
    }

    @Test
    void theSecondCtrlCEndsTheProgramAtOnce() throws Exception {
        try (ChildJvm child = ChildJvm.start(CleansForEver.class)) {
            child.awaitLine("ready");
            child.signal("INT");
            child.awaitLine("cleaning");
            child.signal("INT");
            assertEquals(130, child.exitStatus());
            assertEquals(List.of("ready", "cleaning"), child.output());
        }
    }

    @Test
    void theSecondCtrlCEndsAProgramThatNeverGivesWay() throws Exception {
        try (ChildJvm child = ChildJvm.start(Computes.class)) {
            child.awaitLine("ready");
            child.signal("INT");
            // Two equal signals that are pending at once are one; the third is for certain.
            while (child.isAlive()) {
                child.signal("INT");
                child.awaitEnd(millis(100));
            }
            assertEquals(130, child.exitStatus());
        }
    }

    @Test
    void mainThatCatchesTheCancellationGoesOn() throws Exception {
        try (ChildJvm child = ChildJvm.start(Catches.class)) {
            child.awaitLine("ready");
            child.signal("INT");
            assertEquals(0, child.exitStatus());
            assertEquals(List.of("ready", "caught SIGINT", "went on"), child.output());
        }
    }

    @Test
    void aProgramThatCatchesTheInterruptGoesOnAndCanRunAgain() throws Exception {
        try (ChildJvm child = ChildJvm.start(CatchesTheInterrupt.class)) {
            child.awaitLine("ready");
            child.signal("TERM");
            assertEquals(0, child.exitStatus());
            assertEquals(List.of("ready", "status 143", "another run"), child.output());
        }
    }

    @Test
    void allLoopsOfTheProgramAreCancelled() throws Exception {
        try (ChildJvm child = ChildJvm.start(TwoLoops.class)) {
            child.awaitLine("ready");
            child.awaitLine("ready");
            child.signal("INT");
            assertEquals(130, child.exitStatus());
            assertEquals(List.of("ready", "ready", "cleaned", "cleaned"), child.output());
            assertEquals("", child.errors());
        }
    }

    @Test
    void aLoopThatLeavesSignalsAloneLeavesThemToTheJvm() throws Exception {
        try (ChildJvm child = ChildJvm.start(WithoutHandlers.class)) {
            child.awaitLine("ready");
            child.signal("TERM");
            assertEquals(143, child.exitStatus());
            assertTrue(!child.output().contains("not reached"), child.output().toString());
        }
    }
}
