package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopServerSocketFactoryTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static ServerSocket open() throws IOException {
        return LoopServerSocketFactory.getDefault().createServerSocket(0, 50, LOOPBACK);
    }

    private static Socket connectTo(ServerSocket server) throws IOException {
        return LoopSocketFactory.getDefault()
                .createSocket(server.getInetAddress(), server.getLocalPort());
    }

    @Test
    void outsideOfALoopAPlainOneIsMade() throws IOException {
        try (ServerSocket server = new LoopServerSocketFactory().createServerSocket(0)) {
            assertSame(ServerSocket.class, server.getClass());
        }
    }

    @OnEngines
    void accepts(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = open()) {
                        assertNotSame(ServerSocket.class, server.getClass());
                        assertTrue(server.isBound());
                        assertEquals(LOOPBACK, server.getInetAddress());
                        Task<Socket> accepting = createTask(server::accept);
                        settle();
                        assertFalse(accepting.isDone());
                        try (Socket client = connectTo(server);
                                Socket accepted = accepting.await()) {
                            assertEquals(
                                    client.getLocalSocketAddress(),
                                    accepted.getRemoteSocketAddress());
                            assertEquals(
                                    client.getRemoteSocketAddress(),
                                    accepted.getLocalSocketAddress());
                            assertTrue(accepted.isConnected() && accepted.isBound());
                            client.getOutputStream().write('x');
                            assertEquals('x', accepted.getInputStream().read());
                            accepted.getOutputStream().write('y');
                            assertEquals('y', client.getInputStream().read());
                            accepted.shutdownOutput();
                            assertEquals(-1, client.getInputStream().read());
                        }
                    }
                });
    }

    @OnEngines
    void severalTasksAccept(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = open()) {
                        List<Task<Socket>> accepting = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            accepting.add(createTask(server::accept));
                        }
                        settle();
                        List<Socket> clients = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            clients.add(connectTo(server));
                        }
                        for (Task<Socket> task : accepting) {
                            clients.add(task.await());
                        }
                        for (Socket socket : clients) {
                            socket.close();
                        }
                    }
                });
    }

    @OnEngines
    void acceptingTimesOut(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = open()) {
                        server.setSoTimeout(10);
                        assertEquals(10, server.getSoTimeout());
                        for (int i = 0; i < 2; i++) {
                            Exception timedOut =
                                    assertThrows(SocketTimeoutException.class, server::accept);
                            assertEquals("Accept timed out", timedOut.getMessage());
                        }
                        try (Socket _ = connectTo(server)) {
                            server.accept().close();
                        }
                    }
                });
    }

    @OnEngines
    void closingEndsAccepting(String engine) throws IOException {
        run(
                engine,
                () -> {
                    ServerSocket server = open();
                    List<Task<SocketException>> accepting = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        accepting.add(
                                createTask(
                                        () -> assertThrows(SocketException.class, server::accept)));
                    }
                    settle();
                    server.close();
                    for (Task<SocketException> task : accepting) {
                        assertEquals("Socket closed", task.await().getMessage());
                    }
                    assertThrows(SocketException.class, server::accept);
                });
    }

    @OnEngines
    void anotherThreadAcceptsAndCloses(String engine) throws IOException {
        run(
                engine,
                () -> {
                    ServerSocket server = open();
                    Task<Socket> accepting = createTask(() -> toThread(() -> server.accept()));
                    settle();
                    try (Socket client = connectTo(server);
                            Socket accepted = accepting.await()) {
                        client.getOutputStream().write('x');
                        assertEquals('x', accepted.getInputStream().read());
                    }
                    Task<SocketException> last =
                            createTask(() -> assertThrows(SocketException.class, server::accept));
                    settle();
                    toThread(() -> {
                        server.close();
                    });
                    assertEquals("Socket closed", last.await().getMessage());
                });
    }

    @OnEngines
    void aCancelledAcceptLosesNoConnection(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = open()) {
                        moveOnAfter(
                                millis(5),
                                _ -> {
                                    server.accept();
                                });
                        try (Socket client = connectTo(server);
                                Socket accepted = server.accept()) {
                            assertEquals(client.getLocalPort(), accepted.getPort());
                        }
                    }
                });
    }

    @Test
    void aConnectionThatCannotBeHandedOverIsClosed() throws IOException {
        run(
                "nio",
                () -> {
                    try (ServerSocket server = open()) {
                        server.setOption(StandardSocketOptions.SO_RCVBUF, -1);
                        try (Socket client = connectTo(server)) {
                            assertThrows(IllegalArgumentException.class, server::accept);
                            client.setSoTimeout(5_000);
                            assertEquals(-1, client.getInputStream().read());
                        }
                    }
                });
    }

    /** Either nobody has accepted it, so that it is reset, or it is closed. */
    @OnEngines
    void aConnectionThatComesWhileAnotherThreadClosesIsNotLeftOpen(String engine)
            throws IOException {
        run(
                engine,
                () -> {
                    ServerSocket server = open();
                    Task<SocketException> accepting =
                            createTask(() -> assertThrows(SocketException.class, server::accept));
                    settle();
                    try (Socket client = new Socket()) {
                        Thread closing =
                                Thread.ofPlatform()
                                        .start(() ->
                                                assertDoesNotThrow(() -> {
                                                    client.connect(server.getLocalSocketAddress());
                                                    server.close();
                                                }));
                        while (closing.isAlive()) {
                            Thread.onSpinWait(); // The loop stands still meanwhile.
                        }
                        assertEquals("Socket closed", accepting.await().getMessage());
                        client.setSoTimeout(5_000);
                        assertTrue(isOver(client));
                    }
                });
    }

    private static boolean isOver(Socket client) throws IOException {
        try {
            return toThread(() -> client.getInputStream().read()) == -1;
        } catch (SocketException e) {
            return true; // A reset.
        }
    }

    @OnEngines
    void whatItAcceptsClosesOnCancellation(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = open();
                            Socket _ = connectTo(server);
                            Socket accepted = server.accept()) {
                        moveOnAfter(
                                millis(5),
                                _ -> {
                                    accepted.getInputStream().read();
                                });
                        assertTrue(accepted.isClosed());
                    }
                });
    }

    /** As with the JDK's: one that listens on all interfaces is reached by IPv4 and IPv6. */
    @OnEngines
    void listensOnAllInterfacesOfBothFamilies(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server =
                            new LoopServerSocketFactory().createServerSocket(0)) {
                        for (InetAddress host : loopbacks()) {
                            try (Socket client =
                                            LoopSocketFactory.getDefault()
                                                    .createSocket(host, server.getLocalPort());
                                    Socket accepted = server.accept()) {
                                assertEquals(host, accepted.getInetAddress());
                                assertEquals(host, accepted.getLocalAddress());
                                assertEquals(host, client.getLocalAddress());
                            }
                        }
                    }
                });
    }

    /** Those of the machine: not all have IPv6. */
    private static List<InetAddress> loopbacks() {
        List<InetAddress> hosts = new ArrayList<>();
        for (String host : List.of("127.0.0.1", "::1")) {
            try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral(host))) {
                hosts.add(InetAddress.ofLiteral(host));
            } catch (IOException e) {
                // There is none.
            }
        }
        return hosts;
    }

    @OnEngines
    void anAddressInUseIsABindException(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = open()) {
                        assertThrows(
                                BindException.class,
                                () ->
                                        new LoopServerSocketFactory()
                                                .createServerSocket(
                                                        server.getLocalPort(), 50, LOOPBACK));
                    }
                });
    }

    @OnEngines
    void hasOptions(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new LoopServerSocketFactory().createServerSocket()) {
                        assertThrows(SocketException.class, server::accept);
                        assertTrue(server.getReuseAddress());
                        server.setReuseAddress(false);
                        assertFalse(server.getReuseAddress());
                        assertTrue(server.getReceiveBufferSize() > 0);
                        server.setReceiveBufferSize(30_000);
                        assertEquals(30_000, server.getReceiveBufferSize());
                        server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                        server.bind(new InetSocketAddress(LOOPBACK, 0));
                        try (ServerSocket second =
                                new LoopServerSocketFactory().createServerSocket()) {
                            second.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                            second.bind(server.getLocalSocketAddress());
                        }
                        settle(); // A selector lets go of what was closed at its next look.
                        try (Socket _ = connectTo(server);
                                Socket accepted = server.accept()) {
                            assertTrue(accepted.getReceiveBufferSize() >= 30_000);
                        }
                        assertThrows(
                                UnsupportedOperationException.class,
                                () -> server.setOption(StandardSocketOptions.TCP_NODELAY, true));
                        assertTrue(
                                server.supportedOptions()
                                        .contains(StandardSocketOptions.SO_REUSEPORT));
                    }
                });
    }
}
