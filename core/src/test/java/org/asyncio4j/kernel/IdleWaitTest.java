package org.asyncio4j.kernel;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdleWaitTest {
    private final List<String> trail = new ArrayList<>();

    private static <X extends Exception> void run(Action<X> main) throws X {
        Asyncio.run(RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false), main);
    }

    private static void waitUntilIdle() {
        IdleWait.begin(Fiber.current());
    }

    @Test
    void endsWhenAllOthersWait() {
        run(() -> {
            createTask(() -> {
                for (int turn = 1; turn <= 3; turn++) {
                    yieldNow();
                    trail.add("turn " + turn);
                }
                new Event().await();
            });
            waitUntilIdle();
            assertEquals(List.of("turn 1", "turn 2", "turn 3"), trail);
        });
    }

    @Test
    void endsBeforeTheClockJumps() {
        run(() -> {
            createTask(() -> sleep(hours(1)));
            waitUntilIdle();
            assertEquals(Duration.ZERO, getRunningLoop().time());
        });
    }

    @Test
    void severalAreWokenTogether() {
        run(() -> {
            Task<?> other =
                    createTask(() -> {
                        waitUntilIdle();
                        trail.add("other");
                    });
            waitUntilIdle();
            trail.add("main");
            other.await();
        });
        assertEquals(List.of("main", "other"), trail);
    }

    @Test
    void doesNotWaitForAThread() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        run(() -> {
            Task<?> work = createTask(() -> toThread(() -> release.await()));
            waitUntilIdle();
            trail.add("idle");
            release.countDown();
            work.await();
        });
        assertEquals(List.of("idle"), trail);
    }

    @Test
    void cancelledItIsForgotten() {
        run(() -> {
            Task<?> waiter = createTask(IdleWaitTest::waitUntilIdle);
            yieldNow();
            waiter.cancel();
            waitUntilIdle();
            assertEquals(true, waiter.cancelled());
            moveOnAfter(hours(1), () -> new Event().await());
        });
    }
}
