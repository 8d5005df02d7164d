package org.asyncio4j.bench.peer;

import static org.asyncio4j.bench.Suite.BATCH;
import static org.asyncio4j.bench.Suite.timerMillis;

import org.asyncio4j.bench.Suite;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor: the work done by bare virtual threads on a {@link BareScheduler}, with nothing of a
 * library between. Where a benchmark needs more than a bare thread has (a queue, a result), it does
 * the least that could stand in for it.
 */
public final class FloorPeer {

    /** Virtual threads of one scheduler take turns, so that a plain field will do. */
    private static int counter;

    private FloorPeer() {}

    public static void main(String[] arguments) throws Exception {
        suite().main(arguments);
    }

    /** The benchmarks of this peer. */
    public static Suite suite() {
        return new Suite()
                .measure("spawn-join", FloorPeer::spawnJoin)
                .measure("spawn-join-each", FloorPeer::spawnJoinEach)
                .measure("yield", FloorPeer::yields)
                .measure("queue", FloorPeer::parkAndUnpark)
                .measure("timers", FloorPeer::timers)
                .measure("chain", FloorPeer::chain)
                .measure("pool", FloorPeer::pool)
                .measureMemory(FloorPeer::sleepers);
    }

    private static void spawnJoin(int operations) {
        BareScheduler scheduler = BareScheduler.local();
        scheduler.run(() -> {
            Thread[] threads = new Thread[BATCH];
            for (int batch = 0; batch < operations / BATCH; batch++) {
                for (int i = 0; i < BATCH; i++) {
                    threads[i] = scheduler.start(() -> counter++);
                }
                for (int i = 0; i < BATCH; i++) {
                    join(threads[i]);
                }
            }
        });
    }

    private static void spawnJoinEach(int operations) {
        BareScheduler scheduler = BareScheduler.local();
        scheduler.run(() -> {
            for (int i = 0; i < operations; i++) {
                join(scheduler.start(() -> counter++));
            }
        });
    }

    private static void yields(int operations) {
        BareScheduler scheduler = BareScheduler.local();
        Runnable giveWay =
                () -> {
                    for (int i = 0; i < operations / 2; i++) {
                        Thread.yield();
                    }
                };
        scheduler.run(() -> {
            Thread first = scheduler.start(giveWay);
            Thread second = scheduler.start(giveWay);
            join(first);
            join(second);
        });
    }

    /** In place of two queues: two threads that wake each other. */
    private static void parkAndUnpark(int operations) {
        BareScheduler scheduler = BareScheduler.local();
        Thread[] pair = new Thread[2];
        scheduler.run(() -> {
            for (int side = 0; side < 2; side++) {
                int other = 1 - side;
                pair[side] =
                        scheduler.newThread(() -> {
                            for (int i = 0; i < operations; i++) {
                                LockSupport.unpark(pair[other]);
                                LockSupport.park();
                            }
                            LockSupport.unpark(pair[other]);
                        });
            }
            pair[0].start();
            pair[1].start();
            join(pair[0]);
            join(pair[1]);
        });
    }

    private static void timers(int operations) {
        BareScheduler scheduler = BareScheduler.shared();
        scheduler.run(() -> {
            Thread[] threads = new Thread[operations];
            for (int i = 0; i < operations; i++) {
                int millis = timerMillis(i);
                threads[i] = scheduler.start(() -> sleep(millis));
            }
            for (Thread thread : threads) {
                join(thread);
            }
        });
    }

    private static void chain(int operations) {
        BareScheduler.local().run(() -> PlainChain.run(operations));
    }

    private static void pool(int operations) {
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            BareScheduler.shared().run(() -> callPool(executor, operations));
        }
    }

    private static void callPool(ExecutorService executor, int operations) {
        try {
            for (int i = 0; i < operations; i++) {
                int number = i;
                Future<Integer> result = executor.submit(() -> number);
                if (result.get() != number) {
                    throw new AssertionError("wrong result");
                }
            }
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static void sleepers(int operations, Runnable allAsleep) {
        BareScheduler scheduler = BareScheduler.shared();
        counter = 0;
        scheduler.run(() -> {
            Thread[] threads = new Thread[operations];
            for (int i = 0; i < operations; i++) {
                threads[i] =
                        scheduler.start(() -> {
                            counter++;
                            sleep(3_600_000);
                        });
            }
            while (counter < operations) {
                Thread.yield();
            }
            allAsleep.run();
            for (Thread thread : threads) {
                thread.interrupt();
            }
        });
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException wokenEarly) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
