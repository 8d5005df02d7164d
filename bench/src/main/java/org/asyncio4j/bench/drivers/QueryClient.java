package org.asyncio4j.bench.drivers;

import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.taskGroup;

import org.asyncio4j.bench.Sample;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Connections of pgjdbc that ask one small question after another, all at the same time:
 *
 * <pre>{@code QueryClient MODE PORT CONNECTIONS WARM_UP_MILLIS SAMPLE_MILLIS SAMPLES}</pre>
 */
public final class QueryClient {
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String url;
    private final int connections;
    private final LongAdder queries = new LongAdder();
    private volatile boolean enough;

    private QueryClient(String url, int connections) {
        this.url = url;
        this.connections = connections;
    }

    public static void main(String[] arguments) throws Exception {
        QueryMode mode = QueryMode.valueOf(arguments[0]);
        QueryClient client =
                new QueryClient(
                        mode.url(Integer.parseInt(arguments[1])), Integer.parseInt(arguments[2]));
        long warmUpMillis = Long.parseLong(arguments[3]);
        long sampleMillis = Long.parseLong(arguments[4]);
        int samples = Integer.parseInt(arguments[5]);
        Thread.ofPlatform().daemon().start(() -> client.watch(warmUpMillis, sampleMillis, samples));
        client.ask(mode);
    }

    private void ask(QueryMode mode) throws Exception {
        if (mode.onLoop()) {
            run(this::askInTasks);
        } else {
            askInThreads();
        }
    }

    private void askInTasks() {
        taskGroup(group -> {
            for (int i = 0; i < connections; i++) {
                group.createTask(this::query);
            }
        });
    }

    private void askInThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    query();
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void query() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement("select ?::int + 1")) {
            for (int number = 0; !enough; number++) {
                statement.setInt(1, number);
                try (ResultSet result = statement.executeQuery()) {
                    if (!result.next() || result.getInt(1) != number + 1) {
                        throw new IllegalStateException("That is not the answer.");
                    }
                }
                queries.increment();
            }
        }
    }

    /** Takes the samples, beside those who ask. */
    private void watch(long warmUpMillis, long sampleMillis, int samples) {
        try {
            Thread.sleep(warmUpMillis);
            for (int i = 0; i < samples; i++) {
                System.out.println(sample(sampleMillis).format());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            enough = true;
        }
    }

    private Sample sample(long millis) throws InterruptedException {
        long count = queries.sum();
        long wall = System.nanoTime();
        long cpu = PROCESS.getProcessCpuTime();
        Thread.sleep(millis);
        cpu = PROCESS.getProcessCpuTime() - cpu;
        wall = System.nanoTime() - wall;
        return new Sample("queries", queries.sum() - count, wall, cpu, "");
    }
}
