package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.yieldNow;

import org.asyncio4j.Task;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;
import org.asyncio4j.test.schedule.PriorityOrder;
import org.asyncio4j.test.schedule.RandomOrder;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Prints the traces of a program of many parts in many orders. */
final class ReplayProgram {
    private static final int SEEDS = 20;

    private ReplayProgram() {}

    public static void main(String[] arguments) {
        System.out.print(traces());
    }

    static String traces() {
        StringBuilder traces = new StringBuilder();
        for (int i = 0; i < SEEDS; i++) {
            Seed seed = new Seed(i);
            traces.append(trace(seed)).append("---\n");
        }
        return traces.toString();
    }

    static String trace(Seed seed) {
        Trial trial =
                Trial.inDetail(
                        SimulationOptions.DEFAULT,
                        seed,
                        seed.value() % 2 == 0
                                ? new RandomOrder(seed.value())
                                : new PriorityOrder(seed.value(), 100),
                        ReplayProgram::run);
        return trial.recording().trace() + trial.failure() + "\n";
    }

    private static void run(Simulation simulation) {
        Random random = simulation.seed().random();
        Event begun = new Event();
        Lock lock = new Lock();
        Semaphore permits = new Semaphore(2);
        Queue<Integer> queue = new Queue<>(3);
        simulation.loop().callSoon(() -> begun.set());
        simulation.loop().callLater(millis(3), () -> sleep(millis(1)));
        Task<Void> idle = createTask("idle", () -> new Event().await());
        List<Task<Void>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int pause = random.nextInt(4);
            workers.add(
                    createTask(
                            "worker",
                            () -> {
                                begun.await();
                                try (var _ = permits.acquire()) {
                                    sleep(millis(pause));
                                    try (var _ = lock.acquire()) {
                                        yieldNow();
                                        queue.put(pause);
                                    }
                                }
                            }));
        }
        taskGroup(group -> {
            group.createTask(() -> queue.get());
            group.createTask(() -> moveOnAfter(millis(2), () -> new Event().await()));
            group.createTask(() -> queue.get());
        });
        gather(workers);
        idle.cancel();
        createTask(() -> {
            throw new IllegalStateException("boo");
        });
        sleep(millis(100));
    }
}
