package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.currentTask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.function.BooleanSupplier;

@Timeout(60)
class ConditionTest {
    /**
     * A store that has room for few goods, with a condition for each side. Nobody waits for a
     * signal while there is what he wants: each signal, given one at a time, reaches somebody who
     * makes use of it. Who comes out of a wait, however, has the lock.
     */
    @Orders
    void losesNoSignal(Strategy strategy) {
        Model.explore(strategy, Store::new);
    }

    private static final class Store extends Model {
        private final Lock lock = new Lock();
        private final Condition filled = new Condition(lock);
        private final Condition emptied = new Condition(lock);
        private final int room = 1 + random.nextInt(2);
        private int stock;
        private int made;
        private int used;
        private Task<?> holder;

        Store(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            start(4, () -> repeat(this::make));
            start(4, () -> repeat(this::use));
            for (int i = 0; i < 8; i++) {
                pause();
                cancelSomebody();
            }
            settle();
            assertTrue(stock == 0 || filled.statistics().waiting() == 0);
            assertTrue(stock == room || emptied.statistics().waiting() == 0);
            assertEquals(made, stock + used);
            tasks.forEach(Task::cancel);
            join();
            assertEquals(new Lock.Statistics(false, null, 0), lock.statistics());
            assertEquals(0, filled.statistics().waiting() + emptied.statistics().waiting());
        }

        private void repeat(Runnable work) {
            for (int i = 0; i < 4; i++) {
                pause();
                attempt(work::run);
            }
        }

        private void make() {
            locked(() -> {
                await(emptied, () -> stock < room);
                stock++;
                made++;
                filled.signal();
                cancelSomebodyPerhaps();
            });
        }

        private void use() {
            locked(() -> {
                await(filled, () -> stock > 0);
                stock--;
                used++;
                emptied.signal();
                cancelSomebodyPerhaps();
            });
        }

        /** Perhaps the one that has just got the signal. */
        private void cancelSomebodyPerhaps() {
            if (random.nextInt(4) == 0) {
                cancelSomebody();
            }
        }

        private void locked(Runnable work) {
            try (var _ = lock.acquire()) {
                assertNull(holder);
                holder = currentTask();
                try {
                    pause();
                    work.run();
                } finally {
                    assertSame(currentTask(), holder);
                    holder = null;
                }
            }
        }

        private void await(Condition condition, BooleanSupplier predicate) {
            while (!predicate.getAsBoolean()) {
                holder = null;
                try {
                    condition.await();
                } finally {
                    assertNull(holder);
                    assertEquals(currentTask().getName(), lock.statistics().owner());
                    holder = currentTask();
                }
            }
        }
    }
}
