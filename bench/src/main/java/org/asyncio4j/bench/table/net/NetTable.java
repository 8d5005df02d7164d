package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.table.Contender;
import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Languages.Installed;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Options;
import org.asyncio4j.bench.table.Page;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.Row;
import org.asyncio4j.bench.table.Target;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bench/run net}: measures asyncio4j's servers beside its peers' and prints the tables. */
public final class NetTable {

    private static final String PROGRAM = "bench/run net";
    private static final int IDLE = 100_000;
    private static final int QUICK_IDLE = 10_000;

    /** What the servers need. */
    private static final List<String> LIBRARIES = List.of("asyncio4j", "netty", "vertx", "jackson");

    /** Files that a server has open besides its connections. */
    private static final int OTHER_FILES = 500;

    private NetTable() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read(PROGRAM, arguments);
        Path root = Path.of(System.getProperty("bench.root", "."));
        Languages languages = new Languages(root, options.java(), LIBRARIES);
        LoadClient client = client(options, languages);
        List<Load> loads = loads(options);
        List<Server> servers =
                new Servers(languages)
                        .find().stream()
                                .filter(server -> options.asksForPeer(server.id()))
                                .toList();
        if (loads.isEmpty() || servers.isEmpty()) {
            throw Options.stop(PROGRAM, "nothing of that name; see bench/README.md");
        }
        Results results = new NetRounds(loads, servers, client, options.rounds()).run();
        NetReport report = new NetReport(loads, servers, results);
        List<Row> rows = loads.stream().map(Load::row).toList();
        new Page()
                .add(report.costs())
                .add(report.rates())
                .add(report.connections())
                .add(Target.table(Servers.targets(loads), rows, results))
                .add(foot(options, servers))
                .addDetails(report.details())
                .publish(root.resolve("bench/target/net.md"), options, results);
    }

    /** The client; without it there is nothing to measure with. */
    private static LoadClient client(Options options, Languages languages) {
        if (!Machine.canPin() || Machine.processors() < 2) {
            throw Options.stop(
                    PROGRAM,
                    "needs two processors, and taskset to give one to the server and one to the"
                            + " client (Debian: apt install util-linux)");
        }
        Installed program = languages.c("net_load.c");
        if (!program.isPresent()) {
            throw Options.stop(
                    PROGRAM,
                    program.absence()
                            + "; the load is made by a program in C"
                            + " (Debian: apt install gcc libc6-dev)");
        }
        return options.quick()
                ? new LoadClient(program.path(), 1_000, 500, 1)
                : new LoadClient(program.path(), 3_000, 700, 3);
    }

    private static List<Load> loads(Options options) {
        int idle = Math.min(options.quick() ? QUICK_IDLE : IDLE, openFiles() - OTHER_FILES);
        return (options.quick() ? Load.quick(idle) : Load.full(idle))
                .stream().filter(load -> options.asksForRow(load.name())).toList();
    }

    /** How many files a process may have open at most. */
    private static int openFiles() {
        String limit = Machine.ask("sh", "-c", "ulimit -H -n").orElse("1024");
        return limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit);
    }

    private static List<String> foot(Options options, List<Server> servers) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Medians of %s on %s. Server and client have one processor each; two loops and"
                                .formatted(options.describeRounds(), Machine.describe())
                        + " their client share both.");
        if (openFiles() < IDLE + OTHER_FILES) {
            lines.add(
                    "%,d idle connections would need `ulimit -H -n` to be %,d; here it is %,d."
                            .formatted(IDLE, IDLE + OTHER_FILES, openFiles()));
        }
        lines.addAll(Contender.foot(servers));
        return lines;
    }
}
