package org.asyncio4j.bench.table;

import org.asyncio4j.bench.Sample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** All samples that were taken, and their medians. */
final class Results {

    private record Cell(String workload, String peer) {}

    /** The samples of each process, process by process. */
    private final Map<Cell, List<List<Sample>>> processes = new HashMap<>();

    private final Map<Cell, String> failures = new HashMap<>();

    void add(Workload workload, Peer peer, List<Sample> samples) {
        Cell cell = new Cell(workload.name(), peer.id());
        processes.computeIfAbsent(cell, unused -> new ArrayList<>()).add(samples);
    }

    void fail(Workload workload, Peer peer, String why) {
        failures.put(new Cell(workload.name(), peer.id()), why);
    }

    /** What went wrong, one line each. */
    List<String> failures() {
        return failures.entrySet().stream()
                .map(e -> e.getKey().peer() + ", " + e.getKey().workload() + ": " + e.getValue())
                .sorted()
                .toList();
    }

    /** The number that the row is about: nanoseconds, CPU nanoseconds for all, or bytes. */
    OptionalDouble value(Workload workload, String peer) {
        return switch (workload.kind()) {
            case TIME, PROCESS -> wallNanos(workload, peer);
            case CPU -> median(workload, peer, Sample::cpuNanos);
            case MEMORY ->
                    median(workload, peer, sample -> sample.extra("bytes").orElse(Double.NaN));
        };
    }

    /** Wall nanoseconds per operation. */
    OptionalDouble wallNanos(Workload workload, String peer) {
        return median(workload, peer, s -> (double) s.wallNanos() / s.operations());
    }

    /** CPU nanoseconds per operation. */
    OptionalDouble cpuNanos(Workload workload, String peer) {
        return median(workload, peer, s -> (double) s.cpuNanos() / s.operations());
    }

    /** How many samples there are. */
    int count(Workload workload, String peer) {
        return processesOf(workload, peer).stream().mapToInt(List::size).sum();
    }

    /**
     * How far the processes lie apart: half the range of their medians, as a part of the median of
     * them. Zero where there was only one process.
     */
    double spread(Workload workload, String peer) {
        double[] medians =
                processesOf(workload, peer).stream()
                        .mapToDouble(samples -> medianOf(samples, number(workload)))
                        .sorted()
                        .toArray();
        if (medians.length == 0) {
            return 0;
        }
        return (medians[medians.length - 1] - medians[0]) / 2 / median(medians);
    }

    private static ToDoubleFunction<Sample> number(Workload workload) {
        return switch (workload.kind()) {
            case TIME, PROCESS -> Sample::wallNanos;
            case CPU -> Sample::cpuNanos;
            case MEMORY -> sample -> sample.extra("bytes").orElse(Double.NaN);
        };
    }

    /** The median of the processes' medians: one unlucky process does not move it. */
    private OptionalDouble median(
            Workload workload, String peer, ToDoubleFunction<Sample> property) {
        double[] medians =
                processesOf(workload, peer).stream()
                        .mapToDouble(samples -> medianOf(samples, property))
                        .sorted()
                        .toArray();
        return medians.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(medians));
    }

    private List<List<Sample>> processesOf(Workload workload, String peer) {
        return processes.getOrDefault(new Cell(workload.name(), peer), List.of());
    }

    private static double medianOf(List<Sample> samples, ToDoubleFunction<Sample> property) {
        return median(samples.stream().mapToDouble(property).sorted().toArray());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
