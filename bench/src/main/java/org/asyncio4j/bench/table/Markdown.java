package org.asyncio4j.bench.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Tables that read well as plain text and as Markdown. */
public final class Markdown {

    private Markdown() {}

    /** Aligns the rows, of which the first is the header. */
    public static List<String> table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(Math.max(widths[i], 3), row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(rows.getFirst(), widths));
        StringJoiner rule = new StringJoiner(" | ", "| ", " |");
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        lines.add(rule.toString());
        rows.stream().skip(1).forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths) {
        StringJoiner line = new StringJoiner(" | ", "| ", " |");
        for (int i = 0; i < cells.size(); i++) {
            line.add(cells.get(i) + " ".repeat(widths[i] - cells.get(i).length()));
        }
        return line.toString();
    }

    /** A time with three digits and a fitting unit. */
    public static String nanos(double nanos) {
        if (nanos < 1_000) {
            return digits(nanos) + " ns";
        }
        if (nanos < 1_000_000) {
            return digits(nanos / 1_000) + " µs";
        }
        return nanos < 1_000_000_000
                ? digits(nanos / 1_000_000) + " ms"
                : digits(nanos / 1_000_000_000) + " s";
    }

    private static String digits(double number) {
        String format = number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, number);
    }
}
