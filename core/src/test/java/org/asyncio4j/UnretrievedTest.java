package org.asyncio4j;

import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
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

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnretrievedTest {
    private static final Duration DELAY = EventLoop.UNRETRIEVED_REPORT_DELAY;

    /** What was reported, and when. */
    private final List<String> trail = new ArrayList<>();

    private final List<ExceptionContext> reports = new ArrayList<>();

    private void listen() {
        getRunningLoop()
                .setExceptionHandler((loop, context) -> {
                    reports.add(context);
                    trail.add(context.exception().getMessage() + " at " + loop.time());
                });
    }

    private static Task<String> failing(String message) {
        return createTask(() -> {
            throw new IOException(message);
        });
    }

    @Test
    void anUnreadFailureIsReportedOnceAfterTheDelay() {
        run(() -> {
            listen();
            Task<String> task = failing("a");
            sleep(DELAY.minusMillis(1));
            assertEquals(List.of(), trail);
            sleep(seconds(100));
            assertEquals(List.of("a at " + DELAY), trail);
            assertSame(task, reports.getFirst().awaitable());
            assertTrue(reports.getFirst().message().contains("never retrieved"));
            assertThrows(IOException.class, task::result);
        });
        assertEquals(1, trail.size());
    }

    @Test
    void eachHasAMomentOfItsOwn() {
        run(() -> {
            listen();
            failing("a");
            sleep(seconds(3));
            failing("b");
            failing("c");
            sleep(seconds(100));
            assertEquals(
                    List.of(
                            "a at " + DELAY,
                            "b at " + DELAY.plusSeconds(3),
                            "c at " + DELAY.plusSeconds(3)),
                    trail);
        });
    }

    @Test
    void whatWasReadIsNotReportedHoweverItWasRead() {
        run(() -> {
            listen();
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tasks.add(failing("task " + i));
            }
            settle();
            assertThrows(IOException.class, tasks.get(0)::await);
            assertThrows(IOException.class, tasks.get(1)::result);
            tasks.get(2).exception();
            tasks.get(3).exceptionNow();
            assertThrows(java.util.concurrent.ExecutionException.class, tasks.get(4)::get);
            assertThrows(IOException.class, () -> Asyncio.gather(tasks));
            sleep(seconds(100));
            assertEquals(List.of(), trail);
        });
        assertEquals(List.of(), trail);
    }

    @Test
    void whatSomebodyWaitsForIsNotReported() {
        run(() -> {
            listen();
            Task<String> task = failing("a");
            assertThrows(IOException.class, task::await);
            sleep(seconds(100));
        });
        assertEquals(List.of(), trail);
    }

    @Test
    void waitingForTheEndIsNotReading() {
        run(() -> {
            listen();
            Task<String> task = failing("a");
            awaitTasks(List.of(task));
            assertTrue(task.done());
            assertTrue(task.toString().contains("failed"));
            assertEquals(java.util.concurrent.Future.State.FAILED, task.state());
            sleep(seconds(100));
            assertEquals(List.of("a at " + DELAY), trail);
        });
    }

    @Test
    void promisesAreReportedToo() {
        run(() -> {
            listen();
            Promise<String> promise = createFuture();
            promise.setException(new IOException("p"));
            sleep(seconds(100));
            assertEquals(List.of("p at " + DELAY), trail);
        });
    }

    @Test
    void cancellationIsNoFailure() {
        run(() -> {
            listen();
            Task<String> task = failing("a");
            task.cancel();
            Promise<String> promise = createFuture();
            promise.cancel();
            sleep(seconds(100));
        });
        assertEquals(List.of(), trail);
    }

    @Test
    void theLoopsEndIsTheLastMoment() {
        run(() -> {
            listen();
            failing("a");
            failing("b");
            sleep(seconds(1));
        });
        assertEquals(2, trail.size());
        assertTrue(trail.get(0).startsWith("a at PT1"), trail.get(0));
        assertTrue(trail.get(1).startsWith("b at PT1"), trail.get(1));
    }

    @Test
    void theReportDoesNotKeepTheLoop() {
        List<Duration> ended = new ArrayList<>();
        run(() -> {
            listen();
            failing("a");
            EventLoop loop = getRunningLoop();
            settle();
            ended.add(loop.time());
        });
        assertTrue(ended.getFirst().compareTo(DELAY) < 0);
        assertEquals(1, trail.size());
    }
}
