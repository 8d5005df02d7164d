package org.asyncio4j.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The benchmarks of one peer, and the program around them:
 *
 * <pre>{@code program BENCHMARK OPERATIONS WARM_UP_MILLIS SAMPLES}</pre>
 *
 * <p>A process runs one benchmark only, so that what the JIT compiler learned from another does not
 * count. It repeats the whole work until the warm-up time has passed, at least three times, and
 * then takes the samples. What a sample measures begins before the loop opens and ends after it is
 * closed.
 */
public final class Suite {

    /** How many tasks are started before the first of them is joined. */
    public static final int BATCH = 1_000;

    /** How many calls are nested in the chain. */
    public static final int DEPTH = 100;

    private static final int WARM_UP_PASSES = 3;

    /** The name of the one benchmark that measures memory. */
    public static final String SLEEPERS = "sleepers";

    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** More than one only where nothing is measured: tests do not want to wait. */
    static int timerDivisor = 1;

    private final Map<String, CountingBenchmark> benchmarks = new LinkedHashMap<>();
    private MemoryBenchmark sleepers;

    /** Adds a benchmark that measures time. */
    public Suite measure(String name, Benchmark body) {
        benchmarks.put(
                name,
                operations -> {
                    body.run(operations);
                    return new CountingBenchmark.Result(operations, 0);
                });
        return this;
    }

    /** Adds a benchmark that measures time, and counts itself; its samples tell the checksum. */
    public Suite simulate(String name, CountingBenchmark body) {
        benchmarks.put(name, body);
        return this;
    }

    /** Sets the benchmark that measures memory. */
    public Suite measureMemory(MemoryBenchmark body) {
        sleepers = body;
        return this;
    }

    /** Returns the names of the benchmarks that measure time. */
    public Set<String> names() {
        return benchmarks.keySet();
    }

    /** The delay of the timer with this number: one to two seconds, in an unsorted order. */
    public static int timerMillis(int index) {
        return (1_000 + (int) (index * 7_919L % 1_000)) / timerDivisor;
    }

    /** Runs the program that the arguments describe, and ends the process. */
    public void main(String[] arguments) throws Exception {
        String name = arguments[0];
        int operations = Integer.parseInt(arguments[1]);
        if (name.equals(SLEEPERS)) {
            // A million tasks need not be woken and ended: their memory has been measured.
            memory(
                    operations,
                    sample -> {
                        System.out.println(sample.format());
                        Runtime.getRuntime().halt(0);
                    });
            return;
        }
        long warmUpNanos = Long.parseLong(arguments[2]) * 1_000_000;
        int samples = Integer.parseInt(arguments[3]);
        time(name, operations, warmUpNanos, samples)
                .forEach(sample -> System.out.println(sample.format()));
        // What a library keeps running in the background must not keep the process.
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** Warms up, then measures the time of the named benchmark. */
    public List<Sample> time(String name, int operations, long warmUpNanos, int count)
            throws Exception {
        CountingBenchmark body = benchmarks.get(name);
        if (body == null) {
            throw new IllegalArgumentException(
                    "no benchmark '" + name + "'; there are " + benchmarks.keySet());
        }
        long begin = System.nanoTime();
        for (int pass = 0;
                pass < WARM_UP_PASSES || System.nanoTime() - begin < warmUpNanos;
                pass++) {
            body.run(operations);
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long cpu = PROCESS.getProcessCpuTime();
            long wall = System.nanoTime();
            CountingBenchmark.Result result = body.run(operations);
            long wallNanos = System.nanoTime() - wall;
            long cpuNanos = PROCESS.getProcessCpuTime() - cpu;
            samples.add(
                    new Sample(
                            name,
                            result.events(),
                            wallNanos,
                            cpuNanos,
                            result.checksum() == 0 ? "" : "checksum=" + result.checksum()));
        }
        return samples;
    }

    /**
     * Measures by how much the resident set of the process grows for the tasks that sleep, all
     * told: with the tasks' stacks, the timers, and the library's own records.
     *
     * <p>A collection goes before each look, here and in the other languages, because garbage is
     * not a task's memory; {@code uncollected} tells the growth without it, {@code heap} the growth
     * of live objects.
     */
    public void memory(int operations, Consumer<Sample> result) throws Exception {
        benchmarks.get("spawn-join").run(10 * BATCH);
        System.gc();
        long before = ProcessMemory.residentBytes();
        long heapBefore = ProcessMemory.usedHeapBytes();
        long cpu = PROCESS.getProcessCpuTime();
        long wall = System.nanoTime();
        sleepers.run(
                operations,
                () -> {
                    long wallNanos = System.nanoTime() - wall;
                    long cpuNanos = PROCESS.getProcessCpuTime() - cpu;
                    long uncollected = (ProcessMemory.residentBytes() - before) / operations;
                    System.gc();
                    long settled = (ProcessMemory.residentBytes() - before) / operations;
                    long heap = (ProcessMemory.usedHeapBytes() - heapBefore) / operations;
                    String extra =
                            "bytes=" + settled + " uncollected=" + uncollected + " heap=" + heap;
                    result.accept(new Sample(SLEEPERS, operations, wallNanos, cpuNanos, extra));
                });
    }
}
