package org.asyncio4j.bench.simulation;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;

/** The simulations on a plain loop that is told to go by virtual time. */
final class LoopSimulations extends Asyncio4jSimulations {

    private static final RunOptions VIRTUAL =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    public static void main(String[] arguments) throws Exception {
        new LoopSimulations().suite().main(arguments);
    }

    @Override
    void run(Action<RuntimeException> test) {
        Asyncio.run(VIRTUAL, test);
    }

    @Override
    void explore(int runs, Action<RuntimeException> test) {
        for (int i = 0; i < runs; i++) {
            run(test);
        }
    }
}
