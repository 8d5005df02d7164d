package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelScope;
import org.asyncio4j.Task;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.Exploration;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.Strategy;
import org.asyncio4j.test.network.SimulatedNetwork;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Cancels the scope around a wait at any turn, and sees that it ends before time goes on. */
final class Promptness {
    private static final List<Strategy> STRATEGIES = List.of(Strategy.RANDOM, Strategy.PRIORITIES);

    private Promptness() {}

    /** A wait, and what may wake it meanwhile. */
    interface Wait {
        /**
         * Says what is to be waited for.
         *
         * @return the wait, which may end before it is cancelled
         */
        Action<Exception> on(Stage stage) throws Exception;
    }

    /** What happens while somebody waits, and may wake him. */
    static final class Stage {
        final Simulation simulation;
        final Random random;
        final List<Task<Void>> pokes = new ArrayList<>();
        Action<Exception> poke = () -> {};
        Action<Exception> clearing = () -> {};

        /** What the canceller does before the next turn. Time cannot go on where somebody spins. */
        Action<Exception> turn = Asyncio::yieldNow;

        Stage(Simulation simulation) {
            this.simulation = simulation;
            this.random = simulation.seed().random();
        }

        SimulatedNetwork network() {
            return simulation.network();
        }

        /** Lets time go on meanwhile. */
        void withTime() {
            turn = () -> sleep(millis(random.nextInt(3)));
        }

        void poke() {
            if (random.nextInt(3) > 0) {
                pokes.add(createTask(poke));
            }
        }

        /** A wait that is repeated until it is cancelled. */
        Action<Exception> forEver(Action<Exception> wait) {
            return () -> {
                while (true) {
                    wait.run();
                }
            };
        }
    }

    static void explore(int schedules, SimulationOptions options, Wait wait) {
        for (Strategy strategy : STRATEGIES) {
            Exploration.of(schedules)
                    .strategy(strategy)
                    .options(options)
                    .run(simulation -> cancelAtAnyTurn(wait, new Stage(simulation)));
        }
    }

    private static void cancelAtAnyTurn(Wait wait, Stage stage) throws Exception {
        Action<Exception> body = wait.on(stage);
        Event gate = new Event();
        CancelScope[] scope = new CancelScope[1];
        Task<CancelScope> victim =
                createTask(() ->
                        cancelScope(opened -> {
                            scope[0] = opened;
                            gate.await();
                            body.run();
                        }));
        for (int turns = stage.random.nextInt(8); turns > 0 || scope[0] == null; turns--) {
            if (stage.random.nextInt(3) == 0) {
                gate.set();
            }
            stage.poke();
            stage.turn.run();
        }
        Duration now = time();
        gate.set();
        stage.poke();
        scope[0].cancel("now");
        for (int turn = 0; turn < 4; turn++) {
            stage.poke();
            Asyncio.yieldNow();
        }
        waitAllTasksBlocked();
        assertTrue(victim.isDone(), victim::toString);
        assertEquals(now, time());
        assertTrue(victim.await().cancelledCaught());
        stage.pokes.forEach(Task::cancel);
        gatherSettled(stage.pokes);
        stage.clearing.run();
    }
}
