package org.asyncio4j;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.TestLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupTest {
    private static final TaskOptions EAGER = TaskOptions.eager();

    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- the ordinary case

    @Test
    void endsWhenBodyAndTasksHaveAndReturnsWhatTheBodyReturns() {
        TestLoop.run(() -> {
            String result =
                    taskGroup(group -> {
                        group.createTask(() -> after(2, "second"));
                        group.createTask(() -> after(1, "first"));
                        trail.add("body");
                        return "result";
                    });
            trail.add(result);
            assertEquals(List.of("body", "first", "second", "result"), trail);
        });
    }

    @Test
    void tasksHaveResultsAndNames() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    Task<Integer> task = group.createTask("adder", () -> sleep(seconds(1), 1 + 1));
                    assertEquals("adder", task.getName());
                    assertEquals(2, task.await());
                }));
    }

    @Test
    void emptyGroupDoesNotGiveWay() {
        TestLoop.run(() -> {
            Task<Boolean> other = createTask(() -> trail.add("other"));
            taskGroup(_ -> {});
            trail.add("group");
            other.await();
            assertEquals(List.of("group", "other"), trail);
        });
    }

    @Test
    void groupWhoseTasksHaveEndedDoesNotGiveWay() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                group.createTask(() -> {}).await();
                createTask(() -> trail.add("other"));
            });
            trail.add("group");
            yieldNow();
            assertEquals(List.of("group", "other"), trail);
        });
    }

    @Test
    void tasksMayStartSiblingsWhileTheGroupEnds() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                group.createTask(() -> {
                    sleep(seconds(1));
                    group.createTask(() -> {
                        sleep(seconds(1));
                        group.createTask(() -> after(1, "grandchild"));
                        trail.add("child");
                    });
                });
            });
            assertEquals(List.of("child", "grandchild"), trail);
            assertEquals(seconds(3), elapsed());
        });
    }

    @Test
    void bodysCheckedExceptionIsPartOfTheGroup() {
        TestLoop.run(() -> {
            IOException failure = new IOException("body");
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(
                                    (GroupAction<IOException>)
                                            _ -> {
                                                throw failure;
                                            }));
            assertSame(failure, thrown.exceptions().getFirst());
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void failureCancelsTheOthersAndTheBody() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(() -> noted("sibling", () -> sleep(seconds(9))));
                                group.createTask(() -> failAfter(1, "boom"));
                                noted("body", () -> sleep(seconds(9)));
                            }));
            assertEquals(List.of("boom"), messages(thrown));
            assertEquals("unhandled errors in a TaskGroup", thrown.description());
            assertEquals(List.of("sibling cancelled", "body cancelled"), trail);
            assertEquals(seconds(1), elapsed());
            assertEquals(0, currentTask().cancelling());
            yieldNow();
        });
    }

    @Test
    void failuresAreListedInTheOrderInWhichTheyHappenedAndTheBodysLast() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(() -> failWhenCancelled("slow cleanup", 2));
                                group.createTask(() -> failWhenCancelled("quick cleanup", 1));
                                group.createTask(() -> failAfter(1, "first"));
                                failWhenCancelled("body", 0);
                            }));
            assertEquals(
                    List.of("first", "quick cleanup", "slow cleanup", "body"), messages(thrown));
        });
    }

    @Test
    void bodysFailureCancelsTheTasks() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(() -> failWhenCancelled("child", 1));
                                failAfter(1, "body");
                            }));
            assertEquals(List.of("child", "body"), messages(thrown));
        });
    }

    @Test
    void sameExceptionOfTwoTasksIsListedTwice() {
        TestLoop.run(() -> {
            IOException shared = new IOException("shared");
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(() -> throwing(shared));
                                group.createTask(() -> throwing(shared));
                            }));
            assertEquals(List.of(shared, shared), thrown.exceptions());
        });
    }

    /** As in asyncio, where a task's end is noticed in the loop's next iteration. */
    @Test
    void tasksThatAreReadyWhenAnotherFailsGetTheirTurn() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(() -> failAfter(1, "first"));
                                group.createTask(() -> failAfter(1, "second"));
                                group.createTask(() -> {
                                    sleep(seconds(1));
                                    trail.add("third has its turn");
                                    noted("third", () -> sleep(seconds(1)));
                                });
                            }));
            assertEquals(List.of("first", "second"), messages(thrown));
            assertEquals(List.of("third has its turn", "third cancelled"), trail);
        });
    }

    @Test
    void bodyThatAwaitsTheFailingTaskIsCancelledRatherThanToldTwice() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                Task<Void> child = group.createTask(() -> failAfter(1, "boom"));
                                noted("body", child::await);
                            }));
            assertEquals(List.of("boom"), messages(thrown));
            assertEquals(List.of("body cancelled"), trail);
        });
    }

    @Test
    void bodyThatSwallowsTheGroupsCancellationIsNotCancelledAgain() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(() -> failAfter(0, "boom"));
                                try {
                                    sleep(seconds(1));
                                } catch (CancelledError e) {
                                    trail.add("body swallowed");
                                    sleep(seconds(1));
                                }
                            }));
            assertEquals(List.of("boom"), messages(thrown));
            assertEquals(List.of("body swallowed"), trail);
            yieldNow();
            assertEquals(0, currentTask().cancelling());
        });
    }

    @Test
    void taskThatIsCancelledByItselfIsNoFailure() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                Task<Void> cancelled = group.createTask(() -> sleep(seconds(9)));
                group.createTask(() -> after(2, "sibling"));
                sleep(seconds(1));
                cancelled.cancel();
            });
            assertEquals(List.of("sibling"), trail);
        });
    }

    @Test
    void taskThatThrowsCancelledErrorByItselfIsNoFailure() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                group.createTask(() -> throwing(new CancelledError("by myself")));
                group.createTask(() -> after(1, "sibling"));
            });
            assertEquals(List.of("sibling"), trail);
        });
    }

    @Test
    void failuresOfTheGroupAreRetrieved() {
        TestLoop.run(() -> {
            getRunningLoop().setExceptionHandler((_, context) -> trail.add(context.message()));
            failure(() ->
                    taskGroup(group -> {
                        group.createTask(() -> failAfter(1, "boom"));
                    }));
            sleep(EventLoop.UNRETRIEVED_REPORT_DELAY.multipliedBy(2));
            assertEquals(List.of(), trail);
        });
    }

    // ---------------------------------------------------------------- cancellation of the parent

    @Test
    void cancelOfTheParentWhileItWaitsCancelsTheTasksAndGoesOn() {
        TestLoop.run(() -> {
            Task<Void> parent =
                    createTask(() ->
                            taskGroup(group -> {
                                group.createTask(() -> noted("child", () -> sleep(seconds(9))));
                            }));
            sleep(seconds(1));
            parent.cancel("enough");
            CancelledError error = assertThrows(CancelledError.class, parent::await);
            assertEquals("enough", error.reason());
            assertEquals(List.of("child cancelled"), trail);
        });
    }

    @Test
    void cancelOfTheParentInTheBodyCancelsTheTasksAndGoesOn() {
        TestLoop.run(() -> {
            Task<Void> parent =
                    createTask(() ->
                            taskGroup(group -> {
                                group.createTask(() -> noted("child", () -> sleep(seconds(9))));
                                noted("body", () -> sleep(seconds(9)));
                            }));
            sleep(seconds(1));
            parent.cancel();
            assertThrows(CancelledError.class, parent::await);
            assertEquals(List.of("body cancelled", "child cancelled"), trail);
        });
    }

    @Test
    void parentCancelledAgainAndAgainStillWaitsForTheTasks() {
        TestLoop.run(() -> {
            Task<Void> parent =
                    createTask(() ->
                            taskGroup(group -> {
                                group.createTask(() -> {
                                    try {
                                        sleep(seconds(9));
                                    } finally {
                                        sleep(seconds(5));
                                        trail.add("cleaned up");
                                    }
                                });
                            }));
            for (int i = 0; i < 3; i++) {
                sleep(seconds(1));
                parent.cancel();
            }
            assertThrows(CancelledError.class, parent::await);
            assertEquals(List.of("cleaned up"), trail);
            assertEquals(seconds(6), elapsed());
        });
    }

    @Test
    void failureWinsOverTheParentsCancellationWhichComesAtTheNextWait() {
        TestLoop.run(() -> {
            Task<Void> parent =
                    createTask(() -> {
                        ExceptionGroup thrown =
                                failure(() ->
                                        taskGroup(group -> {
                                            group.createTask(() -> failWhenCancelled("child", 0));
                                        }));
                        trail.addAll(messages(thrown));
                        trail.add("cancelling " + currentTask().cancelling());
                        noted("next wait", () -> sleep(seconds(9)));
                    });
            sleep(seconds(1));
            parent.cancel("enough");
            CancelledError error = assertThrows(CancelledError.class, parent::await);
            assertEquals("enough", error.reason());
            assertEquals(List.of("child", "cancelling 1", "next wait cancelled"), trail);
            assertEquals(seconds(1), elapsed());
        });
    }

    @Test
    void failureWhileTheBodyIsCancelledFromOutsideKeepsTheCount() {
        TestLoop.run(() -> {
            Task<Void> parent =
                    createTask(() -> {
                        failure(() ->
                                taskGroup(group -> {
                                    group.createTask(() -> failAfter(1, "child"));
                                    sleep(seconds(9));
                                }));
                        trail.add("cancelling " + currentTask().cancelling());
                        noted("next wait", () -> sleep(seconds(9)));
                    });
            createTask(() -> {
                sleep(seconds(1));
                parent.cancel();
            });
            assertThrows(CancelledError.class, parent::await);
            assertEquals(List.of("cancelling 1", "next wait cancelled"), trail);
        });
    }

    @Test
    void groupInCleanupOfACancelledTaskFailsWithoutCancellingItAgain() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        try {
                            sleep(seconds(9));
                        } finally {
                            failure(() ->
                                    taskGroup(group -> {
                                        group.createTask(() -> failAfter(1, "child"));
                                        sleep(seconds(9));
                                    }));
                            trail.add("cancelling " + currentTask().cancelling());
                            sleep(seconds(1));
                            trail.add("cleaned up");
                        }
                    });
            sleep(seconds(1));
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            assertEquals(List.of("cancelling 1", "cleaned up"), trail);
        });
    }

    @Test
    void timeoutAroundAGroupCancelsIt() {
        TestLoop.run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(1),
                                    () -> {
                                        taskGroup(group -> {
                                            group.createTask(
                                                    () -> noted("child", () -> sleep(seconds(9))));
                                        });
                                    }));
            assertEquals(List.of("child cancelled"), trail);
            assertEquals(0, currentTask().cancelling());
        });
    }

    // ---------------------------------------------------------------- nested groups

    @Test
    void nestedGroupsNestTheirFailures() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(_ -> {
                                taskGroup(inner -> {
                                    inner.createTask(() -> failAfter(1, "inner"));
                                });
                            }));
            ExceptionGroup inner =
                    assertInstanceOf(ExceptionGroup.class, thrown.exceptions().getFirst());
            assertEquals(List.of("inner"), messages(inner));
        });
    }

    @Test
    void nestedGroupsThatFailAtOnceBothReportAndLeaveNoCancellation() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(outer -> {
                                outer.createTask(() -> failAfter(1, "outer"));
                                try {
                                    taskGroup(inner -> {
                                        inner.createTask(() -> failAfter(1, "inner"));
                                        sleep(seconds(9));
                                    });
                                } finally {
                                    trail.add("cancelling " + currentTask().cancelling());
                                }
                            }));
            assertEquals(2, thrown.exceptions().size());
            assertEquals("outer", thrown.exceptions().getFirst().getMessage());
            assertInstanceOf(ExceptionGroup.class, thrown.exceptions().get(1));
            assertEquals(List.of("cancelling 1"), trail);
            assertEquals(0, currentTask().cancelling());
            sleep(seconds(1));
        });
    }

    @Test
    void failureOfTheOuterGroupCancelsTheInnerOnesTasks() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(outer -> {
                                outer.createTask(() -> failAfter(1, "outer"));
                                taskGroup(inner -> {
                                    inner.createTask(() -> noted("inner", () -> sleep(seconds(9))));
                                });
                            }));
            assertEquals(List.of("outer"), messages(thrown));
            assertEquals(List.of("inner cancelled"), trail);
        });
    }

    // ---------------------------------------------------------------- refusals

    @Test
    void endedGroupTakesNoMoreTasks() {
        TestLoop.run(() -> {
            AtomicReference<TaskGroup> left = new AtomicReference<>();
            taskGroup(left::set);
            IllegalStateException refusal =
                    assertThrows(
                            IllegalStateException.class, () -> left.get().createTask(() -> {}));
            assertTrue(refusal.getMessage().contains("has ended"), refusal.getMessage());
            assertThrows(IllegalStateException.class, () -> left.get().start(_ -> {}));
            left.get().cancel();
        });
    }

    @Test
    void abortingGroupTakesNoMoreTasks() {
        TestLoop.run(() -> {
            failure(() ->
                    taskGroup(group -> {
                        group.createTask(() -> {
                            try {
                                sleep(seconds(9));
                            } finally {
                                trail.add(
                                        assertThrows(
                                                        IllegalStateException.class,
                                                        () -> group.createTask(() -> {}))
                                                .getMessage());
                            }
                        });
                        group.createTask(() -> failAfter(1, "boom"));
                    }));
            assertEquals(1, trail.size());
            assertTrue(trail.getFirst().contains("is being cancelled"), trail.getFirst());
        });
    }

    @Test
    void foreignThreadsAndLoopsAreRefused() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    toThread(() -> {
                        assertThrows(IllegalStateException.class, () -> group.createTask(() -> {}));
                        assertThrows(IllegalStateException.class, group::cancel);
                        TestLoop.run(() -> {
                            assertThrows(
                                    IllegalStateException.class, () -> group.createTask(() -> {}));
                            assertThrows(IllegalStateException.class, () -> group.start(_ -> {}));
                        });
                    });
                }));
    }

    @Test
    void groupNeedsATask() {
        TestLoop.run(() -> {
            Promise<Throwable> refusal = createFuture();
            getRunningLoop()
                    .callSoon(() ->
                            refusal.setResult(
                                    assertThrows(
                                            IllegalStateException.class,
                                            () -> taskGroup(_ -> {}))));
            assertTrue(refusal.await().getMessage().contains("is no task"));
        });
        assertThrows(IllegalStateException.class, () -> taskGroup(_ -> {}));
    }

    // ---------------------------------------------------------------- eager tasks

    @Test
    void eagerTasksRunAtOnce() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    Task<Boolean> done = group.createTask(EAGER, () -> trail.add("eager"));
                    trail.add("body");
                    assertTrue(done.isDone());
                    assertEquals(List.of("eager", "body"), trail);
                }));
    }

    @Test
    void failureOfAnEagerTaskCancelsTheParentATurnLater() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(EAGER, () -> throwing(new IOException("first")));
                                assertEquals(0, currentTask().cancelling());
                                group.createTask(EAGER, () -> throwing(new IOException("second")));
                                noted("body", () -> sleep(seconds(9)));
                            }));
            assertEquals(List.of("first", "second"), messages(thrown));
            assertEquals(List.of("body cancelled"), trail);
        });
    }

    @Test
    void groupWaitsForEagerTasksThatHaveNotEnded() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                group.createTask(EAGER, () -> after(1, "eager"));
            });
            assertEquals(List.of("eager"), trail);
        });
    }

    // ---------------------------------------------------------------- cancel()

    @Test
    void cancelEndsTheGroupWithoutAnError() {
        TestLoop.run(() -> {
            String result =
                    taskGroup(group -> {
                        group.createTask(() -> noted("child", () -> sleep(seconds(9))));
                        group.createTask(() -> {
                            sleep(seconds(1));
                            group.cancel();
                            group.cancel();
                        });
                        noted("body", () -> sleep(seconds(9)));
                        return "never";
                    });
            assertNull(result);
            assertEquals(List.of("child cancelled", "body cancelled"), trail);
            assertEquals(0, currentTask().cancelling());
            sleep(seconds(1));
        });
    }

    @Test
    void cancelByTheBodyItselfTakesEffectAtItsNextWait() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                group.createTask(() -> noted("unstarted", () -> sleep(seconds(9))));
                group.cancel();
                trail.add("still here");
                noted("body", () -> sleep(seconds(9)));
            });
            assertEquals(List.of("still here", "body cancelled"), trail);
        });
    }

    @Test
    void cancelByABodyThatDoesNotWaitAnyMoreLeavesNothingBehind() {
        TestLoop.run(() -> {
            assertEquals(
                    "result",
                    taskGroup(group -> {
                        group.cancel();
                        return "result";
                    }));
            assertEquals(0, currentTask().cancelling());
            sleep(seconds(1));
        });
    }

    @Test
    void cancelAfterTheBodyKeepsItsResult() {
        TestLoop.run(() ->
                assertEquals(
                        "result",
                        taskGroup(group -> {
                            group.createTask(() -> {
                                sleep(seconds(1));
                                group.cancel();
                                noted("canceller", () -> sleep(seconds(9)));
                            });
                            return "result";
                        })));
        assertEquals(List.of("canceller cancelled"), trail);
    }

    @Test
    void failuresWhileTheGroupIsCancelledAreThrown() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    failure(() ->
                            taskGroup(group -> {
                                group.createTask(() -> failWhenCancelled("child", 1));
                                yieldNow();
                                group.cancel();
                                sleep(seconds(9));
                            }));
            assertEquals(List.of("child"), messages(thrown));
            assertEquals(0, currentTask().cancelling());
        });
    }

    /** CPython issue 155433: the timeout's request was swallowed while the group was ending. */
    @Test
    void cancelDoesNotSwallowATimeoutThatRunsOutMeanwhile() {
        TestLoop.run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(2),
                                    () -> {
                                        taskGroup(group -> {
                                            group.createTask(() -> {
                                                try {
                                                    sleep(seconds(9));
                                                } finally {
                                                    sleep(seconds(5));
                                                }
                                            });
                                            group.createTask(() -> {
                                                sleep(seconds(1));
                                                group.cancel();
                                            });
                                        });
                                    }));
            assertEquals(seconds(6), elapsed());
            assertEquals(0, currentTask().cancelling());
        });
    }

    @Test
    void cancelDoesNotSwallowATimeoutOfTheSameMoment() {
        TestLoop.run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(1),
                                    () -> {
                                        taskGroup(group -> {
                                            group.createTask(() -> {
                                                sleep(seconds(1));
                                                group.cancel();
                                            });
                                            sleep(seconds(9));
                                        });
                                    }));
            assertEquals(0, currentTask().cancelling());
            sleep(seconds(1));
        });
    }

    @Test
    void cancelInCleanupOfACancelledTaskDoesNotCancelItAgain() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        try {
                            sleep(seconds(9));
                        } finally {
                            taskGroup(group -> {
                                group.cancel();
                                sleep(seconds(9));
                            });
                            trail.add("behind the group");
                            sleep(seconds(1));
                            trail.add("cleaned up");
                        }
                    });
            sleep(seconds(1));
            task.cancel();
            assertThrows(CancelledError.class, task::await);
            assertEquals(List.of("behind the group", "cleaned up"), trail);
        });
    }

    /** The group's own request takes the place of one that was pending when it was opened. */
    @Test
    void cancelDoesNotSwallowACancellationThatHasNotBeenThrownYet() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        currentTask().cancel("outside");
                        taskGroup(group -> {
                            group.cancel();
                            sleep(seconds(1));
                        });
                    });
            assertThrows(CancelledError.class, task::await);
            assertEquals(1, task.cancelling());
        });
    }

    /** CPython issue 155418: the eager task was not among the group's yet, and never cancelled. */
    @Test
    void cancelByAnEagerTaskBeforeItWaitsReachesItself() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                group.createTask(
                        EAGER,
                        () -> {
                            group.cancel();
                            noted("eager", () -> sleep(seconds(9)));
                        });
                noted("body", () -> sleep(seconds(9)));
            });
            assertEquals(List.of("eager cancelled", "body cancelled"), trail);
        });
    }

    @Test
    void cancelOfAnEndedGroupIsHarmless() {
        TestLoop.run(() -> {
            AtomicReference<TaskGroup> left = new AtomicReference<>();
            taskGroup(left::set);
            left.get().cancel();
            sleep(seconds(1));
            assertEquals(0, currentTask().cancelling());
        });
    }

    // ---------------------------------------------------------------- groups inside scopes

    @Test
    void scopeAroundCancelsTheTasksAndCatches() {
        TestLoop.run(() -> {
            CancelScope scope =
                    moveOnAfter(
                            seconds(1),
                            () ->
                                    taskGroup(group -> {
                                        group.createTask(
                                                () -> noted("child", () -> sleep(seconds(9))));
                                        noted("body", () -> sleep(seconds(9)));
                                    }));
            assertTrue(scope.cancelledCaught());
            assertEquals(List.of("body cancelled", "child cancelled"), trail);
        });
    }

    @Test
    void scopeAroundDoesNotReachTasksInAShield() {
        TestLoop.run(() -> {
            CancelScope scope =
                    moveOnAfter(
                            seconds(1),
                            () ->
                                    taskGroup(group -> {
                                        group.createTask(
                                                () -> shielded(() -> after(3, "shielded")));
                                        noted("body", () -> sleep(seconds(9)));
                                    }));
            assertTrue(scope.cancelledCaught());
            assertEquals(List.of("body cancelled", "shielded"), trail);
            assertEquals(seconds(3), elapsed());
        });
    }

    @Test
    void shieldedCleanupInTasksIsNotCutByTheGroupsEnd() {
        TestLoop.run(() -> {
            moveOnAfter(
                    seconds(1),
                    () ->
                            taskGroup(group -> {
                                group.createTask(() -> {
                                    try {
                                        sleep(seconds(9));
                                    } finally {
                                        shielded(() -> after(2, "cleaned up"));
                                    }
                                });
                            }));
            assertEquals(List.of("cleaned up"), trail);
            assertEquals(seconds(3), elapsed());
        });
    }

    @Test
    void groupWhoseTasksAllFinishInSpiteOfTheScopeFinishesToo() {
        TestLoop.run(() -> {
            CancelScope scope =
                    moveOnAfter(
                            seconds(1),
                            () -> {
                                taskGroup(group -> {
                                    group.createTask(() -> shielded(() -> after(2, "child")));
                                });
                                trail.add("behind the group");
                            });
            assertTrue(scope.cancelCalled());
            assertFalse(scope.cancelledCaught());
            assertEquals(List.of("child", "behind the group"), trail);
        });
    }

    @Test
    void cancelOfTheParentIsNotLostBehindAScopes() {
        TestLoop.run(() -> {
            Task<Void> parent =
                    createTask(() -> {
                        moveOnAfter(
                                seconds(1),
                                () ->
                                        taskGroup(group -> {
                                            group.createTask(
                                                    () -> shielded(() -> sleep(seconds(5))));
                                        }));
                        trail.add("not reached");
                    });
            sleep(seconds(2));
            parent.cancel("edge");
            CancelledError error = assertThrows(CancelledError.class, parent::await);
            assertEquals("edge", error.reason());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void taskMadeInACancelledScopeRunsToItsFirstWait() {
        TestLoop.run(() -> {
            Asyncio.cancelScope(scope -> {
                scope.cancel();
                taskGroup(group -> {
                    group.createTask(() -> {
                        trail.add("begun");
                        noted("child", () -> sleep(seconds(9)));
                    });
                });
            });
            assertEquals(List.of("begun", "child cancelled"), trail);
        });
    }

    @Test
    void tasksInheritTheScopesOfTheGroupNotThoseAroundTheirCreation() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    moveOnAfter(
                            seconds(1),
                            () -> {
                                group.createTask(() -> after(3, "child"));
                                sleep(seconds(9));
                            });
                    trail.add("moved on");
                }));
        assertEquals(List.of("moved on", "child"), trail);
    }

    @Test
    void deadlockIsReportedBareAndLeavesNoTasks() {
        AtomicReference<Task<Void>> child = new AtomicReference<>();
        assertThrows(
                DeadlockError.class,
                () ->
                        TestLoop.run(() ->
                                taskGroup(group -> {
                                    org.asyncio4j.sync.Event never = new org.asyncio4j.sync.Event();
                                    child.set(group.createTask(() -> noted("child", never::await)));
                                })));
        assertEquals(List.of("child cancelled"), trail);
        assertTrue(child.get().isCancelled());
    }

    @Test
    void looksLikeItsState() {
        TestLoop.run(() -> {
            AtomicReference<TaskGroup> left = new AtomicReference<>();
            taskGroup(group -> {
                left.set(group);
                group.createTask(() -> sleep(seconds(1)));
                assertEquals("TaskGroup[open, 1 unfinished, 0 failed]", group.toString());
            });
            assertEquals("TaskGroup[ended, 0 unfinished, 0 failed]", left.get().toString());
        });
    }

    // ---------------------------------------------------------------- words

    private void after(double delay, String what) {
        sleep(seconds(delay));
        trail.add(what);
    }

    /** Writes down when the wait was cancelled. */
    private <X extends Exception> void noted(String who, Action<X> wait) throws X {
        try {
            wait.run();
            trail.add(who);
        } catch (CancelledError e) {
            trail.add(who + " cancelled");
            throw e;
        }
    }

    private static void failAfter(double delay, String message) {
        sleep(seconds(delay));
        throw new IllegalArgumentException(message);
    }

    private static void failWhenCancelled(String message, double cleanup) {
        try {
            sleep(seconds(99));
        } catch (CancelledError e) {
            if (cleanup > 0) {
                sleep(seconds(cleanup));
            }
            throw new IllegalArgumentException(message);
        }
    }

    private static void throwing(Throwable thrown) {
        throw Sneaky.rethrow(thrown);
    }

    private static <X extends Exception> void shielded(Action<X> body) throws X {
        Asyncio.cancelScope(scope -> {
            scope.setShield(true);
            body.run();
        });
    }

    private static ExceptionGroup failure(Action<?> group) {
        return assertThrows(ExceptionGroup.class, group::run);
    }

    private static List<String> messages(ExceptionGroup group) {
        return group.exceptions().stream().map(Throwable::getMessage).toList();
    }

    private static Duration elapsed() {
        return getRunningLoop().time();
    }
}
