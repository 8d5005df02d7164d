package org.asyncio4j;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.TestLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptionTest {
    private final List<String> trail = new ArrayList<>();

    @Test
    void knowsTheWordsOfTheJdk() {
        assertTrue(Interruption.isBehind(new InterruptedException()));
        assertTrue(Interruption.isBehind(new ClosedByInterruptException()));
        assertTrue(Interruption.isBehind(new InterruptedIOException()));
        assertTrue(Interruption.isBehind(new SocketException("Closed by interrupt")));
        assertTrue(
                Interruption.isBehind(
                        new IllegalStateException(
                                new UncheckedIOException(new ClosedByInterruptException()))));
    }

    @Test
    void knowsWhatIsNone() {
        assertFalse(Interruption.isBehind(null));
        assertFalse(Interruption.isBehind(new IOException("Closed by interrupt")));
        assertFalse(Interruption.isBehind(new SocketException("Connection reset")));
        assertFalse(Interruption.isBehind(new SocketTimeoutException()));
    }

    @Test
    void ringOfCausesEnds() {
        Exception first = new Exception();
        Exception second = new Exception(first);
        first.initCause(second);
        assertFalse(Interruption.isBehind(first));
    }

    // ---------------------------------------------------------------- in tasks

    @Test
    void cancelInAForeignWaitInterruptsIt() {
        TestLoop.run(() -> {
            Task<Object> task = createTask(() -> new LinkedBlockingQueue<>().take());
            yieldNow();
            task.cancel("enough");
            assertEquals("enough", assertThrows(CancelledError.class, task::await).reason());
            assertTrue(task.isCancelled());
        });
    }

    @Test
    void codeThatCatchesTheInterruptHasTakenTheCancellation() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        try {
                            new LinkedBlockingQueue<>().take();
                        } catch (InterruptedException e) {
                            trail.add("interrupted");
                        }
                        sleep(seconds(1));
                        trail.add("went on");
                    });
            yieldNow();
            task.cancel();
            task.await();
            assertEquals(List.of("interrupted", "went on"), trail);
        });
    }

    @Test
    void codeThatRestoresTheFlagIsCancelledAtTheNextWait() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        try {
                            new LinkedBlockingQueue<>().take();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        sleep(seconds(1));
                        trail.add("not reached");
                    });
            yieldNow();
            task.cancel("enough");
            assertEquals("enough", assertThrows(CancelledError.class, task::await).reason());
            assertEquals(List.of(), trail);
        });
    }

    @Test
    @Timeout(value = 2, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void cancelThatComesBeforeAForeignWaitIsNotForgottenInIt() {
        TestLoop.run(() -> {
            Task<Object> task =
                    createTask(() -> {
                        currentTask().cancel("before");
                        return new LinkedBlockingQueue<>().take();
                    });
            assertEquals("before", assertThrows(CancelledError.class, task::await).reason());
        });
    }

    @Test
    @Timeout(value = 2, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void scopeThatIsCancelledBeforeAForeignWaitIsNotForgottenInIt() throws Exception {
        TestLoop.run(() -> {
            CancelScope left =
                    Asyncio.cancelScope(scope -> {
                        scope.cancel();
                        new LinkedBlockingQueue<>().take();
                    });
            assertTrue(left.cancelledCaught());
        });
    }

    @Test
    void interruptByOthersCancelsATaskInAWaitOfTheLibrary() {
        TestLoop.run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(9)));
            yieldNow();
            task.thread().interrupt();
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertEquals("the thread of the task was interrupted", error.reason());
            assertEquals(1, task.cancelling());
        });
    }

    @Test
    void interruptByOthersInAForeignWaitIsTheForeignCodesBusiness() {
        TestLoop.run(() -> {
            Task<Object> task = createTask(() -> new LinkedBlockingQueue<>().take());
            yieldNow();
            task.thread().interrupt();
            assertThrows(InterruptedException.class, task::await);
            assertFalse(task.isCancelled());
        });
    }

    @Test
    void failureThatHasNothingToDoWithTheInterruptRemainsAFailure() {
        TestLoop.run(() -> {
            Task<Object> task =
                    createTask(() -> {
                        try {
                            return new LinkedBlockingQueue<>().take();
                        } catch (InterruptedException e) {
                            throw new IOException("rollback failed");
                        }
                    });
            yieldNow();
            task.cancel();
            assertThrows(IOException.class, task::await);
        });
    }
}
