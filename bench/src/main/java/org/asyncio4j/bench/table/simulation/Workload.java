package org.asyncio4j.bench.table.simulation;

import org.asyncio4j.bench.simulation.Heartbeats;
import org.asyncio4j.bench.simulation.Workshop;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Row;

import java.util.List;

/**
 * One part of the table: a simulation, of which everybody does the same amount.
 *
 * @param row its name, as the peers' programs take it, its title, and what is measured
 * @param event what is counted
 * @param amount how much of it is one sample
 */
record Workload(Row row, String event, int amount) {

    /** All of them at full length. */
    static List<Workload> full() {
        return List.of(heartbeats(168, "week"), queue(10_000), schedules(5_000));
    }

    /** All of them, shorter: good for a first look only. */
    static List<Workload> quick() {
        return List.of(heartbeats(24, "day"), queue(2_000), schedules(1_000));
    }

    private static Workload heartbeats(int hours, String name) {
        String title = "a simulated %s of %,d heartbeats".formatted(name, Heartbeats.TASKS);
        return new Workload(new Row("heartbeats", title, Measure.WALL), "event", hours);
    }

    private static Workload queue(int items) {
        int workers = Workshop.WORKERS;
        String title =
                "%,d items: %d producers, %d consumers, time limits"
                        .formatted(items * workers, workers, workers);
        return new Workload(new Row("queue", title, Measure.WALL), "event", items);
    }

    private static Workload schedules(int runs) {
        String title = "%,d runs of a small test".formatted(runs);
        return new Workload(new Row("schedules", title, Measure.WALL), "schedule", runs);
    }

    String name() {
        return row.name();
    }

    String title() {
        return row.title();
    }
}
