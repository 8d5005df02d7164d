package org.asyncio4j;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.TestLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartTest {
    private final List<String> trail = new ArrayList<>();

    @Test
    void returnsWhatTheTaskIsReadyWithWhileTheTaskRunsOn() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                int port =
                        group.start(started -> {
                            sleep(seconds(1));
                            started.started(8080);
                            sleep(seconds(1));
                            trail.add("task ends");
                        });
                trail.add("port " + port);
                assertEquals(seconds(1), getRunningLoop().time());
            });
            assertEquals(List.of("port 8080", "task ends"), trail);
        });
    }

    @Test
    void taskMaySayThatItIsReadyAndEndAtOnce() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    assertNull(group.<String>start(started -> started.started(null)));
                }));
    }

    @Test
    void failureBeforeReadyComesOutAsItIsAndSparesTheGroup() {
        IOException failure = new IOException("bind");
        TestLoop.run(() ->
                taskGroup(group -> {
                    group.createTask(() -> noted("sibling", () -> sleep(seconds(2))));
                    assertSame(
                            failure,
                            assertThrows(
                                    IOException.class,
                                    () ->
                                            group.start(_ -> {
                                                sleep(seconds(1));
                                                throw failure;
                                            })));
                    trail.add("caught");
                }));
        assertEquals(List.of("caught", "sibling"), trail);
    }

    @Test
    void failureAfterReadyIsTheGroups() {
        TestLoop.run(() -> {
            ExceptionGroup thrown =
                    assertThrows(
                            ExceptionGroup.class,
                            () ->
                                    taskGroup(group -> {
                                        group.<String>start(started -> {
                                            started.started("ready");
                                            sleep(seconds(1));
                                            throw new IOException("late");
                                        });
                                        noted("body", () -> sleep(seconds(9)));
                                    }));
            assertEquals("late", thrown.exceptions().getFirst().getMessage());
            assertEquals(List.of("body cancelled"), trail);
        });
    }

    @Test
    void failureRightAfterReadyDoesNotTakeTheValueAway() {
        TestLoop.run(() -> {
            assertThrows(
                    ExceptionGroup.class,
                    () ->
                            taskGroup(group -> {
                                trail.add(
                                        group.start(started -> {
                                            started.started("ready");
                                            throw new IOException("late");
                                        }));
                            }));
            assertEquals(List.of("ready"), trail);
        });
    }

    @Test
    void endWithoutReadyIsAMistake() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    IllegalStateException mistake =
                            assertThrows(IllegalStateException.class, () -> group.start(_ -> {}));
                    assertTrue(mistake.getMessage().contains("without calling started()"));
                }));
    }

    @Test
    void readyTwiceIsAMistake() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    group.<String>start(started -> {
                        started.started("once");
                        IllegalStateException mistake =
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> started.started("twice"));
                        assertTrue(mistake.getMessage().contains("second time"));
                    });
                }));
    }

    @Test
    void readyAfterTheTaskHasEndedIsAMistake() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    AtomicReference<Started<String>> kept = new AtomicReference<>();
                    assertThrows(IllegalStateException.class, () -> group.<String>start(kept::set));
                    assertThrows(IllegalStateException.class, () -> kept.get().started("late"));
                }));
    }

    @Test
    void taskThatIsCancelledByItselfBeforeReadyCancelsTheCall() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    CancelledError error =
                            assertThrows(
                                    CancelledError.class,
                                    () ->
                                            group.start(_ -> {
                                                currentTask().cancel("by itself");
                                                sleep(seconds(9));
                                            }));
                    assertEquals("by itself", error.reason());
                    assertFalse(error.isAimedAt(currentTask()));
                }));
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelOfTheCallerCancelsTheTaskAndWaitsForIt() {
        TestLoop.run(() -> {
            Task<Void> caller =
                    createTask(() ->
                            taskGroup(group -> {
                                group.start(_ -> {
                                    try {
                                        sleep(seconds(9));
                                    } finally {
                                        shielded(() -> sleep(seconds(2)));
                                        trail.add("cleaned up");
                                    }
                                });
                            }));
            sleep(seconds(1));
            caller.cancel("enough");
            sleep(seconds(1));
            caller.cancel("at once");
            assertEquals("enough", assertThrows(CancelledError.class, caller::await).reason());
            assertEquals(seconds(3), getRunningLoop().time());
            assertEquals(List.of("cleaned up"), trail);
        });
    }

    @Test
    void taskCannotSwallowTheCancellationOfTheCaller() {
        TestLoop.run(() -> {
            Task<Void> caller =
                    createTask(() ->
                            taskGroup(group -> {
                                group.start(_ -> {
                                    for (int i = 0; i < 3; i++) {
                                        try {
                                            sleep(seconds(9));
                                        } catch (CancelledError e) {
                                            trail.add("swallowed");
                                        }
                                    }
                                    sleep(seconds(9));
                                });
                            }));
            sleep(seconds(1));
            caller.cancel();
            assertThrows(CancelledError.class, caller::await);
            assertEquals(List.of("swallowed", "swallowed", "swallowed"), trail);
            assertEquals(seconds(1), getRunningLoop().time());
        });
    }

    @Test
    void readyDoesNothingOnceTheCallIsCancelled() {
        TestLoop.run(() -> {
            Task<Void> caller =
                    createTask(() ->
                            taskGroup(group -> {
                                group.<String>start(started -> {
                                    try {
                                        sleep(seconds(9));
                                    } finally {
                                        started.started("too late");
                                        trail.add("still here");
                                        noted("not the group's", () -> sleep(seconds(9)));
                                    }
                                });
                            }));
            sleep(seconds(1));
            caller.cancel();
            assertThrows(CancelledError.class, caller::await);
            assertEquals(List.of("still here", "not the group's cancelled"), trail);
        });
    }

    @Test
    void failureWhileCancelledWinsAndTheCancellationComesAtTheNextWait() {
        TestLoop.run(() -> {
            Task<Void> caller =
                    createTask(() ->
                            taskGroup(group -> {
                                assertThrows(
                                        IOException.class,
                                        () ->
                                                group.start(_ -> {
                                                    try {
                                                        sleep(seconds(9));
                                                    } catch (CancelledError e) {
                                                        throw new IOException("in the cleanup");
                                                    }
                                                }));
                                trail.add("cancelling " + currentTask().cancelling());
                                noted("next wait", () -> sleep(seconds(9)));
                            }));
            sleep(seconds(1));
            caller.cancel();
            assertThrows(CancelledError.class, caller::await);
            assertEquals(List.of("cancelling 1", "next wait cancelled"), trail);
        });
    }

    @Test
    void cancelAfterReadyComesAtTheNextWaitSoThatTheTaskIsNotLost() {
        TestLoop.run(() -> {
            AtomicReference<Task<Void>> caller = new AtomicReference<>();
            caller.set(
                    createTask(() ->
                            taskGroup(group -> {
                                trail.add(
                                        group.start(started -> {
                                            started.started("value");
                                            caller.get().cancel();
                                        }));
                                noted("next wait", () -> sleep(seconds(9)));
                            })));
            assertThrows(CancelledError.class, () -> caller.get().await());
            assertEquals(List.of("value", "next wait cancelled"), trail);
        });
    }

    @Test
    void doesNotBeginInACancelledScope() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    cancelScope(scope -> {
                        scope.cancel();
                        group.start(_ -> trail.add("begun"));
                    });
                }));
        assertEquals(List.of(), trail);
    }

    // ---------------------------------------------------------------- scopes

    @Test
    void scopesOfTheCallerCountUntilReady() {
        TestLoop.run(() ->
                taskGroup(group -> {
                    CancelScope scope =
                            moveOnAfter(
                                    seconds(1),
                                    () -> {
                                        group.start(_ -> noted("task", () -> sleep(seconds(9))));
                                    });
                    assertTrue(scope.cancelledCaught());
                    assertEquals(List.of("task cancelled"), trail);
                }));
    }

    @Test
    void scopesOfTheCallerDoNotCountAfterwards() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                moveOnAfter(
                        seconds(1),
                        () -> {
                            group.<String>start(started -> {
                                started.started("ready");
                                noted("task", () -> sleep(seconds(3)));
                            });
                            noted("body", () -> sleep(seconds(9)));
                        });
            });
            assertEquals(List.of("body cancelled", "task"), trail);
        });
    }

    @Test
    void scopesThatTheTaskHasOpenedMoveWithIt() {
        TestLoop.run(() -> {
            taskGroup(group -> {
                moveOnAfter(
                        seconds(1),
                        () -> {
                            group.<String>start(started ->
                                    cancelScope(_ -> {
                                        taskGroup(inner -> {
                                            inner.createTask(() ->
                                                    noted("grandchild", () -> sleep(seconds(3))));
                                            started.started("ready");
                                            noted("task", () -> sleep(seconds(3)));
                                        });
                                    }));
                            noted("body", () -> sleep(seconds(9)));
                        });
            });
            assertEquals(List.of("body cancelled", "task", "grandchild"), sortedTail());
        });
    }

    @Test
    void scopesOfTheGroupCountAfterReady() {
        TestLoop.run(() -> {
            CancelScope scope =
                    moveOnAfter(
                            seconds(1),
                            () ->
                                    taskGroup(group -> {
                                        shielded(() -> {
                                            group.<String>start(started -> {
                                                started.started("ready");
                                                noted("task", () -> sleep(seconds(9)));
                                            });
                                        });
                                    }));
            assertTrue(scope.cancelledCaught());
            assertEquals(List.of("task cancelled"), trail);
        });
    }

    @Test
    void taskThatBecomesReadyForACancelledGroupIsCancelled() {
        TestLoop.run(() -> {
            Event opened = new Event();
            AtomicReference<TaskGroup> shared = new AtomicReference<>();
            Task<Void> owner =
                    createTask(() ->
                            taskGroup(group -> {
                                shared.set(group);
                                opened.set();
                                sleep(seconds(99));
                            }));
            opened.await();
            createTask(() -> {
                sleep(seconds(1));
                shared.get().cancel();
            });
            String value =
                    shared.get()
                            .start(started -> {
                                sleep(seconds(2));
                                started.started("ready");
                                noted("task", () -> sleep(seconds(9)));
                            });
            trail.add(value);
            owner.await();
            assertEquals(
                    List.of("task cancelled", "ready"),
                    trail.stream()
                            .sorted(java.util.Comparator.comparing("ready"::equals))
                            .toList());
        });
    }

    @Test
    void groupDoesNotEndWhileAnOutsiderStartsATaskInIt() {
        TestLoop.run(() -> {
            Promise<TaskGroup> shared = createFuture();
            Task<Void> owner =
                    createTask(() -> {
                        taskGroup(group -> {
                            shared.setResult(group);
                            group.createTask(() -> sleep(seconds(1)));
                        });
                        trail.add("group ended");
                    });
            shared.await()
                    .<String>start(started -> {
                        sleep(seconds(2));
                        started.started("ready");
                        noted("task", () -> sleep(seconds(1)));
                    });
            trail.add("started");
            owner.await();
            assertEquals(List.of("started", "task", "group ended"), trail);
        });
    }

    // ---------------------------------------------------------------- words

    private List<String> sortedTail() {
        List<String> sorted = new ArrayList<>(trail);
        sorted.subList(1, sorted.size()).sort(java.util.Comparator.reverseOrder());
        return sorted;
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
}
