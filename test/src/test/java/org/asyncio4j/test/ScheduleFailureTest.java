package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

import java.util.ArrayList;
import java.util.List;

/** What people are told of a schedule that fails. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScheduleFailureTest {
    private static final Exploration SEARCH = Exploration.of(1000).strategy(Strategy.EXHAUSTIVE);

    private static ScheduleFailure failureOf(Exploration exploration, SimulationBody body) {
        return assertThrows(ScheduleFailure.class, () -> exploration.run(body));
    }

    /** The line numbers of this file change, the rest does not. */
    private static String withoutLines(String text) {
        return text.replaceAll("Test\\.java:\\d+", "Test.java:0");
    }

    private static void overdraw() {
        int[] balance = {100};
        Lock lock = new Lock("account");
        Event asked = new Event("asked");
        gather(
                () -> {
                    if (balance[0] >= 70) {
                        asked.set();
                        sleep(millis(1));
                        balance[0] -= 70;
                    }
                },
                () -> {
                    asked.await();
                    try (var _ = lock.acquire()) {
                        yieldNow();
                        sleep(millis(1));
                    }
                    if (balance[0] >= 70) {
                        sleep(seconds(2));
                        balance[0] -= 70;
                    }
                });
        if (balance[0] < 0) {
            throw new IllegalStateException("overdrawn by " + -balance[0]);
        }
    }

    @Test
    void messageTellsTheStory() {
        ScheduleFailure failure = failureOf(SEARCH, _ -> overdraw());
        assertEquals(
                """
                Schedule 3 of 1000 (EXHAUSTIVE) failed with java.lang.IllegalStateException: overdrawn by 40

                  First in, first out the test passes. It takes one other choice to fail.
                  To run what follows again:  "-Dasyncio4j.seed=0:1>1"
                  To run it as it was found:  -Dasyncio4j.seed=0

                The story, in which Task-1 runs the test, with > where the order differs:
                """
                        + STORY,
                withoutLines(failure.getMessage()));
        assertEquals(STORY, withoutLines(failure.getStory()));
        assertEquals(new Seed(0), failure.getSeed());
        assertEquals("0:1>1", failure.getToken());
    }

    private static final String STORY =
            """
                1      0 s  Task-1  waits for Task-2, Task-3, at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                2      0 s  Task-2  sleeps for 0.001 s, at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                3      0 s  Task-3  gives way, at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                4      0 s  Task-3  sleeps for 0.001 s, at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
              > 5  0.001 s  Task-3  overtakes Task-2, and sleeps for 2 s, at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                6  0.001 s  Task-2  ends
                7  2.001 s  Task-3  ends
                8  2.001 s  Task-1  fails: java.lang.IllegalStateException: overdrawn by 40
            """;

    @Test
    void traceHasEachTurn() {
        assertEquals(
                """
                1\t0 s\tTask-1\twaits for all of Task-2, Task-3, 2 unfinished at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                2\t0 s\tTask-2\twaits for the clock, another PT0.001S at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                3\t0 s\tTask-3\tgives way at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                4\t0 s\tTask-3\twaits for the clock, another PT0.001S at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)
                5\t0.001 s\tTask-3\twaits for the clock, another PT2S at ScheduleFailureTest.overdraw(ScheduleFailureTest.java:0)\tovertook Task-2
                6\t0.001 s\tTask-2\tends
                7\t2.001 s\tTask-3\tends
                8\t2.001 s\tTask-1\tends the test
                """,
                withoutLines(failureOf(SEARCH, _ -> overdraw()).getTrace()));
    }

    @Test
    void causeIsTheFailureOfTheRunThatIsTold() {
        List<IllegalStateException> thrown = new ArrayList<>();
        ScheduleFailure failure =
                failureOf(
                        SEARCH,
                        _ -> {
                            try {
                                overdraw();
                            } catch (IllegalStateException e) {
                                thrown.add(e);
                                throw e;
                            }
                        });
        assertSame(thrown.getLast(), failure.getCause());
    }

    /** That is the line that people look for. */
    @Test
    void ownStackBeginsWhereTheExplorationWasStarted() {
        ScheduleFailure failure = failureOf(SEARCH, _ -> overdraw());
        assertEquals(
                ScheduleFailureTest.class.getName(), failure.getStackTrace()[0].getClassName());
    }

    @Test
    void whatFailsInAnyOrderIsToldSo() {
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(10).firstSeed(3),
                        simulation -> {
                            gather(() -> yieldNow(), () -> yieldNow());
                            throw new IllegalStateException("boo");
                        });
        assertEquals(
                """
                Schedule 1 of 10 (RANDOM) failed with java.lang.IllegalStateException: boo

                  First in, first out the test fails as well, with this seed.
                  To run what follows again:  -Dasyncio4j.seed=3:
                  To run it as it was found:  -Dasyncio4j.seed=3

                The story, in which Task-1 runs the test:
                """,
                failure.getMessage().substring(0, failure.getMessage().indexOf("    1  0 s")));
        assertEquals("3:", failure.getToken());
        assertFalse(failure.getStory().contains(" > "));
    }

    @Test
    void whoFailsAndWhoIsCancelledIsTold() {
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(1),
                        _ -> {
                            Task<?> failing =
                                    createTask(
                                            "the failing",
                                            () -> {
                                                throw new IllegalStateException("boo");
                                            });
                            Task<?> cancelled = createTask("the idle", () -> sleep(seconds(9)));
                            yieldNow();
                            cancelled.cancel();
                            yieldNow();
                            failing.await();
                        });
        assertTrue(
                failure.getStory()
                        .contains("the failing  ends with java.lang.IllegalStateException: boo\n"),
                failure.getStory());
        assertTrue(
                failure.getStory().contains("the idle     ends cancelled\n"), failure.getStory());
    }

    @Test
    void whatIsLeftBehindFails() {
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(1000),
                        _ -> {
                            createTask("idle", () -> sleep(seconds(1)));
                            Task<?> quick = createTask(() -> yieldNow());
                            quick.await();
                        });
        assertInstanceOf(UncleanEndError.class, failure.getCause());
        assertTrue(
                failure.getMessage().contains("a task: idle waits for the clock"),
                failure.getMessage());
        assertTrue(failure.getStory().endsWith("Task-1  ends the test\n"), failure.getStory());
    }

    @Test
    void deadlockIsReported() {
        ScheduleFailure failure = failureOf(SEARCH, _ -> ClassicMistake.LOCK_ORDER.broken());
        assertTrue(
                failure.getMessage().contains("\n  Task-2 waits for Lock 'savings' held by Task-3"),
                failure.getMessage());
    }

    // ---------------------------------------------------------------- chance from elsewhere

    @Test
    void whatComesFromAThreadIsWarnedOf() {
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(1),
                        _ -> {
                            toThread(() -> {});
                            throw new IllegalStateException("boo");
                        });
        assertTrue(
                failure.getMessage().contains("Something came from outside in its course"),
                failure.getMessage());
        assertFalse(failureOf(SEARCH, _ -> overdraw()).getMessage().contains("outside"));
    }

    @Test
    void whatComesFromARealSocketIsWarnedOf() {
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(1),
                        _ -> {
                            try (Server server = startServer(_ -> {}, "127.0.0.1", 0);
                                    Connection client =
                                            openConnection("127.0.0.1", server.port())) {
                                client.reader().readLine();
                            }
                            throw new IllegalStateException("boo");
                        });
        assertTrue(
                failure.getMessage().contains("Something came from outside in its course"),
                failure.getMessage());
    }

    @Test
    void theRealClockIsWarnedOf() {
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(1).options(SimulationOptions.DEFAULT.withRealTime(true)),
                        _ -> {
                            throw new IllegalStateException("boo");
                        });
        assertTrue(
                failure.getMessage().contains("Something came from outside in its course"),
                failure.getMessage());
        assertEquals(
                "    1    Task-1  fails: java.lang.IllegalStateException: boo\n",
                failure.getStory());
    }

    /** As a limit of time does. */
    @Test
    void whatEndsTheLookForTheCauseHidesNotTheFailure() {
        for (int last = 1; last < 20; last++) {
            int end = last;
            int[] runs = {0};
            TestAbortedException abort = new TestAbortedException("enough");
            ScheduleFailure failure =
                    failureOf(
                            SEARCH,
                            _ -> {
                                if (++runs[0] == 3 + end) {
                                    throw abort;
                                }
                                overdraw();
                            });
            assertInstanceOf(IllegalStateException.class, failure.getCause());
            assertEquals(new Seed(0), failure.getSeed());
            if (runs[0] < 3 + end) {
                return; // All that was wanted was seen before.
            }
            assertSame(abort, failure.getSuppressed()[0]);
            assertEquals(
                    """
                    Schedule 3 of 1000 (EXHAUSTIVE) failed with java.lang.IllegalStateException: overdrawn by 40

                      It could not be run again to the end: org.opentest4j.TestAbortedException: enough
                      To run it as it was found:  -Dasyncio4j.seed=0
                    """,
                    failure.getMessage());
        }
        throw new AssertionError("there is no end of runs");
    }

    @Test
    void anInterruptHidesNotTheFailure() {
        int[] runs = {0};
        Thread caller = Thread.currentThread();
        ScheduleFailure failure =
                failureOf(
                        SEARCH,
                        _ -> {
                            if (++runs[0] == 5) {
                                caller.interrupt();
                            }
                            overdraw();
                        });
        assertTrue(Thread.interrupted());
        assertInstanceOf(IllegalStateException.class, failure.getCause());
        assertInstanceOf(CancelledError.class, failure.getSuppressed()[0]);
    }

    @Test
    void otherFailureInTheUsualOrderIsToldSo() {
        boolean[] found = {false};
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(100),
                        _ -> {
                            StringBuilder order = new StringBuilder();
                            gather(() -> order.append('a'), () -> order.append('b'));
                            if (order.toString().equals("ba")) {
                                found[0] = true;
                                throw new IllegalStateException("b before a");
                            }
                            if (found[0]) {
                                throw new IllegalArgumentException("a before b");
                            }
                        });
        assertTrue(
                failure.getMessage()
                        .contains(
                                """
                                  First in, first out the test fails differently: java.lang.IllegalArgumentException: a before b
                                  It takes one other choice to fail like this.
                                """),
                failure.getMessage());
    }

    @Test
    void whatDoesNotHappenAgainIsToldSo() {
        int[] runs = {0};
        IllegalStateException boo = new IllegalStateException("boo");
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(10).firstSeed(7),
                        _ -> {
                            if (runs[0]++ == 2) {
                                throw boo;
                            }
                        });
        assertTrue(
                failure.getMessage().contains("It has not failed in this way again"),
                failure.getMessage());
        assertTrue(failure.getMessage().contains("-Dasyncio4j.seed=9\n"), failure.getMessage());
        assertSame(boo, failure.getCause());
        assertEquals("", failure.getStory());
        assertEquals("9", failure.getToken());
    }

    @Test
    void orderThatIsTooLongToBeTypedIsLeftOut() {
        ScheduleFailure failure =
                failureOf(
                        Exploration.of(1),
                        simulation -> {
                            long[] sum = {0};
                            Action<RuntimeException> adding =
                                    () -> {
                                        for (int i = 0; i < 300; i++) {
                                            sum[0] = sum[0] * 31 + i;
                                            yieldNow();
                                        }
                                    };
                            gather(adding, adding, adding);
                            List<Long> sums = SUMS;
                            if (sums.isEmpty()) {
                                sums.add(sum[0]);
                            }
                            assertTrue(sum[0] != sums.getFirst());
                        });
        assertFalse(failure.getMessage().contains("To run what follows"), failure.getMessage());
        assertTrue(failure.getMessage().contains("To run it again:  -Dasyncio4j.seed=0\n"));
        assertTrue(failure.getMessage().length() < 10_000);
        assertTrue(failure.getToken().length() > 1_000);
    }

    /** What no other order yields; made by the one test that needs it. */
    private static final List<Long> SUMS = new ArrayList<>();
}
