package org.asyncio4j.test.schedule;

import org.asyncio4j.spi.Turn;

import java.util.List;
import java.util.Random;

/** Any of those that are ready, all equally likely. */
public final class RandomOrder implements Chooser {
    private final Random random;

    public RandomOrder(long seed) {
        random = Chance.of(seed, "order");
    }

    @Override
    public int choose(List<? extends Turn> ready) {
        return random.nextInt(ready.size());
    }
}
