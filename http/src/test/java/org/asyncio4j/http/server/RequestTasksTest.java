package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

@Timeout(10)
class RequestTasksTest {
    private final Trail trail = new Trail();
    private final RequestTasks tasks = new RequestTasks();

    private void sleepLong() {
        try {
            sleep(seconds(100));
        } finally {
            trail.add("task ended");
        }
    }

    @AsyncTest
    void tasksEndBeforeWhatTheyUseIsClosedTheLatestFirst() {
        tasks.closeAtEnd(() -> trail.add("first closed"));
        tasks.closeAtEnd(() -> trail.add("second closed"));
        Task<Object> task =
                tasks.start(() -> {
                    sleepLong();
                    return null;
                });
        yieldNow();

        tasks.end();

        assertTrue(task.isCancelled());
        trail.assertTrail("task ended", "second closed", "first closed");
    }

    @AsyncTest
    void aFailureToCloseHidesNeitherTheOthersNorACancellation() {
        tasks.closeAtEnd(() -> trail.add("closed"));
        tasks.closeAtEnd(() -> {
            throw new IOException("planned");
        });
        tasks.start(() -> {
            sleepLong();
            return null;
        });
        yieldNow();
        currentTask().cancel();

        assertThrows(CancelledError.class, tasks::end);

        currentTask().uncancel();
        trail.assertTrail("task ended", "closed");
    }

    @AsyncTest
    void aCancellationWhileOneClosesKeepsNoneFromBeingClosed() {
        tasks.closeAtEnd(() -> trail.add("first closed"));
        tasks.closeAtEnd(() -> sleep(seconds(1)));
        tasks.closeAtEnd(() -> {
            throw new AssertionError("planned");
        });
        currentTask().cancel();

        assertThrows(CancelledError.class, tasks::end);

        currentTask().uncancel();
        trail.assertTrail("first closed");
    }

    @AsyncTest
    void anErrorWhileOneClosesKeepsNoneFromBeingClosed() {
        tasks.closeAtEnd(() -> trail.add("first closed"));
        tasks.closeAtEnd(() -> {
            throw new OutOfMemoryError("planned");
        });
        assertThrows(OutOfMemoryError.class, tasks::end);
        trail.assertTrail("first closed");
    }

    @AsyncTest
    void nothingIsTakenOnceTheRequestIsOver() {
        tasks.end();
        assertThrows(IllegalStateException.class, () -> tasks.closeAtEnd(() -> {}));
        assertThrows(IllegalStateException.class, () -> tasks.start(() -> null));
    }
}
