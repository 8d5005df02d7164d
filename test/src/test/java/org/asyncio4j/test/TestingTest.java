package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.Testing.assertCancellable;
import static org.asyncio4j.test.Testing.assertDoesNotGiveWay;
import static org.asyncio4j.test.Testing.assertGivesWay;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelScope;
import org.asyncio4j.Task;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

@Timeout(10)
class TestingTest {

    @Test
    void allTasksAreBlockedWhenNoneCanGoOnBeforeTheClockDoes() throws Exception {
        Simulation.run(_ -> {
            Trail trail = new Trail();
            Event event = new Event();
            Task<Void> sleeper =
                    createTask(() -> {
                        sleep(seconds(1));
                        trail.add("slept");
                    });
            Task<Void> worker =
                    createTask(() -> {
                        for (int turn = 0; turn < 10; turn++) {
                            yieldNow();
                        }
                        trail.add("worked");
                        event.await();
                        trail.add("woken");
                    });
            waitAllTasksBlocked();
            trail.add("blocked");
            event.set();
            waitAllTasksBlocked();
            trail.assertTrail("worked", "blocked", "woken");
            assertEquals(Duration.ZERO, time());
            worker.await();
            sleeper.await();
        });
    }

    @Test
    void waitingForTheOthersIsRefusedInACancelledScope() throws Exception {
        Simulation.run(_ -> assertCancellable(Testing::waitAllTasksBlocked));
    }

    // ---------------------------------------------------------------- giving way

    @Test
    void whatWaitsGivesWay() throws Exception {
        Simulation.run(_ -> {
            assertEquals("x", assertGivesWay(() -> sleep(seconds(1), "x")));
            assertGivesWay(() -> yieldNow());
        });
    }

    @Test
    void whatOnlyComputesDoesNotGiveWay() throws Exception {
        Simulation.run(_ -> {
            AssertionError error =
                    assertThrows(AssertionError.class, () -> assertGivesWay(() -> Math.sqrt(2)));
            assertEquals(
                    "Task-1 was to give way to other tasks and has not: the body returned without"
                            + " having waited for anything.",
                    error.getMessage());
            assertEquals(3, assertDoesNotGiveWay(() -> 3));
            Queue<Integer> queue = new Queue<>();
            assertDoesNotGiveWay(() -> queue.put(1));
            waitAllTasksBlocked();
        });
    }

    @Test
    void whereItGaveWayIsShown() throws Exception {
        Simulation.run(_ -> {
            AssertionError error =
                    assertThrows(
                            AssertionError.class, () -> assertDoesNotGiveWay(() -> waitHere()));
            assertTrue(
                    error.getMessage()
                            .startsWith(
                                    "Task-1 was not to give way to other tasks, and has: it waits"
                                            + " for "),
                    error.getMessage());
            assertTrue(
                    Arrays.stream(error.getCause().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("waitHere")));
        });
    }

    private static void waitHere() {
        sleep(seconds(1));
    }

    @Test
    void givingWayIsSeenUnderEverySchedule() throws Exception {
        Exploration.of(50)
                .run(_ -> {
                    Task<Void> other =
                            createTask(() -> {
                                yieldNow();
                                yieldNow();
                            });
                    assertGivesWay(() -> yieldNow());
                    assertThrows(
                            AssertionError.class, () -> assertDoesNotGiveWay(() -> yieldNow()));
                    assertDoesNotGiveWay(() -> {});
                    other.await();
                });
    }

    @Test
    void aWaitInForeignCodeGivesWay() throws Exception {
        Simulation.run(_ -> {
            assertGivesWay(() -> Thread.yield());
            assertThrows(AssertionError.class, () -> assertDoesNotGiveWay(() -> Thread.yield()));
        });
    }

    @Test
    void whatTheBodyThrowsComesOut() throws Exception {
        Simulation.run(_ -> {
            IOException failure = new IOException();
            assertEquals(
                    failure,
                    assertThrows(
                            IOException.class,
                            () ->
                                    assertGivesWay(() -> {
                                        throw failure;
                                    })));
            assertEquals(
                    failure,
                    assertThrows(
                            IOException.class,
                            () ->
                                    assertDoesNotGiveWay(() -> {
                                        sleep(seconds(1));
                                        throw failure;
                                    })));
        });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void whatIsRefusedInACancelledScopeIsCancellable() throws Exception {
        Simulation.run(_ -> {
            Queue<Integer> queue = new Queue<>();
            assertCancellable(() -> queue.put(1));
            assertTrue(queue.isEmpty());
        });
    }

    @Test
    void whatIsNotRefusedIsFound() throws Exception {
        Simulation.run(_ -> {
            Queue<Integer> queue = new Queue<>();
            AssertionError error =
                    assertThrows(
                            AssertionError.class,
                            () -> assertCancellable(() -> queue.putNowait(1)));
            assertTrue(error.getMessage().contains("was to be refused"), error.getMessage());
        });
    }

    @Test
    void whatIsRefusedTooLateIsFound() throws Exception {
        Simulation.run(_ -> {
            AssertionError error =
                    assertThrows(
                            AssertionError.class,
                            () ->
                                    assertCancellable(() -> {
                                        Thread.yield();
                                        yieldNow();
                                    }));
            assertTrue(error.getMessage().contains("gave way"), error.getMessage());
        });
    }

    @Test
    void aScopeAroundThatIsCancelledIsNotMistakenForTheProbe() throws Exception {
        Simulation.run(_ -> {
            CancelScope scope =
                    cancelScope(around -> {
                        around.cancel();
                        assertCancellable(() -> yieldNow());
                    });
            assertTrue(scope.cancelledCaught());
            CancelScope other =
                    cancelScope(_ -> {
                        assertCancellable(() -> yieldNow());
                    });
            assertFalse(other.cancelledCaught());
        });
    }
}
