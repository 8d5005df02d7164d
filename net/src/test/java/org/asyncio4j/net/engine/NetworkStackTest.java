package org.asyncio4j.net.engine;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.net.Net.getAddrInfo;
import static org.asyncio4j.net.Net.getNameInfo;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.openUnixConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.Net.startUnixServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Asyncio;
import org.asyncio4j.DeadlockError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.DatagramOptions;
import org.asyncio4j.net.LoopSocketFactory;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.memory.MemoryStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkStackTest {

    private interface Body {
        void run(MemoryStack stack) throws Exception;
    }

    /** On a virtual clock, and never with a reactor. */
    private static void within(Body body) throws Exception {
        Asyncio.run(
                RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false),
                () -> {
                    MemoryStack stack = new MemoryStack();
                    NetworkStack.bind(
                            stack,
                            () -> {
                                body.run(stack);
                                return null;
                            });
                    assertNull(NetworkStack.bound());
                    assertFalse(Fiber.current().scheduler().doesIo(), "a reactor was made");
                });
    }

    private static Server echo() throws IOException {
        return startServer(
                client -> {
                    for (String line; (line = client.readLine()) != null; ) {
                        client.write(line + "\n");
                    }
                },
                "server.example",
                80);
    }

    @Test
    void aBoundStackIsAskedForNamesAndSockets() throws Exception {
        within(stack -> {
            try (Server server = echo();
                    Connection connection = openConnection("server.example", 80)) {
                connection.write("hello\n");
                assertEquals("hello", connection.readLine());
                assertEquals(
                        List.of(
                                "listener on 10.0.0.1:80",
                                "connection to 10.0.0.1:80",
                                "connection to 10.0.0.2:50000"),
                        stack.open());
            }
            assertEquals(
                    List.of(
                            "addresses of server.example",
                            "listener on server.example/10.0.0.1:80",
                            "addresses of server.example",
                            "socket for server.example/10.0.0.1:80"),
                    stack.trail);
            sleep(seconds(100)); // The clock jumps: nothing outside is awaited.
            assertEquals(List.of(), stack.open());
        });
    }

    @Test
    void tasksInheritTheStack() throws Exception {
        within(stack -> {
            Task<SocketStack> inner = createTask(() -> createTask(SocketStack::current).await());
            assertSame(stack, inner.await());
        });
    }

    @Test
    void aTaskThatWasStartedOutsideHasTheLoopsOwn() throws IOException {
        Asyncio.run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    Task<SocketStack> outside =
                            createTask(() -> {
                                sleep(Asyncio.millis(1));
                                return SocketStack.current();
                            });
                    NetworkStack.bind(
                            new MemoryStack(),
                            () -> assertInstanceOf(NettyReactor.class, outside.await()));
                });
    }

    @Test
    void outsideOfALoopThereIsNone() throws Exception {
        assertThrows(IllegalStateException.class, SocketStack::current);
        within(_ ->
                toThread(() -> {
                    assertThrows(IllegalStateException.class, SocketStack::current);
                }));
    }

    @Test
    void moreThanThereIsRoomForIsSentInTheBackground() throws Exception {
        within(_ -> {
            String line = "x".repeat(20_000) + "\n";
            try (Server server = echo();
                    Connection connection = openConnection("server.example", 80)) {
                connection.write(line);
                sleep(seconds(1));
                assertEquals(line.strip(), connection.readLine());
                assertTrue(server.isServing());
            }
        });
    }

    @Test
    void namesComeFromTheStackAlone() throws Exception {
        within(stack -> {
            InetAddress address = InetAddress.ofLiteral("10.0.0.1");
            assertEquals(List.of(address), getAddrInfo("Server.example."));
            assertEquals("server.example", getNameInfo(address));
            assertEquals(address, getAddrInfo("10.0.0.1").getFirst());
            UnknownHostException unknown =
                    assertThrows(UnknownHostException.class, () -> getAddrInfo("localhost"));
            assertEquals("There is no localhost here.", unknown.getMessage());
            assertEquals(
                    List.of(
                            "addresses of server.example",
                            "name of /10.0.0.1",
                            "addresses of localhost"),
                    stack.trail);
        });
    }

    /** The JDK remembers it for the whole JVM, so each run asks for another name. */
    @Test
    void lookUpsOfLibrariesAskTheStack() throws Exception {
        within(stack -> {
            String name = "library" + System.nanoTime() + ".server.example";
            InetAddress found = InetAddress.getByName(name);
            assertEquals(InetAddress.ofLiteral("10.0.0.1"), found);
            assertEquals(List.of("addresses of " + name), stack.trail);
        });
    }

    @Test
    void socketsOfDriversComeFromTheStack() throws Exception {
        within(stack -> {
            try (Server server = echo()) {
                InetSocketAddress target =
                        new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80);
                Socket socket = LoopSocketFactory.getDefault().createSocket();
                try (socket) {
                    socket.connect(target);
                    socket.getOutputStream().write("hi\n".getBytes());
                    assertEquals("hi\n", new String(socket.getInputStream().readNBytes(3)));
                }
                assertTrue(stack.trail.contains("socket for /10.0.0.1:80"), stack.trail::toString);
            }
        });
    }

    /** Whoever calls from another thread has nothing bound, but the socket has its stack. */
    @Test
    void aDriversSocketKeepsItsStackInOtherThreads() throws Exception {
        within(stack -> {
            Server server = echo();
            Socket socket = LoopSocketFactory.getDefault().createSocket();
            Thread.ofPlatform()
                    .start(() -> {
                        try {
                            socket.connect(
                                    new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            // Real time has to pass, which a virtual clock would skip.
            for (int i = 0; i < 500 && !socket.isConnected(); i++) {
                toThread(() -> Thread.sleep(10));
            }
            assertTrue(socket.isConnected());
            assertEquals("socket for /10.0.0.1:80", stack.trail.getLast());
            socket.close();
            server.close();
        });
    }

    @Test
    void datagramsComeFromTheStack() throws Exception {
        within(stack -> {
            InetSocketAddress address = InetSocketAddress.createUnresolved("server.example", 53);
            try (DatagramEndpoint receiver =
                            Net.createDatagramEndpoint(
                                    DatagramOptions.DEFAULT.withLocalAddress(address));
                    DatagramEndpoint sender =
                            Net.createDatagramEndpoint(
                                    DatagramOptions.DEFAULT.withRemoteAddress(address))) {
                sender.send("ping".getBytes());
                assertEquals("ping", new String(receiver.receive().data()));
                assertTrue(stack.trail.contains("datagram ping"));
            }
        });
    }

    @Test
    void whoWaitsForAClientThatNeverComesIsADeadlock() {
        DeadlockError error =
                assertThrows(
                        DeadlockError.class,
                        () ->
                                within(stack -> {
                                    InetAddress host = InetAddress.ofLiteral("10.0.0.1");
                                    ListenOptions options =
                                            new ListenOptions(1, true, false, false);
                                    stack.openListener(new InetSocketAddress(host, 80), options)
                                            .accept(Fiber.current());
                                }));
        assertTrue(
                error.getMessage().contains("waits for bytes from listener on 10.0.0.1:80"),
                error.getMessage());
    }

    @Test
    void unixSocketsTouchNoFiles(@TempDir Path folder) throws Exception {
        Path path = Files.writeString(folder.resolve("socket"), "no socket at all");
        within(_ -> {
            try (Server server = startUnixServer(c -> c.write("unix\n"), path);
                    Connection connection = openUnixConnection(path)) {
                assertEquals("unix", connection.readLine());
            }
        });
        assertEquals("no socket at all", Files.readString(path));
    }

    /** By the loop's clock, which jumps: nobody would wait two minutes for this. */
    @Test
    void aFullUnixBacklogIsWaitedForOnTheLoopsClock() throws Exception {
        within(stack -> {
            SocketAddress address = UnixAddresses.ofPath("/server");
            LoopListener listener =
                    stack.openListener(address, new ListenOptions(0, true, false, false));
            Duration before = getRunningLoop().time();
            ConnectException full =
                    assertThrows(
                            ConnectException.class, () -> openUnixConnection(Path.of("/server")));
            assertEquals(
                    "Cannot connect to /server: Resource temporarily unavailable",
                    full.getMessage());
            assertEquals(120, getRunningLoop().time().minus(before).toSeconds());
            listener.close();
        });
    }

    @Test
    void aServerOfSeveralLoopsIsRefused() throws Exception {
        within(stack -> {
            ServerOptions two = ServerOptions.DEFAULT.withLoops(2);
            IllegalArgumentException refusal =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> startServer(Connection::close, "server.example", 80, two));
            assertEquals(
                    "A simulated network has one loop, and this server shall have 2.",
                    refusal.getMessage());
            assertEquals(List.of(), stack.trail);
        });
    }

    @Test
    void whatIsOpenOfARealStackCanBeSeen() throws IOException {
        Asyncio.run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    NettyReactor reactor = NettyReactor.of(Fiber.current().scheduler());
                    Server server = startServer(c -> c.readLine(), "127.0.0.1", 0);
                    int port = server.port();
                    Connection connection = openConnection("127.0.0.1", port);
                    assertEquals(
                            List.of(
                                    "listener on 127.0.0.1:" + port,
                                    "connection to 127.0.0.1:" + port),
                            reactor.openResources().subList(0, 2));
                    connection.close();
                    server.close();
                    server.waitClosed();
                    assertEquals(List.of(), reactor.openResources());
                });
    }
}
