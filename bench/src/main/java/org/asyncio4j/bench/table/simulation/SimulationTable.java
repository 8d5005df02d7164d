package org.asyncio4j.bench.table.simulation;

import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Options;
import org.asyncio4j.bench.table.Page;
import org.asyncio4j.bench.table.Results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
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
        lines.add("Order of the schedules. " + joined(simulators, Simulator::order, "; "));
        lines.add(joined(simulators, Simulator::version, ", "));
        simulators.stream()
                .filter(Predicate.not(Simulator::isPresent))
                .forEach(peer -> lines.add(peer.title() + ": " + peer.absence() + "."));
        lines.removeIf(String::isEmpty);
        return lines;
    }

    private static String joined(
            List<Simulator> simulators, Function<Simulator, String> fact, String separator) {
        String text =
                simulators.stream()
                        .map(fact)
                        .filter(Predicate.not(String::isEmpty))
                        .collect(Collectors.joining(separator));
        return text.isEmpty() ? "" : text + ".";
    }
}
