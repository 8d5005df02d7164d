package org.asyncio4j.bench.table.core;

import org.asyncio4j.bench.table.Contender;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Options;
import org.asyncio4j.bench.table.Page;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.Row;
import org.asyncio4j.bench.table.Target;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bench/run core}: measures asyncio4j beside its peers and prints the table. */
public final class CoreTable {

    private static final String PROGRAM = "bench/run core";

    private CoreTable() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read(PROGRAM, arguments);
        Path root = Path.of(System.getProperty("bench.root", "."));
        List<Workload> workloads =
                (options.quick() ? Workload.quick() : Workload.full())
                        .stream().filter(row -> options.asksForRow(row.name())).toList();
        List<Peer> peers =
                new Peers(root, options.java())
                        .find().stream().filter(peer -> options.asksForPeer(peer.id())).toList();
        if (workloads.isEmpty() || peers.isEmpty()) {
            throw Options.stop(PROGRAM, "nothing of that name; see bench/README.md");
        }
        int warmUpMillis = options.quick() ? 500 : 1_500;
        Results results = new Rounds(workloads, peers, options.rounds(), warmUpMillis).run();
        Report report = new Report(workloads, peers, results);
        List<Row> rows = workloads.stream().map(Workload::row).toList();
        new Page()
                .add(report.table())
                .add(Target.table(targets(), rows, results))
                .add(foot(options, peers))
                .addDetails(report.details())
                .publish(root.resolve("bench/target/core.md"), options, results);
    }

    private static List<String> foot(Options options, List<Peer> peers) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Medians of %s on %s. Columns without a number of CPUs are %s."
                        .formatted(
                                options.describeRounds(),
                                Machine.describe(),
                                Machine.canPin()
                                        ? "held to one; start-up is not"
                                        : "not held to one: there is no taskset"));
        lines.addAll(Contender.foot(peers));
        return lines;
    }

    /** What the project promises of its core. */
    private static List<Target> targets() {
        return List.of(
                Target.atMost("spawn-join", 1.7, Peer.FLOOR, "the floor"),
                Target.below("spawn-join", "kotlin"),
                Target.below("spawn-join", "go", "go-all"),
                new Target(
                        "≥ 15 × faster than uvloop",
                        "spawn-join",
                        1 / 15.0,
                        false,
                        List.of("uvloop")),
                Target.atMost("yield", 1.3, Peer.FLOOR, "the floor"),
                Target.atMost("queue", 1.6, Peer.FLOOR, "a bare park/unpark round trip"),
                Target.below("queue", "jdk", "jdk-all"),
                Target.below("timers", "go", "go-all"),
                Target.below("timers", "node"),
                new Target("≤ 1,024 bytes", "sleepers", 1_024, false, List.of()),
                Target.atMost("chain", 1.1, Peer.FLOOR, "plain Java calls"),
                Target.below("chain", "go", "go-all"),
                Target.below("chain", "kotlin"),
                Target.below(
                        "pool", "jdk", "jdk-all", "kotlin", "go", "go-all", "node", "uvloop",
                        "asyncio"),
                Target.below(Workload.START_UP, "asyncio"));
    }
}
