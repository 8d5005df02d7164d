package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.ConnectionPair.fill;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.stream.IncompleteWriteException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** Scripted conversations, each cancelled at its first wait, at its second one, and so on. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionCancellationTest {
    private static final int MOST_WAITS = 40;
    private static final Duration MOMENT = Duration.ofNanos(200_000);

    /** One conversation, whose victim is cancelled at a wait. */
    private interface Scene {
        /**
         * Plays it.
         *
         * @return whether the victim came as far as that wait
         */
        boolean play(int wait) throws IOException;
    }

    private static void atEachWait(String engine, int least, Scene scene) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            int wait = 0;
                            while (wait < MOST_WAITS && scene.play(wait)) {
                                wait++;
                            }
                            int reached = wait;
                            assertTrue(
                                    reached >= least,
                                    () -> "only " + reached + " waits were cancelled");
                        }));
    }

    /** A task that is cancelled while it is in its nth wait. */
    private static final class Victim {
        private final Task<Void> task;
        private final Fiber[] fiber = new Fiber[1];
        private CancelledError error;
        private boolean reached;

        Victim(int wait, Action<IOException> work) throws IOException {
            task =
                    createTask(() -> {
                        fiber[0] = Fiber.current();
                        work.run();
                    });
            cancelIn(wait);
            try {
                task.await(IOException.class);
            } catch (CancelledError e) {
                error = e;
            }
        }

        private void cancelIn(int wait) {
            int begun = 0;
            boolean waited = false;
            while (!task.isDone() && !reached) {
                boolean waits = fiber[0] != null && fiber[0].waiting() != null;
                if (waits && !waited && begun++ == wait) {
                    reached = true;
                    task.cancel("at wait " + wait);
                }
                waited = waits;
                yieldNow();
            }
        }

        boolean reached() {
            return reached;
        }

        long written(long expected) {
            if (error == null) {
                return expected;
            }
            return IncompleteWriteException.in(error)
                    .map(IncompleteWriteException::written)
                    .orElse(0L);
        }
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }

    @OnEngines
    void aCancelledReaderLosesNothing(String engine) throws IOException {
        byte[] data = random(12_000);
        atEachWait(
                engine,
                5,
                wait -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<Void> writer =
                                createTask(() -> {
                                    for (int from = 0; from < data.length; from += 600) {
                                        pair.server().write(data, from, 600);
                                        sleep(MOMENT);
                                    }
                                    pair.server().writeEof();
                                });
                        ByteArrayOutputStream received = new ByteArrayOutputStream();
                        Victim victim =
                                new Victim(
                                        wait,
                                        () -> {
                                            for (int i = 0; i < 6; i++) {
                                                received.write(pair.client().readExactly(1500));
                                                received.write(pair.client().read(100));
                                            }
                                        });
                        received.write(pair.client().readAll());
                        assertArrayEquals(data, received.toByteArray());
                        writer.await(IOException.class);
                        return victim.reached();
                    }
                });
    }

    @OnEngines
    void aCancelledLineIsReadByTheNext(String engine) throws IOException {
        atEachWait(
                engine,
                5,
                wait -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<Void> writer =
                                createTask(() -> {
                                    for (int i = 0; i < 20; i++) {
                                        pair.server().write("the first half of ");
                                        sleep(MOMENT);
                                        pair.server().write(i + "\n");
                                    }
                                    pair.server().writeEof();
                                });
                        List<String> lines = new ArrayList<>();
                        Victim victim = new Victim(wait, () -> readLines(pair, lines));
                        readLines(pair, lines);
                        assertEquals(20, lines.size());
                        for (int i = 0; i < 20; i++) {
                            assertEquals("the first half of " + i, lines.get(i));
                        }
                        writer.await(IOException.class);
                        return victim.reached();
                    }
                });
    }

    private static void readLines(ConnectionPair pair, List<String> lines) {
        for (String line : pair.client().lines()) {
            lines.add(line);
        }
    }

    @OnEngines
    void aCancelledWriterKnowsWhereToGoOn(String engine) throws IOException {
        byte[] data = random(8_000_000);
        atEachWait(
                engine,
                2,
                wait -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<byte[]> reader = createTask(() -> readSlowly(pair.server()));
                        Victim victim = new Victim(wait, () -> pair.client().write(data));
                        int written = (int) victim.written(data.length);
                        assertEquals(written, pair.client().writer().written());
                        pair.client().write(data, written, data.length - written);
                        pair.client().writeEof();
                        assertArrayEquals(data, reader.await(IOException.class));
                        return victim.reached();
                    }
                });
    }

    private static byte[] readSlowly(Connection connection) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] block = connection.read(300_000);
        while (block.length > 0) {
            received.write(block);
            sleep(MOMENT);
            block = connection.read(300_000);
        }
        return received.toByteArray();
    }

    @OnEngines
    void aWriterThatIsCancelledInItsQueueHasWrittenNothing(String engine) throws IOException {
        atEachWait(
                engine,
                1,
                wait -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<Void> first =
                                createTask(() -> pair.client().write(new byte[8_000_000]));
                        while (pair.client().writer().statistics().writer() == null) {
                            yieldNow();
                        }
                        Victim victim =
                                new Victim(
                                        wait,
                                        () -> {
                                            if (wait > 0) {
                                                createTask(() -> readSlowly(pair.server()));
                                            }
                                            pair.client().write("x");
                                        });
                        if (wait == 0) {
                            assertEquals(0, victim.written(1));
                            createTask(() -> readSlowly(pair.server()));
                        }
                        first.await(IOException.class);
                        pair.client().write("y");
                        return victim.reached() && wait == 0;
                    }
                });
    }

    @OnEngines
    void aCancelledSendFileKnowsWhereToGoOn(String engine, @TempDir Path folder)
            throws IOException {
        byte[] data = random(8_000_000);
        Path file = Files.write(folder.resolve("file"), data);
        atEachWait(
                engine,
                2,
                wait -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<byte[]> reader = createTask(() -> readSlowly(pair.server()));
                        Victim victim = new Victim(wait, () -> pair.client().sendFile(file));
                        long written = victim.written(data.length);
                        pair.client().sendFile(file, written, Long.MAX_VALUE);
                        pair.client().writeEof();
                        assertArrayEquals(data, reader.await(IOException.class));
                        return victim.reached();
                    }
                });
    }

    @OnEngines
    void aCancelledFlushLeavesEverythingAsItIs(String engine) throws IOException {
        aCancelledWaitForThePeerLeavesEverything(engine, Connection::flush);
    }

    @OnEngines
    void aCancelledDrainLeavesEverythingAsItIs(String engine) throws IOException {
        aCancelledWaitForThePeerLeavesEverything(engine, Connection::drain);
    }

    private interface WaitForPeer {
        void of(Connection connection) throws IOException;
    }

    private static void aCancelledWaitForThePeerLeavesEverything(String engine, WaitForPeer until)
            throws IOException {
        atEachWait(
                engine,
                1,
                wait -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        int written = (int) fill(pair.client());
                        pair.client().setWriteBufferLimits(100, 0);
                        // With the first wait cancelled nobody has read; with none all goes out.
                        Task<byte[]> early =
                                wait == 0
                                        ? null
                                        : createTask(() -> pair.server().readExactly(written));
                        Victim victim = new Victim(wait, () -> until.of(pair.client()));
                        assertEquals(wait == 0, victim.error != null);
                        if (early == null) {
                            pair.server().readExactly(written);
                        } else {
                            early.await(IOException.class);
                            assertEquals(0, pair.client().getWriteBufferSize());
                        }
                        pair.client().write("still there\n");
                        assertEquals("still there", pair.server().readLine());
                        return wait == 0;
                    }
                });
    }

    @OnEngines
    void aCancelledCloseAborts(String engine) throws IOException {
        atEachWait(
                engine,
                1,
                wait -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        long written = fill(pair.client());
                        if (wait > 0) {
                            createTask(() -> pair.server().readExactly((int) written));
                        }
                        Victim victim = new Victim(wait, () -> pair.client().close());
                        assertTrue(pair.client().isClosing());
                        try {
                            pair.client().waitClosed();
                        } catch (SocketException aborted) {
                            assertTrue(victim.reached());
                        }
                        return victim.reached() && wait == 0;
                    }
                });
    }

    @OnEngines
    void aCancelledConnectLeavesNothing(String engine) throws IOException {
        atEachWait(
                engine,
                2,
                wait -> {
                    try (Server server =
                            startServer(
                                    connection -> {
                                        for (String line : connection.lines()) {
                                            sleep(MOMENT);
                                            connection.write(line + "\n");
                                        }
                                    },
                                    "127.0.0.1",
                                    0)) {
                        Victim victim =
                                new Victim(
                                        wait,
                                        () -> {
                                            for (int i = 0; i < 3; i++) {
                                                try (Connection connection =
                                                        openConnection(
                                                                "localhost", server.port())) {
                                                    connection.write("hello\n");
                                                    assertEquals("hello", connection.readLine());
                                                }
                                            }
                                        });
                        try (Connection connection = openConnection("127.0.0.1", server.port())) {
                            connection.write("hello\n");
                            assertEquals("hello", connection.readLine());
                        }
                        server.close();
                        server.waitClosed(); // Also the victim's connection has ended.
                        return victim.reached();
                    }
                });
    }

    @OnEngines
    void aCancelledAcceptLosesNoConnection(String engine) throws IOException {
        atEachWait(
                engine,
                1,
                wait -> {
                    LoopListener listener =
                            SocketStack.current()
                                    .openListener(
                                            new InetSocketAddress(
                                                    InetAddress.getLoopbackAddress(), 0),
                                            new ListenOptions(10, true, false, false));
                    int port = ((InetSocketAddress) listener.address()).getPort();
                    List<LoopSocket> accepted = new ArrayList<>();
                    Task<List<Connection>> clients =
                            createTask(() -> {
                                List<Connection> opened = new ArrayList<>();
                                for (int i = 0; i < 6; i++) {
                                    sleep(MOMENT);
                                    opened.add(openConnection("127.0.0.1", port));
                                }
                                return opened;
                            });
                    Victim victim = new Victim(wait, () -> acceptUntil(6, listener, accepted));
                    acceptUntil(6, listener, accepted);
                    List<Integer> here = new ArrayList<>();
                    List<Integer> there = new ArrayList<>();
                    for (Connection client : clients.await(IOException.class)) {
                        here.add(((InetSocketAddress) client.sockName()).getPort());
                        client.abort();
                    }
                    for (LoopSocket each : accepted) {
                        there.add(((InetSocketAddress) each.remoteAddress()).getPort());
                        each.close();
                    }
                    assertEquals(here, there);
                    listener.close();
                    return victim.reached();
                });
    }

    private static void acceptUntil(int count, LoopListener listener, List<LoopSocket> accepted)
            throws IOException {
        while (accepted.size() < count) {
            accepted.add(listener.accept(Fiber.current().checkpoint()));
        }
    }

    @OnEngines
    void cancelledServersAndHandlersLeaveNothing(String engine) throws IOException {
        atEachWait(
                engine,
                2,
                wait -> {
                    Server[] server = new Server[1];
                    List<String> trail = new ArrayList<>();
                    Task<Void> client =
                            createTask(() -> {
                                while (server[0] == null) {
                                    yieldNow();
                                }
                                for (int i = 0; i < 3; i++) {
                                    try (Connection connection =
                                            openConnection("127.0.0.1", server[0].port())) {
                                        connection.write("hello\n");
                                        connection.readLine();
                                    } catch (IOException | IllegalStateException e) {
                                        trail.add("closed");
                                    }
                                }
                                server[0].close();
                            });
                    Victim victim =
                            new Victim(
                                    wait,
                                    () -> {
                                        server[0] =
                                                startServer(
                                                        connection -> {
                                                            connection.write(
                                                                    connection.readLine() + "\n");
                                                        },
                                                        "127.0.0.1",
                                                        0);
                                        sleep(MOMENT);
                                        server[0].serveForever();
                                    });
                    if (server[0] == null) {
                        client.cancel();
                        return victim.reached();
                    }
                    server[0].stop(Duration.ofMillis(100));
                    client.cancel();
                    return victim.reached();
                });
    }

    @OnEngines
    void manyCancellationsInARowLeaveTheStreamWhole(String engine) throws IOException {
        byte[] data = random(3_000_000);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<Void> writer =
                                createTask(() -> {
                                    int written = 0;
                                    while (written < data.length) {
                                        int from = written;
                                        int length =
                                                Math.min(
                                                        random.nextInt(1, 900_000),
                                                        data.length - from);
                                        Victim victim =
                                                new Victim(
                                                        random.nextInt(2),
                                                        () ->
                                                                pair.client()
                                                                        .write(data, from, length));
                                        written += (int) victim.written(length);
                                    }
                                    pair.client().writeEof();
                                });
                        ByteArrayOutputStream received = new ByteArrayOutputStream();
                        while (!pair.server().atEof()) {
                            int size = random.nextInt(1, 200_000);
                            new Victim(
                                    random.nextInt(3),
                                    () -> {
                                        received.write(pair.server().read(size));
                                    });
                        }
                        writer.await(IOException.class);
                        byte[] all = received.toByteArray();
                        assertEquals(data.length, all.length, () -> "seed " + seed);
                        assertTrue(Arrays.equals(data, all), () -> "seed " + seed);
                    }
                });
    }

    /**
     * A scope does not ask whether its task waits at this moment: one that stands ready finds out
     * at its next wait, also where that is the next wait of the same call.
     */
    @OnEngines
    void aScopeThatIsCancelledAtAnyTurnOfAWriteEndsIt(String engine) throws IOException {
        run(
                engine,
                () -> {
                    for (int turns = 0; turns < 30; turns++) {
                        cancelScopeOfWriter(turns);
                    }
                });
    }

    private static void cancelScopeOfWriter(int turns) throws IOException {
        try (ConnectionPair pair = ConnectionPair.open()) {
            CancelScope[] scope = new CancelScope[1];
            Task<Void> writer =
                    createTask(() -> {
                        cancelScope(opened -> {
                            scope[0] = opened;
                            pair.client().write(new byte[20_000_000]); // Nobody reads it.
                        });
                    });
            for (int turn = 0; turn <= turns; turn++) {
                yieldNow();
            }
            scope[0].cancel();
            timeout(seconds(1), () -> writer.await(IOException.class));
        } catch (TimeoutException e) {
            throw new AssertionError("The write goes on, cancelled after turn " + turns + ".", e);
        }
    }
}
