package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.DomainSocketAddress;

import org.asyncio4j.Task;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unix datagrams, and what cannot be opened. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatagramOpeningTest {

    private static DatagramEndpoint unix(Path path) throws IOException {
        return createDatagramEndpoint(UnixDomainSocketAddress.of(path));
    }

    private static SocketAddress address(String path) {
        return new DomainSocketAddress(path);
    }

    @NativeEngines
    void unixDatagramsHaveTheirFileForAnAddress(String engine, @TempDir Path folder)
            throws IOException {
        run(
                engine,
                () -> {
                    Path path = folder.resolve("server");
                    try (DatagramEndpoint server = unix(path);
                            DatagramEndpoint client = unix(folder.resolve("client"))) {
                        assertTrue(Files.exists(path));
                        assertEquals(address(path.toString()), server.sockName());
                        assertEquals("Unix datagram endpoint " + path, server.toString());
                        assertThrows(IllegalStateException.class, server::port);
                        Task<Void> service =
                                createTask(() -> {
                                    for (Datagram question : server) {
                                        server.send("re: " + question.text(), question.sender());
                                    }
                                });
                        client.send("question", UnixDomainSocketAddress.of(path));
                        Datagram answer = client.receive();
                        assertEquals("re: question", answer.text());
                        assertEquals(server.sockName(), answer.sender());
                        client.send("", server.sockName());
                        assertEquals("re: ", client.receive().text());
                        server.close();
                        service.await();
                    }
                    assertFalse(Files.exists(path));
                });
    }

    @NativeEngines
    void aUnixSocketWithoutANameCannotBeAnswered(String engine, @TempDir Path folder)
            throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = unix(folder.resolve("server"));
                            DatagramEndpoint client =
                                    createDatagramEndpoint(null, server.sockName())) {
                        assertEquals(
                                "Unix datagram endpoint connected to " + folder.resolve("server"),
                                client.toString());
                        client.send("guess who");
                        Datagram received = server.receive();
                        assertEquals("guess who", received.text());
                        assertEquals(address(""), received.sender());
                    }
                });
    }

    @NativeEngines
    void abstractNamesHaveNoFile(String engine) throws IOException {
        run(
                engine,
                () -> {
                    SocketAddress name =
                            address("\0asyncio4j-test-" + ProcessHandle.current().pid());
                    try (DatagramEndpoint server = createDatagramEndpoint(name);
                            DatagramEndpoint client = createDatagramEndpoint(null, name)) {
                        assertEquals(name, server.sockName());
                        client.send("to a name");
                        assertEquals("to a name", server.receive().text());
                    }
                });
    }

    @NativeEngines
    void aStaleFileIsReplacedAndNothingElse(String engine, @TempDir Path folder)
            throws IOException {
        run(
                engine,
                () -> {
                    Path path = folder.resolve("server");
                    DatagramEndpoint former = unix(path);
                    try (DatagramEndpoint server = unix(path);
                            DatagramEndpoint client =
                                    createDatagramEndpoint(null, server.sockName())) {
                        former.close();
                        assertTrue(Files.exists(path), "it is the successor's");
                        client.send("for the successor");
                        assertEquals("for the successor", server.receive().text());
                    }
                    assertFalse(Files.exists(path));

                    Files.writeString(path, "a text");
                    BindException refusal = assertThrows(BindException.class, () -> unix(path));
                    assertTrue(refusal.getMessage().contains("a file that is no socket"));
                    assertEquals("a text", Files.readString(path));
                });
    }

    @NativeEngines
    void aUnixReceiverWhoIsGoneIsSaid(String engine, @TempDir Path folder) throws IOException {
        run(
                engine,
                () -> {
                    Path path = folder.resolve("server");
                    ConnectException never =
                            assertThrows(
                                    ConnectException.class,
                                    () ->
                                            createDatagramEndpoint(
                                                    address(folder.resolve("client").toString()),
                                                    address(path.toString())));
                    assertTrue(never.getMessage().startsWith("Cannot connect to " + path));
                    assertFalse(Files.exists(folder.resolve("client")), "nothing is left");

                    DatagramEndpoint server = unix(path);
                    try (DatagramEndpoint client = createDatagramEndpoint(null, server.sockName());
                            DatagramEndpoint other = unix(folder.resolve("other"))) {
                        server.close();
                        SocketException gone =
                                assertThrows(SocketException.class, () -> client.send("hello?"));
                        assertTrue(
                                gone.getMessage()
                                        .startsWith("Cannot send a datagram of 6 bytes to " + path),
                                gone.getMessage());
                        assertThrows(
                                IOException.class,
                                () -> other.send("hello?", address(path.toString())));
                    }
                });
    }

    @OnEngines
    void onTheJdksChannelsUnixDatagramsAreRefused(String engine, @TempDir Path folder)
            throws IOException {
        run(
                engine,
                () -> {
                    Path path = folder.resolve("server");
                    if (engine.equals("nio")) {
                        SocketException refusal =
                                assertThrows(SocketException.class, () -> unix(path));
                        assertTrue(refusal.getMessage().contains("no Unix datagrams"));
                        assertFalse(Files.exists(path));
                    } else {
                        unix(path).close();
                    }
                });
    }

    @OnEngines
    void whatCannotBeOpenedSaysWhy(String engine) throws IOException {
        run(
                engine,
                () -> {
                    BindException notOurs =
                            assertThrows(
                                    BindException.class,
                                    () ->
                                            createDatagramEndpoint(
                                                    new InetSocketAddress("192.0.2.1", 5)));
                    assertTrue(notOurs.getMessage().contains("192.0.2.1:5"), notOurs.getMessage());
                    assertThrows(
                            UnknownHostException.class,
                            () ->
                                    createDatagramEndpoint(
                                            DatagramOptions.DEFAULT.withRemoteAddress(
                                                    "host.invalid", 5)));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> createDatagramEndpoint(new SocketAddress() {}));
                });
    }

    @OnEngines
    void inACancelledScopeNothingIsOpened(String engine, @TempDir Path folder) throws IOException {
        run(
                engine,
                () -> {
                    boolean[] opened = {false};
                    cancelScope(scope -> {
                        scope.cancel();
                        createDatagramEndpoint(DatagramOptions.DEFAULT);
                        opened[0] = true;
                    });
                    assertFalse(opened[0]);
                });
    }

    @OnEngines
    void theFamilyFollowsTheAddresses(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramOptions local =
                            DatagramOptions.DEFAULT.withLocalAddress(
                                    new InetSocketAddress("::1", 0));
                    try (DatagramEndpoint server = createDatagramEndpoint(local);
                            DatagramEndpoint client =
                                    createDatagramEndpoint(null, server.sockName())) {
                        client.send("six");
                        assertEquals(client.sockName(), server.receive().sender());
                        assertEquals(
                                "UDP endpoint [0:0:0:0:0:0:0:1]:" + server.port(), "" + server);
                    }
                    SocketException refusal =
                            assertThrows(
                                    SocketException.class,
                                    () ->
                                            createDatagramEndpoint(
                                                    local.withFamily(StandardProtocolFamily.INET)));
                    assertTrue(refusal.getMessage().contains("not of one family"));
                });
    }
}
