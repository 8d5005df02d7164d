package org.asyncio4j.bench.table.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.bench.table.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(60)
class SimulationRoundsTest {

    private static final Workload QUEUE =
            Workload.quick().stream()
                    .filter(workload -> workload.name().equals("queue"))
                    .findFirst()
                    .orElseThrow();

    /** A program that prints one sample and does nothing else. */
    private static Simulator simulator(String id, int events, int checksum) {
        String print =
                "printf 'queue\\t%d\\t1000\\t1000\\tchecksum=%d\\n'".formatted(events, checksum);
        return new Simulator(id, id, "", "", true, List.of("sh", "-c", print), "");
    }

    private static Results run(Simulator... simulators) throws Exception {
        return new SimulationRounds(List.of(QUEUE), List.of(simulators), 2, 0, 1).run();
    }

    @Test
    void countsWhoCameToTheSameResult() throws Exception {
        Results results = run(simulator("one", 10, 7), simulator("two", 10, 7));
        assertEquals(List.of(), results.failures());
        assertEquals(2, results.count(QUEUE.row(), "one"));
        assertEquals(2, results.count(QUEUE.row(), "two"));
    }

    @Test
    void doesNotCountWhoCameToAnother() throws Exception {
        Results results = run(simulator("one", 10, 7), simulator("two", 10, 8));
        assertEquals(
                List.of(
                        "two, queue: came to another result: 10 events, checksum=8, not 10 events,"
                                + " checksum=7"),
                results.failures());
        assertEquals(0, results.count(QUEUE.row(), "two"));
    }

    @Test
    void leavesOutWhoIsNotInstalled() throws Exception {
        Results results = run(Simulator.absent("none", "none", "not installed"));
        assertEquals(List.of(), results.failures());
        assertEquals(0, results.count(QUEUE.row(), "none"));
    }
}
