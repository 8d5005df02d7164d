package org.asyncio4j;

import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTaskTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- running

    @Test
    void theBodyRunsWhenTheCreatorGivesWay() {
        run(() -> {
            Task<Boolean> task = createTask(() -> trail.add("body"));
            trail.add("creator");
            assertFalse(task.done());
            yieldNow();
            assertEquals(List.of("creator", "body"), trail);
            assertTrue(task.done());
        });
    }

    @Test
    void tasksTakeTheirTurnsInTheOrderOfTheirCreation() {
        run(() -> {
            for (String name : List.of("a", "b", "c")) {
                createTask(() -> {
                    trail.add(name + "1");
                    yieldNow();
                    trail.add(name + "2");
                });
            }
            settle();
            assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), trail);
        });
    }

    @Test
    void theBodysOwnFailureIsTheTasks() {
        run(() -> {
            IOException failure = new IOException("lost");
            Task<Void> task =
                    createTask(() -> {
                        throw failure;
                    });
            assertSame(failure, assertThrows(IOException.class, task::await));
            assertFalse(task.cancelled());
        });
    }

    @Test
    void anErrorOfTheBodyIsTheTasksTooAndTheLoopGoesOn() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        throw new StackOverflowError("deep");
                    });
            assertThrows(StackOverflowError.class, task::await);
            sleep(seconds(1));
        });
    }

    @Test
    void aBodyThatThrowsCancelledErrorEndsCancelledThoughNobodyAsked() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        throw new CancelledError("by itself");
                    });
            assertThrows(CancelledError.class, task::await);
            assertTrue(task.cancelled());
            assertEquals(0, task.cancelling());
        });
    }

    @Test
    void tasksInheritScopedValuesAndKeepThem() {
        run(() -> {
            Task<String> task =
                    ScopedValue.where(USER, "ann")
                            .call(() ->
                                    createTask(() -> {
                                        sleep(seconds(1));
                                        return USER.get();
                                    }));
            assertEquals("ann", task.await());
            assertFalse(USER.isBound());
        });
    }

    @Test
    void tasksInheritInheritableThreadLocalsAsACopy() {
        InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
        run(() -> {
            user.set("ann");
            Task<String> task =
                    createTask(() -> {
                        String inherited = user.get();
                        user.set("bob");
                        return inherited;
                    });
            assertEquals("ann", task.await());
            assertEquals("ann", user.get());
        });
    }

    @Test
    void currentTaskAndAllTasks() {
        run(() -> {
            Task<?> main = currentTask();
            Task<Void> other =
                    createTask(() -> {
                        assertNotEquals(main, currentTask());
                        sleep(seconds(1));
                    });
            Task<Void> ended = createTask(() -> {});
            yieldNow();
            assertTrue(ended.done());
            assertEquals(List.of(main, other), List.copyOf(allTasks()));
            List<Task<?>> seen = new ArrayList<>();
            getRunningLoop().callSoon(() -> seen.add(currentTask()));
            settle();
            assertNull(seen.getFirst());
        });
    }

    // ---------------------------------------------------------------- names

    @Test
    void namesAreGivenOrNumbered() {
        run(() -> {
            Task<Void> first = createTask(() -> {});
            Task<Void> second = createTask(() -> {});
            assertTrue(first.getName().matches("Task-\\d+"), first.getName());
            assertNotEquals(first.getName(), second.getName());
            Task<String> named = createTask("fetch", () -> currentTask().getName());
            assertEquals("fetch", named.getName());
            assertEquals("fetch", named.thread().getName());
            assertEquals("fetch", named.await());
            first.setName("renamed");
            assertEquals("renamed", first.getName());
            assertThrows(NullPointerException.class, () -> first.setName(null));
        });
    }

    @Test
    void toStringTellsWhatItWaitsFor() {
        run(() -> {
            Task<String> inner = createTask("inner", () -> sleep(seconds(5), "v"));
            Task<String> outer = createTask("outer", () -> inner.await());
            assertEquals("outer [is ready to run]", outer.toString());
            yieldNow();
            assertEquals("outer [waits for inner]", outer.toString());
            assertEquals("inner [waits for the clock, another PT5S]", inner.toString());
            outer.await();
            assertEquals("outer [finished, result v]", outer.toString());
            assertEquals("has ended", outer.activity());
            assertEquals("is running", currentTask().activity());
        });
    }

    @Test
    void toStringOfTasksThatWaitForEachOther() {
        run(() -> {
            List<Task<?>> ring = new ArrayList<>();
            ring.add(createTask("a", () -> ring.get(1).await()));
            ring.add(createTask("b", () -> ring.get(0).await()));
            settle();
            assertEquals("a [waits for b]", ring.get(0).toString());
            ring.get(0).cancel("end of the ring");
            settle();
            assertTrue(ring.get(0).cancelled());
            assertTrue(ring.get(1).cancelled());
        });
    }

    // ---------------------------------------------------------------- cancel, at every moment

    @Test
    void cancelBeforeTheFirstTurnKeepsTheBodyFromRunning() {
        run(() -> {
            Task<Boolean> task = createTask(() -> trail.add("ran"));
            assertTrue(task.cancel("never mind"));
            assertFalse(task.done());
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertEquals("never mind", error.reason());
            assertSame(currentTask(), error.source());
            assertTrue(error.isAimedAt(task));
            assertTrue(task.cancelled());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void cancelWhileRunningIsThrownAtTheNextWait() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        assertTrue(currentTask().cancel());
                        trail.add("still running");
                        try {
                            sleep(seconds(1));
                        } finally {
                            trail.add("waited " + getRunningLoop().time());
                        }
                    });
            assertThrows(CancelledError.class, task::await);
            assertEquals(List.of("still running", "waited PT0S"), trail);
        });
    }

    @Test
    void cancelWhileRunningIsNotThrownByAwaitOfWhatIsDone() {
        run(() -> {
            Promise<String> done = createFuture();
            done.setResult("r");
            Task<Void> task =
                    createTask(() -> {
                        currentTask().cancel();
                        trail.add(done.await());
                        yieldNow();
                        trail.add("unreachable");
                    });
            assertThrows(CancelledError.class, task::await);
            assertEquals(List.of("r"), trail);
        });
    }

    @Test
    void cancelAtTheEndLosesTheResult() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        currentTask().cancel("at the end");
                        return "lost";
                    });
            assertEquals("at the end", assertThrows(CancelledError.class, task::await).reason());
            assertTrue(task.cancelled());
        });
    }

    @Test
    void cancelAtTheEndDoesNotHideAFailure() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        currentTask().cancel();
                        throw new IOException("seen");
                    });
            assertThrows(IOException.class, task::await);
            assertFalse(task.cancelled());
        });
    }

    @Test
    void cancelWhileWaitingIsThrownOutOfTheWait() {
        run(() -> {
            Task<Void> task = waiter(trail, "sleeper", () -> sleep(seconds(100)));
            settle();
            task.cancel();
            assertFalse(task.done());
            settle();
            assertTrue(task.cancelled());
            assertEquals(List.of("sleeper cancelled"), trail);
            assertTrue(getRunningLoop().time().compareTo(seconds(1)) < 0);
        });
    }

    @Test
    void cancelAfterTheWakeUpWinsOverTheResult() {
        run(() -> {
            Promise<String> promise = createFuture();
            Task<String> task = createTask(() -> promise.await());
            settle();
            promise.setResult("lost");
            task.cancel("quick");
            assertEquals("quick", assertThrows(CancelledError.class, task::await).reason());
        });
    }

    @Test
    void cancelOfWhatIsDoneDoesNothing() {
        run(() -> {
            Task<String> task = createTask(() -> "r");
            settle();
            assertFalse(task.cancel());
            assertEquals(0, task.cancelling());
            assertEquals("r", task.result());
        });
    }

    @Test
    void aCaughtCancellationIsOver() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        try {
                            sleep(seconds(100));
                        } catch (CancelledError e) {
                            sleep(seconds(5));
                            return "went on";
                        }
                        return "not cancelled";
                    });
            settle();
            task.cancel();
            assertEquals("went on", task.await());
            assertFalse(task.cancelled());
            assertEquals(1, task.cancelling());
        });
    }

    @Test
    void severalRequestsBeforeTheThrowAreOneThrow() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        assertThrows(CancelledError.class, () -> sleep(seconds(100)));
                        assertEquals(2, currentTask().cancelling());
                        sleep(seconds(5));
                        return "went on";
                    });
            settle();
            task.cancel("one");
            task.cancel("two");
            assertEquals("went on", task.await());
        });
    }

    @Test
    void severalRequestsAreOneThrowWhereverTheTaskIs() {
        run(() -> {
            Promise<String> promise = createFuture();
            Task<Void> inner = createTask(() -> sleep(seconds(100)));
            for (Action<?> wait :
                    List.<Action<?>>of(
                            () -> promise.await(),
                            () -> inner.await(),
                            () -> sleep(seconds(100)),
                            () -> currentTask().cancel("first"))) {
                Task<String> task =
                        createTask(() -> {
                            try {
                                wait.run();
                                yieldNow();
                                trail.add("not cancelled");
                            } catch (CancelledError e) {
                                sleep(seconds(5));
                            }
                            return "went on";
                        });
                yieldNow();
                task.cancel("one");
                task.cancel("two");
                task.cancel("three");
                assertEquals("went on", task.await());
            }
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void aRequestAfterTheThrowIsAnotherThrow() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        assertThrows(CancelledError.class, () -> sleep(seconds(100)));
                        assertThrows(CancelledError.class, () -> sleep(seconds(100)));
                        return "went on";
                    });
            settle();
            task.cancel();
            settle();
            task.cancel();
            assertEquals("went on", task.await());
            assertEquals(2, task.cancelling());
        });
    }

    @Test
    void aTasksRequestTakesThePlaceOfAScopesRequest() {
        run(() -> {
            Promise<CancelScope> scope = createFuture();
            Task<Void> task =
                    createTask(() -> {
                        cancelScope(open -> {
                            scope.setResult(open);
                            sleep(seconds(100));
                        });
                        trail.add("behind the scope");
                    });
            settle();
            scope.result().cancel();
            task.cancel("the task");
            assertEquals("the task", assertThrows(CancelledError.class, task::await).reason());
            assertEquals(List.of(), trail);
        });
    }

    // ---------------------------------------------------------------- cancel, along a chain

    @Test
    void cancelReachesTheInnermostWait() {
        run(() -> {
            Promise<String> innermost = createFuture();
            Task<String> inner = createTask(() -> innermost.await());
            Task<String> middle = createTask(() -> inner.await());
            Task<String> outer = createTask(() -> middle.await());
            settle();
            outer.cancel("from the top");
            assertTrue(innermost.cancelled());
            assertFalse(inner.done());
            CancelledError error = assertThrows(CancelledError.class, outer::await);
            assertEquals("from the top", error.reason());
            assertTrue(error.isAimedAt(outer));
            assertTrue(inner.cancelled());
            assertTrue(middle.cancelled());
        });
    }

    @Test
    void anInnerTaskThatDeclinesLetsTheOuterGoOn() {
        run(() -> {
            Task<String> inner =
                    createTask(() -> {
                        try {
                            sleep(seconds(100));
                        } catch (CancelledError e) {
                            trail.add("declined");
                        }
                        return "value";
                    });
            Task<String> outer = createTask(() -> inner.await());
            settle();
            outer.cancel();
            assertEquals("value", outer.await());
            assertFalse(outer.cancelled());
            assertEquals(1, outer.cancelling());
            assertEquals(1, inner.cancelling());
        });
    }

    @Test
    void aTaskThatTwoAwaitIsCancelledWithEither() {
        run(() -> {
            Task<Void> inner = createTask(() -> sleep(seconds(100)));
            Task<Void> one = waiter(trail, "one", inner::await);
            Task<Void> two = waiter(trail, "two", inner::await);
            settle();
            one.cancel();
            settle();
            assertTrue(inner.cancelled());
            assertEquals(List.of("one cancelled", "two cancelled"), trail);
            assertTrue(two.cancelled());
            assertEquals(0, two.cancelling());
        });
    }

    @Test
    void theCancellationOfAnAwaitedTaskIsThrownButNotAimedAtTheWaiter() {
        run(() -> {
            Task<Void> inner = createTask(() -> sleep(seconds(100)));
            Task<Void> outer =
                    createTask(() -> {
                        CancelledError error = assertThrows(CancelledError.class, inner::await);
                        assertFalse(error.isAimedAt(currentTask()));
                        assertEquals(0, currentTask().cancelling());
                        sleep(seconds(1));
                    });
            settle();
            inner.cancel();
            outer.await();
        });
    }

    @Test
    void nobodyIsMeantWhereNoTaskIs() {
        assertFalse(new CancelledError("by hand").isAimedAt(null));
    }

    // ---------------------------------------------------------------- cancelling and uncancel

    @Test
    void uncancelCountsDownToZero() {
        run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(100)));
            assertEquals(0, task.cancelling());
            assertEquals(0, task.uncancel());
            task.cancel();
            task.cancel();
            assertEquals(2, task.cancelling());
            assertEquals(1, task.uncancel());
            assertEquals(0, task.uncancel());
            assertEquals(0, task.uncancel());
        });
    }

    @Test
    void uncancelRescindsWhatWasNotThrownYet() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        currentTask().cancel();
                        currentTask().uncancel();
                        sleep(seconds(1));
                        return "went on";
                    });
            assertEquals("went on", task.await());

            Task<String> unstarted = createTask(() -> "ran");
            unstarted.cancel();
            unstarted.uncancel();
            assertEquals("ran", unstarted.await());
        });
    }

    @Test
    void uncancelRescindsOnlyWhenNoRequestIsLeft() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        currentTask().cancel();
                        currentTask().cancel();
                        assertEquals(1, currentTask().uncancel());
                        sleep(seconds(1));
                        return "went on";
                    });
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void uncancelComesTooLateForAWaitThatWasAborted() {
        run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(100)));
            settle();
            task.cancel();
            assertEquals(0, task.uncancel());
            assertThrows(CancelledError.class, task::await);
        });
    }

    /** As in CPython: only a decrement rescinds, a call without an open request has no effect. */
    @Test
    void uncancelWithoutARequestRescindsNothing() {
        run(() -> {
            Promise<String> promise = createFuture();
            Task<Void> task =
                    createTask(() -> {
                        promise.await();
                        trail.add("not thrown");
                    });
            settle();
            promise.setResult("r");
            ((LoopTask<Void>) task).fiber().deliver(() -> new IOException("delivered"));
            task.uncancel();
            assertThrows(IOException.class, task::await);
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void uncancelHasNoEffectOnceDone() {
        run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(100)));
            task.cancel();
            settle();
            assertTrue(task.cancelled());
            task.uncancel();
            assertTrue(task.cancelled());
        });
    }

    /**
     * A JDK lock cannot be cancelled. When it is there at last, and the request was taken back
     * meanwhile, nothing of it may be left: neither in the task nor as its thread's interrupt.
     */
    @Test
    void uncancelRescindsARequestThatForeignCodeHasNotSeen() {
        run(() -> {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            Task<String> task =
                    createTask(() -> {
                        lock.lock();
                        lock.unlock();
                        sleep(seconds(1));
                        return "went on";
                    });
            yieldNow();
            task.cancel();
            task.uncancel();
            lock.unlock();
            assertEquals("went on", task.await());
        });
    }

    @Test
    void aRequestThatForeignCodeHasNotSeenIsThrownAtTheNextWait() {
        run(() -> {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            Task<Void> task =
                    createTask(() -> {
                        lock.lock();
                        lock.unlock();
                        trail.add("locked");
                        sleep(seconds(1));
                        trail.add("slept");
                    });
            yieldNow();
            task.cancel("foreign");
            lock.unlock();
            assertEquals("foreign", assertThrows(CancelledError.class, task::await).reason());
            assertEquals(List.of("locked"), trail);
        });
    }

    /** CPython's test_uncancel_structured_blocks: a timeout as users write it themselves. */
    @Test
    void theFiveRulesOfUsersTimeouts() {
        run(() -> {
            assertEquals("timed out", currentTaskAsTimeout(seconds(1), () -> sleep(seconds(2))));
            assertEquals(0, currentTask().cancelling());
            assertEquals("in time", currentTaskAsTimeout(seconds(2), () -> sleep(seconds(1))));
            assertThrows(
                    IOException.class,
                    () ->
                            currentTaskAsTimeout(
                                    seconds(1),
                                    () -> {
                                        throw new IOException();
                                    }));
            assertEquals(0, currentTask().cancelling());
            Task<String> task =
                    createTask(() -> currentTaskAsTimeout(seconds(2), () -> sleep(seconds(5))));
            sleep(seconds(1));
            task.cancel("from outside");
            assertEquals("from outside", assertThrows(CancelledError.class, task::await).reason());
            Task<String> nested =
                    createTask(() ->
                            currentTaskAsTimeout(
                                    seconds(2),
                                    () ->
                                            trail.add(
                                                    currentTaskAsTimeout(
                                                            seconds(1), () -> sleep(seconds(5))))));
            assertEquals("in time", nested.await());
            assertEquals(List.of("timed out"), trail);
        });
    }

    private static <X extends Exception> String currentTaskAsTimeout(Duration delay, Action<X> body)
            throws X {
        Task<?> task = currentTask();
        int before = task.cancelling();
        boolean[] timedOut = new boolean[1];
        TimerHandle timer =
                getRunningLoop()
                        .callLater(
                                delay,
                                () -> {
                                    timedOut[0] = true;
                                    task.cancel("users' timeout");
                                });
        try {
            body.run();
        } catch (CancelledError error) {
            if (timedOut[0] && task.uncancel() <= before) {
                return "timed out";
            }
            throw error;
        } finally {
            timer.cancel();
        }
        return "in time";
    }

    // ---------------------------------------------------------------- interrupts

    @Test
    void aForeignInterruptIsARequestForCancellation() {
        run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(100)));
            yieldNow();
            toThread(() -> task.thread().interrupt());
            assertThrows(CancelledError.class, task::await);
            assertEquals(1, task.cancelling());
        });
    }

    @Test
    void cancelReachesATaskInsideForeignCode() {
        run(() -> {
            Task<Void> task = createTask(() -> Thread.sleep(5_000));
            yieldNow();
            task.cancel("stop");
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertEquals("stop", error.reason());
            assertTrue(error.getCause() instanceof InterruptedException);
        });
    }
}
