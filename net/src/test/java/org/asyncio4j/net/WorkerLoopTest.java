package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Timeout;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerLoopTest {
    private static final int NUMBER = 4711;

    @OnEngines
    void aLoopWhoseStarterGivesUpBeforeItIsThereEnds(String engine) throws Exception {
        OnEngines.Loop.run(
                engine,
                () -> {
                    List<SocketAddress> addresses = List.of(new InetSocketAddress("127.0.0.1", 0));
                    Task<Void> starting =
                            createTask(() -> {
                                WorkerLoop.start(
                                        NUMBER,
                                        _ -> {},
                                        addresses,
                                        ServerOptions.DEFAULT,
                                        new Places(1));
                            });
                    sleep(Duration.ZERO); // Its thread has been started, and takes longer to make
                    // a loop.
                    starting.cancel();
                    assertThrows(CancelledError.class, starting::await);
                });
        assertFalse(lives(), "the thread of the loop goes on");
    }

    /** After at most a second in which it may end. */
    private static boolean lives() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("asyncio4j server " + NUMBER)) {
                thread.join(1000);
                return thread.isAlive();
            }
        }
        return false;
    }
}
