package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.net.Net.getAddrInfo;
import static org.asyncio4j.net.Net.getNameInfo;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.LoopSocketFactory;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsOptions;
import org.asyncio4j.stream.IncompleteReadException;
import org.asyncio4j.stream.IncompleteWriteException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** What a real network does, the simulated one does: each test runs on both. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // A server is closed early, so that its clients can be waited for.
class FidelityTest {
    private static final Path CERTIFICATES =
            Path.of(System.getProperty("basedir", "."))
                    .resolve("../net/src/test/resources/org/asyncio4j/net/certificates");

    private static Server echo(Where.Spot spot, ServerOptions options) throws Exception {
        return spot.there(() ->
                startServer(
                        client -> {
                            for (String line : client.lines()) {
                                client.write(line + "\n");
                            }
                        },
                        "127.0.0.1".equals(spot.host()) ? "127.0.0.1" : "",
                        0,
                        options));
    }

    private static void reset(Connection connection) throws IOException {
        connection.setOption(StandardSocketOptions.SO_LINGER, 0);
        connection.abort();
    }

    private static byte[] data(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }

    // ---------------------------------------------------------------- connecting

    @ParameterizedTest
    @EnumSource
    void linesGoBothWays(Where where) throws Exception {
        where.run(spot -> {
            try (Server server = echo(spot, ServerOptions.DEFAULT)) {
                try (Connection one = openConnection(spot.host(), server.port());
                        Connection other = openConnection(spot.host(), server.port())) {
                    for (int i = 0; i < 100; i++) {
                        one.write("one " + i + "\n");
                        other.write("other " + i + "\n");
                        assertEquals("one " + i, one.readLine());
                        assertEquals("other " + i, other.readLine());
                    }
                    assertEquals(2, server.connections());
                }
                server.close();
                server.waitClosed();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void theEndsKnowTheirAddresses(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    assertEquals(client.sockName(), server.peerName());
                    assertEquals(client.peerName(), server.sockName());
                    var peer = assertInstanceOf(InetSocketAddress.class, client.peerName());
                    assertEquals(getAddrInfo(spot.host()).getFirst(), peer.getAddress());
                    assertTrue(client.toString().endsWith(":" + peer.getPort()), client::toString);
                    assertTrue(client.getOption(StandardSocketOptions.TCP_NODELAY));
                }));
    }

    @ParameterizedTest
    @EnumSource
    void nobodyListens(Where where) throws Exception {
        where.run(spot -> {
            Server server = echo(spot, ServerOptions.DEFAULT);
            int port = server.port();
            server.close();
            server.waitClosed();
            ConnectException error =
                    assertThrows(ConnectException.class, () -> openConnection(spot.host(), port));
            assertEquals("Cannot connect to ADDRESS: Connection refused", spot.plain(error));
        });
    }

    @ParameterizedTest
    @EnumSource
    void thereIsNoSuchHost(Where where) throws Exception {
        where.run(spot -> {
            UnknownHostException error =
                    assertThrows(
                            UnknownHostException.class,
                            () -> openConnection("nowhere.invalid", 80));
            assertTrue(
                    error.getMessage().startsWith("Cannot resolve 'nowhere.invalid': ")
                            || error.getMessage().startsWith("nowhere.invalid"),
                    error::getMessage);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionFromAnAddressOfAnother(Where where) throws Exception {
        where.run(spot -> {
            ConnectOptions options =
                    ConnectOptions.DEFAULT.withLocalAddress(
                            new InetSocketAddress("203.0.113.1", 0));
            BindException error =
                    assertThrows(
                            BindException.class, () -> openConnection(spot.host(), 80, options));
            assertEquals(
                    "Cannot connect from ADDRESS: Cannot assign requested address",
                    spot.plain(error));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aNameAndItsAddress(Where where) throws Exception {
        where.run(spot -> {
            assertEquals("127.0.0.1", getAddrInfo("localhost").getFirst().getHostAddress());
            assertEquals("localhost", getNameInfo(InetAddress.ofLiteral("127.0.0.1")));
            assertEquals("127.0.0.1", InetAddress.getByName("localhost").getHostAddress());
            assertEquals("192.0.2.7", getAddrInfo("192.0.2.7").getFirst().getHostAddress());
        });
    }

    // ---------------------------------------------------------------- listening

    @ParameterizedTest
    @EnumSource
    void aPortIsTakenOnce(Where where) throws Exception {
        where.run(spot -> {
            try (Server server = echo(spot, ServerOptions.DEFAULT)) {
                BindException error =
                        assertThrows(
                                BindException.class,
                                () ->
                                        spot.there(() ->
                                                startServer(_ -> {}, "127.0.0.1", server.port())));
                assertEquals("Cannot listen on ADDRESS: Address already in use", spot.plain(error));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anAddressOfAnotherCannotBeListenedOn(Where where) throws Exception {
        where.run(spot -> {
            BindException error =
                    assertThrows(BindException.class, () -> startServer(_ -> {}, "203.0.113.1", 0));
            assertEquals(
                    "Cannot listen on ADDRESS: Cannot assign requested address", spot.plain(error));
        });
    }

    @ParameterizedTest
    @EnumSource
    void portsCanBeShared(Where where) throws Exception {
        where.run(spot -> {
            ServerOptions shared = ServerOptions.DEFAULT.withReusePort(true);
            try (Server one = spot.there(() -> startServer(_ -> {}, "127.0.0.1", 0, shared));
                    Server other =
                            spot.there(
                                    () -> startServer(_ -> {}, "127.0.0.1", one.port(), shared))) {
                assertEquals(one.port(), other.port());
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void whoWasNotAcceptedWhenTheServerClosesIsReset(Where where) throws Exception {
        where.run(spot -> {
            Server server = echo(spot, ServerOptions.DEFAULT.withMaxConnections(1));
            Connection served = openConnection(spot.host(), server.port());
            served.write("a\n");
            served.readLine();
            Connection first = openConnection(spot.host(), server.port());
            Connection second = openConnection(spot.host(), server.port());
            spot.settle();
            server.close();
            SocketException error =
                    assertThrows(
                            SocketException.class,
                            () -> {
                                second.read(1);
                                second.read(1);
                            });
            assertEquals(
                    "Cannot receive on the connection to ADDRESS: Connection reset",
                    spot.plain(error));
            first.abort();
            second.abort();
            served.close();
            server.waitClosed();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aServerStops(Where where) throws Exception {
        where.run(spot -> {
            Server server = echo(spot, ServerOptions.DEFAULT);
            Connection client = openConnection(spot.host(), server.port());
            client.write("a\n");
            assertEquals("a", client.readLine());
            server.stop(millis(20));
            assertNull(client.readLine());
            assertEquals(0, server.connections());
            client.close();
        });
    }

    // ---------------------------------------------------------------- bytes

    @ParameterizedTest
    @EnumSource
    void oneDirectionEndsBeforeTheOther(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    client.write("question");
                    client.writeEof();
                    assertEquals("question", text(server.readAll()));
                    server.write("a long answer");
                    spot.settle();
                    server.write(", in parts");
                    server.close();
                    assertEquals("a long answer, in parts", text(client.readAll()));
                }));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void largeDataGoesBothWaysAtOnce(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    byte[] there = data(3_000_000);
                    byte[] back = data(2_000_001);
                    Task<Void> sending = createTask(() -> client.write(there));
                    Task<Void> answering = createTask(() -> server.write(back));
                    Task<byte[]> received = createTask(() -> server.readExactly(there.length));
                    assertArrayEquals(back, client.readExactly(back.length));
                    assertArrayEquals(there, received.await());
                    sending.await();
                    answering.await();
                }));
    }

    @ParameterizedTest
    @EnumSource
    void aWriterWaitsForAReaderWhoDoesNot(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    byte[] much = data(20_000_000);
                    Task<Void> writer = createTask(() -> client.write(much));
                    spot.settle();
                    assertFalse(writer.isDone(), "all is somewhere");
                    assertArrayEquals(much, server.readExactly(much.length));
                    writer.await();
                }));
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsSent(Where where) throws Exception {
        Path file = Files.createTempFile("fidelity", ".bin");
        try {
            Files.write(file, data(300_000));
            where.run(spot ->
                    spot.talk((client, server) -> {
                        Task<Long> sender = createTask(() -> server.sendFile(file, 10, 200_000));
                        byte[] received = client.readExactly(200_000);
                        assertEquals(200_000, sender.await());
                        assertEquals(data(300_000)[10], received[0]);
                    }));
        } finally {
            Files.delete(file);
        }
    }

    // ---------------------------------------------------------------- the end

    @ParameterizedTest
    @EnumSource
    void theEndComesAfterTheLastBytes(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    server.write("last words");
                    server.close();
                    IncompleteReadException error =
                            assertThrows(
                                    IncompleteReadException.class, () -> client.readExactly(20));
                    assertEquals("last words", text(error.partial()));
                    assertEquals(0, client.read(1).length);
                    assertTrue(client.atEof());
                }));
    }

    @ParameterizedTest
    @EnumSource
    void whatCameBeforeAResetCanBeRead(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    server.write("last words\nand a bit");
                    assertEquals("last words", client.readLine());
                    reset(server);
                    spot.settle();
                    assertEquals("and a bit", text(client.readExactly(9)));
                    SocketException error =
                            assertThrows(SocketException.class, () -> client.readLine());
                    assertEquals(
                            "Cannot receive on the connection to ADDRESS: Connection reset",
                            spot.plain(error));
                }));
    }

    @ParameterizedTest
    @EnumSource
    void whoClosesWithoutReadingAllResets(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    client.write("nobody reads this");
                    spot.settle();
                    server.close();
                    SocketException error =
                            assertThrows(SocketException.class, () -> client.read(1));
                    assertEquals(
                            "Cannot receive on the connection to ADDRESS: Connection reset",
                            spot.plain(error));
                }));
    }

    @ParameterizedTest
    @EnumSource
    void aResetEndsAReadThatWaits(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    Task<byte[]> reader = createTask(() -> client.read(10));
                    spot.settle();
                    reset(server);
                    SocketException error =
                            assertThrows(SocketException.class, () -> reader.await());
                    assertEquals(
                            "Cannot receive on the connection to ADDRESS: Connection reset",
                            spot.plain(error));
                }));
    }

    @ParameterizedTest
    @EnumSource
    void aResetEndsAWriteThatWaits(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    Task<Void> writer = createTask(() -> client.write(new byte[30_000_000]));
                    spot.settle();
                    assertFalse(writer.isDone());
                    reset(server);
                    SocketException error =
                            assertThrows(SocketException.class, () -> writer.await());
                    assertEquals(
                            "Cannot send on the connection to ADDRESS: Connection reset",
                            spot.plain(error));
                    IncompleteWriteException told =
                            IncompleteWriteException.in(error).orElseThrow();
                    assertTrue(told.written() < told.expected(), told::getMessage);
                }));
    }

    @ParameterizedTest
    @EnumSource
    void writingToAPeerThatHasClosed(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    server.close();
                    spot.settle();
                    client.write("is anybody there?"); // Nobody has said no yet.
                    spot.settle();
                    SocketException error =
                            assertThrows(SocketException.class, () -> client.write("hello?"));
                    assertEquals(
                            "Cannot send on the connection to ADDRESS: Broken pipe",
                            spot.plain(error));
                    assertThrows(SocketException.class, () -> client.flush());
                }));
    }

    @ParameterizedTest
    @EnumSource
    void readingAfterAWriteToAPeerThatHasClosed(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    server.write("bye\n");
                    server.close();
                    spot.settle();
                    client.write("is anybody there?");
                    spot.settle();
                    assertEquals("bye", client.readLine());
                    String end;
                    try {
                        end = String.valueOf(client.readLine());
                    } catch (IOException e) {
                        end = spot.plain(e);
                    }
                    assertEquals("null", end);
                }));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasWrittenArrivesAfterAClose(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    byte[] much = data(1_000_000);
                    Task<Void> closing =
                            createTask(() -> {
                                client.write(much);
                                client.close();
                            });
                    assertArrayEquals(much, server.readAll());
                    closing.await();
                }));
    }

    // ---------------------------------------------------------------- cancellation

    @ParameterizedTest
    @EnumSource
    void aCancelledReadLosesNothing(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    assertThrows(
                            TimeoutException.class, () -> timeout(millis(5), () -> client.read(1)));
                    server.write("x");
                    assertEquals("x", text(client.read(1)));
                }));
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledWriteSaysHowFarItGot(Where where) throws Exception {
        where.run(spot ->
                spot.talk((client, server) -> {
                    byte[] much = data(20_000_000);
                    Task<Void> writer = createTask(() -> client.write(much));
                    spot.settle();
                    writer.cancel();
                    CancelledError error = assertThrows(CancelledError.class, () -> writer.await());
                    IncompleteWriteException told =
                            IncompleteWriteException.in(error).orElseThrow();
                    client.writeEof();
                    byte[] received = server.readAll();
                    assertEquals(told.written(), received.length);
                }));
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledConnectLeavesNothing(Where where) throws Exception {
        where.run(spot -> {
            try (Server server = echo(spot, ServerOptions.DEFAULT)) {
                Task<Connection> connecting =
                        createTask(() -> openConnection(spot.host(), server.port()));
                connecting.cancel();
                assertThrows(CancelledError.class, () -> connecting.await());
            }
            spot.settle();
        });
    }

    // ---------------------------------------------------------------- above sockets

    @ParameterizedTest
    @EnumSource
    void tls(Where where) throws Exception {
        TlsOptions serverTls =
                TlsOptions.server(
                        CERTIFICATES.resolve("server.pem"), CERTIFICATES.resolve("server-key.pem"));
        TlsOptions clientTls =
                TlsOptions.client()
                        .withTrust(CERTIFICATES.resolve("authority.pem"))
                        .withServerName("localhost");
        where.run(spot -> {
            try (Server server = echo(spot, ServerOptions.DEFAULT.withTls(serverTls));
                    Connection client =
                            openConnection(
                                    spot.host(),
                                    server.port(),
                                    ConnectOptions.DEFAULT.withTls(clientTls))) {
                client.write("secret\n");
                assertEquals("secret", client.readLine());
                assertTrue(client.tls().isPresent());
                client.close();
                server.close();
                server.waitClosed();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aDriversSocket(Where where) throws Exception {
        where.run(spot -> {
            try (Server server = echo(spot, ServerOptions.DEFAULT)) {
                try (Socket socket = new LoopSocketFactory().createSocket()) {
                    socket.connect(new InetSocketAddress(spot.host(), server.port()), 5000);
                    socket.getOutputStream().write("classic\n".getBytes());
                    BufferedReader reader =
                            new BufferedReader(new InputStreamReader(socket.getInputStream()));
                    assertEquals("classic", reader.readLine());
                    socket.setSoTimeout(20);
                    assertThrows(
                            SocketTimeoutException.class, () -> socket.getInputStream().read());
                    socket.setSoTimeout(0);
                    socket.shutdownOutput();
                    assertEquals(-1, socket.getInputStream().read());
                }
                server.close();
                server.waitClosed();
            }
        });
    }
}
