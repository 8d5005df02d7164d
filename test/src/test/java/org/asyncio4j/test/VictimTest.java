package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.test.CancelPoint.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VictimTest {
    private final List<Object> steps = new ArrayList<>();

    /** One run, in which the victim is cancelled once. */
    private static CancelPoint cancelled(int wait, Moment moment, CancellationBody body)
            throws Exception {
        CancelPoint point = new CancelPoint(wait, moment);
        Simulation simulation =
                new Simulation(SimulationOptions.DEFAULT, new Seed(0), _ -> 0, true);
        simulation.conductor().watchedBy(point);
        simulation.execute(it -> body.run(it, new Victim(point)));
        return point;
    }

    private static void uncancelled(CancellationBody body) throws Exception {
        cancelled(0, Moment.NEVER, body);
    }

    @Test
    void runTellsWhetherTheBodyWentThrough() throws Exception {
        uncancelled((_, victim) -> assertTrue(victim.run(() -> sleep(hours(1)))));
        cancelled(1, Moment.WAITING, (_, victim) -> assertFalse(victim.run(() -> sleep(hours(1)))));
        cancelled(1, Moment.WOKEN, (_, victim) -> assertFalse(victim.run(() -> sleep(hours(1)))));
    }

    @Test
    void aBodyThatSwallowsItsCancellationWentThrough() throws Exception {
        cancelled(
                1,
                Moment.WAITING,
                (_, victim) -> {
                    assertTrue(
                            victim.run(() -> {
                                try {
                                    sleep(hours(1));
                                } catch (CancelledError e) {
                                    steps.add("swallowed");
                                }
                            }));
                });
        assertEquals(List.of("swallowed"), steps);
    }

    @Test
    void aBodyThatIsCancelledTooLateWentThrough() throws Exception {
        cancelled(
                1,
                Moment.WOKEN,
                (_, victim) -> {
                    java.util.concurrent.Semaphore free = new java.util.concurrent.Semaphore(0);
                    createTask(() -> free.release());
                    assertTrue(victim.run(() -> free.acquire()));
                    assertEquals(0, free.availablePermits());
                });
    }

    @Test
    void failuresAreTheSameObjects() throws Exception {
        IOException thrown = new IOException("as it is");
        uncancelled((_, victim) -> {
            assertSame(
                    thrown,
                    assertThrows(
                            IOException.class,
                            () ->
                                    victim.run(() -> {
                                        yieldNow();
                                        throw thrown;
                                    })));
        });
    }

    @Test
    void aResultIsNeverNull() throws Exception {
        uncancelled((_, victim) -> {
            assertThrows(NullPointerException.class, () -> victim.call(() -> null));
        });
    }

    @Test
    void theCancellationOfTheCallerIsHandedOn() throws Exception {
        uncancelled((_, victim) -> {
            Task<?> caller =
                    createTask(() -> {
                        victim.run(() -> {
                            try {
                                sleep(hours(1));
                            } finally {
                                steps.add("victim ends");
                            }
                        });
                        steps.add("not reached");
                    });
            sleep(seconds(1));
            caller.cancel();
            assertThrows(CancelledError.class, caller::await);
        });
        assertEquals(List.of("victim ends"), steps);
    }

    @Test
    void aScopeAroundTheCallerEndsTheVictimToo() throws Exception {
        uncancelled((_, victim) -> {
            moveOnAfter(
                    seconds(1),
                    _ -> {
                        victim.run(() -> sleep(hours(1)));
                        steps.add("not reached");
                    });
            steps.add("moved on");
        });
        assertEquals(List.of("moved on"), steps);
    }

    @Test
    void severalCallsCountTogether() throws Exception {
        CancelPoint point =
                cancelled(
                        2,
                        Moment.WAITING,
                        (_, victim) -> {
                            steps.add(victim.run(() -> sleep(hours(1))));
                            steps.add(victim.run(() -> sleep(hours(1))));
                            steps.add(victim.run(() -> sleep(hours(1))));
                        });
        assertEquals(List.of(true, false, true), steps);
        assertEquals(3, point.waits());
    }

    @Test
    void severalMayRunAtOnce() throws Exception {
        cancelled(
                2,
                Moment.WOKEN,
                (_, victim) -> {
                    List<Boolean> ends =
                            gather(
                                    () -> victim.run(() -> sleep(hours(1))),
                                    () -> victim.run(() -> sleep(hours(1))));
                    assertEquals(List.of(true, false), ends);
                });
    }
}
