package org.asyncio4j.bench.http;

import org.asyncio4j.bench.Sample;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What every HTTP client is told, and how it is measured:
 *
 * <pre>{@code client PORT URLS CONCURRENCY WARM_UP_MILLIS SAMPLES}</pre>
 *
 * <p>A sample is to fetch so many URLs, so many at once, over connections that are kept from one
 * sample to the next. The warm-up is CPU time of the client, lest it be cut short on a busy
 * machine. The peers in other languages do the same.
 */
final class Fetching {

    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final int port;
    private final int urls;
    private final int concurrency;
    private final long warmUpNanos;
    private final int samples;

    /** How long each took; written by whoever fetched it. */
    private final long[] nanos;

    Fetching(String[] arguments) {
        port = Integer.parseInt(arguments[0]);
        urls = Integer.parseInt(arguments[1]);
        concurrency = Integer.parseInt(arguments[2]);
        warmUpNanos = 1_000_000 * Long.parseLong(arguments[3]);
        samples = Integer.parseInt(arguments[4]);
        nanos = new long[urls];
    }

    int port() {
        return port;
    }

    int urls() {
        return urls;
    }

    int concurrency() {
        return concurrency;
    }

    /** The path and the query of the URL with this number. */
    static String target(int index) {
        return Answers.PLAIN_TEXT + "?n=" + index;
    }

    /** The URL with this number. */
    String url(int index) {
        return "http://127.0.0.1:" + port + target(index);
    }

    /** Looks at the answer to the URL with this number, which was asked for at {@code began}. */
    void answered(int index, long began, int status, String body) {
        if (status != 200 || !body.equals(Answers.GREETING)) {
            throw new IllegalStateException("not the answer: " + status + " " + body);
        }
        nanos[index] = System.nanoTime() - began;
    }

    /** Fetches all URLs once. */
    @FunctionalInterface
    interface Pass {
        void run() throws Exception;
    }

    /** Warms up, takes the samples and prints them. */
    void measure(Pass pass) throws Exception {
        while (PROCESS.getProcessCpuTime() < warmUpNanos) {
            pass.run();
        }
        for (int i = 0; i < samples; i++) {
            long cpu = PROCESS.getProcessCpuTime();
            long wall = System.nanoTime();
            pass.run();
            wall = System.nanoTime() - wall;
            cpu = PROCESS.getProcessCpuTime() - cpu;
            System.out.println(new Sample("fetch", urls, wall, cpu, percentiles()).format());
        }
    }

    private String percentiles() {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return "p50=%d p99=%d".formatted(sorted[urls / 2], sorted[(int) (urls * 99L / 100)]);
    }
}
