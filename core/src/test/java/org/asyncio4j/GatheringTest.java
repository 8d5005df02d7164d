package org.asyncio4j;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatheringTest {
    private final List<String> trail = new ArrayList<>();

    private static String failing(double after) throws IOException {
        sleep(seconds(after));
        throw new IOException("failed after " + after);
    }

    // ---------------------------------------------------------------- results

    @Test
    void resultsComeInTheOrderOfTheArguments() {
        run(() -> {
            List<Integer> results =
                    gather(
                            () -> sleep(seconds(3), 1),
                            () -> sleep(seconds(1), 2),
                            () -> sleep(seconds(2), 3));
            assertEquals(List.of(1, 2, 3), results);
            assertEquals(seconds(3), getRunningLoop().time());
        });
    }

    @Test
    void resultsMayBeNull() {
        run(() -> {
            List<String> results = gather(() -> (String) null, () -> "b");
            assertEquals(java.util.Arrays.asList(null, "b"), results);
        });
    }

    @Test
    void actionsRunAtOnceToo() {
        run(() -> {
            gather(
                    () -> {
                        sleep(seconds(1));
                        trail.add("a");
                    },
                    () -> {
                        trail.add("b");
                    });
            assertEquals(List.of("b", "a"), trail);
        });
    }

    @Test
    void whatIsStartedCanBeGathered() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(1), "task"));
            Promise<String> promise = createFuture();
            getRunningLoop().callLater(seconds(2), () -> promise.setResult("promise"));
            List<String> results = gather(List.of(task, promise));
            assertEquals(List.of("task", "promise"), results);
            List<String> again = gather(task, promise);
            assertEquals(results, again);
        });
    }

    @Test
    void nothingIsGatheredWithoutGivingWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            assertEquals(List.of(), gather());
            assertEquals(List.of(), gather(List.<Task<String>>of()));
            assertEquals(List.of(), gatherSettled(List.<Task<String>>of()));
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void duplicatesAreOneTask() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        trail.add("ran");
                        return sleep(seconds(1), "r");
                    });
            List<String> results = gather(task, task, task);
            assertEquals(List.of("r", "r", "r"), results);
            assertEquals(List.of(task, task), gatherSettled(List.of(task, task)));
            assertEquals(List.of("ran"), trail);
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void theFirstFailureIsThrownAtOnceAndTheOthersRunOn() {
        run(() -> {
            Task<Void> slow = createTask(() -> sleep(seconds(5)));
            Task<String> bad = createTask(() -> failing(1));
            IOException thrown = assertThrows(IOException.class, () -> gather(List.of(slow, bad)));
            assertSame(bad.exception(), thrown);
            assertEquals(seconds(1), getRunningLoop().time());
            assertFalse(slow.done());
            slow.await();
        });
    }

    @Test
    void laterFailuresAreSilent() {
        run(() -> {
            getRunningLoop()
                    .setExceptionHandler(
                            (_, context) -> trail.add("reported " + context.message()));
            IOException thrown =
                    assertThrows(
                            IOException.class, () -> gather(() -> failing(1), () -> failing(2)));
            assertEquals("failed after 1.0", thrown.getMessage());
            sleep(seconds(100));
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void ofSeveralThatHaveFailedBeforeTheFirstArgumentIsThrown() {
        run(() -> {
            Task<String> late = createTask(() -> failing(2));
            Task<String> early = createTask(() -> failing(1));
            sleep(seconds(3));
            IOException thrown = assertThrows(IOException.class, () -> gather(late, early));
            assertSame(late.exception(), thrown);
        });
    }

    /** The gathering is over then: what still runs must not wake its task out of another wait. */
    @Test
    void afterAFailureThatWasThereBeforeNothingWakesTheTask() {
        run(() -> {
            Promise<String> failed = createFuture();
            failed.setException(new IOException("before"));
            Task<Void> running = createTask(() -> sleep(seconds(1)));
            assertThrows(IOException.class, () -> gather(List.of(failed, running)));
            sleep(seconds(5));
            assertEquals(seconds(5), getRunningLoop().time());
            assertTrue(running.done());
        });
    }

    @Test
    void afterAFailureNothingWakesTheTask() {
        run(() -> {
            assertThrows(
                    IOException.class,
                    () -> gather(() -> failing(1), () -> failing(2), () -> failing(3)));
            sleep(seconds(5));
            assertEquals(seconds(6), getRunningLoop().time());
        });
    }

    @Test
    void aCancelledChildIsThrownAndDoesNotCancelTheOthers() {
        run(() -> {
            Task<Void> cancelled = createTask(() -> sleep(seconds(5)));
            Task<String> other = createTask(() -> sleep(seconds(5), "r"));
            Task<List<Object>> gathering = createTask(() -> gather(List.of(cancelled, other)));
            settle();
            cancelled.cancel("alone");
            CancelledError error = assertThrows(CancelledError.class, gathering::await);
            assertTrue(error.isAimedAt(cancelled));
            assertEquals(0, gathering.cancelling());
            assertEquals("r", other.await());
        });
    }

    // ---------------------------------------------------------------- gatherSettled

    @Test
    void settledWaitsForAllHoweverTheyEnd() {
        run(() -> {
            List<Task<String>> tasks =
                    gatherSettled(
                            () -> failing(1),
                            () -> sleep(seconds(3), "r"),
                            () -> {
                                throw new CancelledError("by itself");
                            });
            assertEquals(seconds(3), getRunningLoop().time());
            assertEquals("failed after 1.0", tasks.get(0).exception().getMessage());
            assertEquals("r", tasks.get(1).result());
            assertTrue(tasks.get(2).cancelled());
        });
    }

    @Test
    void settledTakesActions() {
        run(() -> {
            List<Task<Void>> tasks =
                    gatherSettled(
                            () -> {
                                sleep(seconds(1));
                            },
                            () -> {
                                throw new IOException("x");
                            });
            assertEquals(null, tasks.get(0).result());
            assertEquals("x", tasks.get(1).exception().getMessage());
        });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancellingItCancelsAllAndEndsWithTheFirstThatIsCancelled() {
        run(() -> {
            Task<Void> slowToClean = waiter(trail, "slow", () -> cleaningUp(seconds(5)));
            Task<Void> quick = waiter(trail, "quick", () -> sleep(seconds(100)));
            Task<Void> gathering =
                    waiter(trail, "gather", () -> gather(List.of(slowToClean, quick)));
            settle();
            gathering.cancel("all");
            CancelledError error = assertThrows(CancelledError.class, gathering::await);
            assertEquals("all", error.reason());
            assertFalse(slowToClean.done());
            sleep(seconds(6));
            assertEquals(List.of("quick cancelled", "gather cancelled", "slow cancelled"), trail);
        });
    }

    @Test
    void cancellingSettledWaitsForAllThatCleanUp() {
        run(() -> {
            Task<Void> slowToClean = waiter(trail, "slow", () -> cleaningUp(seconds(5)));
            Task<Void> quick = waiter(trail, "quick", () -> sleep(seconds(100)));
            Task<Void> gathering =
                    waiter(trail, "gather", () -> gatherSettled(List.of(slowToClean, quick)));
            settle();
            gathering.cancel("all");
            assertThrows(CancelledError.class, gathering::await);
            assertEquals(List.of("quick cancelled", "slow cancelled", "gather cancelled"), trail);
        });
    }

    @Test
    void cancellationIsThrownThoughAllChildrenDecline() {
        for (boolean settled : new boolean[] {false, true}) {
            run(() -> {
                Task<String> stubborn =
                        createTask(() -> {
                            try {
                                sleep(seconds(100));
                            } catch (CancelledError e) {
                                // Declined.
                            }
                            return "r";
                        });
                Task<Object> gathering =
                        createTask(() ->
                                settled
                                        ? gatherSettled(List.of(stubborn))
                                        : gather(List.of(stubborn)));
                settle();
                gathering.cancel("in vain");
                CancelledError error = assertThrows(CancelledError.class, gathering::await);
                assertEquals("in vain", error.reason());
                assertEquals("r", stubborn.result());
            });
        }
    }

    @Test
    void aFailureWhileBeingCancelledIsThrown() {
        run(() -> {
            Task<Void> failsInCleanUp =
                    createTask(() -> {
                        try {
                            sleep(seconds(100));
                        } finally {
                            failing(1);
                        }
                    });
            Task<Object> gathering = createTask(() -> gather(List.of(failsInCleanUp)));
            settle();
            gathering.cancel();
            assertThrows(IOException.class, gathering::await);
        });
    }

    @Test
    void cancellingItCancelsPromisesToo() {
        run(() -> {
            Promise<String> one = createFuture();
            Promise<String> two = createFuture();
            Task<Void> gathering =
                    createTask(() -> {
                        assertThrows(CancelledError.class, () -> gather(one, two));
                        sleep(seconds(5));
                    });
            settle();
            gathering.cancel();
            assertTrue(one.cancelled());
            assertTrue(two.cancelled());
            gathering.await();
            assertEquals(5, getRunningLoop().time().toSeconds());
        });
    }

    @Test
    void cancelBeforeItCancelsTheChildren() {
        run(() -> {
            Promise<String> promise = createFuture();
            Task<List<String>> gathering =
                    createTask(() -> {
                        Asyncio.currentTask().cancel("before");
                        return gather(List.of(promise));
                    });
            assertThrows(CancelledError.class, gathering::await);
            assertTrue(promise.cancelled());
        });
    }

    @Test
    void cancelAfterItsWakeUpTouchesNothing() {
        run(() -> {
            Promise<String> ended = createFuture();
            Promise<String> failed = createFuture();
            Promise<String> pending = createFuture();
            Task<List<String>> gathering = createTask(() -> gather(ended, failed, pending));
            settle();
            failed.setException(new IOException());
            gathering.cancel("late");
            assertEquals("late", assertThrows(CancelledError.class, gathering::await).reason());
            assertFalse(pending.done());
            failed.exception();
        });
    }

    // ---------------------------------------------------------------- misuse

    @Test
    void anotherLoopsTasksAreRefused() {
        run(() -> {
            Task<String> task = createTask(() -> "r");
            toThread(
                    () -> assertThrows(IllegalStateException.class, () -> run(() -> gather(task))));
            yieldNow();
        });
    }

    @Test
    void aGatheringThatIsRefusedLeavesNothingBehind() {
        run(() -> {
            List<Promise<String>> foreign = new ArrayList<>();
            toThread(() -> run(() -> foreign.add(createFuture())));
            Task<String> own = createTask(() -> sleep(seconds(1), "r"));
            assertThrows(
                    IllegalStateException.class, () -> gather(List.of(own, foreign.getFirst())));
            sleep(seconds(5));
            assertEquals(seconds(5), getRunningLoop().time());
        });
    }

    private static void cleaningUp(java.time.Duration time) {
        try {
            sleep(seconds(100));
        } finally {
            sleep(time);
        }
    }
}
