package org.asyncio4j;

import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.asyncio4j.ReturnWhen.FIRST_COMPLETED;
import static org.asyncio4j.ReturnWhen.FIRST_EXCEPTION;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingTest {
    private static Task<String> sleeper(double seconds) {
        return createTask(() -> sleep(seconds(seconds), "slept " + seconds));
    }

    private static Task<String> failing(double seconds) {
        return createTask(() -> {
            sleep(seconds(seconds));
            throw new IOException("failed after " + seconds);
        });
    }

    private static Duration now() {
        return getRunningLoop().time();
    }

    @Test
    void allCompletedIsTheDefault() {
        run(() -> {
            Task<String> good = sleeper(3);
            Task<String> bad = failing(1);
            WaitResult<Task<String>> result = awaitTasks(List.of(good, bad));
            assertEquals(Set.of(good, bad), result.done());
            assertEquals(Set.of(), result.pending());
            assertEquals(seconds(3), now());
            assertThrows(IOException.class, bad::result);
        });
    }

    @Test
    void firstCompletedCountsAnyEnd() {
        run(() -> {
            Task<String> slow = sleeper(3);
            Task<String> bad = failing(1);
            WaitResult<Task<String>> result = awaitTasks(List.of(slow, bad), FIRST_COMPLETED);
            assertEquals(Set.of(bad), result.done());
            assertEquals(Set.of(slow), result.pending());
            assertEquals(seconds(1), now());
            bad.exception();
        });
    }

    @Test
    void firstExceptionWaitsOnWhileAllGoesWell() {
        run(() -> {
            Task<String> quick = sleeper(1);
            Task<String> bad = failing(2);
            Task<String> slow = sleeper(3);
            WaitResult<Task<String>> result =
                    awaitTasks(List.of(quick, bad, slow), FIRST_EXCEPTION);
            assertEquals(Set.of(quick, bad), result.done());
            assertEquals(Set.of(slow), result.pending());
            assertEquals(seconds(2), now());
            bad.exception();
        });
    }

    @Test
    void firstExceptionWithoutAnyIsAllCompleted() {
        run(() -> {
            WaitResult<Task<String>> result =
                    awaitTasks(List.of(sleeper(1), sleeper(2)), FIRST_EXCEPTION);
            assertEquals(2, result.done().size());
            assertEquals(seconds(2), now());
        });
    }

    @Test
    void firstExceptionIgnoresTheCancelled() {
        run(() -> {
            Task<String> cancelled = sleeper(100);
            Task<String> good = sleeper(3);
            getRunningLoop().callLater(seconds(1), () -> cancelled.cancel("alone"));
            WaitResult<Task<String>> result = awaitTasks(List.of(cancelled, good), FIRST_EXCEPTION);
            assertEquals(Set.of(cancelled, good), result.done());
            assertEquals(seconds(3), now());
        });
    }

    @Test
    void aTimeoutIsNoExceptionAndCancelsNothing() {
        run(() -> {
            Task<String> quick = sleeper(1);
            Task<String> slow = sleeper(3);
            WaitResult<Task<String>> result =
                    awaitTasks(List.of(quick, slow), ALL_COMPLETED, seconds(2));
            assertEquals(Set.of(quick), result.done());
            assertEquals(Set.of(slow), result.pending());
            assertEquals(seconds(2), now());
            assertEquals("slept 3.0", slow.await());
        });
    }

    @Test
    void aTimeoutOfZeroLooksHowThingsStand() {
        run(() -> {
            Task<String> slow = sleeper(3);
            for (Duration timeout : List.of(Duration.ZERO, seconds(-1))) {
                WaitResult<Task<String>> result =
                        awaitTasks(List.of(slow), FIRST_COMPLETED, timeout);
                assertEquals(Set.of(slow), result.pending());
                assertEquals(Duration.ZERO, now());
            }
        });
    }

    @Test
    void whatIsFulfilledAlreadyDoesNotGiveWay() {
        run(() -> {
            Promise<String> done = createFuture();
            done.setResult("r");
            Promise<String> failed = createFuture();
            failed.setException(new IOException());
            Promise<String> pending = createFuture();
            assertEquals(Set.of(done), awaitTasks(List.of(done, pending), FIRST_COMPLETED).done());
            assertEquals(
                    Set.of(failed), awaitTasks(List.of(failed, pending), FIRST_EXCEPTION).done());
            assertEquals(Set.of(done, failed), awaitTasks(List.of(done, failed)).done());
            failed.exception();
        });
    }

    @Test
    void whatEndsBetweenTheWakeUpAndTheReturnCountsAsDone() {
        run(() -> {
            Promise<String> one = createFuture();
            Promise<String> two = createFuture();
            Task<WaitResult<Promise<String>>> waiting =
                    createTask(() -> awaitTasks(List.of(one, two), FIRST_COMPLETED));
            settle();
            one.setResult("1");
            two.setResult("2");
            assertEquals(Set.of(one, two), waiting.await().done());
        });
    }

    @Test
    void resultsAreInTheOrderOfTheArgumentsWithoutDuplicates() {
        run(() -> {
            Task<String> b = sleeper(2);
            Task<String> a = sleeper(1);
            WaitResult<Task<String>> result = awaitTasks(List.of(b, a, b));
            assertEquals(List.of(b, a), List.copyOf(result.done()));
            assertThrows(UnsupportedOperationException.class, () -> result.done().clear());
        });
    }

    @Test
    void cancellingTheWaitLeavesAllAlone() {
        run(() -> {
            Task<String> slow = sleeper(5);
            Task<?> waiting = createTask(() -> awaitTasks(List.of(slow)));
            settle();
            waiting.cancel();
            assertThrows(CancelledError.class, waiting::await);
            assertEquals(0, slow.cancelling());
            assertEquals("slept 5.0", slow.await());
        });
    }

    @Test
    void aCancelledWaitLeavesNoTimerBehind() {
        run(() -> {
            Task<String> slow = sleeper(100);
            Task<Void> waiting =
                    createTask(() -> {
                        assertThrows(
                                CancelledError.class,
                                () -> awaitTasks(List.of(slow), ALL_COMPLETED, seconds(2)));
                        sleep(seconds(50));
                    });
            settle();
            waiting.cancel();
            waiting.await();
            assertEquals(50, now().toSeconds());
        });
    }

    @Test
    void nothingToWaitForIsAMistake() {
        run(() -> {
            assertThrows(IllegalArgumentException.class, () -> awaitTasks(List.<Task<String>>of()));
        });
    }

    @Test
    void anotherLoopsTasksAreRefused() {
        run(() -> {
            Promise<String> promise = createFuture();
            toThread(() ->
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    run(() -> {
                                        awaitTasks(List.of(promise));
                                    })));
            assertFalse(promise.done());
            assertTrue(promise.cancel());
        });
    }
}
