package org.asyncio4j.bench.table.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Results;
import org.asyncio4j.bench.table.Target;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

class NetReportTest {

    private final List<Load> loads =
            Load.quick(1_000).stream()
                    .filter(named("1k-200").or(named("idle")).or(named("loops")))
                    .toList();

    private final List<Server> servers = List.of(server("asyncio4j"), server("c"), server("netty"));
    private final Results results = new Results();
    private final NetReport report = new NetReport(loads, servers, results);

    private static Predicate<Load> named(String name) {
        return load -> load.name().equals(name);
    }

    private static Server server(String id) {
        return new Server(id, id, "", Map.of(), true, true, setup -> List.of(), "");
    }

    private void measured(String load, String server, long cpuNanos, String extra) {
        Load row = loads.stream().filter(named(load)).findFirst().orElseThrow();
        results.add(
                row.row(),
                server,
                List.of(new Sample(load, 1_000, 1_000_000, cpuNanos * 1_000, extra)));
    }

    @Test
    void comparesTheCostWithCAndWithNetty() {
        measured("1k-200", "asyncio4j", 900, "");
        measured("1k-200", "c", 600, "");
        measured("1k-200", "netty", 1_000, "");
        assertEquals(
                "| asyncio4j                              | 900 ns (1.50 / 0.90)  |",
                report.costs().get(2));
        assertEquals("| asyncio4j           | 1,000,000  |", report.rates().get(2));
        assertEquals(
                List.of(
                        "| 1 KiB, 200 | ≤ 1.3 × C         | 1.50 ×   | **no**       |",
                        "| 1 KiB, 200 | ≤ 1.1 × raw Netty | 0.90 ×   | yes          |",
                        "| 1 KiB, 200 | below every peer  | –        | not measured |",
                        "| two loops  | ≥ 1.8 × one loop  | –        | not measured |"),
                targets());
    }

    @Test
    void tellsWhatConnectionsWeighAndHowLoopsShare() {
        measured("idle", "asyncio4j", 0, "bytes=1234 heap=567");
        measured("loops", "asyncio4j", 0, "share=0.5");
        assertEquals(
                "| asyncio4j   | 1,234 B, heap 567 B          | 2.00 × one |",
                report.connections().get(2));
        assertEquals(
                "| two loops  | ≥ 1.8 × one loop  | 2.00 × one | yes          |",
                targets().getLast());
    }

    private List<String> targets() {
        List<String> table =
                Target.table(
                        Servers.targets(loads), loads.stream().map(Load::row).toList(), results);
        return table.subList(2, table.size());
    }
}
