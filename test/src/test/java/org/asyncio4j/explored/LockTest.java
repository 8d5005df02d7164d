package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.currentTask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.asyncio4j.Task;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockTest {
    /** Tasks come, hold the lock for a while, and are cancelled at any moment. */
    @Orders
    void hasOneHolderAtATimeInTheOrderOfArrival(Strategy strategy) {
        Model.explore(strategy, Users::new);
    }

    private static final class Users extends Model {
        private final Lock lock = new Lock();
        private final Line line = new Line(this, () -> lock.statistics().waiting());
        private Task<?> holder;

        Users(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            start(6, this::use);
            for (int i = 0; i < 8; i++) {
                pause();
                cancelSomebody();
            }
            join();
            assertEquals(new Lock.Statistics(false, null, 0), lock.statistics());
        }

        private void use() {
            for (int i = 0; i < 4; i++) {
                pause();
                if (attempt(() -> line.inTurn(this::acquire))) {
                    hold();
                }
            }
        }

        private void acquire() {
            lock.acquire();
            assertNull(holder);
            holder = currentTask();
        }

        private void hold() {
            try {
                pause();
            } finally {
                assertSame(currentTask(), holder);
                holder = null;
                lock.release();
            }
        }
    }
}
