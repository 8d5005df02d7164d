package org.asyncio4j;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.checkpoint;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.failAfter;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.waitFor;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.TestLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelScopeTest {
    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- being cancelled

    @Test
    void cancelEndsTheWaitAndTheScopeCatches() {
        TestLoop.run(() -> {
            CancelScope left =
                    cancelScope(scope -> {
                        getRunningLoop().callLater(seconds(1), () -> scope.cancel());
                        noted("body", () -> sleep(seconds(9)));
                    });
            assertTrue(left.cancelCalled());
            assertTrue(left.cancelledCaught());
            assertEquals(List.of("body cancelled"), trail);
            assertEquals(seconds(1), elapsed());
            sleep(seconds(1));
        });
    }

    @Test
    void bodyThatEndsByItselfKeepsItsResult() {
        TestLoop.run(() -> {
            assertEquals(
                    "result",
                    Asyncio.<String, RuntimeException>cancelScope(scope -> {
                        scope.cancel();
                        return "result";
                    }));
            CancelScope left = cancelScope((ScopeAction<RuntimeException>) CancelScope::cancel);
            assertTrue(left.cancelCalled());
            assertFalse(left.cancelledCaught());
        });
    }

    @Test
    void scopeThatIsNotCancelledIsNot() {
        TestLoop.run(() -> {
            CancelScope left = moveOnAfter(seconds(2), () -> sleep(seconds(1)));
            assertFalse(left.cancelCalled());
            assertFalse(left.cancelledCaught());
            sleep(seconds(9));
            assertFalse(left.cancelCalled());
        });
    }

    @Test
    void everyWaitInsideIsRefused() {
        TestLoop.run(() -> {
            Event event = new Event();
            event.set();
            Queue<String> queue = new Queue<>();
            queue.putNowait("there");
            Promise<String> done = createFuture();
            done.setResult("done");
            List<Action<?>> waits =
                    List.of(
                            () -> sleep(seconds(1)),
                            () -> sleep(Duration.ZERO),
                            () -> yieldNow(),
                            () -> checkpoint(),
                            () -> event.await(),
                            () -> queue.get(),
                            () -> done.await(),
                            () -> gather(() -> trail.add("gathered")),
                            () -> toThread(() -> trail.add("in a thread")));
            CancelScope left =
                    cancelScope(scope -> {
                        scope.cancel("why");
                        for (Action<?> wait : waits) {
                            assertEquals(
                                    "why", assertThrows(CancelledError.class, wait::run).reason());
                        }
                        trail.add("end");
                    });
            assertFalse(left.cancelledCaught());
            assertEquals("there", queue.get());
            assertFalse(trail.contains("in a thread"));
        });
    }

    @Test
    void loopThatSwallowsCancellationsCannotWaitAnyMore() {
        TestLoop.run(() -> {
            moveOnAfter(
                    seconds(1),
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            try {
                                sleep(seconds(9));
                            } catch (CancelledError e) {
                                // Stubborn.
                            }
                        }
                    });
            assertEquals(seconds(1), elapsed());
        });
    }

    @Test
    void cancelOfATaskThatIsReadyAlreadyIsSeenAtItsNextWait() {
        TestLoop.run(() -> {
            Event event = new Event();
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<CancelScope> task =
                    createTask(() ->
                            cancelScope(scope -> {
                                open.set(scope);
                                event.await();
                                trail.add("woken");
                                noted("next wait", () -> sleep(seconds(9)));
                            }));
            yieldNow();
            event.set();
            open.get().cancel();
            task.await();
            assertEquals(List.of("woken", "next wait cancelled"), trail);
        });
    }

    @Test
    void cancelOfATaskThatYieldsIsSeenWhenItGoesOn() {
        TestLoop.run(() -> {
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<CancelScope> task =
                    createTask(() ->
                            cancelScope(scope -> {
                                open.set(scope);
                                noted("yield", () -> yieldNow());
                            }));
            yieldNow();
            open.get().cancel();
            task.await();
            assertEquals(List.of("yield cancelled"), trail);
        });
    }

    @Test
    void otherFailuresPass() {
        TestLoop.run(() -> {
            IOException failure = new IOException();
            AtomicReference<CancelScope> left = new AtomicReference<>();
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () ->
                                    cancelScope(scope -> {
                                        left.set(scope);
                                        scope.cancel();
                                        try {
                                            sleep(seconds(1));
                                        } catch (CancelledError e) {
                                            throw failure;
                                        }
                                    })));
            assertFalse(left.get().cancelledCaught());
        });
    }

    @Test
    void reasonAndSourceGoWithTheError() {
        TestLoop.run(() -> {
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<Void> canceller =
                    createTask(
                            "canceller",
                            () -> {
                                open.get().cancel("first");
                                open.get().cancel("second");
                            });
            cancelScope(scope -> {
                open.set(scope);
                CancelledError error = assertThrows(CancelledError.class, () -> sleep(seconds(9)));
                assertEquals("first", error.reason());
                assertSame(canceller, error.source());
                assertTrue(error.isAimedAt(currentTask()));
            });
            assertThrows(
                    CancelledError.class,
                    () -> {
                        cancelScope(outer -> {
                            outer.setDeadline(Duration.ZERO);
                            try {
                                sleep(seconds(9));
                            } catch (CancelledError e) {
                                assertEquals("deadline", e.reason());
                                assertNull(e.source());
                                trail.add("seen");
                            }
                        });
                        throw new CancelledError("mine");
                    });
            assertEquals(List.of("seen"), trail);
        });
    }

    // ---------------------------------------------------------------- nested scopes

    @Test
    void outermostCancelledScopeCatches() {
        TestLoop.run(() -> {
            List<CancelScope> caught = new ArrayList<>();
            CancelScope outer =
                    cancelScope(first -> {
                        caught.add(
                                cancelScope(second -> {
                                    second.cancel();
                                    first.cancel();
                                    sleep(seconds(1));
                                }));
                        trail.add("between");
                    });
            assertTrue(outer.cancelledCaught());
            assertEquals(List.of(), trail);
            assertEquals(List.of(), caught);
        });
    }

    @Test
    void innerScopeCatchesItsOwnAndTheOuterGoesOn() {
        TestLoop.run(() -> {
            CancelScope outer =
                    cancelScope(_ -> {
                        CancelScope inner = moveOnAfter(seconds(1), () -> sleep(seconds(9)));
                        assertTrue(inner.cancelledCaught());
                        sleep(seconds(1));
                        trail.add("went on");
                    });
            assertFalse(outer.cancelCalled());
            assertEquals(List.of("went on"), trail);
        });
    }

    @Test
    void deadlinesOfTheSameMomentEndInTheOutermost() {
        TestLoop.run(() -> {
            CancelScope outer =
                    moveOnAfter(
                            seconds(1),
                            () -> {
                                moveOnAfter(seconds(1), () -> sleep(seconds(9)));
                                noted("between", () -> sleep(seconds(1)));
                            });
            assertTrue(outer.cancelledCaught());
            assertEquals(seconds(1), elapsed());
        });
    }

    @Test
    void fiveThousandScopesDeep() {
        TestLoop.run(() -> {
            CancelScope outer = moveOnAfter(seconds(1), () -> nested(5_000));
            assertTrue(outer.cancelledCaught());
            assertEquals(List.of("innermost cancelled"), trail);
        });
    }

    /** Each in a task of its own, for the JDK cannot park a thread with so deep a stack. */
    private void nested(int depth) {
        if (depth == 0) {
            noted("innermost", () -> sleep(seconds(9)));
        } else {
            cancelScope(_ -> {
                taskGroup(group -> {
                    group.createTask(() -> nested(depth - 1));
                });
            });
        }
    }

    @Test
    void manyScopesSideBySideAreLeftInConstantTime() {
        TestLoop.run(() ->
                cancelScope(_ -> {
                    taskGroup(group -> {
                        for (int i = 0; i < 20_000; i++) {
                            group.createTask(() -> {
                                moveOnAfter(seconds(9), () -> sleep(seconds(1)));
                            });
                        }
                    });
                    trail.add("end");
                }));
        assertEquals(List.of("end"), trail);
    }

    // ---------------------------------------------------------------- shields

    @Test
    void shieldKeepsTheCancellationOutUntilItIsLeft() {
        TestLoop.run(() -> {
            CancelScope outer =
                    moveOnAfter(
                            seconds(1),
                            () -> {
                                shielded(() -> noted("shielded", () -> sleep(seconds(3))));
                                noted("behind it", () -> sleep(seconds(9)));
                            });
            assertTrue(outer.cancelledCaught());
            assertEquals(List.of("shielded", "behind it cancelled"), trail);
            assertEquals(seconds(3), elapsed());
        });
    }

    @Test
    void cleanupInAFinallyCanWaitInAShield() {
        TestLoop.run(() -> {
            moveOnAfter(
                    seconds(1),
                    () -> {
                        try {
                            sleep(seconds(9));
                        } finally {
                            noted(
                                    "bare",
                                    () -> assertThrows(CancelledError.class, () -> yieldNow()));
                            shielded(() -> noted("shielded", () -> sleep(seconds(1))));
                        }
                    });
            assertEquals(List.of("bare", "shielded"), trail);
        });
    }

    @Test
    void shieldDoesNotKeepOutItsOwnCancellation() {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            seconds(1),
                            scope -> {
                                scope.setShield(true);
                                sleep(seconds(9));
                            });
            assertTrue(left.cancelledCaught());
        });
    }

    @Test
    void shieldDoesNotKeepOutTaskCancel() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> shielded(() -> noted("body", () -> sleep(seconds(9)))));
            yieldNow();
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            assertEquals(List.of("body cancelled"), trail);
        });
    }

    @Test
    void shieldThatIsTakenAwayLetsTheCancellationIn() {
        TestLoop.run(() -> {
            AtomicReference<CancelScope> inner = new AtomicReference<>();
            getRunningLoop().callLater(seconds(2), () -> inner.get().setShield(false));
            CancelScope outer =
                    moveOnAfter(
                            seconds(1),
                            () -> {
                                cancelScope(scope -> {
                                    inner.set(scope);
                                    scope.setShield(true);
                                    cancelScope(_ -> {
                                        noted("body", () -> sleep(seconds(9)));
                                    });
                                });
                            });
            assertTrue(outer.cancelledCaught());
            assertFalse(inner.get().cancelledCaught());
            assertEquals(List.of("body cancelled"), trail);
            assertEquals(seconds(2), elapsed());
        });
    }

    @Test
    void shieldThatIsPutUpInACancelledScopeLetsWaitsBeginAgain() {
        TestLoop.run(() -> {
            CancelScope outer =
                    cancelScope(scope -> {
                        scope.cancel();
                        cancelScope(inner -> {
                            assertThrows(CancelledError.class, () -> sleep(seconds(1)));
                            inner.setShield(true);
                            noted("shielded", () -> sleep(seconds(1)));
                            inner.setShield(false);
                            noted("bare", () -> sleep(seconds(1)));
                        });
                    });
            assertTrue(outer.cancelledCaught());
            assertEquals(List.of("shielded", "bare cancelled"), trail);
        });
    }

    // ---------------------------------------------------------------- deadlines

    @Test
    void noTimeAtAllRefusesTheFirstWait() throws Exception {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            Duration.ZERO,
                            () -> {
                                trail.add("begun");
                                noted("yield", () -> yieldNow());
                            });
            assertTrue(left.cancelledCaught());
            assertEquals(List.of("begun", "yield cancelled"), trail);
            assertThrows(TimeoutException.class, () -> failAfter(Duration.ZERO, () -> yieldNow()));
            assertEquals("done", failAfter(Duration.ZERO, () -> "done"));
        });
    }

    @Test
    void negativeTimeIsAMistake() {
        TestLoop.run(() -> {
            assertThrows(IllegalArgumentException.class, () -> moveOnAfter(millis(-1), () -> {}));
            assertThrows(IllegalArgumentException.class, () -> failAfter(millis(-1), () -> {}));
        });
    }

    @Test
    void deadlineMoves() {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            seconds(1),
                            scope -> {
                                scope.setDeadline(elapsed().plus(seconds(5)));
                                assertEquals(seconds(5), scope.deadline());
                                noted("three", () -> sleep(seconds(3)));
                                scope.setDeadline(seconds(4));
                                noted("nine", () -> sleep(seconds(9)));
                            });
            assertTrue(left.cancelledCaught());
            assertEquals(List.of("three", "nine cancelled"), trail);
            assertEquals(seconds(4), elapsed());
        });
    }

    @Test
    void deadlineIsTakenAway() {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            seconds(1),
                            scope -> {
                                scope.setDeadline(null);
                                assertNull(scope.deadline());
                                sleep(seconds(9));
                            });
            assertFalse(left.cancelCalled());
        });
    }

    @Test
    void deadlineThatHasPassedCancelsSoon() {
        TestLoop.run(() -> {
            sleep(seconds(5));
            CancelScope left =
                    cancelScope(scope -> {
                        scope.setDeadline(seconds(1));
                        assertTrue(scope.cancelCalled());
                        noted("body", () -> sleep(seconds(9)));
                    });
            assertTrue(left.cancelledCaught());
            assertEquals(seconds(5), elapsed());
        });
    }

    @Test
    void deadlineDoesNotBringBackWhatWasCancelled() {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            seconds(1),
                            scope -> {
                                assertThrows(CancelledError.class, () -> sleep(seconds(9)));
                                scope.setDeadline(null);
                                sleep(seconds(9));
                            });
            assertTrue(left.cancelledCaught());
            assertEquals(seconds(1), elapsed());
        });
    }

    @Test
    void resultIsEmptyWhereTheTimeWasUp() {
        TestLoop.run(() -> {
            assertEquals(
                    Optional.of("done"), moveOnAfter(seconds(2), () -> sleep(seconds(1), "done")));
            assertEquals(
                    Optional.empty(), moveOnAfter(seconds(1), () -> sleep(seconds(2), "late")));
        });
    }

    @Test
    void failAfterFailsOnlyForItsOwnDeadline() throws Exception {
        TestLoop.run(() -> {
            assertThrows(
                    TimeoutException.class, () -> failAfter(seconds(1), () -> sleep(seconds(2))));
            assertEquals("done", failAfter(seconds(2), () -> sleep(seconds(1), "done")));
            CancelScope outer =
                    moveOnAfter(
                            seconds(1),
                            () -> {
                                failAfter(seconds(2), () -> sleep(seconds(9)));
                            });
            assertTrue(outer.cancelledCaught());
        });
    }

    // ---------------------------------------------------------------- entering

    @Test
    void cancelledBeforeItIsEntered() {
        TestLoop.run(() -> {
            CancelScope scope = new CancelScope();
            scope.cancel("early");
            scope.run(_ -> {
                noted("body", () -> yieldNow());
                return null;
            });
            assertTrue(scope.cancelledCaught());
            assertEquals(List.of("body cancelled"), trail);
        });
    }

    @Test
    void isUsedOnce() {
        TestLoop.run(() -> {
            CancelScope scope = new CancelScope();
            scope.run(_ -> {
                assertThrows(IllegalStateException.class, () -> scope.run(_ -> null));
                return null;
            });
            assertThrows(IllegalStateException.class, () -> scope.run(_ -> null));
            yieldNow();
        });
    }

    @Test
    void cancelAfterTheEndDoesNothing() {
        TestLoop.run(() -> {
            CancelScope left = cancelScope(_ -> {});
            left.cancel();
            left.setShield(true);
            left.setDeadline(Duration.ZERO);
            sleep(seconds(1));
            assertFalse(left.cancelCalled());
        });
    }

    @Test
    void needsATask() {
        assertThrows(IllegalStateException.class, () -> cancelScope(_ -> {}));
    }

    @Test
    void foreignThreadsAreRefused() {
        TestLoop.run(() ->
                cancelScope(scope -> {
                    toThread(() -> {
                        assertThrows(IllegalStateException.class, () -> scope.cancel());
                        assertThrows(IllegalStateException.class, () -> scope.setShield(true));
                        assertThrows(IllegalStateException.class, () -> scope.setDeadline(null));
                    });
                }));
    }

    @Test
    void looksLikeItsState() {
        TestLoop.run(() -> {
            assertEquals("CancelScope[not entered]", new CancelScope().toString());
            CancelScope left =
                    cancelScope(scope -> {
                        assertEquals("CancelScope[open]", scope.toString());
                        scope.cancel();
                        assertEquals("CancelScope[open, cancelled]", scope.toString());
                    });
            assertEquals("CancelScope[left, cancelled]", left.toString());
        });
    }

    // ---------------------------------------------------------------- who is inside

    @Test
    void tasksOfTheLoopAreNotInside() {
        TestLoop.run(() -> {
            AtomicReference<Task<Void>> outside = new AtomicReference<>();
            moveOnAfter(
                    seconds(1),
                    () -> {
                        outside.set(createTask(() -> noted("task", () -> sleep(seconds(3)))));
                        sleep(seconds(9));
                    });
            outside.get().await();
            assertEquals(List.of("task"), trail);
        });
    }

    @Test
    void waitForATaskOutsideEndsAndTheTaskRunsOn() {
        TestLoop.run(() -> {
            Task<Void> outside = createTask(() -> noted("task", () -> sleep(seconds(3))));
            CancelScope left =
                    moveOnAfter(
                            seconds(1),
                            () -> {
                                outside.await();
                            });
            assertTrue(left.cancelledCaught());
            assertEquals(seconds(1), elapsed());
            outside.await();
            assertEquals(List.of("task"), trail);
        });
    }

    @Test
    void waitForATaskInAShieldDoesNotBreakTheShield() {
        TestLoop.run(() -> {
            moveOnAfter(
                    seconds(1),
                    () ->
                            taskGroup(group -> {
                                group.createTask(() ->
                                                shielded(() ->
                                                        noted("commit", () -> sleep(seconds(3)))))
                                        .await();
                            }));
            assertEquals(List.of("commit"), trail);
            assertEquals(seconds(3), elapsed());
        });
    }

    @Test
    void gatheredTasksAreCancelledWithTheirWait() {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            seconds(1),
                            () ->
                                    gather(
                                            () -> noted("first", () -> sleep(seconds(9))),
                                            () -> noted("second", () -> sleep(seconds(9)))));
            assertTrue(left.cancelledCaught());
            assertEquals(List.of("first cancelled", "second cancelled"), trail);
        });
    }

    /** Their tasks belong to the loop, and nobody would wait for them. */
    @Test
    void waitsThatWouldStartOrCancelTasksAreRefusedBeforeTheyDo() throws Exception {
        TestLoop.run(() -> {
            Promise<String> promise = createFuture();
            List<Action<Exception>> waits =
                    List.of(
                            () -> gather(() -> trail.add("gather"), () -> 1),
                            () -> gather(() -> note("gather"), () -> note("gather")),
                            () -> gatherSettled(() -> trail.add("settled")),
                            () -> gatherSettled(() -> note("settled")),
                            () -> shield(() -> trail.add("shield")),
                            () -> shield(() -> note("shield")),
                            () -> waitFor(promise, Duration.ZERO));
            for (Action<Exception> wait : waits) {
                CancelScope left =
                        cancelScope(scope -> {
                            scope.cancel();
                            wait.run();
                        });
                assertTrue(left.cancelledCaught());
            }
            sleep(seconds(1));
            assertEquals(List.of(), trail);
            assertFalse(promise.isDone());
        });
    }

    private void note(String what) {
        trail.add(what);
    }

    @Test
    void tasksOfGroupsDeepInsideAreReached() {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            seconds(1),
                            () ->
                                    taskGroup(group -> {
                                        group.createTask(() ->
                                                cancelScope(_ -> {
                                                    taskGroup(inner -> {
                                                        inner.createTask(() ->
                                                                noted(
                                                                        "grandchild",
                                                                        () -> sleep(seconds(9))));
                                                    });
                                                }));
                                    }));
            assertTrue(left.cancelledCaught());
            assertEquals(List.of("grandchild cancelled"), trail);
        });
    }

    // ---------------------------------------------------------------- with Task.cancel and timeout

    @Test
    void taskCancelGoesThroughScopes() {
        TestLoop.run(() -> {
            List<CancelScope> open = new ArrayList<>();
            Task<CancelScope> task =
                    createTask(() ->
                            cancelScope(scope -> {
                                open.add(scope);
                                sleep(seconds(9));
                            }));
            yieldNow();
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            assertFalse(open.getFirst().cancelledCaught());
        });
    }

    @Test
    void taskCancelThroughACancelledScopeIsNotCaughtByIt() {
        TestLoop.run(() -> {
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<Void> task =
                    createTask(() -> {
                        cancelScope(scope -> {
                            open.set(scope);
                            sleep(seconds(9));
                        });
                        noted("behind", () -> sleep(seconds(9)));
                    });
            yieldNow();
            open.get().cancel();
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            yieldNow();
        });
    }

    @Test
    void taskCancelThatIsReplacedInAFinallyComesAtTheNextWait() {
        TestLoop.run(() -> {
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<Void> task =
                    createTask(() -> {
                        CancelScope left =
                                cancelScope(scope -> {
                                    open.set(scope);
                                    try {
                                        sleep(seconds(9));
                                    } finally {
                                        scope.cancel();
                                        yieldNow();
                                    }
                                });
                        assertTrue(left.cancelledCaught());
                        noted("behind", () -> sleep(seconds(9)));
                    });
            yieldNow();
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            assertEquals(List.of("behind cancelled"), trail);
        });
    }

    /** As it may have been delivered before the scope was entered, and thrown inside. */
    @Test
    void taskCancelThatWasNotThrownAtEntryAndIsReplacedInAFinallyComesAtTheNextWait() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        currentTask().cancel("task");
                        cancelScope(scope -> {
                            try {
                                sleep(seconds(1));
                            } finally {
                                scope.cancel();
                                sleep(seconds(1));
                            }
                        });
                        sleep(seconds(1));
                    });
            assertEquals("task", assertThrows(CancelledError.class, task::await).reason());
        });
    }

    /** The scope's cancellation ended the wait, and nobody heard any more of the task's. */
    @Test
    void taskCancelThatWasHandedOnIsNotLostBehindAScopes() {
        TestLoop.run(() -> {
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<Void> other =
                    createTask(() -> {
                        try {
                            sleep(seconds(9));
                        } finally {
                            sleep(seconds(2));
                        }
                    });
            Task<CancelScope> task =
                    createTask(() ->
                            cancelScope(scope -> {
                                open.set(scope);
                                other.await();
                            }));
            yieldNow();
            task.cancel("edge");
            sleep(seconds(1));
            open.get().cancel();
            assertEquals("edge", assertThrows(CancelledError.class, task::await).reason());
        });
    }

    @Test
    void timeoutInsideDoesNotTakeTheScopesCancellationForItsOwn() throws Exception {
        TestLoop.run(() -> {
            CancelScope left =
                    moveOnAfter(
                            seconds(2),
                            () -> {
                                timeout(
                                        seconds(1),
                                        () -> {
                                            assertThrows(
                                                    CancelledError.class, () -> sleep(seconds(9)));
                                            sleep(seconds(9));
                                        });
                            });
            assertTrue(left.cancelledCaught());
            assertEquals(0, currentTask().cancelling());
            sleep(seconds(1));
        });
    }

    @Test
    void timeoutAroundGoesThroughTheScope() {
        TestLoop.run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(1),
                                    () -> {
                                        cancelScope(_ -> {
                                            sleep(seconds(9));
                                        });
                                    }));
            assertEquals(0, currentTask().cancelling());
        });
    }

    // ---------------------------------------------------------------- foreign waits

    @Test
    void foreignWaitsAreInterruptedAndTranslatedBack() throws Exception {
        InetAddress local = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 9, local)) {
            // Real time, as foreign waits know no other: 20 ms for each.
            Asyncio.run(
                    RunOptions.DEFAULT.withHandleSignals(false),
                    () -> {
                        List<Action<?>> waits =
                                List.of(
                                        () -> Thread.sleep(60_000),
                                        () -> new LinkedBlockingQueue<>().take(),
                                        () -> new LinkedTransferQueue<>().take(),
                                        () -> new LinkedTransferQueue<String>().transfer("item"),
                                        () -> new java.util.concurrent.Semaphore(0).acquire(),
                                        () -> waitForMonitor(new Object()),
                                        () -> server.accept(),
                                        () -> {
                                            throw new IllegalStateException(
                                                    assertThrows(
                                                            InterruptedException.class,
                                                            () -> Thread.sleep(60_000)));
                                        });
                        for (Action<?> wait : waits) {
                            CancelScope left = moveOnAfter(millis(20), () -> run(wait));
                            assertTrue(left.cancelledCaught());
                            assertFalse(
                                    Thread.currentThread().isInterrupted() && !server.isClosed());
                            sleep(millis(1));
                        }
                    });
        }
    }

    @Test
    void socketReadIsInterruptedAndTranslatedBack() throws Exception {
        InetAddress local = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 9, local)) {
            Asyncio.run(
                    RunOptions.DEFAULT.withHandleSignals(false),
                    () -> {
                        try (Socket socket = new Socket(local, server.getLocalPort());
                                InputStream in = socket.getInputStream()) {
                            assertTrue(
                                    moveOnAfter(millis(20), () -> run(in::read)).cancelledCaught());
                            sleep(millis(1));
                        }
                    });
        }
    }

    @Test
    void cancellationInAForeignWaitHasItsCause() {
        Asyncio.run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    Task<Void> task = createTask(() -> Thread.sleep(60_000));
                    yieldNow();
                    task.cancel("enough");
                    CancelledError error = assertThrows(CancelledError.class, task::await);
                    assertEquals("enough", error.reason());
                    assertInstanceOf(InterruptedException.class, error.getCause());
                });
    }

    /** The interrupt was ignored by the lock, and cancelled the task when the scope was left. */
    @Test
    void interruptThatForeignCodeIgnoredStaysInTheScope() {
        TestLoop.run(() -> {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<Void> task =
                    createTask(() -> {
                        cancelScope(scope -> {
                            open.set(scope);
                            lock.lock();
                            lock.unlock();
                            trail.add("locked");
                        });
                        noted("behind", () -> sleep(seconds(1)));
                    });
            yieldNow();
            open.get().cancel();
            yieldNow();
            lock.unlock();
            task.await();
            assertEquals(List.of("locked", "behind"), trail);
        });
    }

    @Test
    void interruptThatForeignCodeIgnoredDoesNotBreakAShield() {
        TestLoop.run(() -> {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<CancelScope> task =
                    createTask(() ->
                            cancelScope(scope -> {
                                open.set(scope);
                                lock.lock();
                                lock.unlock();
                                shielded(() -> noted("shielded", () -> sleep(seconds(1))));
                                noted("bare", () -> sleep(seconds(1)));
                            }));
            yieldNow();
            open.get().cancel();
            yieldNow();
            lock.unlock();
            assertTrue(task.await().cancelledCaught());
            assertEquals(List.of("shielded", "bare cancelled"), trail);
        });
    }

    @Test
    void interruptThatForeignCodeIgnoredStaysInTheTimeout() {
        TestLoop.run(() -> {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            Task<Void> task =
                    createTask(() -> {
                        timeout(
                                seconds(1),
                                () -> {
                                    lock.lock();
                                    lock.unlock();
                                    trail.add("locked");
                                });
                        noted("behind", () -> sleep(seconds(1)));
                    });
            // A foreign wait does not let virtual time jump, so the timeout is brought to its end
            // by hand.
            yieldNow();
            ((LoopTask<?>) task).cancel("instead of the timeout");
            yieldNow();
            task.uncancel();
            lock.unlock();
            yieldNow();
            assertTrue(trail.contains("locked"));
            task.await();
            assertEquals(List.of("locked", "behind"), trail);
        });
    }

    @Test
    void taskCancelIsNotLostBehindAScopesInAForeignWait() {
        TestLoop.run(() -> {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            AtomicReference<CancelScope> open = new AtomicReference<>();
            Task<Void> task =
                    createTask(() -> {
                        cancelScope(scope -> {
                            open.set(scope);
                            lock.lock();
                            lock.unlock();
                            shielded(() -> noted("inside", () -> sleep(seconds(1))));
                        });
                        trail.add("behind");
                    });
            yieldNow();
            task.cancel("edge");
            yieldNow();
            open.get().cancel("level");
            yieldNow();
            lock.unlock();
            assertEquals("edge", assertThrows(CancelledError.class, task::await).reason());
            assertEquals(List.of("inside cancelled"), trail);
        });
    }

    // ---------------------------------------------------------------- words

    @SuppressWarnings("unchecked")
    private static void run(Action<?> wait) throws Exception {
        ((Action<Exception>) wait).run();
    }

    private static void waitForMonitor(Object monitor) throws InterruptedException {
        synchronized (monitor) {
            monitor.wait();
        }
    }

    private <X extends Exception> void noted(String who, Action<X> wait) throws X {
        try {
            wait.run();
            trail.add(who);
        } catch (CancelledError e) {
            trail.add(who + " cancelled");
            throw e;
        }
    }

    private static <X extends Exception> void shielded(Action<X> body) throws X {
        cancelScope(scope -> {
            scope.setShield(true);
            body.run();
        });
    }

    private static Duration elapsed() {
        return getRunningLoop().time();
    }
}
