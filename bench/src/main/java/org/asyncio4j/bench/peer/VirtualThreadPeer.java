package org.asyncio4j.bench.peer;

import static org.asyncio4j.bench.Suite.BATCH;
import static org.asyncio4j.bench.Suite.DEPTH;
import static org.asyncio4j.bench.Suite.timerMillis;

import org.asyncio4j.bench.Suite;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The work done by the JDK's own virtual threads, on the scheduler that the JDK gives them, with
 * what {@code java.util.concurrent} offers. How many carriers there are is the caller's choice: as
 * many as the process may use processors.
 */
public final class VirtualThreadPeer {

    /** These threads may run in parallel, so that the counter has to be atomic. */
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private VirtualThreadPeer() {}

    public static void main(String[] arguments) throws Exception {
        suite().main(arguments);
    }

    /** The benchmarks of this peer. */
    public static Suite suite() {
        return new Suite()
                .measure("spawn-join", VirtualThreadPeer::spawnJoin)
                .measure("spawn-join-each", VirtualThreadPeer::spawnJoinEach)
                .measure("yield", VirtualThreadPeer::yields)
                .measure("queue", VirtualThreadPeer::queue)
                .measure("timers", VirtualThreadPeer::timers)
                .measure("chain", VirtualThreadPeer::chain)
                .measure("pool", VirtualThreadPeer::pool)
                .measureMemory(VirtualThreadPeer::sleepers);
    }

    private static void spawnJoin(int operations) throws Exception {
        inVirtualThread(() -> {
            Thread[] threads = new Thread[BATCH];
            for (int batch = 0; batch < operations / BATCH; batch++) {
                for (int i = 0; i < BATCH; i++) {
                    threads[i] = Thread.startVirtualThread(COUNTER::incrementAndGet);
                }
                for (int i = 0; i < BATCH; i++) {
                    threads[i].join();
                }
            }
            return null;
        });
    }

    private static void spawnJoinEach(int operations) throws Exception {
        inVirtualThread(() -> {
            for (int i = 0; i < operations; i++) {
                Thread.startVirtualThread(COUNTER::incrementAndGet).join();
            }
            return null;
        });
    }

    private static void yields(int operations) throws Exception {
        Runnable giveWay =
                () -> {
                    for (int i = 0; i < operations / 2; i++) {
                        Thread.yield();
                    }
                };
        inVirtualThread(() -> {
            Thread first = Thread.startVirtualThread(giveWay);
            Thread second = Thread.startVirtualThread(giveWay);
            first.join();
            second.join();
            return null;
        });
    }

    private static void queue(int operations) throws Exception {
        LinkedBlockingQueue<Integer> there = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Integer> back = new LinkedBlockingQueue<>();
        Thread echo =
                Thread.startVirtualThread(() -> {
                    try {
                        for (int i = 0; i < operations; i++) {
                            back.put(there.take());
                        }
                    } catch (InterruptedException unexpected) {
                        throw new AssertionError(unexpected);
                    }
                });
        inVirtualThread(() -> {
            for (int i = 0; i < operations; i++) {
                there.put(i);
                back.take();
            }
            echo.join();
            return null;
        });
    }

    private static void timers(int operations) throws Exception {
        inVirtualThread(() -> {
            Thread[] threads = new Thread[operations];
            for (int i = 0; i < operations; i++) {
                int millis = timerMillis(i);
                threads[i] = Thread.startVirtualThread(() -> sleep(millis));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return null;
        });
    }

    private static void chain(int operations) throws Exception {
        CountDownLatch gate = new CountDownLatch(0);
        inVirtualThread(() -> {
            for (int i = 0; i < operations; i++) {
                if (call(DEPTH, gate) != DEPTH) {
                    throw new AssertionError("wrong depth");
                }
            }
            return null;
        });
    }

    private static int call(int depth, CountDownLatch gate) throws InterruptedException {
        if (depth == 0) {
            gate.await();
            return 0;
        }
        return 1 + call(depth - 1, gate);
    }

    private static void pool(int operations) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            inVirtualThread(() -> {
                for (int i = 0; i < operations; i++) {
                    int number = i;
                    if (executor.submit(() -> number).get() != number) {
                        throw new AssertionError("wrong result");
                    }
                }
                return null;
            });
        }
    }

    private static void sleepers(int operations, Runnable allAsleep) throws Exception {
        COUNTER.set(0);
        inVirtualThread(() -> {
            Thread[] threads = new Thread[operations];
            for (int i = 0; i < operations; i++) {
                threads[i] =
                        Thread.startVirtualThread(() -> {
                            COUNTER.incrementAndGet();
                            sleep(3_600_000);
                        });
            }
            while (COUNTER.get() < operations) {
                Thread.sleep(1);
            }
            Thread.sleep(10);
            allAsleep.run();
            for (Thread thread : threads) {
                thread.interrupt();
            }
            return null;
        });
    }

    private static void inVirtualThread(Callable<Void> body) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.submit(body).get();
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException wokenEarly) {
            Thread.currentThread().interrupt();
        }
    }
}
