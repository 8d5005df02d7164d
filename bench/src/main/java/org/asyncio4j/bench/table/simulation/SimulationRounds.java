package org.asyncio4j.bench.table.simulation;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Program;
import org.asyncio4j.bench.table.Results;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the peers' programs, round by round, and compares what they simulated: a peer that comes to
 * another result has done something else, and its time does not count.
 */
final class SimulationRounds {

    private final List<Workload> workloads;
    private final List<Simulator> simulators;
    private final int rounds;
    private final int warmUpMillis;
    private final int samples;
    private final Results results = new Results();

    /** What came of each workload at whoever was first. */
    private final Map<String, String> outcomes = new HashMap<>();

    SimulationRounds(
            List<Workload> workloads,
            List<Simulator> simulators,
            int rounds,
            int warmUpMillis,
            int samples) {
        this.workloads = workloads;
        this.simulators = simulators;
        this.rounds = rounds;
        this.warmUpMillis = warmUpMillis;
        this.samples = samples;
    }

    /** Runs them all; says on standard error how far it is. */
    Results run() throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (Workload workload : workloads) {
                System.err.printf("round %d of %d: %s%n", round, rounds, workload.title());
                for (Simulator simulator : simulators) {
                    if (simulator.isPresent()) {
                        run(workload, simulator);
                    }
                }
            }
        }
        return results;
    }

    private void run(Workload workload, Simulator simulator)
            throws IOException, InterruptedException {
        List<String> command = simulator.command(workload, warmUpMillis, samples);
        try {
            add(workload, simulator, Program.run(Machine.pin(command), Map.of()).samples());
        } catch (Program.Failure failure) {
            results.fail(workload.row(), simulator.id(), failure.getMessage());
        }
    }

    private void add(Workload workload, Simulator simulator, List<Sample> samples) {
        for (Sample sample : samples) {
            String outcome = "%,d events, %s".formatted(sample.operations(), sample.extra());
            String expected = outcomes.putIfAbsent(workload.name(), outcome);
            if (expected != null && !expected.equals(outcome)) {
                throw new Program.Failure(
                        "came to another result: %s, not %s".formatted(outcome, expected));
            }
        }
        results.add(workload.row(), simulator.id(), samples);
    }
}
