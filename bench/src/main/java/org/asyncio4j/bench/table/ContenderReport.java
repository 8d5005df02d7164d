package org.asyncio4j.bench.table;

import org.asyncio4j.bench.Sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Writes the results as Markdown where there are many contenders: they are the lines, and the rows
 * that were measured are the columns.
 */
public final class ContenderReport {

    private static final String NONE = "–";

    private final List<Row> rows;
    private final List<? extends Contender> contenders;
    private final Results results;

    public ContenderReport(List<Row> rows, List<? extends Contender> contenders, Results results) {
        this.rows = rows;
        this.contenders = contenders;
        this.results = results;
    }

    /** What each row is about, with its ratios to the contenders of these ids. */
    public List<String> values(String title, String... references) {
        return table(title, (row, contender) -> value(row, contender, references));
    }

    private String value(Row row, String contender, String... references) {
        OptionalDouble value = results.value(row, contender);
        if (value.isEmpty()) {
            return NONE;
        }
        String ratios =
                List.of(references).stream()
                        .map(reference -> ratio(row, contender, reference))
                        .collect(Collectors.joining(" / ", " (", ")"));
        return row.measure().format(value.getAsDouble()) + ratios;
    }

    private String ratio(Row row, String contender, String reference) {
        OptionalDouble ratio = results.ratio(row, contender, reference);
        return ratio.isEmpty() ? NONE : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
    }

    /** Operations in a second. */
    public List<String> rates(String title) {
        return table(title, this::rate);
    }

    /** How many operations there were in a second. */
    public String rate(Row row, String contender) {
        OptionalDouble nanos = results.median(row, contender, Measure::wallNanos);
        return nanos.isEmpty()
                ? NONE
                : String.format(Locale.ROOT, "%,.0f", 1e9 / nanos.getAsDouble());
    }

    /** How long an operation takes, for the most and for the slowest. */
    public List<String> latencies(String title) {
        return table(
                title,
                (row, contender) ->
                        results.count(row, contender) == 0
                                ? NONE
                                : nanos(row, contender, Measure.extra("p50"))
                                        + " / "
                                        + nanos(row, contender, Measure.extra("p99")));
    }

    /** A line for each contender that is there; nothing if there is no row. */
    public List<String> table(String title, BiFunction<Row, String, String> cell) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of(title));
        rows.forEach(row -> header.add(row.title()));
        lines.add(header);
        for (Contender contender : contenders) {
            if (contender.isPresent()) {
                List<String> line = new ArrayList<>(List.of(contender.title()));
                rows.forEach(row -> line.add(cell.apply(row, contender.id())));
                lines.add(line);
            }
        }
        return Markdown.table(lines);
    }

    /** A line for each row and contender, with all that is known. */
    public List<String> details() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(
                List.of(
                        "row",
                        "peer",
                        "value",
                        "spread",
                        "samples",
                        "CPU per operation",
                        "user",
                        "system",
                        "per second",
                        "p50",
                        "p99",
                        "busy",
                        "load busy"));
        for (Row row : rows) {
            for (Contender contender : contenders) {
                if (results.count(row, contender.id()) > 0) {
                    lines.add(detail(row, contender));
                }
            }
        }
        return lines.size() == 1 ? List.of() : Markdown.table(lines);
    }

    private List<String> detail(Row row, Contender contender) {
        String id = contender.id();
        return List.of(
                row.name(),
                contender.title(),
                row.measure().format(results.value(row, id).orElseThrow()),
                results.spread(row, id),
                Integer.toString(results.count(row, id)),
                nanos(row, id, Measure::cpuNanos),
                nanos(row, id, perOperation("user")),
                nanos(row, id, perOperation("system")),
                rate(row, id),
                nanos(row, id, Measure.extra("p50")),
                nanos(row, id, Measure.extra("p99")),
                percent(row, id, Sample::cpuNanos),
                percent(row, id, Measure.extra("client")));
    }

    private static ToDoubleFunction<Sample> perOperation(String key) {
        return sample -> Measure.extra(key).applyAsDouble(sample) / sample.operations();
    }

    private String nanos(Row row, String contender, ToDoubleFunction<Sample> number) {
        double nanos = results.median(row, contender, number).orElse(Double.NaN);
        return nanos > 0 ? Markdown.nanos(nanos) : NONE;
    }

    /** A processor time as a part of the time that passed. */
    private String percent(Row row, String contender, ToDoubleFunction<Sample> cpu) {
        double part =
                results.median(
                                row,
                                contender,
                                sample -> cpu.applyAsDouble(sample) / sample.wallNanos())
                        .orElse(Double.NaN);
        return part > 0 ? String.format(Locale.ROOT, "%.0f %%", 100 * part) : NONE;
    }
}
