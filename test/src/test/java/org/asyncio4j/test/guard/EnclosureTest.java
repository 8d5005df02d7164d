package org.asyncio4j.test.guard;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationBody;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.UncleanEndError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EnclosureTest {
    private static final SimulationOptions SHORT =
            SimulationOptions.DEFAULT
                    .withName("short")
                    .withRealTime(true)
                    .withTimeout(Duration.ofMillis(300));

    /** For tests of what has begun when the time ends, also on a busy machine. */
    private static final SimulationOptions SECOND = SHORT.withTimeout(Duration.ofSeconds(1));

    /** For tests that do not wait for the end of the time. */
    private static final SimulationOptions LONG = SHORT.withTimeout(Duration.ofMinutes(1));

    private static AssertionError failureOf(SimulationOptions options, SimulationBody body) {
        return assertThrows(
                AssertionError.class,
                () -> Enclosure.run(options, () -> Simulation.run(options, new Seed(0), body)));
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
    }

    // ---------------------------------------------------------------- a thread of its own

    @Test
    void theWorkRunsInAThreadOfItsOwn() throws Exception {
        Thread caller = Thread.currentThread();
        Thread[] worker = new Thread[1];
        Enclosure.run(LONG, () -> worker[0] = Thread.currentThread());
        assertNotSame(caller, worker[0]);
        assertEquals("asyncio4j test short", worker[0].getName());
        assertTrue(worker[0].isDaemon());
    }

    @Test
    void insideAnotherOneItIsTheSameThread() throws Exception {
        Enclosure.run(
                LONG,
                () -> {
                    Thread outer = Thread.currentThread();
                    Enclosure.run(LONG, () -> assertSame(outer, Thread.currentThread()));
                });
    }

    @Test
    void whatTheWorkThrowsIsThrown() {
        IOException thrown = new IOException();
        assertSame(
                thrown,
                assertThrows(
                        IOException.class,
                        () ->
                                Enclosure.run(
                                        LONG,
                                        () -> {
                                            throw thrown;
                                        })));
    }

    @Test
    void aLoopIsNotHeldUp() throws Exception {
        run(() -> {
            Thread caller = Thread.currentThread();
            Enclosure.run(LONG, () -> assertSame(caller, Thread.currentThread()));
        });
    }

    // ---------------------------------------------------------------- the time limit

    @Test
    void whoTakesTooLongIsCancelledAndDescribed() {
        AssertionError failure =
                failureOf(
                        SECOND,
                        _ -> {
                            createTask("other", () -> sleep(hours(2)));
                            sleep(hours(1));
                        });
        assertContains(
                failure.getMessage(),
                "The test 'short' has not ended after 1 s of real time, and is cancelled.");
        assertContains(failure.getMessage(), "other waits for the clock");
        assertInstanceOf(CancelledError.class, failure.getSuppressed()[0]);
    }

    @Test
    void whoKeepsTheLoopIsShown() {
        boolean[] over = {false};
        // Longer than the second that a loop has for an answer, shorter than the clean-up after it.
        AssertionError failure =
                failureOf(
                        SECOND,
                        _ -> {
                            long begin = System.nanoTime();
                            while (System.nanoTime() - begin < 3_200_000_000L) {
                                Thread.onSpinWait();
                            }
                            over[0] = true;
                        });
        assertContains(failure.getMessage(), "Its loop does not answer; it is kept by ");
        assertContains(failure.getMessage(), "EnclosureTest");
        assertTrue(over[0]);
    }

    @Test
    void anInterruptDuringTheCleanUpIsKept() {
        Thread caller = Thread.currentThread();
        CompletableFuture<Void> never = new CompletableFuture<>();
        assertThrows(
                AssertionError.class,
                () ->
                        Enclosure.run(
                                SHORT,
                                () -> {
                                    try {
                                        never.get();
                                    } catch (InterruptedException e) {
                                        caller.interrupt();
                                        never.get(3, TimeUnit.SECONDS);
                                    }
                                }));
        assertTrue(Thread.interrupted());
    }

    @Test
    void whoDoesNotEndIsLeftBehind() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        Thread[] worker = new Thread[1];
        try {
            // Takes the two seconds that who is cancelled has for its clean-up.
            AssertionError failure =
                    assertThrows(
                            AssertionError.class,
                            () ->
                                    Enclosure.run(
                                            SHORT,
                                            () -> {
                                                worker[0] = Thread.currentThread();
                                                while (!release.isDone()) {
                                                    Thread.onSpinWait();
                                                }
                                            }));
            assertContains(failure.getMessage(), "is left behind");
            assertContains(failure.getMessage(), "EnclosureTest");
        } finally {
            release.complete(null);
        }
        worker[0].join();
    }

    @Test
    void nothingNewBeginsWhenTheTimeIsOver() {
        int[] runs = {0};
        AssertionError failure =
                assertThrows(
                        AssertionError.class,
                        () ->
                                Enclosure.run(
                                        SHORT,
                                        () -> {
                                            while (true) {
                                                try {
                                                    Simulation.run(
                                                            SHORT,
                                                            new Seed(0),
                                                            _ -> {
                                                                runs[0]++;
                                                                sleep(hours(1));
                                                            });
                                                } catch (CancelledError e) {
                                                    Thread.interrupted(); // As one who tries
                                                    // again and again.
                                                }
                                            }
                                        }));
        assertTrue(runs[0] <= 1, "none where the machine is slow");
        assertInstanceOf(IllegalStateException.class, failure.getSuppressed()[0]);
    }

    @Test
    void whoIsInterruptedCancelsTheTest() {
        Thread caller = Thread.currentThread();
        boolean[] cleanedUp = {false};
        AssertionError failure =
                failureOf(
                        LONG,
                        _ -> {
                            caller.interrupt();
                            try {
                                sleep(hours(1));
                            } finally {
                                cleanedUp[0] = true;
                            }
                        });
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertContains(failure.getMessage(), "was interrupted");
        assertTrue(cleanedUp[0]);
    }

    // ---------------------------------------------------------------- what is left

    @Test
    void whatIsLeftGoesWithAFailure(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("open.txt"), "x");
        InputStream[] left = new InputStream[1];
        try {
            IOException failure =
                    assertThrows(
                            IOException.class,
                            () ->
                                    Enclosure.run(
                                            LONG,
                                            () -> {
                                                left[0] = Files.newInputStream(file);
                                                throw new IOException();
                                            }));
            assertInstanceOf(UncleanEndError.class, failure.getSuppressed()[0]);
        } finally {
            left[0].close();
        }
    }
}
