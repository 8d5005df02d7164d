package org.asyncio4j;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
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
import java.util.concurrent.TimeoutException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShieldTest {
    private final List<String> trail = new ArrayList<>();

    @Test
    void theResultComesThrough() {
        run(() -> {
            assertEquals("r", shield(createTask(() -> sleep(seconds(1), "r"))));
            assertEquals("r", shield(() -> sleep(seconds(1), "r")));
            shield(() -> {
                sleep(seconds(1));
            });
            assertEquals(seconds(3), getRunningLoop().time());
        });
    }

    @Test
    void theFailureComesThrough() {
        run(() -> {
            IOException failure = new IOException();
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () ->
                                    shield(() -> {
                                        throw failure;
                                    })));
        });
    }

    @Test
    void whatIsDoneDoesNotGiveWay() {
        run(() -> {
            createTask(() -> trail.add("other"));
            Promise<String> promise = createFuture();
            promise.setResult("r");
            assertEquals("r", shield(promise));
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void cancellingTheWaitLeavesTheInnerRunning() {
        run(() -> {
            Task<String> inner = createTask(() -> sleep(seconds(5), "r"));
            Task<String> outer = createTask(() -> shield(inner));
            settle();
            outer.cancel("outer");
            assertEquals("outer", assertThrows(CancelledError.class, outer::await).reason());
            assertEquals(0, inner.cancelling());
            assertEquals("r", inner.await());
        });
    }

    @Test
    void cancellingTheInnerIsThrownInTheOuter() {
        run(() -> {
            Task<String> inner = createTask(() -> sleep(seconds(5), "r"));
            Task<String> outer = createTask(() -> shield(inner));
            settle();
            inner.cancel("inner");
            assertEquals("inner", assertThrows(CancelledError.class, outer::await).reason());
            assertTrue(outer.cancelled());
            assertEquals(0, outer.cancelling());
        });
    }

    @Test
    void aFailureAfterTheWaitWasCancelledIsReportedOnce() {
        run(() -> {
            getRunningLoop()
                    .setExceptionHandler(
                            (_, context) -> trail.add(context.exception().getMessage()));
            Task<String> outer =
                    createTask(() ->
                            shield(() -> {
                                sleep(seconds(1));
                                throw new IOException("nobody listens");
                            }));
            settle();
            outer.cancel();
            assertThrows(CancelledError.class, outer::await);
            sleep(seconds(100));
            assertEquals(List.of("nobody listens"), trail);
        });
    }

    @Test
    void aTimeoutAroundAShieldLeavesTheInnerRunning() {
        run(() -> {
            Task<String> inner = createTask(() -> sleep(seconds(5), "r"));
            assertThrows(TimeoutException.class, () -> timeout(seconds(1), () -> shield(inner)));
            assertFalse(inner.done());
            assertEquals("r", inner.await());
        });
    }

    @Test
    void aCancelledScopeAroundAShieldLeavesTheInnerRunning() {
        run(() -> {
            Task<String> inner = createTask(() -> sleep(seconds(5), "r"));
            CancelScope scope =
                    cancelScope(open -> {
                        getRunningLoop().callLater(seconds(1), () -> open.cancel());
                        shield(inner);
                    });
            assertTrue(scope.cancelledCaught());
            assertEquals("r", inner.await());
        });
    }
}
