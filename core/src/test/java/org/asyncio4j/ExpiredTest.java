package org.asyncio4j;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.waitFor;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** {@code waitFor} in all its rows, with time and without. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExpiredTest {
    private static final List<Duration> NO_TIME = List.of(Duration.ZERO, Duration.ofSeconds(-1));

    private final List<String> trail = new ArrayList<>();

    private static Duration now() {
        return getRunningLoop().time();
    }

    // ---------------------------------------------------------------- with time

    @Test
    void theResultInTime() throws Exception {
        run(() -> {
            assertEquals("r", waitFor(createTask(() -> sleep(seconds(1), "r")), seconds(2)));
            assertEquals("r", waitFor(() -> sleep(seconds(1), "r"), seconds(2)));
            assertEquals("r", waitFor(createTask(() -> sleep(seconds(1), "r")), null));
            assertEquals("r", waitFor(() -> sleep(seconds(1), "r"), null));
            waitFor(
                    () -> {
                        trail.add("action");
                    },
                    seconds(1));
            assertEquals(List.of("action"), trail);
        });
    }

    @Test
    void theBodyRunsInTheCallersTask() throws Exception {
        run(() -> {
            Task<?> caller = currentTask();
            assertSame(caller, waitFor(() -> currentTask(), seconds(1)));
        });
    }

    @Test
    void theFailureInTime() {
        run(() -> {
            assertThrows(
                    IOException.class,
                    () ->
                            waitFor(
                                    createTask(() -> {
                                        throw new IOException();
                                    }),
                                    seconds(2)));
        });
    }

    @Test
    void theTimeIsUpAndTheTaskIsCancelled() {
        run(() -> {
            Task<String> task = createTask(() -> sleep(seconds(5), "r"));
            assertThrows(TimeoutException.class, () -> waitFor(task, seconds(1)));
            assertTrue(task.cancelled());
            assertEquals(seconds(1), now());
            assertEquals(0, currentTask().cancelling());
        });
    }

    @Test
    void itWaitsUntilTheTaskHasReallyEnded() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        try {
                            return sleep(seconds(5), "r");
                        } finally {
                            sleep(seconds(2));
                            trail.add("cleaned up");
                        }
                    });
            assertThrows(TimeoutException.class, () -> waitFor(task, seconds(1)));
            assertEquals(List.of("cleaned up"), trail);
            assertEquals(seconds(3), now());
        });
    }

    @Test
    void aFailureDuringTheCancellationIsThrown() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        try {
                            return sleep(seconds(5), "r");
                        } catch (CancelledError e) {
                            throw new IOException("in clean-up");
                        }
                    });
            assertThrows(IOException.class, () -> waitFor(task, seconds(1)));
        });
    }

    @Test
    void aTaskThatDeclinesReturnsItsResult() throws Exception {
        run(() -> {
            assertEquals("declined", waitFor(declining(), seconds(1)));
            assertEquals(0, currentTask().cancelling());
        });
    }

    private static Task<String> declining() {
        return createTask(() -> {
            try {
                return sleep(seconds(5), "r");
            } catch (CancelledError e) {
                return "declined";
            }
        });
    }

    @Test
    void cancellingTheWaitCancelsTheTask() {
        run(() -> {
            Task<String> inner = createTask(() -> sleep(seconds(5), "r"));
            Task<String> outer = createTask(() -> waitFor(inner, seconds(2)));
            settle();
            outer.cancel("outer");
            assertEquals("outer", assertThrows(CancelledError.class, outer::await).reason());
            assertTrue(inner.cancelled());
        });
    }

    @Test
    void theTasksOwnCancellationIsThrown() {
        run(() -> {
            Task<String> inner = createTask(() -> sleep(seconds(5), "r"));
            getRunningLoop().callLater(seconds(1), () -> inner.cancel("inner"));
            assertEquals(
                    "inner",
                    assertThrows(CancelledError.class, () -> waitFor(inner, seconds(2))).reason());
        });
    }

    // ---------------------------------------------------------------- without time

    @Test
    void withoutTimeWhatIsDoneCounts() throws Exception {
        run(() -> {
            for (Duration none : NO_TIME) {
                Promise<String> done = createFuture();
                done.setResult("r");
                assertEquals("r", waitFor(done, none));
                Promise<String> failed = createFuture();
                failed.setException(new IOException());
                assertThrows(IOException.class, () -> waitFor(failed, none));
                Promise<String> cancelled = createFuture();
                cancelled.cancel("before");
                assertThrows(CancelledError.class, () -> waitFor(cancelled, none));
            }
        });
    }

    @Test
    void withoutTimeABodyDoesNotBegin() {
        run(() -> {
            for (Duration none : NO_TIME) {
                assertThrows(TimeoutException.class, () -> waitFor(() -> trail.add("began"), none));
                Task<Boolean> task = createTask(() -> trail.add("began"));
                assertThrows(TimeoutException.class, () -> waitFor(task, none));
                assertTrue(task.cancelled());
            }
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void withoutTimeItCancelsAndWaitsForTheEnd() {
        run(() -> {
            Task<String> task =
                    createTask(() -> {
                        try {
                            return sleep(seconds(5), "r");
                        } finally {
                            sleep(seconds(2));
                            trail.add("cleaned up");
                        }
                    });
            settle();
            assertThrows(TimeoutException.class, () -> waitFor(task, Duration.ZERO));
            assertEquals(List.of("cleaned up"), trail);
        });
    }

    @Test
    void withoutTimeADecliningTaskAndAFailingOneCount() throws Exception {
        run(() -> {
            Task<String> declining = declining();
            Task<String> failing =
                    createTask(() -> {
                        try {
                            return sleep(seconds(5), "r");
                        } catch (CancelledError e) {
                            throw new IOException("in clean-up");
                        }
                    });
            settle();
            assertEquals("declined", waitFor(declining, Duration.ZERO));
            assertThrows(IOException.class, () -> waitFor(failing, Duration.ZERO));
        });
    }

    /** CPython's _cancel_and_wait: the second cancellation ends the wait only. */
    @Test
    void withoutTimeCancellingTheWaitIsNoTimeoutAndLeavesTheCleanUpAlone() {
        run(() -> {
            Task<String> inner =
                    createTask(() -> {
                        try {
                            return sleep(seconds(5), "r");
                        } finally {
                            sleep(seconds(2));
                            trail.add("cleaned up");
                        }
                    });
            Task<String> outer = createTask(() -> waitFor(inner, Duration.ZERO));
            settle();
            settle();
            outer.cancel("outer");
            assertEquals("outer", assertThrows(CancelledError.class, outer::await).reason());
            assertEquals(List.of(), trail);
            sleep(seconds(5));
            assertEquals(List.of("cleaned up"), trail);
            assertEquals(1, inner.cancelling());
        });
    }

    @Test
    void withoutTimeAPromiseIsCancelledInACallbackToo() {
        run(() -> {
            Promise<String> promise = createFuture();
            getRunningLoop()
                    .callSoon(() ->
                            assertThrows(
                                    TimeoutException.class, () -> waitFor(promise, Duration.ZERO)));
            List<Throwable> reported = new ArrayList<>();
            getRunningLoop().setExceptionHandler((_, context) -> reported.add(context.exception()));
            settle();
            assertEquals(List.of(), reported);
            assertTrue(promise.cancelled());
        });
    }
}
