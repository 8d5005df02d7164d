package org.asyncio4j.explored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.BoundedSemaphore;
import org.asyncio4j.sync.Semaphore;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SemaphoreTest {
    /**
     * Never more inside than tokens, in the order of arrival, and all tokens are there at the end.
     */
    @Orders
    void keepsItsTokens(Strategy strategy) {
        Model.explore(strategy, Users::new);
    }

    private static final class Users extends Model {
        private final int tokens = 1 + random.nextInt(3);
        private final Semaphore semaphore =
                random.nextBoolean() ? new Semaphore(tokens) : new BoundedSemaphore(tokens);
        private final Line line = new Line(this, () -> semaphore.statistics().waiting());
        private int inside;

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
            settle();
            assertTrue(
                    semaphore.statistics().value() == 0 || semaphore.statistics().waiting() == 0);
            join();
            assertEquals(new Semaphore.Statistics(tokens, 0), semaphore.statistics());
            assertFalse(semaphore.locked());
        }

        private void use() {
            for (int i = 0; i < 4; i++) {
                pause();
                if (attempt(() -> line.inTurn(semaphore::acquire))) {
                    hold();
                }
            }
        }

        private void hold() {
            inside++;
            try {
                assertTrue(inside <= tokens);
                pause();
            } finally {
                inside--;
                semaphore.release();
            }
        }
    }
}
