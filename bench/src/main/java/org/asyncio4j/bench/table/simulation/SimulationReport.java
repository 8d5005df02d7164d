package org.asyncio4j.bench.table.simulation;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Markdown;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Results;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** Writes the results as Markdown. */
final class SimulationReport {

    private final List<Workload> workloads;
    private final List<Simulator> simulators;
    private final Results results;

    SimulationReport(List<Workload> workloads, List<Simulator> simulators, Results results) {
        this.workloads = workloads;
        this.simulators = simulators;
        this.results = results;
    }

    /** Three rows for each simulation, a column for each peer. */
    List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(""));
        simulators.forEach(simulator -> header.add(simulator.title()));
        rows.add(header);
        for (Workload workload : workloads) {
            String event = workload.event();
            rows.add(row(workload, workload.title(), Sample::wallNanos, Markdown::nanos));
            rows.add(
                    row(
                            workload,
                            "… %ss per second".formatted(event),
                            SimulationReport::perSecond,
                            SimulationReport::whole));
            rows.add(row(workload, "… CPU per " + event, Measure::cpuNanos, Markdown::nanos));
        }
        return Markdown.table(rows);
    }

    private static double perSecond(Sample sample) {
        return 1e9 / Measure.wallNanos(sample);
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    private List<String> row(
            Workload workload,
            String title,
            ToDoubleFunction<Sample> number,
            DoubleFunction<String> format) {
        List<String> row = new ArrayList<>(List.of(title));
        OptionalDouble own = results.median(workload.row(), Simulator.ASYNCIO4J, number);
        for (Simulator simulator : simulators) {
            OptionalDouble value = results.median(workload.row(), simulator.id(), number);
            if (value.isEmpty()) {
                row.add(simulator.isPresent() ? "–" : "not installed");
            } else {
                boolean isOwn = simulator.id().equals(Simulator.ASYNCIO4J);
                row.add(
                        format.apply(value.getAsDouble())
                                + (isOwn || own.isEmpty()
                                        ? ""
                                        : ratio(value.getAsDouble() / own.getAsDouble())));
            }
        }
        return row;
    }

    private static String ratio(double number) {
        String format = number < 0.1 ? " (%.3f×)" : number < 10 ? " (%.2f×)" : " (%.0f×)";
        return String.format(Locale.ROOT, format, number);
    }

    /** A row for each simulation and peer, with all that is known. */
    List<String> details() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "benchmark",
                        "peer",
                        "events",
                        "wall per event",
                        "CPU per event",
                        "samples",
                        "spread"));
        for (Workload workload : workloads) {
            for (Simulator simulator : simulators) {
                if (results.count(workload.row(), simulator.id()) > 0) {
                    rows.add(detail(workload, simulator));
                }
            }
        }
        return Markdown.table(rows);
    }

    private List<String> detail(Workload workload, Simulator simulator) {
        return List.of(
                workload.name(),
                simulator.title(),
                whole(median(workload, simulator, Sample::operations)),
                Markdown.nanos(median(workload, simulator, Measure::wallNanos)),
                Markdown.nanos(median(workload, simulator, Measure::cpuNanos)),
                Integer.toString(results.count(workload.row(), simulator.id())),
                results.spread(workload.row(), simulator.id()));
    }

    private double median(Workload workload, Simulator simulator, ToDoubleFunction<Sample> number) {
        return results.median(workload.row(), simulator.id(), number).orElseThrow();
    }
}
