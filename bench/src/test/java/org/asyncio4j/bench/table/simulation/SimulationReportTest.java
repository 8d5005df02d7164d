package org.asyncio4j.bench.table.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Results;
import org.junit.jupiter.api.Test;

import java.util.List;

class SimulationReportTest {

    private final Workload queue =
            Workload.quick().stream()
                    .filter(workload -> workload.name().equals("queue"))
                    .findFirst()
                    .orElseThrow();

    private final List<Simulator> simulators =
            List.of(
                    new Simulator("asyncio4j", "asyncio4j", "", "", true, List.of(), ""),
                    new Simulator("kotlin", "Kotlin", "", "", true, List.of(), ""),
                    Simulator.absent("trio", "Trio", "not there"));

    private final Results results = new Results();
    private final SimulationReport report =
            new SimulationReport(List.of(queue), simulators, results);

    private void measured(String peer, long wallNanos, long cpuNanos) {
        Sample sample = new Sample("queue", 1_000, wallNanos, cpuNanos, "checksum=1");
        results.add(queue.row(), peer, List.of(sample));
    }

    @Test
    void comparesWithOurOwn() {
        measured("asyncio4j", 2_000_000, 1_000_000);
        measured("kotlin", 40_000_000, 3_000_000);
        String title = queue.title();
        assertEquals(
                List.of(
                        "| %s | 2.00 ms   | 40.0 ms (20×)   | not installed |".formatted(title),
                        "| %s | 500,000   | 25,000 (0.050×) | not installed |"
                                .formatted(padded("… events per second", title)),
                        "| %s | 1.00 µs   | 3.00 µs (3.00×) | not installed |"
                                .formatted(padded("… CPU per event", title))),
                report.table().subList(2, 5));
    }

    @Test
    void showsWhatWasMeasuredWithoutOurOwn() {
        measured("kotlin", 40_000_000, 3_000_000);
        String title = queue.title();
        assertEquals(
                "| %s | –         | 40.0 ms | not installed |".formatted(title),
                report.table().get(2));
        assertEquals(3, report.details().size());
    }

    private static String padded(String text, String as) {
        return text + " ".repeat(as.length() - text.length());
    }
}
