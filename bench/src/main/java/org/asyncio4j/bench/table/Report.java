package org.asyncio4j.bench.table;

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
        OptionalDouble value = results.value(workload, peer.id());
        if (value.isEmpty()) {
            return peer.isPresent() ? "–" : "not installed";
        }
        String text = format(workload, value.getAsDouble());
        String reference = peer.id().equals(Peer.ASYNCIO4J) ? Peer.FLOOR : Peer.ASYNCIO4J;
        String ratio = ratio(workload, peer.id(), reference);
        if (!ratio.isEmpty()) {
            text += " (" + ratio + (reference.equals(Peer.FLOOR) ? " floor)" : ")");
        }
        return text + cpuIfItDiffers(workload, peer);
    }

    private String cpuIfItDiffers(Workload workload, Peer peer) {
        if (workload.kind() != Workload.Kind.TIME && workload.kind() != Workload.Kind.PROCESS) {
            return "";
        }
        double wall = results.wallNanos(workload, peer.id()).orElseThrow();
        double cpu = results.cpuNanos(workload, peer.id()).orElseThrow();
        return Math.abs(cpu - wall) <= SAME * wall ? "" : ", CPU " + Markdown.nanos(cpu);
    }

    /** The number of one peer as a multiple of another's, or nothing if one was not measured. */
    private String ratio(Workload workload, String peer, String reference) {
        OptionalDouble own = results.value(workload, peer);
        OptionalDouble other = results.value(workload, reference);
        if (own.isEmpty() || other.isEmpty() || other.getAsDouble() == 0) {
            return "";
        }
        double ratio = own.getAsDouble() / other.getAsDouble();
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f×" : "%.0f×", ratio);
    }

    private static String format(Workload workload, double value) {
        return switch (workload.kind()) {
            case TIME -> Markdown.nanos(value);
            case PROCESS -> String.format(Locale.ROOT, "%.0f ms", value / 1e6);
            case CPU -> String.format(Locale.ROOT, "%.2f s", value / 1e9);
            case MEMORY -> String.format(Locale.ROOT, "%,.0f B", value);
        };
    }

    /** A row for each target. */
    List<String> targets() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("benchmark", "target", "measured", "reached"));
        for (Target target : Target.all()) {
            workloads.stream()
                    .filter(workload -> workload.name().equals(target.workload()))
                    .findFirst()
                    .ifPresent(workload -> rows.add(row(target, workload)));
        }
        return Markdown.table(rows);
    }

    private List<String> row(Target target, Workload workload) {
        OptionalDouble measured = target.measure(workload, results);
        if (measured.isEmpty()) {
            return List.of(workload.title(), target.text(), "–", "not measured");
        }
        double number = measured.getAsDouble();
        return List.of(
                workload.title(),
                target.text(),
                target.describe(number),
                target.isReachedBy(number) ? "yes" : "**no**");
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
                if (results.count(workload, peer.id()) > 0) {
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
                format(workload, results.value(workload, peer.id()).orElseThrow()),
                Markdown.nanos(results.wallNanos(workload, peer.id()).orElseThrow()),
                Markdown.nanos(results.cpuNanos(workload, peer.id()).orElseThrow()),
                ratio(workload, peer.id(), Peer.FLOOR),
                ratio(workload, peer.id(), Peer.ASYNCIO4J),
                String.format(Locale.ROOT, "%,d", workload.operationsAt(peer.slowness())),
                Integer.toString(results.count(workload, peer.id())),
                String.format(Locale.ROOT, "± %.0f %%", 100 * results.spread(workload, peer.id())));
    }
}
