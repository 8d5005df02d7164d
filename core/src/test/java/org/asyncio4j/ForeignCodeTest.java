package org.asyncio4j;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tasks that wait inside the JDK: nothing there knows of loops, and it works all the same. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignCodeTest {
    /** The JDK's waits take real time; each here is a few milliseconds. */
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

    private static <X extends Exception> void run(Action<X> main) throws X {
        Asyncio.run(OPTIONS, main);
    }

    // ---------------------------------------------------------------- time and locks

    @Test
    void threadSleepLetsOthersRun() {
        run(() ->
                gather(
                        () -> {
                            trail.add("a sleeps");
                            Thread.sleep(20);
                            trail.add("a woken");
                        },
                        () -> trail.add("b runs")));
        assertEquals(List.of("a sleeps", "b runs", "a woken"), trail);
    }

    @Test
    void aReentrantLockExcludesAndItsWaitersGiveWay() {
        ReentrantLock lock = new ReentrantLock();
        run(() -> gather(() -> locked(lock, "a"), () -> locked(lock, "b")));
        assertEquals(List.of("a in", "a out", "b in", "b out"), trail);
    }

    private void locked(ReentrantLock lock, String name) {
        lock.lock();
        try {
            trail.add(name + " in");
            sleep(millis(1));
            trail.add(name + " out");
        } finally {
            lock.unlock();
        }
    }

    @Test
    void aMonitorExcludesAndItsWaitersGiveWay() {
        Object monitor = new Object();
        run(() ->
                gather(
                        () -> synchronizedOn(monitor, "a"),
                        () -> synchronizedOn(monitor, "b"),
                        () -> synchronizedOn(monitor, "c")));
        assertEquals(6, trail.size());
        for (int i = 0; i < 6; i += 2) {
            assertEquals(trail.get(i).replace("in", "out"), trail.get(i + 1), trail.toString());
        }
    }

    private void synchronizedOn(Object monitor, String name) {
        synchronized (monitor) {
            trail.add(name + " in");
            sleep(millis(1));
            trail.add(name + " out");
        }
    }

    @Test
    void aMonitorIsContendedWithAThreadOutside() throws Exception {
        Object monitor = new Object();
        int each = 2_000;
        int[] count = new int[1];
        Thread outside =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < each; i++) {
                                synchronized (monitor) {
                                    count[0]++;
                                }
                            }
                        });
        Action<RuntimeException> body =
                () -> {
                    for (int i = 0; i < each; i++) {
                        synchronized (monitor) {
                            count[0]++;
                            if (i % 100 == 0) {
                                yieldNow();
                            }
                        }
                    }
                };
        run(() -> gather(body, body));
        outside.join();
        assertEquals(3 * each, count[0]);
    }

    @Test
    void waitAndNotifyWorkBetweenTasks() {
        Object monitor = new Object();
        run(() ->
                gather(
                        () -> {
                            synchronized (monitor) {
                                while (trail.isEmpty()) {
                                    monitor.wait();
                                }
                                trail.add("notified");
                            }
                        },
                        () -> {
                            synchronized (monitor) {
                                trail.add("notifies");
                                monitor.notifyAll();
                            }
                        }));
        assertEquals(List.of("notifies", "notified"), trail);
    }

    @Test
    void conditionsSemaphoresLatchesAndQueuesOfTheJdkWork() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        Semaphore semaphore = new Semaphore(0);
        CountDownLatch latch = new CountDownLatch(2);
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        run(() ->
                gather(
                        () -> {
                            lock.lock();
                            condition.await();
                            lock.unlock();
                            semaphore.release();
                            latch.countDown();
                            queue.put("first");
                            queue.put("second");
                        },
                        () -> {
                            lock.lock();
                            condition.signal();
                            lock.unlock();
                            semaphore.acquire();
                            latch.countDown();
                            trail.add(queue.take());
                        },
                        () -> {
                            latch.await();
                            trail.add("both");
                            Thread.sleep(1);
                            trail.add(queue.take());
                        }));
        assertEquals(3, trail.size());
        assertTrue(trail.containsAll(List.of("first", "second", "both")), trail.toString());
    }

    @Test
    void aProducerOutsideFeedsATask() throws Exception {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(8);
        int items = 5_000;
        Thread producer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (int i = 1; i <= items; i++) {
                                    queue.put(i);
                                }
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        long[] sum = new long[1];
        run(() -> {
            for (int i = 0; i < items; i++) {
                sum[0] += queue.take();
            }
        });
        producer.join();
        assertEquals(items * (items + 1L) / 2, sum[0]);
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancellingATaskThatWaitsInTheJdkIsACancellation() throws Exception {
        run(() -> {
            Task<?> task = createTask(() -> new ArrayBlockingQueue<String>(1).take());
            yieldNow();
            task.cancel("enough");
            CancelledError error = assertThrows(CancelledError.class, task::await);
            assertEquals("enough", error.reason());
            assertTrue(task.isCancelled());
        });
    }

    @Test
    void aCancelledSocketReadEnds() throws Exception {
        run(() -> {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                Task<?> reader = createTask(() -> client.getInputStream().read());
                yieldNow();
                reader.cancel();
                assertThrows(CancelledError.class, reader::await);
            }
        });
    }

    // ---------------------------------------------------------------- sockets

    @Test
    void manyClientsEchoThroughBlockingSocketsOfOneLoop() throws Exception {
        int clients = 20;
        run(() -> {
            try (ServerSocket server =
                    new ServerSocket(0, clients, InetAddress.getLoopbackAddress())) {
                Task<?> acceptor = createTask(() -> serve(server, clients));
                List<Task<?>> all = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    int number = i;
                    all.add(createTask(() -> talk(server, number)));
                }
                gather(all);
                acceptor.await();
            }
        });
        assertEquals(clients, trail.size());
    }

    private static void serve(ServerSocket server, int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            Socket accepted = server.accept();
            createTask(() -> {
                try (accepted) {
                    accepted.getInputStream().transferTo(accepted.getOutputStream());
                }
            });
        }
    }

    private void talk(ServerSocket server, int number) throws IOException {
        try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            for (int round = 0; round < 10; round++) {
                socket.getOutputStream().write(number);
                assertEquals(number, socket.getInputStream().read());
            }
            trail.add("client " + number);
        }
    }

    // ---------------------------------------------------------------- guests

    @Test
    void anExecutorOfVirtualThreadsWorksInsideATask() throws Exception {
        run(() -> {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    int number = i;
                    futures.add(
                            executor.submit(() -> {
                                Thread.sleep(1);
                                sleep(millis(1));
                                return number;
                            }));
                }
                for (int i = 0; i < 50; i++) {
                    assertEquals(i, futures.get(i).get());
                }
            }
        });
    }

    @Test
    void aGuestWaitsInOurPrimitivesAndAwaitsTasks() throws Exception {
        run(() -> {
            org.asyncio4j.sync.Event event = new org.asyncio4j.sync.Event();
            org.asyncio4j.queue.Queue<String> queue = new org.asyncio4j.queue.Queue<>();
            Task<String> task = createTask(() -> sleep(millis(2), "task"));
            Thread guest =
                    Thread.startVirtualThread(() -> {
                        event.await();
                        trail.add(queue.get());
                        trail.add(task.await());
                    });
            yieldNow();
            event.set();
            queue.put("item");
            guest.join();
            assertEquals(List.of("item", "task"), trail);
        });
    }

    @Test
    void parallelStreamsAndStructuredJoinsOfGuestsEnd() throws Exception {
        run(() -> {
            List<Thread> guests = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                guests.add(Thread.ofVirtual().start(() -> trail.add("guest")));
            }
            for (Thread guest : guests) {
                guest.join();
            }
            int sum = java.util.stream.IntStream.range(0, 1000).parallel().sum();
            assertEquals(499_500, sum);
        });
        assertEquals(100, trail.size());
    }
}
