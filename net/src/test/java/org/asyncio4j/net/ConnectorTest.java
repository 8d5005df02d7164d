package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.openUnixConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.net.engine.UnixAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectorTest {
    private static final String HOST = "127.0.0.1";

    /**
     * A port that nobody has on any of the addresses of these tests. Not of those that the system
     * gives to whom asks for any, so that nobody gets it meanwhile.
     */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, address("127.0.0.1"));
                    ServerSocket _ = new ServerSocket(port, 1, address("127.0.0.2"));
                    ServerSocket _ = new ServerSocket(port, 1, address("127.0.0.3"));
                    ServerSocket _ = new ServerSocket(port, 1, address("127.0.0.4"))) {
                return port;
            } catch (BindException taken) {
                // Then another.
            }
        }
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    /** Connects to a name that has these addresses. */
    private static Connection connect(int port, ConnectOptions options, String... addresses)
            throws IOException {
        return Connector.connect(
                "the-name",
                port,
                options,
                _ -> {
                    List<InetAddress> found = new ArrayList<>();
                    for (String each : addresses) {
                        found.add(address(each));
                    }
                    return found;
                });
    }

    private static String peerOf(Connection connection) {
        return ((InetSocketAddress) connection.peerName()).getAddress().getHostAddress();
    }

    // ---------------------------------------------------------------- one address

    @OnEngines
    void aRefusedPortIsSaidSo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    int port = freePort();
                    ConnectException error =
                            assertThrows(ConnectException.class, () -> openConnection(HOST, port));
                    assertEquals(
                            "Cannot connect to 127.0.0.1:" + port + ": Connection refused",
                            error.getMessage());
                });
    }

    @OnEngines
    void anAddressThatCannotBeReachedIsSaidSo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    // Nobody may send to the address of all machines over TCP.
                    ConnectException error =
                            assertThrows(
                                    ConnectException.class,
                                    () -> openConnection("255.255.255.255", 80));
                    assertTrue(
                            error.getMessage().startsWith("Cannot connect to 255.255.255.255:80: "),
                            error::getMessage);
                    assertFalse(error.getMessage().contains("null"), error::getMessage);
                });
    }

    @OnEngines
    void aPortMustBeOne(String engine) throws IOException {
        run(
                engine,
                () -> {
                    assertThrows(IllegalArgumentException.class, () -> openConnection(HOST, -1));
                    assertThrows(
                            IllegalArgumentException.class, () -> openConnection(HOST, 65_536));
                    assertThrows(IOException.class, () -> openConnection(HOST, 0));
                });
    }

    @Test
    void outsideOfALoopThereIsNoConnection() {
        assertThrows(IllegalStateException.class, () -> openConnection(HOST, 80));
    }

    @OnEngines
    void anUnknownHostIsSaidSo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    UnknownHostException error =
                            assertThrows(
                                    UnknownHostException.class,
                                    () ->
                                            Connector.connect(
                                                    "nowhere",
                                                    80,
                                                    ConnectOptions.DEFAULT,
                                                    host -> {
                                                        throw new UnknownHostException(host);
                                                    }));
                    assertEquals("nowhere", error.getMessage());
                });
    }

    @OnEngines
    void theTimeOutSaysWhatTookTooLong(String engine) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            try (Blackhole blackhole = new Blackhole(HOST, 0)) {
                                ConnectOptions options =
                                        ConnectOptions.DEFAULT.withTimeout(millis(30));
                                SocketTimeoutException error =
                                        assertThrows(
                                                SocketTimeoutException.class,
                                                () ->
                                                        openConnection(
                                                                HOST, blackhole.port(), options));
                                assertEquals(
                                        "Cannot connect to 127.0.0.1:"
                                                + blackhole.port()
                                                + ": no connection within 30 ms.",
                                        error.getMessage());
                            }
                        }));
    }

    @OnEngines
    void aCancelledConnectLeavesNothingOpen(String engine) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            try (Blackhole blackhole = new Blackhole(HOST, 0)) {
                                SocketStack.current(); // It opens something itself.
                                var before = Descriptors.open();
                                List<Task<Connection>> tasks = new ArrayList<>();
                                for (int i = 0; i < 20; i++) {
                                    tasks.add(
                                            createTask(
                                                    () -> openConnection(HOST, blackhole.port())));
                                }
                                settle();
                                for (Task<Connection> task : tasks) {
                                    assertFalse(task.isDone());
                                    task.cancel();
                                    assertThrows(CancelledError.class, () -> task.await());
                                }
                                settle();
                                assertEquals(before, Descriptors.open());
                            }
                        }));
    }

    @OnEngines
    void aLocalAddressOfTheOtherFamilyIsSaidSo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    ConnectOptions options =
                            ConnectOptions.DEFAULT.withLocalAddress(
                                    new InetSocketAddress(address("::1"), 0));
                    BindException one =
                            assertThrows(
                                    BindException.class, () -> connect(1, options, "127.0.0.1"));
                    assertTrue(
                            one.getMessage().startsWith("Cannot connect from ["), one::getMessage);
                    ConnectException all =
                            assertThrows(
                                    ConnectException.class,
                                    () -> connect(1, options, "127.0.0.1", "127.0.0.2"));
                    assertEquals(2, all.getSuppressed().length);
                });
    }

    @OnEngines
    void theLocalAddressIsTheOnesThatWasAskedFor(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server = startServer(Connection::readAll, HOST, 0)) {
                        int port = freePort();
                        InetSocketAddress local = new InetSocketAddress("127.0.0.3", 0);
                        ConnectOptions options = ConnectOptions.DEFAULT.withLocalAddress(local);
                        try (Connection connection = openConnection(HOST, server.port(), options)) {
                            InetSocketAddress here = (InetSocketAddress) connection.sockName();
                            assertEquals(local.getAddress(), here.getAddress());
                        }
                        ConnectOptions impossible =
                                ConnectOptions.DEFAULT.withLocalAddress(
                                        new InetSocketAddress("203.0.113.1", 0));
                        IOException error =
                                assertThrows(
                                        IOException.class,
                                        () -> openConnection(HOST, server.port(), impossible));
                        assertTrue(error.getMessage().contains("203.0.113.1"), error::getMessage);
                        assertFalse(error.getMessage().contains("listen"), error::getMessage);
                    }
                });
    }

    // ---------------------------------------------------------------- several addresses

    @Test
    void addressesAlternateBetweenTheFamilies() throws IOException {
        InetAddress a = address("10.0.0.1");
        InetAddress b = address("10.0.0.2");
        InetAddress c = address("10.0.0.3");
        InetAddress x = address("2001:db8::1");
        InetAddress y = address("2001:db8::2");

        assertEquals(List.of(), Connector.interleaved(List.of()));
        assertEquals(List.of(a, b), Connector.interleaved(List.of(a, b)));
        assertEquals(List.of(x, a, y, b, c), Connector.interleaved(List.of(x, y, a, b, c)));
        assertEquals(List.of(a, x, b, c), Connector.interleaved(List.of(a, b, x, c)));
    }

    @OnEngines
    void theNextAddressIsTriedAtOnceWhereOneRefuses(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server =
                            startServer(Connection::readAll, "127.0.0.3", freePort())) {
                        ConnectOptions options =
                                ConnectOptions.DEFAULT.withHappyEyeballsDelay(seconds(60));
                        try (Connection connection =
                                connect(
                                        server.port(),
                                        options,
                                        "127.0.0.1",
                                        "127.0.0.2",
                                        "127.0.0.3")) {
                            assertEquals("127.0.0.3", peerOf(connection));
                        }
                    }
                });
    }

    @OnEngines
    void whereAllRefuseEachReasonIsTold(String engine) throws IOException {
        run(
                engine,
                () -> {
                    int port = freePort();
                    ConnectException error =
                            assertThrows(
                                    ConnectException.class,
                                    () ->
                                            connect(
                                                    port,
                                                    ConnectOptions.DEFAULT,
                                                    "127.0.0.1",
                                                    "127.0.0.2"));
                    assertEquals(
                            "Cannot connect to the-name:"
                                    + port
                                    + ", at none of its 2 addresses: Cannot connect to 127.0.0.1:"
                                    + port
                                    + ": Connection refused; Cannot connect to 127.0.0.2:"
                                    + port
                                    + ": Connection refused",
                            error.getMessage());
                    assertEquals(2, error.getSuppressed().length);
                });
    }

    @OnEngines
    void addressesThatDoNotAnswerDelayTheOthersOnlyByTheStagger(String engine) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            try (Blackhole first = new Blackhole("127.0.0.2", freePort());
                                    Blackhole _ = new Blackhole("127.0.0.3", first.port());
                                    Server server =
                                            startServer(
                                                    Connection::readAll,
                                                    "127.0.0.4",
                                                    first.port())) {
                                ConnectOptions options =
                                        ConnectOptions.DEFAULT.withHappyEyeballsDelay(millis(30));
                                SocketStack.current(); // It opens something itself.
                                var before = Descriptors.open();
                                long begin = System.nanoTime();
                                Connection connection =
                                        connect(
                                                first.port(),
                                                options,
                                                "127.0.0.2",
                                                "127.0.0.3",
                                                "127.0.0.4");
                                long took = (System.nanoTime() - begin) / 1_000_000;

                                assertEquals("127.0.0.4", peerOf(connection));
                                assertTrue(took >= 60, () -> "after " + took + " ms");
                                assertTrue(took < 2000, () -> "after " + took + " ms");
                                connection.close();
                                server.close();
                                server.waitClosed();
                                settle();
                                // The losers are closed: at most the server's listener is gone
                                // since.
                                assertEquals(
                                        before.get("socket") - 1, Descriptors.open().get("socket"));
                            }
                        }));
    }

    @OnEngines
    void theFirstOfSeveralWinsAndTheOthersAreClosed(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<String> ended = new ArrayList<>();
                    ConnectionHandler handler =
                            connection -> {
                                InetSocketAddress here = (InetSocketAddress) connection.sockName();
                                connection.readAll();
                                ended.add(here.getAddress().getHostAddress());
                            };
                    try (Server first = startServer(handler, "127.0.0.2", freePort());
                            Server second = startServer(handler, "127.0.0.3", first.port())) {
                        ConnectOptions options =
                                ConnectOptions.DEFAULT.withHappyEyeballsDelay(millis(0));
                        Connection connection =
                                connect(first.port(), options, "127.0.0.2", "127.0.0.3");
                        String winner = peerOf(connection);
                        settle();
                        assertFalse(ended.contains(winner));
                        assertEquals(1, first.connections() + second.connections());
                        connection.close();
                    }
                });
    }

    @OnEngines
    void aCancelledRaceLeavesNothingOpen(String engine) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            try (Blackhole first = new Blackhole("127.0.0.2", freePort());
                                    Blackhole _ = new Blackhole("127.0.0.3", first.port())) {
                                SocketStack.current(); // It opens something itself.
                                var before = Descriptors.open();
                                ConnectOptions options =
                                        ConnectOptions.DEFAULT.withHappyEyeballsDelay(millis(1));
                                Task<Connection> task =
                                        createTask(() ->
                                                connect(
                                                        first.port(),
                                                        options,
                                                        "127.0.0.2",
                                                        "127.0.0.3"));
                                settle();
                                task.cancel();
                                assertThrows(CancelledError.class, () -> task.await());
                                settle();
                                assertEquals(before, Descriptors.open());
                            }
                        }));
    }

    @OnEngines
    void theTimeOutOfARaceTellsWhatHasFailedBefore(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Blackhole silent = new Blackhole("127.0.0.3", freePort())) {
                        ConnectOptions options = ConnectOptions.DEFAULT.withTimeout(millis(30));
                        SocketTimeoutException error =
                                assertThrows(
                                        SocketTimeoutException.class,
                                        () ->
                                                connect(
                                                        silent.port(),
                                                        options,
                                                        "127.0.0.1",
                                                        "127.0.0.3"));
                        assertEquals(1, error.getSuppressed().length);
                        assertTrue(error.getSuppressed()[0].getMessage().contains("refused"));
                    }
                });
    }

    // ---------------------------------------------------------------- Unix sockets

    @OnEngines
    void aUnixSocketThatIsNotThereIsSaidSo(String engine, @TempDir Path folder) throws IOException {
        run(
                engine,
                () -> {
                    Path none = folder.resolve("none");
                    ConnectException error =
                            assertThrows(ConnectException.class, () -> openUnixConnection(none));
                    assertEquals(
                            "Cannot connect to " + none + ": No such file or directory",
                            error.getMessage());

                    Path file = Files.writeString(folder.resolve("file"), "no socket");
                    ConnectException refused =
                            assertThrows(ConnectException.class, () -> openUnixConnection(file));
                    assertEquals(
                            "Cannot connect to " + file + ": Connection refused",
                            refused.getMessage());
                });
    }

    @OnEngines
    void whereAUnixBacklogIsFullConnectingWaits(String engine, @TempDir Path folder)
            throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            String path = folder.resolve("socket" + System.nanoTime()).toString();
                            LoopListener listener =
                                    SocketStack.current()
                                            .openListener(
                                                    UnixAddresses.ofPath(path),
                                                    new ListenOptions(1, true, false, false));
                            List<Task<Connection>> clients = new ArrayList<>();
                            for (int i = 0; i < 8; i++) {
                                clients.add(
                                        createTask(() ->
                                                openUnixConnection(path, ConnectOptions.DEFAULT)));
                            }
                            sleep(millis(30));
                            assertEquals(2, clients.stream().filter(Task::isDone).count());

                            ConnectOptions hasty = ConnectOptions.DEFAULT.withTimeout(millis(20));
                            SocketTimeoutException error =
                                    assertThrows(
                                            SocketTimeoutException.class,
                                            () -> openUnixConnection(path, hasty));
                            assertTrue(error.getMessage().contains(path), error::getMessage);

                            Task<Connection> given =
                                    createTask(
                                            () -> openUnixConnection(path, ConnectOptions.DEFAULT));
                            settle();
                            given.cancel();
                            assertThrows(CancelledError.class, () -> given.await());

                            for (int i = 0; i < 8; i++) {
                                listener.accept(Fiber.current()).close();
                            }
                            for (Task<Connection> client : clients) {
                                Connection connection = client.await(IOException.class);
                                assertNull(connection.readLine());
                                connection.close();
                            }
                            listener.close();
                        }));
    }
}
