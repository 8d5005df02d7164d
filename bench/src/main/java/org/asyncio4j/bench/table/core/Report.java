package org.asyncio4j.bench.table.core;

import org.asyncio4j.bench.table.Markdown;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes the results as Markdown. */
final class Report {

    /** Wall and CPU time are the same thing when they differ by less. */
    private static final double SAME = 0.1;

    private final List<Workload> workloads;
    private final List<Peer> peers;
    private final Results results;

    Report(List<Workload> workloads, List<Peer> peers, Results results) {
        this.workloads = workloads;
        this.peers = peers;
        this.results = results;
    }

    /** A row for each benchmark, a column for each peer. */
    List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(""));
        peers.forEach(peer -> header.add(peer.title()));
        rows.add(header);
        for (Workload workload : workloads) {
            List<String> row = new ArrayList<>(List.of(workload.title()));
            peers.forEach(peer -> row.add(cell(workload, peer)));
            rows.add(row);
        }
        return Markdown.table(rows);
    }

    private String cell(Workload workload, Peer peer) {
        OptionalDouble value = results.value(workload.row(), peer.id());
        if (value.isEmpty()) {
            return peer.isPresent() ? "–" : "not installed";
        }
        String text = workload.row().measure().format(value.getAsDouble());
        String reference = peer.id().equals(Peer.ASYNCIO4J) ? Peer.FLOOR : Peer.ASYNCIO4J;
        String ratio = ratio(workload, peer.id(), reference);
        if (!ratio.isEmpty()) {
            text += " (" + ratio + (reference.equals(Peer.FLOOR) ? " floor)" : ")");
        }
        return text + cpuIfItDiffers(workload, peer);
    }

    private String cpuIfItDiffers(Workload workload, Peer peer) {
        if (workload.row().measure() != Measure.WALL && !workload.isStartUp()) {
            return "";
        }
        double wall = wallNanos(workload, peer);
        double cpu = cpuNanos(workload, peer);
        return Math.abs(cpu - wall) <= SAME * wall ? "" : ", CPU " + Markdown.nanos(cpu);
    }

    private double wallNanos(Workload workload, Peer peer) {
        return results.median(workload.row(), peer.id(), Measure::wallNanos).orElseThrow();
    }

    private double cpuNanos(Workload workload, Peer peer) {
        return results.median(workload.row(), peer.id(), Measure::cpuNanos).orElseThrow();
    }

    /** The number of one peer as a multiple of another's, or nothing if one was not measured. */
    private String ratio(Workload workload, String peer, String reference) {
        OptionalDouble ratio = results.ratio(workload.row(), peer, reference);
        if (ratio.isEmpty()) {
            return "";
        }
        double number = ratio.getAsDouble();
        return String.format(Locale.ROOT, number < 10 ? "%.2f×" : "%.0f×", number);
    }

    /** A row for each benchmark and peer, with all that is known. */
    List<String> details() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "benchmark",
                        "peer",
                        "value",
                        "wall per operation",
                        "CPU per operation",
                        "× floor",
                        "× asyncio4j",
                        "operations",
                        "samples",
                        "spread"));
        for (Workload workload : workloads) {
            for (Peer peer : peers) {
                if (results.count(workload.row(), peer.id()) > 0) {
                    rows.add(detail(workload, peer));
                }
            }
        }
        return Markdown.table(rows);
    }

    private List<String> detail(Workload workload, Peer peer) {
        return List.of(
                workload.name(),
                peer.title(),
                workload.row()
                        .measure()
                        .format(results.value(workload.row(), peer.id()).orElseThrow()),
                Markdown.nanos(wallNanos(workload, peer)),
                Markdown.nanos(cpuNanos(workload, peer)),
                ratio(workload, peer.id(), Peer.FLOOR),
                ratio(workload, peer.id(), Peer.ASYNCIO4J),
                String.format(Locale.ROOT, "%,d", workload.operationsAt(peer.slowness())),
                Integer.toString(results.count(workload.row(), peer.id())),
                results.spread(workload.row(), peer.id()));
    }
}
