package org.asyncio4j.bench.simulation;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.time;

import org.asyncio4j.Action;
import org.asyncio4j.bench.CountingBenchmark;
import org.asyncio4j.bench.Suite;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Held;
import org.asyncio4j.sync.Lock;

import java.time.Duration;
import java.util.Optional;

/** The simulations on asyncio4j, whatever makes the time virtual. */
abstract class Asyncio4jSimulations {

    /** The benchmarks of this peer. */
    final Suite suite() {
        return new Suite()
                .simulate("heartbeats", this::heartbeats)
                .simulate("queue", this::queue)
                .simulate("schedules", this::schedules);
    }

    /** Runs the test as the main task of a new loop with a virtual clock. */
    abstract void run(Action<RuntimeException> test) throws Exception;

    /** Runs the test so many times, each time on a new loop, in another order if that is known. */
    abstract void explore(int runs, Action<RuntimeException> test) throws Exception;

    // ---------------------------------------------------------------- heartbeats

    private CountingBenchmark.Result heartbeats(int hours) throws Exception {
        Tally tally = new Tally();
        run(() ->
                taskGroup(group -> {
                    for (int i = 0; i < Heartbeats.TASKS; i++) {
                        int task = i;
                        group.createTask(() -> beat(task, hours * 3_600L, tally));
                    }
                }));
        return tally.result();
    }

    private static void beat(int task, long end, Tally tally) {
        for (int beat = 0; ; beat++) {
            int pause = Heartbeats.pauseSeconds(task, beat);
            if (time().toSeconds() + pause > end) {
                return;
            }
            sleep(Duration.ofSeconds(pause));
            tally.event(time().toSeconds());
        }
    }

    // ---------------------------------------------------------------- queue

    private CountingBenchmark.Result queue(int items) throws Exception {
        Workers workers = new Workers(items);
        run(workers::work);
        return workers.tally.result();
    }

    private static final class Workers {
        private final Tally tally = new Tally();
        private final Queue<Integer> queue = new Queue<>(Workshop.QUEUE_SIZE);
        private final int items;
        private int producing = Workshop.WORKERS;

        Workers(int items) {
            this.items = items;
        }

        void work() {
            taskGroup(group -> {
                for (int i = 0; i < Workshop.WORKERS; i++) {
                    int worker = i;
                    group.createTask(() -> produce(worker));
                    group.createTask(() -> consume(worker));
                }
            });
        }

        private void produce(int producer) {
            for (int i = 0; i < items; i++) {
                int item = i;
                sleep(ticks(Workshop.produced(now(), producer, item)));
                tally.event(now());
                Duration limit = ticks(Workshop.putLimit(now(), producer));
                boolean givenUp = moveOnAfter(limit, () -> queue.put(item)).cancelledCaught();
                tally.event(givenUp ? 3 * now() : now());
            }
            producing--;
        }

        private void consume(int consumer) {
            for (int i = 0; ; i++) {
                sleep(ticks(Workshop.consumed(now(), consumer, i)));
                tally.event(now());
                Optional<Integer> item;
                while ((item = get(consumer)).isEmpty()) {
                    tally.event(5 * now());
                    if (producing == 0) {
                        return;
                    }
                }
                tally.event((7 + item.get()) * now());
            }
        }

        private Optional<Integer> get(int consumer) {
            return moveOnAfter(ticks(Workshop.getLimit(now(), consumer)), () -> queue.get());
        }

        private static long now() {
            return time().toMillis() / Workshop.TICK_MILLIS;
        }

        private static Duration ticks(int ticks) {
            return millis((long) ticks * Workshop.TICK_MILLIS);
        }
    }

    // ---------------------------------------------------------------- schedules

    private CountingBenchmark.Result schedules(int runs) throws Exception {
        Tally tally = new Tally();
        explore(runs, () -> tally.event(new SmallTest().run()));
        return tally.result();
    }

    /** Two tasks count under a lock, and tell a third. */
    private static final class SmallTest {
        private final Lock lock = new Lock();
        private final Queue<Integer> queue = new Queue<>(2);
        private int count;
        private int told;

        int run() {
            taskGroup(group -> {
                group.createTask(() -> count(10));
                group.createTask(() -> count(15));
                group.createTask(this::listen);
            });
            return told;
        }

        private void count(int millis) {
            for (int i = 0; i < 3; i++) {
                int next;
                try (Held _ = lock.acquire()) {
                    next = count + 1;
                    sleep(millis(millis));
                    count = next;
                }
                queue.put(next);
                sleep(millis(5));
            }
        }

        private void listen() {
            for (int i = 0; i < 6; i++) {
                told += queue.get();
                sleep(millis(5));
            }
        }
    }
}
