package org.asyncio4j;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.timeoutAt;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

@org.junit.jupiter.api.Timeout(
        value = 10,
        threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class TimeoutTest {
    private final List<String> trail = new ArrayList<>();

    private static Duration now() {
        return getRunningLoop().time();
    }

    // ---------------------------------------------------------------- in time or not

    @Test
    void aBodyInTimeReturnsItsResult() throws Exception {
        run(() -> {
            assertEquals("r", timeout(seconds(2), () -> sleep(seconds(1), "r")));
            assertEquals("r", timeoutAt(now().plus(seconds(2)), () -> sleep(seconds(1), "r")));
            timeout(
                    seconds(2),
                    () -> {
                        sleep(seconds(1));
                    });
            timeoutAt(
                    now().plus(seconds(2)),
                    () -> {
                        sleep(seconds(1));
                    });
            sleep(seconds(10));
            assertEquals(seconds(14), now());
            assertEquals(0, currentTask().cancelling());
        });
    }

    @Test
    void whenTheTimeIsUpTheBodyIsCancelledAndATimeoutThrown() {
        run(() -> {
            TimeoutException thrown =
                    assertThrows(
                            TimeoutException.class,
                            () ->
                                    timeout(
                                            seconds(1),
                                            () -> {
                                                try {
                                                    sleep(seconds(5));
                                                } catch (CancelledError e) {
                                                    trail.add("cancelled: " + e.reason());
                                                    throw e;
                                                }
                                            }));
            assertTrue(thrown.getCause() instanceof CancelledError);
            assertEquals(List.of("cancelled: timeout"), trail);
            assertEquals(seconds(1), now());
            assertEquals(0, currentTask().cancelling());
            sleep(seconds(1));
        });
    }

    @Test
    void withoutADelayThereIsNoBound() throws Exception {
        run(() -> {
            Duration none = null;
            assertEquals("r", timeout(none, () -> sleep(Duration.ofDays(400), "r")));
            assertEquals("r", timeoutAt(none, () -> sleep(Duration.ofDays(400), "r")));
            timeout(
                    none,
                    open -> {
                        assertNull(open.when());
                        assertFalse(open.expired());
                    });
        });
    }

    @Test
    void withNoTimeLeftABodyThatDoesNotWaitEndsNormally() throws Exception {
        run(() -> {
            for (Duration delay : List.of(Duration.ZERO, seconds(-1))) {
                assertEquals("r", timeout(delay, () -> "r"));
                assertEquals("r", timeoutAt(now().plus(delay), () -> "r"));
                yieldNow();
            }
        });
    }

    @Test
    void withNoTimeLeftTheFirstWaitThrows() {
        run(() -> {
            for (Duration delay : List.of(Duration.ZERO, seconds(-1))) {
                assertThrows(TimeoutException.class, () -> timeout(delay, () -> yieldNow()));
                assertThrows(TimeoutException.class, () -> timeout(delay, () -> sleep(seconds(1))));
                assertThrows(
                        TimeoutException.class,
                        () ->
                                timeoutAt(
                                        delay,
                                        () -> {
                                            createFuture().await();
                                        }));
                assertEquals(Duration.ZERO, now());
                assertEquals(0, currentTask().cancelling());
            }
        });
    }

    @Test
    void aBodyThatSwallowsTheCancellationReturnsNormally() throws Exception {
        run(() -> {
            String result =
                    timeout(
                            seconds(1),
                            open -> {
                                try {
                                    sleep(seconds(5));
                                } catch (CancelledError e) {
                                    assertTrue(open.expired());
                                }
                                sleep(seconds(5));
                                return "r";
                            });
            assertEquals("r", result);
            assertEquals(seconds(6), now());
            assertEquals(0, currentTask().cancelling());
        });
    }

    @Test
    void anotherExceptionPassesAndTellsOfTheTimeout() {
        run(() -> {
            IOException thrown =
                    assertThrows(
                            IOException.class,
                            () ->
                                    timeout(
                                            seconds(1),
                                            () -> {
                                                try {
                                                    sleep(seconds(5));
                                                } finally {
                                                    throwNow(new IOException("in clean-up"));
                                                }
                                            }));
            assertEquals("in clean-up", thrown.getMessage());
            assertEquals(1, thrown.getSuppressed().length);
            assertTrue(thrown.getSuppressed()[0] instanceof TimeoutException);
            assertEquals(0, currentTask().cancelling());
        });
    }

    @Test
    void anExceptionInTimeIsNotTouched() {
        run(() -> {
            IOException thrown =
                    assertThrows(
                            IOException.class,
                            () -> timeout(seconds(1), () -> throwNow(new IOException())));
            assertEquals(0, thrown.getSuppressed().length);
        });
    }

    private static void throwNow(IOException exception) throws IOException {
        throw exception;
    }

    @Test
    void aRequestThatTheBodyDidNotSeeIsTakenBack() throws Exception {
        run(() -> {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            Task<Void> task =
                    createTask(() -> {
                        timeout(
                                Duration.ZERO,
                                () -> {
                                    lock.lock(); // Cannot be cancelled, so the request stays
                                    // open until it is had.
                                    lock.unlock();
                                });
                        sleep(seconds(1));
                        trail.add("slept");
                    });
            yieldNow();
            yieldNow();
            lock.unlock();
            task.await();
            assertEquals(List.of("slept"), trail);
        });
    }

    // ---------------------------------------------------------------- moving it

    @Test
    void whenAndExpiredTellHowItStands() {
        run(() -> {
            org.asyncio4j.Timeout[] kept = new org.asyncio4j.Timeout[1];
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(5),
                                    open -> {
                                        kept[0] = open;
                                        assertEquals(seconds(5), open.when());
                                        assertFalse(open.expired());
                                        sleep(seconds(10));
                                    }));
            assertTrue(kept[0].expired());
            assertEquals("Timeout[EXPIRED, until PT5S]", kept[0].toString());
        });
    }

    @Test
    void rescheduleMovesTheEnd() throws Exception {
        run(() -> {
            timeout(
                    seconds(1),
                    open -> {
                        open.reschedule(now().plus(seconds(5)));
                        sleep(seconds(3));
                        open.reschedule(null);
                        assertNull(open.when());
                        sleep(seconds(30));
                    });
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(100),
                                    open -> {
                                        open.reschedule(now().minus(seconds(1)));
                                        sleep(seconds(1));
                                    }));
            assertEquals(seconds(33), now());
        });
    }

    @Test
    void rescheduleIsRefusedWhenItIsTooLate() throws Exception {
        run(() -> {
            org.asyncio4j.Timeout[] kept = new org.asyncio4j.Timeout[1];
            timeout(
                    seconds(1),
                    open -> {
                        kept[0] = open;
                        try {
                            sleep(seconds(5));
                        } catch (CancelledError e) {
                            trail.add(
                                    assertThrows(
                                                    IllegalStateException.class,
                                                    () -> open.reschedule(seconds(50)))
                                            .getMessage());
                        }
                    });
            trail.add(
                    assertThrows(IllegalStateException.class, () -> kept[0].reschedule(seconds(50)))
                            .getMessage());
            timeout(
                    seconds(1),
                    open -> {
                        kept[0] = open;
                    });
            trail.add(
                    assertThrows(IllegalStateException.class, () -> kept[0].reschedule(null))
                            .getMessage());
            assertTrue(trail.get(0).contains("expiring"), trail.get(0));
            assertTrue(trail.get(1).contains("expired"), trail.get(1));
            assertTrue(trail.get(2).contains("exited"), trail.get(2));
        });
    }

    // ---------------------------------------------------------------- nested, and with others

    @Test
    void theInnerExpiresFirst() throws Exception {
        run(() -> {
            timeout(
                    seconds(5),
                    outer -> {
                        assertThrows(
                                TimeoutException.class,
                                () -> timeout(seconds(1), () -> sleep(seconds(10))));
                        assertFalse(outer.expired());
                        sleep(seconds(1));
                    });
            assertEquals(seconds(2), now());
        });
    }

    @Test
    void theOuterExpiresFirst() {
        run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(1),
                                    () ->
                                            timeout(
                                                    seconds(5),
                                                    inner -> {
                                                        try {
                                                            sleep(seconds(10));
                                                        } finally {
                                                            trail.add("inner " + inner.expired());
                                                        }
                                                    })));
            assertEquals(List.of("inner false"), trail);
            assertEquals(seconds(1), now());
        });
    }

    @Test
    void whereBothExpireAtOnceTheOuterConverts() {
        run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(1),
                                    () -> {
                                        try {
                                            timeout(seconds(1), () -> sleep(seconds(10)));
                                        } catch (TimeoutException e) {
                                            trail.add("inner");
                                        } catch (CancelledError e) {
                                            trail.add("passed through");
                                            throw e;
                                        }
                                    }));
            assertEquals(List.of("passed through"), trail);
            assertEquals(0, currentTask().cancelling());
            sleep(seconds(1));
        });
    }

    @Test
    void theOuterExpiresWhileTheInnerCleansUp() {
        run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () ->
                            timeout(
                                    seconds(2),
                                    () ->
                                            timeout(
                                                    seconds(1),
                                                    () -> {
                                                        try {
                                                            sleep(seconds(10));
                                                        } finally {
                                                            sleep(seconds(10));
                                                        }
                                                    })));
            assertEquals(seconds(2), now());
            assertEquals(0, currentTask().cancelling());
        });
    }

    @Test
    void aCancellationFromOutsideWins() {
        run(() -> {
            Task<Void> before = createTask(() -> timeout(seconds(5), () -> sleep(seconds(10))));
            settle();
            before.cancel("outside");
            assertEquals("outside", assertThrows(CancelledError.class, before::await).reason());
            assertEquals(1, before.cancelling());

            // The canceller wakes at the same moment, and has its turn before the other resumes.
            List<Task<Void>> both = new ArrayList<>();
            both.add(
                    createTask(() -> {
                        sleep(seconds(1));
                        both.get(1).cancel("outside");
                    }));
            both.add(createTask(() -> timeout(seconds(1), () -> sleep(seconds(10)))));
            Task<Void> together = both.get(1);
            assertThrows(CancelledError.class, together::await);
            assertEquals(1, together.cancelling());
        });
    }

    @Test
    void aCancellationWhileItExpiresWins() {
        run(() -> {
            Task<Void> task =
                    createTask(() ->
                            timeout(
                                    seconds(1),
                                    () -> {
                                        try {
                                            sleep(seconds(10));
                                        } finally {
                                            trail.add("expiring");
                                            sleep(seconds(10));
                                        }
                                    }));
            sleep(seconds(2));
            task.cancel("outside");
            assertEquals("outside", assertThrows(CancelledError.class, task::await).reason());
            assertEquals(List.of("expiring"), trail);
        });
    }

    @Test
    void aTaskThatIsBeingCancelledCanStillUseATimeout() throws Exception {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        try {
                            sleep(seconds(100));
                        } catch (CancelledError e) {
                            assertThrows(
                                    TimeoutException.class,
                                    () -> timeout(seconds(1), () -> sleep(seconds(10))));
                        }
                        return "cleaned up";
                    });
            settle();
            task.cancel();
            assertEquals("cleaned up", task.await());
            assertEquals(1, task.cancelling());
        });
    }

    /** As that of another, before the first wait inside: nothing was thrown before the entry. */
    @Test
    void aCancellationThatHasNotBeenThrownAtItsBeginWins() {
        run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        currentTask().cancel("outside");
                        timeout(Duration.ZERO, () -> yieldNow());
                    });
            assertThrows(CancelledError.class, task::await);
            assertEquals(1, task.cancelling());
        });
    }

    /** The cancellation of something that the body waits for is not the timeout's. */
    @Test
    void theCancellationOfAnotherTaskIsNotConverted() {
        run(() -> {
            Task<Void> other = createTask(() -> sleep(seconds(100)));
            getRunningLoop().callLater(seconds(1), () -> other.cancel("other"));
            assertEquals(
                    "other",
                    assertThrows(
                                    CancelledError.class,
                                    () -> timeout(seconds(5), () -> other.await()))
                            .reason());
        });
    }

    @Test
    void itBelongsToATask() {
        run(() -> {
            getRunningLoop()
                    .callSoon(() ->
                            trail.add(
                                    assertThrows(
                                                    IllegalStateException.class,
                                                    () -> timeout(seconds(1), () -> "r"))
                                            .getMessage()));
            settle();
            assertTrue(trail.getFirst().startsWith("A timeout belongs to the task"));
        });
        assertThrows(IllegalStateException.class, () -> timeout(seconds(1), () -> "r"));
    }
}
