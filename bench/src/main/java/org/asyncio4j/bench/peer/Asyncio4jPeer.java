package org.asyncio4j.bench.peer;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.runInExecutor;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.bench.Suite.BATCH;
import static org.asyncio4j.bench.Suite.DEPTH;
import static org.asyncio4j.bench.Suite.timerMillis;

import org.asyncio4j.Action;
import org.asyncio4j.Task;
import org.asyncio4j.bench.Suite;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Event;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The work done by asyncio4j, as a user of it would write it. */
public final class Asyncio4jPeer {

    /** Tasks of one loop take turns, so that a plain field will do. */
    private static int counter;

    private Asyncio4jPeer() {}

    public static void main(String[] arguments) throws Exception {
        suite().main(arguments);
    }

    /** The benchmarks of this peer. */
    public static Suite suite() {
        return new Suite()
                .measure("spawn-join", Asyncio4jPeer::spawnJoin)
                .measure("spawn-join-each", Asyncio4jPeer::spawnJoinEach)
                .measure("yield", Asyncio4jPeer::yields)
                .measure("queue", Asyncio4jPeer::queue)
                .measure("timers", Asyncio4jPeer::timers)
                .measure("chain", Asyncio4jPeer::chain)
                .measure("pool", Asyncio4jPeer::pool)
                .measureMemory(Asyncio4jPeer::sleepers);
    }

    private static Task<?> start(Action<?> body) {
        return createTask(body);
    }

    private static void spawnJoin(int operations) {
        run(() -> {
            Task<?>[] tasks = new Task<?>[BATCH];
            for (int batch = 0; batch < operations / BATCH; batch++) {
                for (int i = 0; i < BATCH; i++) {
                    tasks[i] = start(() -> counter++);
                }
                for (int i = 0; i < BATCH; i++) {
                    tasks[i].await();
                }
            }
        });
    }

    private static void spawnJoinEach(int operations) {
        run(() -> {
            for (int i = 0; i < operations; i++) {
                start(() -> counter++).await();
            }
        });
    }

    private static void yields(int operations) {
        Action<RuntimeException> giveWay =
                () -> {
                    for (int i = 0; i < operations / 2; i++) {
                        yieldNow();
                    }
                };
        run(() -> {
            Task<?> first = start(giveWay);
            Task<?> second = start(giveWay);
            first.await();
            second.await();
        });
    }

    private static void queue(int operations) {
        run(() -> {
            Queue<Integer> there = new Queue<>();
            Queue<Integer> back = new Queue<>();
            Task<?> echo =
                    start(() -> {
                        for (int i = 0; i < operations; i++) {
                            back.put(there.get());
                        }
                    });
            for (int i = 0; i < operations; i++) {
                there.put(i);
                back.get();
            }
            echo.await();
        });
    }

    private static void timers(int operations) {
        run(() -> {
            Task<?>[] tasks = new Task<?>[operations];
            for (int i = 0; i < operations; i++) {
                int delay = timerMillis(i);
                tasks[i] = start(() -> sleep(millis(delay)));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        });
    }

    private static void chain(int operations) {
        run(() -> {
            Event gate = new Event();
            gate.set();
            for (int i = 0; i < operations; i++) {
                if (call(DEPTH, gate) != DEPTH) {
                    throw new AssertionError("wrong depth");
                }
            }
        });
    }

    private static int call(int depth, Event gate) {
        if (depth == 0) {
            gate.await();
            return 0;
        }
        return 1 + call(depth - 1, gate);
    }

    private static void pool(int operations) {
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            run(() -> {
                for (int i = 0; i < operations; i++) {
                    int number = i;
                    if (runInExecutor(executor, () -> number) != number) {
                        throw new AssertionError("wrong result");
                    }
                }
            });
        }
    }

    private static void sleepers(int operations, Runnable allAsleep) {
        counter = 0;
        run(() -> {
            Task<?>[] tasks = new Task<?>[operations];
            for (int i = 0; i < operations; i++) {
                tasks[i] =
                        start(() -> {
                            counter++;
                            sleep(millis(3_600_000));
                        });
            }
            while (counter < operations) {
                yieldNow();
            }
            allAsleep.run();
            for (Task<?> task : tasks) {
                task.cancel("measured");
            }
        });
    }
}
