package org.asyncio4j;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.TestLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelledErrorTest {
    @Test
    void tellsWhoAskedAndWhy() {
        TestLoop.run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(9)));
            createTask("canceller", () -> task.cancel("enough"));
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertEquals("enough", error.reason());
            assertEquals("canceller", error.source().getName());
            assertEquals("enough (by canceller)", error.getMessage());
            assertTrue(error.isAimedAt(task));
            assertFalse(error.isAimedAt(currentTask()));
        });
    }

    @Test
    void needsNeitherReasonNorSource() {
        TestLoop.run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(9)));
            getRunningLoop().callSoon(() -> task.cancel());
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertNull(error.reason());
            assertNull(error.source());
            assertNull(error.getMessage());
        });
    }

    @Test
    void isAimedAtAllToWhomTheCancellationWasHandedOn() {
        TestLoop.run(() -> {
            Task<Void> inner = createTask(() -> sleep(seconds(9)));
            Task<Void> outer =
                    createTask(() -> {
                        inner.await();
                    });
            yieldNow();
            outer.cancel("chain");
            CancelledError error = assertThrows(CancelledError.class, outer::await);
            assertEquals("chain", error.reason());
            assertTrue(error.isAimedAt(outer));
            assertTrue(error.isAimedAt(inner));
            assertFalse(error.isAimedAt(currentTask()));
        });
    }

    @Test
    void isThrownFromThreadsByTheirCancel() {
        TestLoop.run(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(9)));
            toThread(() -> task.cancel(true));
            assertNull(assertThrows(CancelledError.class, task::await).source());
        });
    }

    @Test
    void bodyMayThrowItByItself() {
        TestLoop.run(() -> {
            CancelledError own = new CancelledError("by myself");
            Task<Void> task =
                    createTask(
                            (Action<RuntimeException>)
                                    () -> {
                                        throw own;
                                    });
            assertSame(own, assertThrows(CancelledError.class, task::await));
            assertTrue(task.isCancelled());
            assertEquals(0, task.cancelling());
            assertFalse(own.isAimedAt(task));
        });
    }

    @Test
    void isNoException() {
        TestLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        try {
                            sleep(seconds(9));
                        } catch (Exception e) {
                            throw new AssertionError("swallowed", e);
                        }
                    });
            yieldNow();
            task.cancel();
            assertThrows(CancelledError.class, task::await);
        });
    }

    @Test
    void ofAScopeKnowsItsScope() {
        TestLoop.run(() ->
                cancelScope(scope -> {
                    scope.cancel("why");
                    CancelledError error = assertThrows(CancelledError.class, () -> yieldNow());
                    assertSame(scope, error.scope());
                    assertSame(currentTask(), error.source());
                    assertTrue(error.isAimedAt(currentTask()));
                }));
    }

    @Test
    void survivesSerialisationWithoutItsTasks() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new CancelledError("far away"));
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            CancelledError copy = (CancelledError) in.readObject();
            assertEquals("far away", copy.getMessage());
            assertNull(copy.reason());
            assertNull(copy.source());
            assertNull(copy.scope());
            assertFalse(copy.isAimedAt(null));
        }
    }
}
