package org.asyncio4j.bench.table.simulation;

import org.asyncio4j.bench.table.Contender;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Options;
import org.asyncio4j.bench.table.Page;
import org.asyncio4j.bench.table.Results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code bench/run test}: measures virtual clocks beside each other and prints the table. */
public final class SimulationTable {

    private static final String PROGRAM = "bench/run test";

    private SimulationTable() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read(PROGRAM, arguments);
        Path root = Path.of(System.getProperty("bench.root", "."));
        List<Workload> workloads =
                (options.quick() ? Workload.quick() : Workload.full())
                        .stream().filter(row -> options.asksForRow(row.name())).toList();
        List<Simulator> simulators =
                new Simulators(root, options.java())
                        .find().stream().filter(peer -> options.asksForPeer(peer.id())).toList();
        if (workloads.isEmpty() || simulators.isEmpty()) {
            throw Options.stop(PROGRAM, "nothing of that name; see bench/README.md");
        }
        int warmUpMillis = options.quick() ? 1_500 : 5_000;
        int samples = options.quick() ? 1 : 5;
        Results results =
                new SimulationRounds(workloads, simulators, options.rounds(), warmUpMillis, samples)
                        .run();
        SimulationReport report = new SimulationReport(workloads, simulators, results);
        new Page()
                .add(report.table())
                .add(foot(options, simulators))
                .addDetails(report.details())
                .publish(root.resolve("bench/target/test.md"), options, results);
    }

    private static List<String> foot(Options options, List<Simulator> simulators) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Medians of %s on %s. All are %s."
                        .formatted(
                                options.describeRounds(),
                                Machine.describe(),
                                Machine.canPin()
                                        ? "held to one processor"
                                        : "not held to one processor: there is no taskset"));
        lines.add(
                simulators.stream()
                        .filter(Simulator::isPresent)
                        .map(Simulator::order)
                        .collect(Collectors.joining("; ", "Order of the schedules. ", ".")));
        lines.addAll(Contender.foot(simulators));
        return lines;
    }
}
