package org.asyncio4j.bench.table.core;

import org.asyncio4j.bench.Suite;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Row;

import java.util.List;

/**
 * One row of the table: a benchmark, and how often each peer does its work in one sample.
 *
 * @param row its name, as the peers' programs take it, its title, and what is measured
 * @param operations how often a fast peer does the work in one sample; slower ones do it less often
 * @param samples how many samples one process takes
 */
record Workload(Row row, int operations, int samples) {

    static final String START_UP = "start-up";
    static final String START_UP_PLAIN = "start-up-plain";

    Workload(String name, String title, Measure measure, int operations, int samples) {
        this(new Row(name, title, measure), operations, samples);
    }

    /** All rows at full length. */
    static List<Workload> full() {
        return rows(1, 1, 3);
    }

    /** All rows, shorter: good for a first look only. */
    static List<Workload> quick() {
        return rows(4, 2, 1);
    }

    private static List<Workload> rows(int less, int littleLess, int samples) {
        int timers = 200_000 / littleLess;
        int sleepers = 1_000_000 / littleLess;
        return List.of(
                time("spawn-join", "spawn + join, 1,000 at a time", 4_000_000 / less, samples),
                time("spawn-join-each", "spawn + join, one by one", 2_000_000 / less, samples),
                time("yield", "yield", 4_000_000 / less, samples),
                time("queue", "queue ping-pong, round trip", 2_000_000 / less, samples),
                time("chain", "chain of 100 calls that need not wait", 4_000_000 / less, samples),
                time("pool", "call into a thread pool and back", 40_000 / less, samples),
                new Workload(
                        "timers",
                        "%,d timers, CPU".formatted(timers),
                        Measure.TOTAL_CPU,
                        timers,
                        1),
                new Workload(
                        Suite.SLEEPERS,
                        "%,d sleeping tasks, each".formatted(sleepers),
                        Measure.MEMORY,
                        sleepers,
                        1),
                new Workload(START_UP, "start-up, whole process", Measure.PROCESS, 1, 5 * samples),
                new Workload(
                        START_UP_PLAIN,
                        "start-up, by plain java",
                        Measure.PROCESS,
                        1,
                        5 * samples));
    }

    private static Workload time(String name, String title, int operations, int samples) {
        return new Workload(name, title, Measure.WALL, operations, samples);
    }

    String name() {
        return row.name();
    }

    String title() {
        return row.title();
    }

    /** Whether whole processes are measured. */
    boolean isStartUp() {
        return row.measure() == Measure.PROCESS;
    }

    /** How often a peer that is {@code slowness} times slower than the fast ones does the work. */
    int operationsAt(int slowness) {
        if (row.measure() != Measure.WALL) {
            return operations;
        }
        // Whole batches only.
        return Math.max(Suite.BATCH, operations / slowness / Suite.BATCH * Suite.BATCH);
    }
}
