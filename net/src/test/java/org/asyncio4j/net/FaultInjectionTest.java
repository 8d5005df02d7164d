package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.net.FaultyProxy.Fault;
import org.asyncio4j.net.FaultyProxy.Plan;
import org.junit.jupiter.api.Timeout;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32;

/** A protocol with checksums over a bad network: the data is right, or an error says it is not. */
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultInjectionTest {

    /** Ends a conversation that the network stalls, in ms. They all stall at the same time. */
    private static final int STALLED = 300;

    /** Ends one that hangs, which is a mistake of ours. */
    private static final int HANGS = 20_000;

    // ---------------------------------------------------------------- the protocol

    private static void send(Connection connection, byte[] data) throws IOException {
        connection.write(data.length + "\n");
        connection.write(data);
        connection.write(ByteBuffer.allocate(8).putLong(checksum(data)).flip());
    }

    private static byte[] receive(Connection connection) throws IOException {
        String length = connection.readLine();
        if (length == null) {
            throw new EOFException("There is no message.");
        }
        byte[] data = connection.readExactly(Integer.parseInt(length));
        long checksum = ByteBuffer.wrap(connection.readExactly(8)).getLong();
        assertEquals(checksum(data), checksum, "the data is not what was sent");
        return data;
    }

    private static long checksum(byte[] data) {
        CRC32 sum = new CRC32();
        sum.update(data);
        return sum.getValue();
    }

    private static void echo(Connection connection) throws IOException {
        try {
            while (!connection.atEof()) {
                send(connection, receive(connection));
            }
        } catch (EOFException e) {
            connection.abort(); // The client has gone, perhaps in the middle.
        }
    }

    // ---------------------------------------------------------------- the network

    /**
     * Holds one conversation.
     *
     * @return null if all was right, else what has failed
     */
    private static Exception converse(Plan plan, int target, Random random) throws IOException {
        try (FaultyProxy proxy = FaultyProxy.open(plan, target)) {
            return timeout(
                    millis(plan.stalls() ? STALLED : HANGS),
                    () -> {
                        try (Connection connection = openConnection("127.0.0.1", proxy.port())) {
                            for (int i = 0; i < 3; i++) {
                                int size =
                                        i == 0
                                                ? 10_000
                                                : random.nextInt(1 << random.nextInt(1, 18));
                                byte[] data = new byte[size];
                                random.nextBytes(data);
                                send(connection, data);
                                assertArrayEquals(data, receive(connection));
                            }
                            return null;
                        } catch (IOException e) {
                            return e;
                        }
                    });
        } catch (TimeoutException e) {
            return e;
        }
    }

    private static void inBadNetwork(String engine, Conversations conversations)
            throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            getRunningLoop()
                                    .setExceptionHandler((_, _) -> {}); // Handlers fail, too.
                            try (Server server =
                                    startServer(FaultInjectionTest::echo, "127.0.0.1", 0)) {
                                conversations.hold(server.port());
                                server.abortClients();
                            }
                        }));
    }

    private interface Conversations {
        void hold(int port) throws IOException;
    }

    @OnEngines
    void eachFaultInEitherDirectionGivesTheDataOrAnError(String engine) throws IOException {
        inBadNetwork(
                engine,
                port -> {
                    List<Task<Void>> conversations = new ArrayList<>();
                    for (Fault up : Fault.values()) {
                        for (Fault down : Fault.values()) {
                            Plan plan = new Plan(up, down, 3000);
                            conversations.add(createTask(() -> check(plan, port, 42)));
                        }
                    }
                    for (Task<Void> each : conversations) {
                        each.await(IOException.class);
                    }
                });
    }

    @OnEngines
    void randomFaultsGiveTheDataOrAnError(String engine) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        inBadNetwork(
                engine,
                port -> {
                    List<Task<Void>> conversations = new ArrayList<>();
                    for (int i = 0; i < 60; i++) {
                        Plan plan = Plan.random(random);
                        long ownSeed = random.nextLong();
                        conversations.add(createTask(() -> check(plan, port, ownSeed)));
                    }
                    try {
                        for (Task<Void> each : conversations) {
                            each.await(IOException.class);
                        }
                    } catch (AssertionError e) {
                        throw new AssertionError("seed " + seed, e);
                    }
                });
    }

    private static void check(Plan plan, int port, long seed) throws IOException {
        Exception failure = converse(plan, port, new Random(seed));
        if (plan.isHarmless()) {
            if (failure != null) {
                throw new AssertionError(plan + ", seed " + seed, failure);
            }
        } else if (failure != null) {
            assertNotNull(failure.getMessage(), () -> plan + ": " + failure);
            assertFalse(failure.getMessage().contains("null"), failure::toString);
            assertFalse(
                    failure instanceof TimeoutException && !plan.stalls(),
                    () -> plan + " hangs, seed " + seed);
        }
    }

    @OnEngines
    void aFaultAtTheStartIsAlwaysNoticed(String engine) throws IOException {
        inBadNetwork(
                engine,
                port -> {
                    for (Fault fault : List.of(Fault.CUT, Fault.RESET, Fault.TRUNCATE)) {
                        Exception up =
                                converse(new Plan(fault, Fault.NONE, 1), port, new Random(1));
                        assertTrue(up instanceof IOException, () -> fault + " up: " + up);
                        Exception down =
                                converse(new Plan(Fault.NONE, fault, 1), port, new Random(1));
                        assertTrue(down instanceof IOException, () -> fault + " down: " + down);
                    }
                });
    }

    // ---------------------------------------------------------------- slow readers

    @OnEngines
    void aSlowReaderCostsNoMoreThanTheHighMark(String engine) throws IOException {
        long total = 200_000_000;
        long[] most = new long[1];
        run(
                engine,
                () -> {
                    try (Server server =
                            startServer(
                                    connection -> {
                                        byte[] block = new byte[50_000];
                                        for (long written = 0;
                                                written < total;
                                                written += block.length) {
                                            connection.write(block);
                                            most[0] =
                                                    Math.max(
                                                            most[0],
                                                            connection.getWriteBufferSize());
                                        }
                                    },
                                    "127.0.0.1",
                                    0)) {
                        try (Connection client = openConnection("127.0.0.1", server.port())) {
                            ByteBuffer target = ByteBuffer.allocateDirect(1_000_000);
                            long received = 0;
                            while (client.read(target) >= 0) {
                                received += target.position();
                                target.clear();
                                yieldNow(); // The writer has many turns for each of the reader's.
                                yieldNow();
                            }
                            assertEquals(total, received);
                        }
                    }
                });
        assertTrue(most[0] > 0 && most[0] <= 64 * 1024, () -> most[0] + " bytes were kept");
    }

    @OnEngines
    void manySlowReadersDoNotHoldUpAFastOne(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server =
                            startServer(
                                    connection -> {
                                        connection.readLine();
                                        connection.write(new byte[10_000_000]);
                                    },
                                    "127.0.0.1",
                                    0)) {
                        List<Connection> slow = new ArrayList<>();
                        for (int i = 0; i < 20; i++) {
                            Connection connection = openConnection("127.0.0.1", server.port());
                            connection.write("go\n");
                            slow.add(connection);
                        }
                        try (Connection fast = openConnection("127.0.0.1", server.port())) {
                            fast.write("go\n");
                            assertEquals(10_000_000, fast.readAll().length);
                        }
                        for (Connection connection : slow) {
                            assertEquals(1000, connection.readExactly(1000).length);
                        }
                        getRunningLoop().setExceptionHandler((_, _) -> {}); // Their handlers fail.
                        slow.forEach(Connection::abort);
                        server.close();
                        server.waitClosed();
                    }
                });
    }
}
