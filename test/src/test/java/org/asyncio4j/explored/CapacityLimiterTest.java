package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.currentTask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(60)
class CapacityLimiterTest {
    /** Tokens are had in the order of arrival, and all are given back in the end. */
    @Orders
    void lendsItsTokensInTheOrderOfArrival(Strategy strategy) {
        Model.explore(strategy, Borrowers::new);
    }

    private static final class Borrowers extends Model {
        private final CapacityLimiter limiter = new CapacityLimiter(random.nextInt(3));
        private final Line line = new Line(this, () -> limiter.statistics().waiting());

        Borrowers(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            start(6, this::use);
            for (int i = 0; i < 12; i++) {
                pause();
                if (random.nextBoolean()) {
                    cancelSomebody();
                } else {
                    limiter.setTotalTokens(random.nextInt(4));
                }
            }
            settle();
            assertTrue(limiter.availableTokens() <= 0 || limiter.statistics().waiting() == 0);
            limiter.setTotalTokens(1);
            join();
            assertEquals(new CapacityLimiter.Statistics(0, 1, List.of(), 0), limiter.statistics());
        }

        private void use() {
            for (int i = 0; i < 4; i++) {
                pause();
                if (attempt(() -> line.inTurn(limiter::acquire))) {
                    hold();
                }
            }
        }

        private void hold() {
            try {
                assertTrue(limiter.statistics().borrowers().contains(currentTask()));
                pause();
            } finally {
                limiter.release();
            }
        }
    }
}
