package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.atomically;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.Testing.assertDoesNotGiveWay;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.DeadlockError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

@Timeout(10)
class SequencerTest {

    @Test
    void blocksRunInTheOrderOfTheirNumbersUnderEverySchedule() throws Exception {
        Exploration.of(100)
                .run(_ -> {
                    Sequencer sequencer = new Sequencer();
                    Trail trail = new Trail();
                    gather(
                            () -> {
                                sequencer.at(3, () -> trail.add(3));
                                sequencer.at(5, () -> trail.add(5));
                            },
                            () -> {
                                sequencer.at(0, () -> trail.add(0));
                                sequencer.at(
                                        4,
                                        () -> {
                                            yieldNow();
                                            sleep(seconds(1));
                                            trail.add(4);
                                        });
                            },
                            () -> {
                                sequencer.at(1, () -> trail.add(1));
                                sequencer.at(2, () -> trail.add(2));
                            });
                    trail.assertTrail(0, 1, 2, 3, 4, 5);
                });
    }

    @Test
    void aBlockWhoseTurnItIsDoesNotGiveWay() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            assertEquals("a", assertDoesNotGiveWay(() -> sequencer.at(0, () -> "a")));
            assertDoesNotGiveWay(() -> {
                try (var _ = sequencer.turn(1)) {
                    assertEquals("Sequencer at 1", sequencer.toString());
                }
            });
            assertEquals("Sequencer at 2", sequencer.toString());
        });
    }

    @Test
    void theNextNumberComesAlsoAfterABlockThatFails() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            Task<String> next = createTask(() -> sequencer.at(1, () -> "next"));
            waitAllTasksBlocked();
            assertThrows(
                    IOException.class,
                    () ->
                            sequencer.at(
                                    0,
                                    () -> {
                                        throw new IOException();
                                    }));
            assertEquals("next", next.await());
        });
    }

    @Test
    void aNumberIsUsedOnce() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            sequencer.at(0, () -> {});
            IllegalStateException error =
                    assertThrows(IllegalStateException.class, () -> sequencer.at(0, () -> {}));
            assertEquals(
                    "Number 0 of Sequencer at 1 was taken before, by Task-1. Each block needs a"
                            + " number of its own; a block that is repeated counts up.",
                    error.getMessage());
            assertThrows(IllegalArgumentException.class, () -> sequencer.turn(-1));
        });
    }

    @Test
    void aCancellationBeforeTheTurnBreaksItForAll() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            Task<Void> first = createTask("first", () -> sequencer.at(1, () -> {}));
            Task<Void> second = createTask("second", () -> sequencer.at(2, () -> {}));
            waitAllTasksBlocked();
            assertFalse(sequencer.isBroken());
            first.cancel();
            assertThrows(CancelledError.class, first::await);
            BrokenSequenceError error = assertThrows(BrokenSequenceError.class, second::await);
            assertEquals(
                    "The sequence is broken: first was cancelled before its turn 1, when the turn"
                            + " was 0's. So no order of what was to follow can be had.",
                    error.getMessage());
            assertTrue(sequencer.isBroken());
            assertThrows(BrokenSequenceError.class, () -> sequencer.at(0, () -> {}));
        });
    }

    @Test
    void aCancellationInTheTurnBreaksNothing() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            Task<Void> first = createTask(() -> sequencer.at(0, () -> sleep(seconds(1))));
            Task<String> second = createTask(() -> sequencer.at(1, () -> "second"));
            waitAllTasksBlocked();
            first.cancel();
            assertThrows(CancelledError.class, first::await);
            assertEquals("second", second.await());
        });
    }

    @Test
    void aCancellationAsTheTurnComesBreaksIt() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            Task<Void> second = createTask(() -> sequencer.at(1, () -> {}));
            waitAllTasksBlocked();
            sequencer.at(0, () -> {});
            second.cancel();
            assertThrows(CancelledError.class, second::await);
            assertTrue(sequencer.isBroken());
        });
    }

    @Test
    void aNumberThatIsRefusedInAnAtomicSectionCanStillBeUsed() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            assertThrows(
                    IllegalStateException.class,
                    () -> atomically(() -> sequencer.at(1, () -> "refused")));
            assertFalse(sequencer.isBroken());
            Task<String> second = createTask(() -> sequencer.at(1, () -> "second"));
            waitAllTasksBlocked();
            sequencer.at(0, () -> {});
            assertEquals("second", second.await());
        });
    }

    @Test
    void aFailureBeforeTheTurnBreaksItForAll() throws Exception {
        Simulation.run(_ -> {
            Sequencer sequencer = new Sequencer();
            Task<Void> second = createTask(() -> sequencer.at(2, () -> {}));
            // All wait for each other, which the main task is told.
            assertThrows(DeadlockError.class, () -> sequencer.at(1, () -> {}));
            BrokenSequenceError error = assertThrows(BrokenSequenceError.class, second::await);
            assertEquals(
                    "The sequence is broken: Task-1 failed before its turn 1, when the turn was"
                            + " 0's. So no order of what was to follow can be had.",
                    error.getMessage());
        });
    }

    @Test
    void aMissingNumberIsADeadlockThatNamesIt() {
        DeadlockError error =
                assertThrows(
                        DeadlockError.class,
                        () ->
                                Simulation.run(_ -> {
                                    Sequencer sequencer = new Sequencer();
                                    sequencer.at(0, () -> {});
                                    sequencer.at(2, () -> {});
                                }));
        assertTrue(
                error.getMessage().contains("turn 2 of Sequencer at 1, 1 waiting"),
                error.getMessage());
    }
}
