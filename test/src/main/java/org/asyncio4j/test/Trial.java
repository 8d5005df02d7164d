package org.asyncio4j.test;

import org.asyncio4j.test.guard.Rethrow;
import org.asyncio4j.test.schedule.Choices;
import org.asyncio4j.test.schedule.Chooser;
import org.asyncio4j.test.schedule.Recording;

/**
 * One simulation of an exploration, and what came of it.
 *
 * @param failure null if it has passed
 * @param disturbed whether something came from outside, so that another run may differ
 * @param recording null unless it was in detail
 */
record Trial(
        Seed seed,
        Throwable failure,
        Choices choices,
        long turns,
        boolean disturbed,
        Recording recording) {
    static Trial of(SimulationOptions options, Seed seed, Chooser chooser, SimulationBody body) {
        return run(new Simulation(options, seed, chooser, false), null, body);
    }

    /** With a recording, and failures that know where tasks were made. */
    static Trial inDetail(
            SimulationOptions options, Seed seed, Chooser chooser, SimulationBody body) {
        Simulation simulation = new Simulation(options, seed, chooser, true);
        Recording recording =
                new Recording(options.realTime() ? null : () -> simulation.clock().nanos());
        simulation.conductor().watchedBy(recording);
        return run(simulation, recording, body);
    }

    private static Trial run(Simulation simulation, Recording recording, SimulationBody body) {
        Throwable failure = null;
        try {
            simulation.execute(body);
        } catch (Throwable thrown) {
            requireAboutTheTest(thrown, simulation);
            failure = thrown;
        }
        return new Trial(
                simulation.seed(),
                failure,
                simulation.conductor().choices(),
                simulation.conductor().turns(),
                simulation.conductor().wasDisturbed(),
                recording);
    }

    /** Throws what no other order would change. */
    private static void requireAboutTheTest(Throwable thrown, Simulation simulation) {
        boolean begun = simulation.conductor().turns() > 0;
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (!begun || interrupted || isOfTheJvm(thrown) || Aborts.isOne(thrown)) {
            throw Rethrow.of(thrown);
        }
    }

    private static boolean isOfTheJvm(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }

    boolean failed() {
        return failure != null;
    }
}
