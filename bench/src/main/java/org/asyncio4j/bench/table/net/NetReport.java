package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.table.ContenderReport;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.Row;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Writes the results as Markdown. */
final class NetReport {

    private final List<Load> loads;
    private final Results results;
    private final ContenderReport echoes;
    private final ContenderReport connections;
    private final ContenderReport all;

    NetReport(List<Load> loads, List<Server> servers, Results results) {
        this.loads = loads;
        this.results = results;
        Predicate<Load> isEcho = load -> load.kind() == Load.Kind.ECHO;
        echoes = new ContenderReport(rows(isEcho), servers, results);
        connections = new ContenderReport(rows(isEcho.negate()), servers, results);
        all = new ContenderReport(rows(load -> true), servers, results);
    }

    private List<Row> rows(Predicate<Load> which) {
        return loads.stream().filter(which).map(Load::row).toList();
    }

    /** The server's processor time for each request, with its ratios. */
    List<String> costs() {
        return echoes.values("server CPU per request (× C / × Netty)", Servers.C, Servers.NETTY);
    }

    /** Requests in a second. */
    List<String> rates() {
        return echoes.rates("requests per second");
    }

    /** Connections: how fast they come and go, what they weigh, and how two loops share them. */
    List<String> connections() {
        return connections.table("connections", this::connection);
    }

    private String connection(Row row, String server) {
        OptionalDouble value = results.value(row, server);
        if (value.isEmpty()) {
            return "–";
        }
        String text = row.measure().format(value.getAsDouble());
        return switch (row.measure()) {
            case CPU -> connections.rate(row, server) + "/s, CPU " + text;
            case MEMORY -> text + heap(row, server);
            default -> text;
        };
    }

    private String heap(Row row, String server) {
        double heap = results.median(row, server, Measure.extra("heap")).orElse(Double.NaN);
        return Double.isNaN(heap) ? "" : ", heap " + Measure.MEMORY.format(heap);
    }

    /** A line for each load and server, with all that is known. */
    List<String> details() {
        return all.details();
    }
}
