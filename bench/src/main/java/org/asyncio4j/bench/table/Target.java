package org.asyncio4j.bench.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A promise about asyncio4j's speed: its number in a row is at most {@code factor} times the
 * smallest of those of {@code rivals}; or, with no rivals, at most {@code factor} itself.
 *
 * @param text the promise in words
 * @param row the row's name
 * @param factor the bound
 * @param strict whether the bound itself is too much
 * @param rivals peers' ids
 */
public record Target(String text, String row, double factor, boolean strict, List<String> rivals) {

    /** The id of the peer that the promises are about. */
    public static final String OWN = "asyncio4j";

    /** A promise to need at most so many times what {@code rival} needs. */
    public static Target atMost(String row, double factor, String rival, String title) {
        return new Target("≤ %s × %s".formatted(factor, title), row, factor, false, List.of(rival));
    }

    /** A promise to need less than the best of {@code rivals}. */
    public static Target below(String row, String... rivals) {
        String text = rivals.length > 2 ? "below every peer" : "below " + rivals[0];
        return new Target(text, row, 1, true, Arrays.asList(rivals));
    }

    /** What asyncio4j's number is in units of the bound's base; nothing if one was not measured. */
    public OptionalDouble measure(Row row, Results results) {
        OptionalDouble own = results.value(row, OWN);
        if (rivals.isEmpty() || own.isEmpty()) {
            return own;
        }
        OptionalDouble best =
                rivals.stream()
                        .map(rival -> results.value(row, rival))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .min();
        return best.isPresent()
                ? OptionalDouble.of(own.getAsDouble() / best.getAsDouble())
                : OptionalDouble.empty();
    }

    /** Whether what was measured keeps the promise. */
    public boolean isReachedBy(double measured) {
        return strict ? measured < factor : measured <= factor;
    }

    /** The measured number in words. */
    public String describe(Row row, double measured) {
        if (rivals.isEmpty()) {
            return row.measure().format(measured);
        }
        return factor < 1 ? "%.1f × faster".formatted(1 / measured) : "%.2f ×".formatted(measured);
    }

    /** A table with a line for each target whose row was measured. */
    public static List<String> table(List<Target> targets, List<Row> rows, Results results) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("benchmark", "target", "measured", "reached"));
        for (Target target : targets) {
            rows.stream()
                    .filter(row -> row.name().equals(target.row()))
                    .findFirst()
                    .ifPresent(row -> lines.add(target.line(row, results)));
        }
        return Markdown.table(lines);
    }

    private List<String> line(Row row, Results results) {
        OptionalDouble measured = measure(row, results);
        if (measured.isEmpty()) {
            return List.of(row.title(), text, "–", "not measured");
        }
        double number = measured.getAsDouble();
        return List.of(
                row.title(), text, describe(row, number), isReachedBy(number) ? "yes" : "**no**");
    }
}
