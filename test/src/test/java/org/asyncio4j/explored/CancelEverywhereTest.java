package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.generate;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.channel.MemoryChannel;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Datagram;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.Server;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.stream.IncompleteWriteException;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.sync.Barrier;
import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;
import org.asyncio4j.test.CancelEverywhere;
import org.asyncio4j.test.Cancellation;
import org.asyncio4j.test.CancellationBody;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.Victim;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.stream.IntStream;

/** What is cancelled, at each of its waits, has lost nothing and can be used as before. */
class CancelEverywhereTest {
    // ---------------------------------------------------------------- core

    @CancelEverywhere
    void lock(Victim victim) {
        Lock lock = new Lock();
        Task<Void> holder =
                createTask(() -> {
                    try (var _ = lock.acquire()) {
                        sleep(millis(1));
                    }
                });
        yieldNow();
        if (victim.run(lock::acquire)) {
            lock.release();
        }
        try (var _ = lock.acquire()) {
            assertTrue(holder.isDone());
        }
        assertEquals(new Lock.Statistics(false, null, 0), lock.statistics());
    }

    @CancelEverywhere
    void semaphoreAndLimiter(Victim victim) {
        Semaphore semaphore = new Semaphore(0);
        CapacityLimiter limiter = new CapacityLimiter(0);
        Task<Void> giver =
                createTask(() -> {
                    sleep(millis(1));
                    semaphore.release();
                    sleep(millis(1));
                    limiter.setTotalTokens(1);
                });
        victim.run(() -> {
            try (var _ = semaphore.acquire();
                    var _ = limiter.acquire()) {
                yieldNow();
            }
        });
        giver.await();
        assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
        assertEquals(0, limiter.borrowedTokens());
        assertEquals(0, limiter.statistics().waiting());
    }

    @CancelEverywhere
    void conditionPassesItsSignalOn(Victim victim) {
        Condition changed = new Condition();
        int[] stock = {0};
        Task<Void> behind =
                createTask(() -> {
                    sleep(millis(1));
                    take(changed, stock);
                });
        Task<Void> maker =
                createTask(() -> {
                    sleep(millis(2));
                    make(changed, stock);
                });
        boolean taken = victim.run(() -> take(changed, stock));
        maker.await();
        if (taken) {
            make(changed, stock);
        }
        behind.await();
        assertEquals(0, stock[0]);
        assertFalse(changed.locked());
    }

    private static void make(Condition changed, int[] stock) {
        try (var _ = changed.acquire()) {
            stock[0]++;
            changed.signal();
            yieldNow();
        }
    }

    private static void take(Condition changed, int[] stock) {
        try (var _ = changed.acquire()) {
            changed.awaitUntil(() -> stock[0] > 0);
            stock[0]--;
        }
    }

    @CancelEverywhere
    void barrierFillsAgain(Victim victim) throws BrokenBarrierException {
        Barrier barrier = new Barrier(2);
        Task<Integer> other =
                createTask(() -> {
                    sleep(millis(1));
                    return barrier.await();
                });
        victim.run(barrier::await);
        sleep(millis(1));
        if (!other.isDone()) {
            barrier.await();
        }
        assertTrue(other.await() < 2);
        assertEquals(new Barrier.Statistics(2, 0, false), barrier.statistics());
    }

    @CancelEverywhere
    void queue(Victim victim) {
        Queue<Integer> queue = new Queue<>(1);
        List<Integer> got = new ArrayList<>();
        Task<Void> producer =
                createTask(() -> {
                    for (int i = 0; i < 4; i++) {
                        sleep(millis(i % 2));
                        queue.put(i);
                    }
                });
        victim.run(() -> {
            while (got.size() < 4) {
                got.add(queue.get());
            }
        });
        while (got.size() < 4) {
            got.add(queue.get());
        }
        producer.await();
        assertEquals(List.of(0, 1, 2, 3), got);
    }

    @CancelEverywhere
    void queuePut(Victim victim) {
        Queue<Integer> queue = new Queue<>(1);
        int[] put = {0};
        List<Integer> got = new ArrayList<>();
        Task<Void> consumer =
                createTask(() -> {
                    while (got.size() < 5) {
                        sleep(millis(1));
                        got.add(queue.get());
                    }
                });
        victim.run(() -> putUntilFive(queue, put));
        putUntilFive(queue, put);
        consumer.await();
        assertEquals(List.of(0, 1, 2, 3, 4), got);
    }

    private static void putUntilFive(Queue<Integer> queue, int[] put) {
        while (put[0] < 5) {
            queue.put(put[0]);
            put[0]++;
        }
    }

    @CancelEverywhere
    void channel(Victim victim) {
        MemoryChannel<Integer> channel = MemoryChannel.open(0);
        int[] sent = {0};
        Task<List<Integer>> receiver =
                createTask(() -> {
                    List<Integer> received = new ArrayList<>();
                    for (int item : channel.receiver()) {
                        received.add(item);
                        sleep(millis(1));
                    }
                    return received;
                });
        victim.run(() -> {
            for (int i = 0; i < 4; i++) {
                channel.sender().send(i);
                sent[0]++;
            }
        });
        channel.sender().close();
        assertEquals(IntStream.range(0, sent[0]).boxed().toList(), receiver.await());
    }

    @CancelEverywhere
    void groupLeavesNobody(Victim victim) {
        Lock lock = new Lock();
        int[] inside = {0};
        victim.run(() ->
                taskGroup(group -> {
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        group.<Integer>start(started -> {
                            inside[0]++;
                            try (var _ = lock.acquire()) {
                                sleep(millis(number));
                                started.started(number);
                            } finally {
                                inside[0]--;
                            }
                        });
                    }
                }));
        assertEquals(0, inside[0]);
        assertFalse(lock.locked());
    }

    @CancelEverywhere
    void generatorIsClosed(Victim victim) {
        boolean[] open = {false};
        victim.run(() -> {
            for (int value :
                    generate((org.asyncio4j.GeneratorOutput<Integer> out) -> {
                        open[0] = true;
                        try {
                            for (int i = 0; i < 3; i++) {
                                sleep(millis(1));
                                out.yield(i);
                            }
                        } finally {
                            yieldNow();
                            open[0] = false;
                        }
                    })) {
                sleep(millis(value));
            }
        });
        assertFalse(open[0]);
    }

    @CancelEverywhere
    void reader(Victim victim) throws IOException {
        MemoryPipe pipe = new MemoryPipe(5);
        StreamReader reader = new StreamReader(pipe);
        Task<Void> feeder =
                createTask(() -> {
                    for (int i = 0; i < 5; i++) {
                        pipe.send(java.nio.ByteBuffer.wrap(("line " + i + "\n").getBytes()));
                        sleep(millis(1));
                    }
                    pipe.sendEof();
                });
        List<String> lines = new ArrayList<>();
        victim.run(() -> reader.lines().forEach(lines::add));
        reader.lines().forEach(lines::add);
        feeder.await(IOException.class);
        assertEquals(IntStream.range(0, 5).mapToObj(i -> "line " + i).toList(), lines);
    }

    // ---------------------------------------------------------------- net

    private static void onNetwork(CancellationBody body) throws Exception {
        Cancellation.everywhere(SimulationOptions.DEFAULT.withSimulatedNetwork(true), body);
    }

    private static byte[] data(Simulation simulation, int size) {
        byte[] data = new byte[size];
        new Random(simulation.seed().value()).nextBytes(data);
        return data;
    }

    @Test
    void connectionsThatAreCancelledLeaveNothing() throws Exception {
        onNetwork((simulation, victim) -> {
            simulation.network().links().latency(millis(1));
            Server server = startServer(connection -> echo(connection), "test", 0);
            victim.run(() -> {
                try (Connection connection = openConnection("test", server.port())) {
                    connection.write("hello\n");
                    assertEquals("hello", connection.readLine());
                }
            });
            try (Connection connection = openConnection("test", server.port())) {
                connection.write("still\n");
                assertEquals("still", connection.readLine());
            }
            server.close();
            server.waitClosed();
            assertEquals(0, server.connections());
        });
    }

    private static void echo(Connection connection) throws IOException {
        for (String line : connection.lines()) {
            connection.write(line + "\n");
        }
    }

    @Test
    void aWriterKnowsWhereToGoOn() throws Exception {
        onNetwork((simulation, victim) -> {
            byte[] data = data(simulation, 600_000);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            Server server =
                    startServer(
                            connection -> {
                                for (byte[] got = connection.read(90_000);
                                        got.length > 0;
                                        got = connection.read(90_000)) {
                                    received.write(got);
                                    sleep(millis(1));
                                }
                                connection.write("end\n");
                            },
                            "test",
                            0);
            try (Connection connection = openConnection("test", server.port())) {
                long[] written = {data.length};
                victim.run(() -> {
                    try {
                        connection.write(data);
                    } catch (CancelledError e) {
                        written[0] =
                                IncompleteWriteException.in(e)
                                        .map(IncompleteWriteException::written)
                                        .orElse(0L);
                        throw e;
                    }
                });
                int from = (int) written[0];
                connection.write(data, from, data.length - from);
                connection.writeEof();
                assertEquals("end", connection.readLine());
            }
            assertArrayEquals(data, received.toByteArray());
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void aReaderLosesNothing() throws Exception {
        onNetwork((simulation, victim) -> {
            byte[] data = data(simulation, 6_000);
            Server server =
                    startServer(
                            connection -> {
                                for (int from = 0; from < data.length; from += 500) {
                                    connection.write(data, from, 500);
                                    sleep(millis(1));
                                }
                            },
                            "test",
                            0);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            try (Connection connection = openConnection("test", server.port())) {
                victim.run(() -> {
                    for (int i = 0; i < 4; i++) {
                        received.write(connection.readExactly(1_100));
                        received.write(connection.read(100));
                    }
                });
                received.write(connection.readAll());
            }
            assertArrayEquals(data, received.toByteArray());
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void serversThatAreCancelledLeaveNothing() throws Exception {
        onNetwork((simulation, victim) -> {
            Server[] server = new Server[1];
            Task<Void> client =
                    createTask(() -> {
                        for (int i = 0; i < 3; i++) {
                            sleep(millis(1));
                            try (Connection connection = openConnection("test", 80)) {
                                connection.write("hello\n");
                                connection.readLine();
                            } catch (IOException e) {
                                assertTrue(server[0] == null || !server[0].isServing());
                            }
                        }
                        if (server[0] != null) {
                            server[0].close();
                        }
                    });
            victim.run(() -> {
                server[0] = startServer(CancelEverywhereTest::echo, "test", 80);
                server[0].serveForever();
            });
            client.await();
            if (server[0] != null) {
                server[0].close();
                server[0].waitClosed();
            }
        });
    }

    @Test
    void datagramsAreNotLost() throws Exception {
        onNetwork((simulation, victim) -> {
            DatagramEndpoint here = createDatagramEndpoint(new InetSocketAddress("test", 0));
            Task<Void> sender =
                    createTask(() -> {
                        for (int i = 0; i < 5; i++) {
                            sleep(millis(1));
                            here.send("" + i, here.sockName());
                        }
                    });
            List<String> received = new ArrayList<>();
            victim.run(() -> receiveFive(here, received));
            receiveFive(here, received);
            sender.await(IOException.class);
            assertEquals(List.of("0", "1", "2", "3", "4"), received);
            here.close();
            here.waitClosed();
        });
    }

    private static void receiveFive(DatagramEndpoint endpoint, List<String> received)
            throws IOException {
        while (received.size() < 5) {
            Datagram datagram = endpoint.receive();
            received.add(new String(datagram.data()));
        }
    }
}
