package org.asyncio4j.bench.table;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A promise about asyncio4j's speed: its number in a row is at most {@code factor} times the
 * smallest of those of {@code rivals}; or, with no rivals, at most {@code factor} itself.
 *
 * @param text the promise in words
 * @param workload the row's name
 * @param factor the bound
 * @param strict whether the bound itself is too much
 * @param rivals peers' ids
 */
record Target(String text, String workload, double factor, boolean strict, List<String> rivals) {

    /** The project's targets. */
    static List<Target> all() {
        return List.of(
                atMost("spawn-join", 1.7, Peer.FLOOR),
                below("spawn-join", "kotlin"),
                below("spawn-join", "go", "go-all"),
                new Target(
                        "≥ 15 × faster than uvloop",
                        "spawn-join",
                        1 / 15.0,
                        false,
                        List.of("uvloop")),
                atMost("yield", 1.3, Peer.FLOOR),
                new Target(
                        "≤ 1.6 × a bare park/unpark round trip",
                        "queue",
                        1.6,
                        false,
                        List.of(Peer.FLOOR)),
                below("queue", "jdk", "jdk-all"),
                below("timers", "go", "go-all"),
                below("timers", "node"),
                new Target("≤ 1,024 bytes", "sleepers", 1_024, false, List.of()),
                new Target("≤ 1.1 × plain Java calls", "chain", 1.1, false, List.of(Peer.FLOOR)),
                below("chain", "go", "go-all"),
                below("chain", "kotlin"),
                below(
                        "pool", "jdk", "jdk-all", "kotlin", "go", "go-all", "node", "uvloop",
                        "asyncio"),
                below(Workload.START_UP, "asyncio"));
    }

    private static Target atMost(String workload, double factor, String rival) {
        return new Target(
                "≤ %s × the %s".formatted(factor, rival), workload, factor, false, List.of(rival));
    }

    private static Target below(String workload, String... rivals) {
        String text = rivals.length > 2 ? "below every peer" : "below " + rivals[0];
        return new Target(text, workload, 1, true, Arrays.asList(rivals));
    }

    /** What asyncio4j's number is in units of the bound's base; nothing if one was not measured. */
    OptionalDouble measure(Workload row, Results results) {
        OptionalDouble own = results.value(row, Peer.ASYNCIO4J);
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
    boolean isReachedBy(double measured) {
        return strict ? measured < factor : measured <= factor;
    }

    /** The measured number in words. */
    String describe(double measured) {
        if (rivals.isEmpty()) {
            return "%,.0f bytes".formatted(measured);
        }
        return factor < 1 ? "%.1f × faster".formatted(1 / measured) : "%.2f ×".formatted(measured);
    }
}
