package org.asyncio4j.bench.table;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code bench/run core}: measures asyncio4j beside its peers and prints the table. */
public final class CoreTable {

    private final Path root = Path.of(System.getProperty("bench.root", "."));
    private boolean quick;
    private boolean details;
    private int rounds;
    private List<String> onlyPeers = List.of();
    private List<String> onlyRows = List.of();
    private final List<String> javaOptions = new ArrayList<>();

    private CoreTable() {}

    public static void main(String[] arguments) throws Exception {
        CoreTable table = new CoreTable();
        try {
            table.read(arguments);
        } catch (IllegalArgumentException misuse) {
            System.err.println("bench/run core: " + misuse.getMessage());
            System.exit(2);
        }
        table.measure();
    }

    private void read(String[] arguments) {
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.replaceFirst("=.*", "=")) {
                case "--quick" -> quick = true;
                case "--details" -> details = true;
                case "--rounds=" -> rounds = positive(value);
                case "--peers=" -> onlyPeers = Arrays.asList(value.split(","));
                case "--only=" -> onlyRows = Arrays.asList(value.split(","));
                case "--java=" -> javaOptions.addAll(Arrays.asList(value.split(" ")));
                default -> throw new IllegalArgumentException("unknown option " + argument);
            }
        }
    }

    private static int positive(String value) {
        int number = Integer.parseInt(value);
        if (number < 1) {
            throw new IllegalArgumentException("--rounds needs a positive number");
        }
        return number;
    }

    private void measure() throws Exception {
        List<Workload> workloads =
                (quick ? Workload.quick() : Workload.full())
                        .stream().filter(row -> isChosen(row.name(), onlyRows)).toList();
        List<Peer> peers =
                new Peers(root, javaOptions)
                        .find().stream().filter(peer -> isChosen(peer.id(), onlyPeers)).toList();
        if (workloads.isEmpty() || peers.isEmpty()) {
            System.err.println("bench/run core: nothing of that name; see bench/README.md");
            System.exit(2);
        }
        int rounds = this.rounds > 0 ? this.rounds : quick ? 1 : 3;
        int warmUpMillis = quick ? 500 : 1_500;
        Results results = new Rounds(workloads, peers, rounds, warmUpMillis).run();
        print(new Report(workloads, peers, results), peers, results, rounds);
    }

    private static boolean isChosen(String name, List<String> chosen) {
        return chosen.isEmpty() || chosen.contains(name);
    }

    private void print(Report report, List<Peer> peers, Results results, int rounds)
            throws Exception {
        List<String> lines = new ArrayList<>(report.table());
        lines.add("");
        lines.addAll(report.targets());
        lines.add("");
        lines.add(foot(rounds));
        peers.stream()
                .filter(peer -> !peer.isPresent())
                .forEach(peer -> lines.add(peer.title() + ": " + peer.absence() + "."));
        results.failures().forEach(failure -> lines.add("FAILED " + failure));
        List<String> all = new ArrayList<>(lines);
        all.add("");
        all.addAll(report.details());
        Path file = root.resolve("bench/target/core.md");
        Files.write(file, all);
        (details ? all : lines).forEach(System.out::println);
        if (!results.failures().isEmpty()) {
            System.exit(1);
        }
    }

    private String foot(int rounds) {
        return "Medians of %d interleaved round%s%s on %s. Columns without a number of CPUs are %s."
                .formatted(
                        rounds,
                        rounds == 1 ? "" : "s",
                        quick ? " (quick: indicative only)" : "",
                        Machine.describe(),
                        Machine.canPin()
                                ? "held to one; start-up is not"
                                : "not held to one: there is no taskset");
    }
}
