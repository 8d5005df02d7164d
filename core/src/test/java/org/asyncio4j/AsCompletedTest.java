package org.asyncio4j;

import static org.asyncio4j.Asyncio.asCompleted;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
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
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsCompletedTest {
    private final List<String> trail = new ArrayList<>();

    private static Task<String> sleeper(double seconds) {
        return createTask(() -> sleep(seconds(seconds), "slept " + seconds));
    }

    @Test
    void theAwaitablesThemselvesComeInTheOrderOfTheirEnds() {
        run(() -> {
            Task<String> c = sleeper(3);
            Task<String> a = sleeper(1);
            Task<String> b = sleeper(2);
            List<Task<String>> seen = new ArrayList<>();
            for (Task<String> ended : asCompleted(List.of(c, a, b))) {
                assertTrue(ended.done());
                seen.add(ended);
            }
            assertEquals(List.of(a, b, c), seen);
        });
    }

    @Test
    void whatHasEndedComesWithoutGivingWay() {
        run(() -> {
            Promise<String> done = createFuture();
            done.setResult("r");
            createTask(() -> trail.add("other"));
            AsCompleted<Promise<String>> ends = asCompleted(List.of(done));
            assertSame(done, ends.next());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void failuresAndCancellationsComeAsTheyAre() {
        run(() -> {
            Promise<String> failed = createFuture();
            Promise<String> cancelled = createFuture();
            getRunningLoop().callLater(seconds(1), () -> failed.setException(new IOException("x")));
            getRunningLoop().callLater(seconds(2), () -> cancelled.cancel("y"));
            AsCompleted<Promise<String>> ends = asCompleted(List.of(cancelled, failed));
            assertThrows(IOException.class, ends.next()::result);
            assertThrows(CancelledError.class, ends.next()::result);
            assertFalse(ends.hasNext());
            assertThrows(NoSuchElementException.class, ends::next);
        });
    }

    @Test
    void duplicatesComeOnce() {
        run(() -> {
            Task<String> a = sleeper(1);
            int count = 0;
            for (Task<String> ended : asCompleted(List.of(a, a, a))) {
                assertSame(a, ended);
                count++;
            }
            assertEquals(1, count);
            assertFalse(asCompleted(List.<Task<String>>of()).hasNext());
        });
    }

    @Test
    void aLoopThatIsLeftAndBegunAgainGoesOn() {
        run(() -> {
            Task<String> a = sleeper(1);
            Task<String> b = sleeper(2);
            Task<String> c = sleeper(3);
            AsCompleted<Task<String>> ends = asCompleted(List.of(c, b, a));
            for (Task<String> ended : ends) {
                assertSame(a, ended);
                break;
            }
            sleep(seconds(10));
            List<Task<String>> rest = new ArrayList<>();
            ends.forEach(rest::add);
            assertEquals(List.of(b, c), rest);
        });
    }

    /** As in CPython: one TimeoutError for each that had not ended in time, then the end. */
    @Test
    void theTimeoutIsThrownOnceForEachThatIsNotDone() {
        run(() -> {
            Task<String> quick = sleeper(1);
            Task<String> slow = sleeper(5);
            Task<String> slower = sleeper(6);
            AsCompleted<Task<String>> ends = asCompleted(List.of(slow, quick, slower), seconds(2));
            assertSame(quick, ends.next());
            assertThrows(TimeoutException.class, ends::next);
            assertEquals(seconds(2), getRunningLoop().time());
            assertTrue(ends.hasNext());
            sleep(seconds(10));
            assertThrows(TimeoutException.class, ends::next);
            assertFalse(ends.hasNext());
            assertEquals("slept 5.0", slow.result());
        });
    }

    @Test
    void whatEndedInTimeIsReturnedHoweverLateItIsAskedFor() {
        run(() -> {
            AsCompleted<Task<String>> ends = asCompleted(List.of(sleeper(1)), seconds(2));
            sleep(seconds(10));
            assertEquals("slept 1.0", ends.next().result());
        });
    }

    @Test
    void whatEndsAfterTheTimeIsTooLateHoweverLateItIsAskedFor() {
        run(() -> {
            AsCompleted<Task<String>> ends = asCompleted(List.of(sleeper(5)), seconds(2));
            sleep(seconds(10));
            assertThrows(TimeoutException.class, ends::next);
            assertFalse(ends.hasNext());
        });
    }

    @Test
    void cancellingTheWaitLosesNothing() {
        run(() -> {
            Task<String> a = sleeper(5);
            AsCompleted<Task<String>> ends = asCompleted(List.of(a));
            Task<?> reader = createTask(() -> ends.next());
            settle();
            reader.cancel();
            assertThrows(CancelledError.class, reader::await);
            assertEquals(0, a.cancelling());
            assertSame(a, ends.next());
        });
    }

    @Test
    void cancellingJustAfterTheWakeUpLosesNothing() {
        run(() -> {
            Promise<String> promise = createFuture();
            AsCompleted<Promise<String>> ends = asCompleted(List.of(promise));
            Task<?> reader = createTask(() -> ends.next());
            settle();
            promise.setResult("r");
            reader.cancel();
            assertThrows(CancelledError.class, reader::await);
            assertSame(promise, ends.next());
        });
    }

    @Test
    void twoReadersShareTheEnds() {
        run(() -> {
            AsCompleted<Task<String>> ends = asCompleted(List.of(sleeper(1), sleeper(2)));
            Task<String> one = createTask(() -> ends.next().result());
            Task<String> two = createTask(() -> ends.next().result());
            assertEquals("slept 1.0", one.await());
            assertEquals("slept 2.0", two.await());
        });
    }

    @Test
    void aReaderWhomAnotherLeavesNothingHearsOfTheEnd() {
        run(() -> {
            AsCompleted<Task<String>> ends = asCompleted(List.of(sleeper(1)));
            Task<String> one = createTask(() -> ends.next().result());
            Task<String> two = createTask(() -> ends.next().result());
            assertEquals("slept 1.0", one.await());
            assertThrows(NoSuchElementException.class, two::await);
        });
    }
}
