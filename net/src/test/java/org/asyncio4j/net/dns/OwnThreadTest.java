package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnThreadTest {
    @AfterEach
    void forgetNames() {
        SystemNames.replaceBy(null);
    }

    /** They may all wait for a name that the task here is about to find. */
    @Test
    void theSystemIsAskedWhileAllThreadsOfThePoolAreBusy() throws Exception {
        SystemNames.replaceBy(null);
        CountDownLatch free = new CountDownLatch(1);
        NameServerLoop.run(
                null,
                () -> {
                    getRunningLoop().setDefaultExecutor(Executors.newFixedThreadPool(1));
                    Task<?> busy =
                            createTask(() -> {
                                toThread(() -> {
                                    free.await();
                                });
                            });
                    yieldNow();
                    try {
                        timeout(
                                seconds(5),
                                () -> {
                                    assertNotNull(SystemNames.current());
                                    assertEquals(
                                            NameServerLoop.addresses("127.0.0.1"),
                                            SystemResolver.addressesOf(
                                                    Host.of("localhost"), Families.IPV4));
                                });
                    } finally {
                        free.countDown();
                    }
                    busy.await(InterruptedException.class);
                });
    }

    @Test
    void itsThreadIsADaemonAndItsFailureIsTheCallers() {
        NameServerLoop.run(
                null,
                () -> {
                    assertTrue(OwnThread.run(() -> Thread.currentThread().isDaemon()));
                    assertFalse(OwnThread.run(() -> Thread.currentThread().isVirtual()));
                    assertThrows(
                            UnknownHostException.class,
                            () -> OwnThread.run(OwnThreadTest::unknown));
                    cancelScope(scope -> {
                        scope.cancel();
                        assertThrows(CancelledError.class, () -> OwnThread.run(() -> 1));
                    });
                });
    }

    private static String unknown() throws UnknownHostException {
        throw new UnknownHostException("x");
    }
}
