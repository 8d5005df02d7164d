package org.asyncio4j.bench.table.net;

import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Row;

import java.util.ArrayList;
import java.util.List;

/**
 * What is done to a server, and what is measured.
 *
 * @param row its name, its title and the number that counts
 * @param kind what happens
 * @param connections how many there are at once
 * @param bytes how long a message is
 */
record Load(Row row, Kind kind, int connections, int bytes) {

    private static final int KIB = 1_024;

    /** A message for connections that do nothing else. */
    private static final int SHORT = 64;

    enum Kind {
        /** Each connection sends a message, waits until it is back, and so on. */
        ECHO,
        /** The same with a new connection for each message. */
        CONNECT,
        /** Connections that do nothing. */
        IDLE,
        /** The first, once on one loop and once on two. */
        LOOPS
    }

    /**
     * All loads.
     *
     * @param idle how many idle connections this machine allows
     */
    static List<Load> full(int idle) {
        return loads(List.of(1, 10, 100), List.of(3, 200, 1_000), idle);
    }

    /** Some loads: good for a first look only. */
    static List<Load> quick(int idle) {
        return loads(List.of(1, 100), List.of(3, 200), idle);
    }

    private static List<Load> loads(List<Integer> sizes, List<Integer> connections, int idle) {
        List<Load> loads = new ArrayList<>();
        for (int size : sizes) {
            for (int many : connections) {
                String name = "%dk-%d".formatted(size, many);
                String title = "%d KiB, %,d".formatted(size, many);
                loads.add(new Load(new Row(name, title, Measure.CPU), Kind.ECHO, many, size * KIB));
            }
        }
        loads.add(
                new Load(
                        new Row("connect", "connect, echo, close", Measure.CPU),
                        Kind.CONNECT,
                        50,
                        SHORT));
        String title = "%,d idle connections, each".formatted(idle);
        loads.add(new Load(new Row("idle", title, Measure.MEMORY), Kind.IDLE, idle, SHORT));
        loads.add(new Load(new Row("loops", "two loops", Measure.SHARE), Kind.LOOPS, 400, KIB));
        return loads;
    }

    String name() {
        return row.name();
    }

    String title() {
        return row.title();
    }
}
