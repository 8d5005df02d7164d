package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Markdown;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.Row;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** Writes the results as Markdown. Here the servers are the lines, for there are many of them. */
final class NetReport {

    private static final String NONE = "–";

    private final List<Load> loads;
    private final List<Server> servers;
    private final Results results;

    NetReport(List<Load> loads, List<Server> servers, Results results) {
        this.loads = loads;
        this.servers = servers;
        this.results = results;
    }

    /** The server's processor time for each request, with its ratios. */
    List<String> costs() {
        return table(
                "server CPU per request (× C / × Netty)",
                kind(Load.Kind.ECHO),
                (load, server) -> {
                    OptionalDouble value = results.value(load.row(), server.id());
                    return value.isEmpty()
                            ? NONE
                            : Markdown.nanos(value.getAsDouble())
                                    + " (%s / %s)"
                                            .formatted(
                                                    ratio(load, server, Servers.C),
                                                    ratio(load, server, Servers.NETTY));
                });
    }

    /** Requests in a second. */
    List<String> rates() {
        return table("requests per second", kind(Load.Kind.ECHO), this::rate);
    }

    /** Connections: how fast they come and go, what they weigh, and how two loops share them. */
    List<String> connections() {
        return table(
                "connections",
                loads.stream().filter(load -> load.kind() != Load.Kind.ECHO).toList(),
                (load, server) -> {
                    OptionalDouble value = results.value(load.row(), server.id());
                    if (value.isEmpty()) {
                        return NONE;
                    }
                    String text = load.row().measure().format(value.getAsDouble());
                    return switch (load.kind()) {
                        case CONNECT -> rate(load, server) + "/s, CPU " + text;
                        case IDLE -> text + heap(load.row(), server);
                        default -> text;
                    };
                });
    }

    private String heap(Row row, Server server) {
        double heap = results.median(row, server.id(), Measure.extra("heap")).orElse(Double.NaN);
        return Double.isNaN(heap) ? "" : ", heap " + Measure.MEMORY.format(heap);
    }

    private List<String> table(
            String title, List<Load> columns, BiFunction<Load, Server, String> cell) {
        if (columns.isEmpty()) {
            return List.of();
        }
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(title));
        columns.forEach(load -> header.add(load.title()));
        lines.add(header);
        for (Server server : servers) {
            if (server.isPresent()) {
                List<String> line = new ArrayList<>(List.of(server.title()));
                columns.forEach(load -> line.add(cell.apply(load, server)));
                lines.add(line);
            }
        }
        return Markdown.table(lines);
    }

    private List<Load> kind(Load.Kind kind) {
        return loads.stream().filter(load -> load.kind() == kind).toList();
    }

    private String rate(Load load, Server server) {
        OptionalDouble nanos = results.median(load.row(), server.id(), Measure::wallNanos);
        return nanos.isEmpty()
                ? NONE
                : String.format(Locale.ROOT, "%,.0f", 1e9 / nanos.getAsDouble());
    }

    private String ratio(Load load, Server server, String reference) {
        OptionalDouble ratio = results.ratio(load.row(), server.id(), reference);
        return ratio.isEmpty() ? NONE : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
    }

    /** A line for each load and server, with all that is known. */
    List<String> details() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "load",
                        "server",
                        "value",
                        "spread",
                        "samples",
                        "CPU per request",
                        "user",
                        "system",
                        "requests/s",
                        "p50",
                        "p99",
                        "server busy",
                        "client busy"));
        for (Load load : loads) {
            for (Server server : servers) {
                if (results.count(load.row(), server.id()) > 0) {
                    lines.add(detail(load, server));
                }
            }
        }
        return Markdown.table(lines);
    }

    private List<String> detail(Load load, Server server) {
        Row row = load.row();
        return List.of(
                load.name(),
                server.title(),
                row.measure().format(results.value(row, server.id()).orElseThrow()),
                results.spread(row, server.id()),
                Integer.toString(results.count(row, server.id())),
                nanos(row, server, Measure::cpuNanos),
                nanos(row, server, perRequest("user")),
                nanos(row, server, perRequest("system")),
                rate(load, server),
                nanos(row, server, Measure.extra("p50")),
                nanos(row, server, Measure.extra("p99")),
                percent(row, server, Sample::cpuNanos),
                percent(row, server, Measure.extra("client")));
    }

    private static ToDoubleFunction<Sample> perRequest(String key) {
        return sample -> Measure.extra(key).applyAsDouble(sample) / sample.operations();
    }

    private String nanos(Row row, Server server, ToDoubleFunction<Sample> number) {
        double nanos = results.median(row, server.id(), number).orElse(Double.NaN);
        return nanos > 0 ? Markdown.nanos(nanos) : NONE;
    }

    /** A processor time as a part of the time that passed. */
    private String percent(Row row, Server server, ToDoubleFunction<Sample> cpu) {
        double part =
                results.median(
                                row,
                                server.id(),
                                sample -> cpu.applyAsDouble(sample) / sample.wallNanos())
                        .orElse(Double.NaN);
        return part > 0 ? String.format(Locale.ROOT, "%.0f %%", 100 * part) : NONE;
    }
}
