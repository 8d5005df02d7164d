package org.asyncio4j.kernel;

import static org.asyncio4j.Asyncio.atomically;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Promise;
import org.asyncio4j.Task;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Held;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.TestLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AtomicSectionTest {
    @Test
    void returnsAndThrowsWhatTheBodyDoes() {
        TestLoop.run(() -> {
            assertEquals("result", atomically(() -> "result"));
            assertThrows(
                    IOException.class,
                    () ->
                            atomically(
                                    (Action<IOException>)
                                            () -> {
                                                throw new IOException();
                                            }));
            sleep(seconds(1));
        });
    }

    @Test
    void refusesEveryWaitOfTheLibraryWithBothStacks() {
        TestLoop.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Promise<String> promise = createFuture();
            Queue<String> queue = new Queue<>();
            List<Action<?>> waits =
                    List.of(
                            () -> sleep(seconds(1)),
                            () -> yieldNow(),
                            () -> new Event().await(),
                            () -> lock.acquire(),
                            () -> queue.get(),
                            () -> promise.await(),
                            () -> gather(promise),
                            () -> toThread(() -> {}));
            for (Action<?> wait : waits) {
                IllegalStateException refusal =
                        assertThrows(
                                IllegalStateException.class, () -> atomically(() -> run(wait)));
                assertTrue(refusal.getMessage().contains("would wait for"), refusal.getMessage());
                assertTrue(hasFrame(refusal, "AtomicSectionTest"));
                assertTrue(hasFrame(refusal.getCause(), "atomically"));
            }
            queue.putNowait("nobody waits for it");
            assertEquals(1, queue.size());
            lock.release();
            assertTrue(lock.statistics().waiting() == 0 && !lock.statistics().locked());
        });
    }

    @Test
    void allowsWhatNeedNotWait() {
        TestLoop.run(() -> {
            Lock lock = new Lock();
            Queue<String> queue = new Queue<>();
            Promise<String> promise = createFuture();
            atomically(() -> {
                try (Held _ = lock.acquire()) {
                    queue.put("item");
                    assertEquals("item", queue.get());
                }
                promise.setResult("done");
                assertEquals("done", promise.await());
                createTask(() -> {});
            });
        });
    }

    @Test
    void conditionKeepsItsLockWhereItMustNotWait() {
        TestLoop.run(() -> {
            Condition condition = new Condition();
            try (Held _ = condition.acquire()) {
                assertThrows(
                        IllegalStateException.class,
                        () -> atomically((Action<RuntimeException>) condition::await));
            }
        });
    }

    @Test
    void nestedSectionsEndWithTheOutermost() {
        TestLoop.run(() -> {
            atomically(() -> {
                atomically(() -> {});
                assertThrows(IllegalStateException.class, () -> yieldNow());
            });
            yieldNow();
        });
    }

    @Test
    void foreignWaitsAreReportedAtTheEnd() {
        TestLoop.run(() -> {
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Task<Void> feeder = createTask(() -> queue.put("item"));
            IllegalStateException broken =
                    assertThrows(
                            IllegalStateException.class,
                            () -> atomically(() -> assertEquals("item", queue.take())));
            assertTrue(broken.getMessage().contains("waited in foreign code"));
            assertTrue(hasFrame(broken.getCause(), "take"));
            assertTrue(hasFrame(broken.getSuppressed()[0], "atomically"));
            feeder.await();
            sleep(seconds(1));
        });
    }

    @Test
    void failureOfTheBodyIsNotHiddenByTheReport() {
        TestLoop.run(() -> {
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            createTask(() -> queue.put("item"));
            Throwable thrown =
                    assertThrows(
                            Throwable.class,
                            () ->
                                    atomically(() -> {
                                        queue.take();
                                        throw new IOException("the body's");
                                    }));
            assertTrue(
                    thrown instanceof IOException
                            || Arrays.stream(thrown.getSuppressed())
                                    .anyMatch(IOException.class::isInstance),
                    "The body's own failure is lost: " + thrown);
        });
    }

    @Test
    void sectionIsOfOneTaskOnly() {
        TestLoop.run(() -> {
            Task<Void> other = createTask(() -> sleep(seconds(1)));
            atomically(() -> {});
            other.await();
        });
    }

    @SuppressWarnings("unchecked")
    private static void run(Action<?> wait) throws Exception {
        ((Action<Exception>) wait).run();
    }

    private static boolean hasFrame(Throwable thrown, String name) {
        return Arrays.stream(thrown.getStackTrace())
                .anyMatch(frame -> frame.toString().contains(name));
    }
}
