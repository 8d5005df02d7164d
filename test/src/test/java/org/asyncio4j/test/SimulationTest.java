package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How a simulation ends. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulationTest {
    private static final SimulationOptions TASKS =
            SimulationOptions.DEFAULT.withAllowed(Leftover.TASK);
    private static final SimulationOptions NETWORK =
            SimulationOptions.DEFAULT.withSimulatedNetwork(true);

    private final List<String> trail = new ArrayList<>();

    private static void spin() {
        while (true) {
            yieldNow();
        }
    }

    private static void leaveASpinner(Simulation simulation) {
        createTask("spinner", () -> spin());
    }

    private static String unclean(SimulationOptions options, SimulationBody body) {
        return assertThrows(UncleanEndError.class, () -> Simulation.run(options, new Seed(0), body))
                .getMessage();
    }

    @Test
    void aLeftoverThatTakesTurnAfterTurnIsNamed() {
        String message = unclean(SimulationOptions.DEFAULT, SimulationTest::leaveASpinner);
        assertTrue(message.contains("a task: spinner is ready to run"), message);
    }

    @Test
    void aLeftoverThatTakesTurnAfterTurnIsNamedOnANetworkToo() {
        String message = unclean(NETWORK, SimulationTest::leaveASpinner);
        assertTrue(message.contains("a task: spinner is ready to run"), message);
    }

    @Test
    void aLeftoverThatTakesTurnAfterTurnMayBeAllowed() throws Exception {
        Simulation.run(TASKS, new Seed(0), SimulationTest::leaveASpinner);
        Simulation.run(TASKS.withMaxTurns(100), new Seed(0), SimulationTest::leaveASpinner);
    }

    @Test
    void aMainTaskThatSwallowsItsCancellationIsCancelledAgain() {
        SimulationOptions options = SimulationOptions.DEFAULT.withMaxTurns(20_000);
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () ->
                                Simulation.run(
                                        options,
                                        new Seed(0),
                                        _ -> {
                                            try {
                                                spin();
                                            } catch (CancelledError e) {
                                                trail.add("swallowed");
                                            }
                                            spin();
                                        }));
        assertEquals(
                "The simulation has not ended after 20000 turns of its tasks.", error.getMessage());
        assertEquals(List.of("swallowed"), trail);
    }

    private void leaveOneThatSleepsToEnd(Simulation simulation) {
        simulation.clock().autojump(false);
        createTask(() -> {
            try {
                new Event().await();
            } finally {
                sleep(seconds(1));
                trail.add("slept");
            }
        });
    }

    @Test
    void whatIsLeftMaySleepToEndThoughTheClockWentByHand() throws Exception {
        Simulation.run(
                TASKS,
                new Seed(0),
                simulation -> {
                    leaveOneThatSleepsToEnd(simulation);
                    yieldNow();
                });
        assertEquals(List.of("slept"), trail);
    }

    @Test
    void whatIsLeftMaySleepToEndWhereTheBodyHasFailed() {
        IOException error =
                assertThrows(
                        IOException.class,
                        () ->
                                Simulation.run(simulation -> {
                                    leaveOneThatSleepsToEnd(simulation);
                                    yieldNow();
                                    throw new IOException();
                                }));
        assertEquals(List.of("slept"), trail);
        String suppressed = Arrays.toString(error.getSuppressed());
        assertTrue(!suppressed.contains("Deadlock"), suppressed);
    }

    @Test
    void aClockByHandDoesNotJumpForWhatIsLeft() {
        String message =
                unclean(
                        SimulationOptions.DEFAULT,
                        simulation -> {
                            simulation.clock().autojump(false);
                            createTask("sleeper", () -> sleep(seconds(1)));
                        });
        assertTrue(message.contains("a task: sleeper waits for"), message);
    }

    @Test
    void aThreadThatALibraryHasLeftIsNamed() {
        Thread[] started = new Thread[1];
        String message =
                unclean(
                        SimulationOptions.DEFAULT,
                        _ -> {
                            started[0] =
                                    Thread.ofVirtual()
                                            .name("left")
                                            .start(() -> {
                                                while (!Thread.interrupted()) {
                                                    LockSupport.park();
                                                }
                                            });
                            yieldNow();
                        });
        started[0].interrupt();
        assertTrue(message.contains("\n  a thread that a library has started waits"), message);
    }

    // ---------------------------------------------------------------- its clock

    @Test
    void twoTasksAdvanceTheClockAtTheSameTime() throws Exception {
        Simulation.run(simulation -> {
            TestClock clock = simulation.clock();
            clock.autojump(false);
            Task<Void> longer = createTask(() -> clock.advance(seconds(10)));
            clock.advance(seconds(1));
            longer.await();
            assertEquals(seconds(10), clock.time());
            assertEquals("TestClock[PT10S, by hand]", clock.toString());
        });
    }

    @Test
    void whatIsSaidWhileTheClockAdvancesStays() throws Exception {
        Simulation.run(simulation -> {
            TestClock clock = simulation.clock();
            clock.autojump(false);
            getRunningLoop().callLater(seconds(1), () -> clock.autojump(true));
            clock.advance(seconds(2));
            sleep(seconds(1));
            getRunningLoop().callLater(seconds(1), () -> clock.autojump(false));
            clock.advance(seconds(2));
            assertEquals(seconds(5), clock.time());
            assertEquals("TestClock[PT5S, by hand]", clock.toString());
        });
    }

    @Test
    void theEndOfTimeIsTheFurthestTheClockCanCome() throws Exception {
        Simulation.run(simulation -> {
            TestClock clock = simulation.clock();
            clock.autojump(false);
            clock.advance(seconds(1));
            clock.advance(seconds(Long.MAX_VALUE));
            assertEquals(Long.MAX_VALUE - 1, clock.time().toNanos());
        });
    }
}
