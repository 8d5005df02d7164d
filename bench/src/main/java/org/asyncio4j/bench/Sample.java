package org.asyncio4j.bench;

import java.util.Optional;

/**
 * One line of the protocol that every benchmark program prints, whatever language it is written in:
 * {@code benchmark<TAB>operations<TAB>wall_ns<TAB>cpu_ns<TAB>extra}.
 *
 * @param benchmark the benchmark's name
 * @param operations how many operations the sample covers
 * @param wallNanos the time that passed
 * @param cpuNanos the processor time that the whole process used meanwhile: every thread of it, so
 *     that a garbage collector, a compiler or a timer thread counts as well
 * @param extra further facts as {@code key=value}, parted by spaces; may be empty
 */
public record Sample(
        String benchmark, long operations, long wallNanos, long cpuNanos, String extra) {

    /** Returns the sample that {@code line} tells of, or nothing if it is no protocol line. */
    public static Optional<Sample> parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 5) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Sample(
                            fields[0],
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[3]),
                            fields[4]));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** Returns this sample as a line of the protocol. */
    public String format() {
        return String.join(
                "\t",
                benchmark,
                Long.toString(operations),
                Long.toString(wallNanos),
                Long.toString(cpuNanos),
                extra);
    }

    /** Returns the number called {@code key} in {@link #extra}, if it is there. */
    public Optional<Double> extra(String key) {
        for (String fact : extra.split(" ")) {
            if (fact.startsWith(key + "=")) {
                return Optional.of(Double.valueOf(fact.substring(key.length() + 1)));
            }
        }
        return Optional.empty();
    }
}
