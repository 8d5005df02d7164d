package org.asyncio4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What wakes up after its loop has closed ends all the same, and the JDK's threads that woke it
 * (unparker, unblocker, poller) live on: behind each test, virtual threads of the JDK's own
 * scheduler sleep, block and read.
 */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AfterlifeTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    /** What a guest does; it may throw. */
    private interface Body {
        void run() throws Exception;
    }

    private final LinkedBlockingQueue<String> trail = new LinkedBlockingQueue<>();

    /** Starts a guest in a loop that closes when the guest is about to wait. */
    private Thread outlive(Body body) throws InterruptedException {
        return Asyncio.run(
                OPTIONS,
                () -> {
                    CountDownLatch begun = new CountDownLatch(1);
                    Thread guest =
                            Thread.startVirtualThread(() -> {
                                begun.countDown();
                                runInto(trail, body);
                            });
                    begun.await();
                    return guest;
                });
    }

    private static void runInto(LinkedBlockingQueue<String> trail, Body body) {
        try {
            body.run();
            trail.add("ended");
        } catch (Throwable thrown) {
            trail.add(thrown.toString());
        }
    }

    @AfterEach
    void theVirtualThreadsOfTheJdkStillWork() throws Exception {
        LinkedBlockingQueue<String> living = new LinkedBlockingQueue<>();
        Object monitor = new Object();
        int kinds = 4;
        Thread.startVirtualThread(() -> runInto(living, () -> Thread.sleep(1)));
        Thread.startVirtualThread(() -> runInto(living, () -> echo()));
        Thread.startVirtualThread(() -> runInto(living, () -> waitOn(monitor)));
        Thread.startVirtualThread(() -> runInto(living, () -> contend()));
        for (int i = 0; i < kinds; i++) {
            assertEquals("ended", living.take());
        }
    }

    private static void waitOn(Object monitor) throws InterruptedException {
        synchronized (monitor) {
            monitor.wait(1);
        }
    }

    /** Two virtual threads want one monitor; the JDK's unblocker wakes the second. */
    private static void contend() throws InterruptedException {
        Object monitor = new Object();
        Thread second;
        synchronized (monitor) {
            second =
                    Thread.startVirtualThread(() -> {
                        synchronized (monitor) {
                            Thread.yield();
                        }
                    });
            while (second.getState() != Thread.State.BLOCKED) {
                Thread.sleep(1);
            }
        }
        second.join();
    }

    private static void echo() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread answer =
                    Thread.startVirtualThread(() -> {
                        try {
                            accepted.getOutputStream().write(accepted.getInputStream().read());
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            client.getOutputStream().write(7);
            assertEquals(7, client.getInputStream().read());
            answer.join();
        }
    }

    // ---------------------------------------------------------------- who wakes up late

    @Test
    void aGuestThatIsUnparkedLate() throws Exception {
        Thread guest = outlive(() -> LockSupport.park());
        LockSupport.unpark(guest);
        assertEquals("ended", trail.take());
    }

    @Test
    void aGuestThatSleepsBeyondTheLoop() throws Exception {
        outlive(() -> Thread.sleep(50));
        assertEquals("ended", trail.take());
    }

    @Test
    void aGuestThatWaitsForALock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            outlive(lock::lock);
        } finally {
            lock.unlock();
        }
        assertEquals("ended", trail.take());
    }

    @Test
    void aGuestThatWaitsForAMonitor() throws Exception {
        Object monitor = new Object();
        Thread guest;
        synchronized (monitor) {
            guest =
                    outlive(() -> {
                        synchronized (monitor) {
                            Thread.yield();
                        }
                    });
        }
        assertEquals("ended", trail.take());
        guest.join();
    }

    @Test
    void aGuestThatWaitsToBeNotified() throws Exception {
        Object monitor = new Object();
        boolean[] notified = new boolean[1];
        outlive(() -> {
            synchronized (monitor) {
                while (!notified[0]) {
                    monitor.wait();
                }
            }
        });
        synchronized (monitor) {
            notified[0] = true;
            monitor.notifyAll();
        }
        assertEquals("ended", trail.take());
    }

    @Test
    void aGuestThatReadsASocket() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            outlive(() -> accepted.getInputStream().read());
            client.getOutputStream().write(1);
            assertEquals("ended", trail.take());
        }
    }

    @Test
    void aGuestThatWaitsOften() throws Exception {
        outlive(() -> {
            for (int i = 0; i < 20; i++) {
                Thread.sleep(1);
                Thread.yield();
            }
        });
        assertEquals("ended", trail.take());
    }

    @Test
    void aGuestThatStartsAnotherAfterTheEnd() throws Exception {
        Thread guest =
                outlive(() -> {
                    LockSupport.park();
                    Thread another = Thread.startVirtualThread(() -> trail.add("another"));
                    another.join();
                });
        LockSupport.unpark(guest);
        assertEquals("another", trail.take());
        assertEquals("ended", trail.take());
    }

    @Test
    void aGuestThatWantsToWaitOnTheLoopAfterItsEndIsTold() throws Exception {
        Thread guest =
                outlive(() -> {
                    LockSupport.park();
                    Asyncio.sleep(Asyncio.millis(1));
                });
        LockSupport.unpark(guest);
        String told = trail.take();
        assertEquals(true, told.contains("must run on a loop"), told);
    }

    @Test
    void lateGuestsOfManyLoopsRunOneAtATime() throws Exception {
        List<Thread> guests = new ArrayList<>();
        int[] counter = new int[1];
        int loops = 100;
        for (int i = 0; i < loops; i++) {
            guests.add(
                    outlive(() -> {
                        LockSupport.park();
                        int before = counter[0];
                        Thread.onSpinWait();
                        counter[0] = before + 1;
                    }));
        }
        for (Thread guest : guests) {
            Thread.ofPlatform().start(() -> LockSupport.unpark(guest));
        }
        for (int i = 0; i < loops; i++) {
            assertEquals("ended", trail.take());
        }
        assertEquals(loops, counter[0]);
    }
}
