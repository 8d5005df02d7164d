package org.asyncio4j.bench.table;

import org.asyncio4j.bench.Sample;

import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * Which number of a sample a row is about, and how it is written. Less is better in all of them.
 */
public enum Measure {
    /** Wall time per operation. */
    WALL(Measure::wallNanos, Markdown::nanos),

    /** Processor time per operation. */
    CPU(Measure::cpuNanos, Markdown::nanos),

    /** Processor time for all operations together. */
    TOTAL_CPU(Sample::cpuNanos, nanos -> format("%.2f s", nanos / 1e9)),

    /** Wall time of a whole process. */
    PROCESS(Measure::wallNanos, nanos -> format("%.0f ms", nanos / 1e6)),

    /** Resident bytes per operation. */
    MEMORY(Measure.extra("bytes"), bytes -> format("%,.0f B", bytes)),

    /** What one of two costs, as a part of what a single one costs; written as their capacity. */
    SHARE(Measure.extra("share"), share -> format("%.2f × one", 1 / share));

    private final ToDoubleFunction<Sample> number;
    private final DoubleFunction<String> format;

    Measure(ToDoubleFunction<Sample> number, DoubleFunction<String> format) {
        this.number = number;
        this.format = format;
    }

    /** The number that {@code sample} has for this. */
    public double of(Sample sample) {
        return number.applyAsDouble(sample);
    }

    /** Writes {@code number} with its unit. */
    public String format(double number) {
        return format.apply(number);
    }

    /** Wall nanoseconds per operation. */
    public static double wallNanos(Sample sample) {
        return (double) sample.wallNanos() / sample.operations();
    }

    /** Processor nanoseconds per operation. */
    public static double cpuNanos(Sample sample) {
        return (double) sample.cpuNanos() / sample.operations();
    }

    /** A number among the further facts of a sample. */
    public static ToDoubleFunction<Sample> extra(String key) {
        return sample -> sample.extra(key).orElse(Double.NaN);
    }

    private static String format(String pattern, double number) {
        return String.format(Locale.ROOT, pattern, number);
    }
}
