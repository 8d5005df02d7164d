package org.asyncio4j.bench.table;

import org.asyncio4j.bench.Sample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** All samples that were taken, and their medians. */
public final class Results {

    private record Cell(String row, String peer) {}

    /** The samples of each process, process by process. */
    private final Map<Cell, List<List<Sample>>> processes = new HashMap<>();

    private final Map<Cell, String> failures = new HashMap<>();

    /** Adds the samples that one process took. */
    public void add(Row row, String peer, List<Sample> samples) {
        processes.computeIfAbsent(cell(row, peer), unused -> new ArrayList<>()).add(samples);
    }

    /** Notes that a process could not take any. */
    public void fail(Row row, String peer, String why) {
        failures.put(cell(row, peer), why);
    }

    /** What went wrong, one line each. */
    public List<String> failures() {
        return failures.entrySet().stream()
                .map(e -> e.getKey().peer() + ", " + e.getKey().row() + ": " + e.getValue())
                .sorted()
                .toList();
    }

    /** The number that the row is about. */
    public OptionalDouble value(Row row, String peer) {
        return median(row, peer, row.measure()::of);
    }

    /** One peer's number in units of another's, or nothing if one was not measured. */
    public OptionalDouble ratio(Row row, String peer, String reference) {
        OptionalDouble own = value(row, peer);
        OptionalDouble other = value(row, reference);
        return own.isEmpty() || other.isEmpty() || other.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(own.getAsDouble() / other.getAsDouble());
    }

    /** How many samples there are. */
    public int count(Row row, String peer) {
        return processesOf(row, peer).stream().mapToInt(List::size).sum();
    }

    /**
     * How far the processes lie apart: half the range of their medians, as a part of the median of
     * them. Zero where there was only one process.
     */
    public String spread(Row row, String peer) {
        double[] medians = medians(row, peer, row.measure()::of);
        double spread =
                medians.length == 0
                        ? 0
                        : (medians[medians.length - 1] - medians[0]) / 2 / median(medians);
        return String.format(Locale.ROOT, "± %.0f %%", 100 * spread);
    }

    /** The median of the processes' medians: one unlucky process does not move it. */
    public OptionalDouble median(Row row, String peer, ToDoubleFunction<Sample> number) {
        double[] medians = medians(row, peer, number);
        return medians.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(medians));
    }

    private double[] medians(Row row, String peer, ToDoubleFunction<Sample> number) {
        return processesOf(row, peer).stream()
                .mapToDouble(samples -> medianOf(samples, number))
                .sorted()
                .toArray();
    }

    private List<List<Sample>> processesOf(Row row, String peer) {
        return processes.getOrDefault(cell(row, peer), List.of());
    }

    private static Cell cell(Row row, String peer) {
        return new Cell(row.name(), peer);
    }

    /** The median of what the samples of one process have for {@code number}. */
    public static double medianOf(List<Sample> samples, ToDoubleFunction<Sample> number) {
        return median(samples.stream().mapToDouble(number).sorted().toArray());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
