package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.openUnixConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.Net.startUnixServer;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Promise;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerTest {

    private static final String HOST = "127.0.0.1";
    private static final int MUCH = 20_000_000;

    private static void echo(Connection connection) throws IOException {
        for (String line : connection.lines()) {
            connection.write(line + "\n");
        }
    }

    /** Writes more than the system takes by itself, and never ends. */
    private static void leaveMuchToTheBackground(Connection client) throws IOException {
        client.setWriteBufferLimits(MUCH, MUCH);
        client.write(new byte[MUCH]);
        new Event().await();
    }

    /** How much comes before the end, or 0 where that is a reset. */
    private static int received(Connection client) {
        try {
            return client.readAll().length;
        } catch (IOException reset) {
            return 0;
        }
    }

    private static String exchange(int port, String line) throws IOException {
        try (Connection connection = openConnection(HOST, port)) {
            connection.write(line + "\n");
            return connection.readLine();
        }
    }

    @OnEngines
    void servesManyClientsAtOnce(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server = startServer(ServerTest::echo, HOST, 0)) {
                        List<Task<String>> clients = new ArrayList<>();
                        for (int i = 0; i < 50; i++) {
                            String line = "line " + i;
                            clients.add(createTask(() -> exchange(server.port(), line)));
                        }
                        for (int i = 0; i < 50; i++) {
                            assertEquals("line " + i, clients.get(i).await());
                        }
                    }
                });
    }

    @OnEngines
    void closeStopsListeningAndLeavesClientsAlone(String engine) throws IOException {
        run(
                engine,
                () -> {
                    Server server = startServer(ServerTest::echo, HOST, 0);
                    int port = server.port();
                    try (Connection client = openConnection(HOST, port)) {
                        client.write("before\n");
                        assertEquals("before", client.readLine());

                        server.close();
                        server.close();

                        assertFalse(server.isServing());
                        assertEquals(List.of(), server.sockets());
                        assertThrows(IOException.class, () -> openConnection(HOST, port));
                        client.write("after\n");
                        assertEquals("after", client.readLine());
                        assertEquals(1, server.connections());
                    }
                    server.waitClosed();
                    assertEquals(0, server.connections());
                });
    }

    @OnEngines
    void waitClosedWaitsForTheLastClient(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<String> trail = new ArrayList<>();
                    Server server = startServer(ServerTest::echo, HOST, 0);
                    Connection client = openConnection(HOST, server.port());
                    Task<Void> waiter =
                            createTask(() -> {
                                server.waitClosed();
                                trail.add("closed");
                            });
                    settle();
                    server.close();
                    settle();
                    trail.add("client leaves");
                    client.close();
                    waiter.await();

                    assertEquals(List.of("client leaves", "closed"), trail);
                });
    }

    @OnEngines
    void serveForeverIsEndedByClose(String engine) throws IOException {
        run(
                engine,
                () -> {
                    Server server = startServer(ServerTest::echo, HOST, 0);
                    Task<Void> serving = createTask(server::serveForever);
                    settle();
                    IllegalStateException second =
                            assertThrows(IllegalStateException.class, server::serveForever);
                    assertTrue(second.getMessage().contains("by another task"), second::getMessage);

                    server.close();
                    serving.await();

                    assertThrows(IllegalStateException.class, server::serveForever);
                });
    }

    @OnEngines
    void cancellingServeForeverClosesTheServer(String engine) throws IOException {
        run(
                engine,
                () -> {
                    Server server = startServer(ServerTest::echo, HOST, 0);
                    Task<Void> serving = createTask(server::serveForever);
                    settle();

                    serving.cancel("enough");

                    assertThrows(CancelledError.class, serving::await);
                    assertFalse(server.isServing());
                });
    }

    @OnEngines
    void aHandlerThatThrowsIsReportedAndCostsOnlyItsConnection(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<Throwable> reported = new ArrayList<>();
                    getRunningLoop()
                            .setExceptionHandler((_, context) -> reported.add(context.exception()));
                    RuntimeException failure = new RuntimeException("a mistake");
                    try (Server server =
                            startServer(
                                    connection -> {
                                        if (connection.readLine().equals("fail")) {
                                            throw failure;
                                        }
                                        connection.write("fine\n");
                                    },
                                    HOST,
                                    0)) {
                        assertNull(exchange(server.port(), "fail"));
                        assertEquals("fine", exchange(server.port(), "work"));
                    }
                    assertEquals(List.of(failure), reported);
                });
    }

    @OnEngines
    void whatAHandlerHasWrittenGoesOutWhenItReturns(String engine) throws IOException {
        run(
                engine,
                () -> {
                    byte[] data = new byte[3_000_000];
                    new java.util.Random(1).nextBytes(data);
                    try (Server server =
                            startServer(connection -> connection.write(data), HOST, 0)) {
                        try (Connection client = openConnection(HOST, server.port())) {
                            sleep(millis(20)); // The handler has returned, or waits for the client.
                            assertArrayEquals(data, client.readAll());
                        }
                    }
                });
    }

    @OnEngines
    void theLimitOfConnectionsMakesOthersWait(String engine) throws IOException {
        run(
                engine,
                () -> {
                    ServerOptions options = ServerOptions.DEFAULT.withMaxConnections(2);
                    try (Server server = startServer(ServerTest::echo, HOST, 0, options)) {
                        Connection first = openConnection(HOST, server.port());
                        Connection second = openConnection(HOST, server.port());
                        Task<String> third = createTask(() -> exchange(server.port(), "third"));
                        sleep(millis(30));
                        assertEquals(2, server.connections());
                        assertFalse(third.isDone());

                        first.close();

                        assertEquals("third", third.await());
                        second.close();
                    }
                });
    }

    @OnEngines
    void theLimitOfConnectionsHoldsForAllAddressesTogether(String engine) throws IOException {
        run(
                engine,
                () -> {
                    ServerOptions options = ServerOptions.DEFAULT.withMaxConnections(1);
                    try (Server server =
                            startServer(
                                    ServerTest::echo,
                                    List.of("127.0.0.1", "127.0.0.2"),
                                    0,
                                    options)) {
                        int second = ((InetSocketAddress) server.sockets().get(1)).getPort();
                        settle(); // Both wait for a client.
                        Connection served = openConnection(HOST, server.port());
                        served.write("first\n");
                        assertEquals("first", served.readLine());

                        Connection waiting = openConnection("127.0.0.2", second);
                        waiting.write("second\n");
                        Task<String> answer = createTask(() -> waiting.readLine());
                        sleep(millis(20));
                        assertEquals(1, server.connections());
                        assertFalse(answer.isDone());

                        served.close();
                        assertEquals("second", answer.await(IOException.class));
                        waiting.close();
                    }
                });
    }

    @OnEngines
    void whoWaitsForAPlaceWhenTheServerClosesIsSentAway(String engine) throws IOException {
        run(
                engine,
                () -> {
                    ServerOptions options = ServerOptions.DEFAULT.withMaxConnections(1);
                    Server server =
                            startServer(
                                    ServerTest::echo,
                                    List.of("127.0.0.1", "127.0.0.2"),
                                    0,
                                    options);
                    int second = ((InetSocketAddress) server.sockets().get(1)).getPort();
                    settle();
                    Connection served = openConnection(HOST, server.port());
                    served.write("first\n");
                    assertEquals("first", served.readLine());
                    Connection waiting = openConnection("127.0.0.2", second);
                    settle();

                    server.close();

                    assertNull(waiting.readLine());
                    served.close();
                    server.waitClosed();
                });
    }

    @OnEngines
    void stopGivesHandlersTheirTimeAndThenCancelsThem(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<String> trail = new ArrayList<>();
                    Event never = new Event();
                    Server server =
                            startServer(
                                    connection -> {
                                        String name = connection.readLine();
                                        try {
                                            if (name.equals("quick")) {
                                                sleep(millis(10));
                                            } else {
                                                never.await();
                                            }
                                            trail.add(name + " done");
                                        } catch (CancelledError e) {
                                            trail.add(name + " cancelled");
                                            throw e;
                                        }
                                    },
                                    HOST,
                                    0);
                    try (Connection quick = openConnection(HOST, server.port());
                            Connection slow = openConnection(HOST, server.port())) {
                        quick.write("quick\n");
                        slow.write("slow\n");
                        settle();

                        server.stop(millis(100));

                        assertEquals(List.of("quick done", "slow cancelled"), trail);
                        assertEquals(0, server.connections());
                        assertNull(slow.readLine());
                    }
                });
    }

    @OnEngines
    void closeClientsEndsThemAndAbortClientsToo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<Throwable> reported = new ArrayList<>();
                    getRunningLoop()
                            .setExceptionHandler((_, context) -> reported.add(context.exception()));
                    try (Server server = startServer(ServerTest::echo, HOST, 0)) {
                        Connection client = openConnection(HOST, server.port());
                        client.write("hello\n");
                        client.readLine();
                        server.closeClients();
                        assertNull(client.readLine());

                        Connection another = openConnection(HOST, server.port());
                        settle();
                        server.abortClients();
                        assertNull(another.readLine());
                    }
                    assertEquals(List.of(), reported);
                });
    }

    @OnEngines
    void aClientThatBreaksOffIsNoMistakeOfTheHandler(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<Throwable> reported = new ArrayList<>();
                    getRunningLoop()
                            .setExceptionHandler((_, context) -> reported.add(context.exception()));
                    List<String> trail = new ArrayList<>();
                    Server server =
                            startServer(
                                    connection -> {
                                        try {
                                            connection.readLine();
                                        } catch (IOException e) {
                                            trail.add("reset");
                                            throw e;
                                        }
                                    },
                                    HOST,
                                    0);
                    Connection client = openConnection(HOST, server.port());
                    settle();
                    client.setOption(StandardSocketOptions.SO_LINGER, 0);
                    client.close();
                    server.close();
                    server.waitClosed();

                    assertEquals(List.of("reset"), trail);
                    assertEquals(List.of(), reported);
                });
    }

    @OnEngines
    void aPortInUseIsSaidSo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server = startServer(ServerTest::echo, HOST, 0)) {
                        int port = server.port();
                        BindException error =
                                assertThrows(
                                        BindException.class,
                                        () -> startServer(ServerTest::echo, HOST, port));
                        assertTrue(
                                error.getMessage().startsWith("Cannot listen on 127.0.0.1:" + port),
                                error::getMessage);
                        assertTrue(error.getMessage().contains("in use"), error::getMessage);
                    }
                });
    }

    @OnEngines
    void listensOnSeveralHosts(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server =
                            startServer(
                                    ServerTest::echo,
                                    List.of("127.0.0.1", "127.0.0.2", "127.0.0.1"),
                                    0,
                                    ServerOptions.DEFAULT)) {
                        assertEquals(2, server.sockets().size());
                        InetSocketAddress second = (InetSocketAddress) server.sockets().get(1);
                        try (Connection client = openConnection("127.0.0.2", second.getPort())) {
                            client.write("hello\n");
                            assertEquals("hello", client.readLine());
                        }
                    }
                });
    }

    @OnEngines
    void anEmptyHostMeansAllInterfaces(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server = startServer(ServerTest::echo, "", 0)) {
                        assertEquals("hello", exchange(server.port(), "hello"));
                    }
                });
    }

    @OnEngines
    void severalLoopsShareOnePort(String engine) throws IOException {
        run(
                engine,
                () -> {
                    Set<Thread> threads = ConcurrentHashMap.newKeySet();
                    Set<Object> loops = ConcurrentHashMap.newKeySet();
                    ConnectionHandler handler =
                            connection -> {
                                loops.add(getRunningLoop());
                                threads.add(Thread.currentThread());
                                echo(connection);
                            };
                    ServerOptions options = ServerOptions.DEFAULT.withLoops(3);
                    Server server = startServer(handler, HOST, 0, options);
                    List<Connection> clients = new ArrayList<>();
                    for (int i = 0; i < 60; i++) {
                        Connection client = openConnection(HOST, server.port());
                        clients.add(client);
                        client.write("hello\n");
                        assertEquals("hello", client.readLine());
                    }
                    assertEquals(60, server.connections());
                    assertEquals(3, loops.size());

                    server.close();
                    for (Connection client : clients) {
                        client.close();
                    }
                    server.waitClosed();
                    assertEquals(0, server.connections());
                });
    }

    @OnEngines
    void theOtherLoopsEndWithTheLoopThatHasStartedThem(String engine) throws Exception {
        List<Integer> port = new ArrayList<>();
        run(
                engine,
                () -> {
                    Server server =
                            startServer(
                                    ServerTest::echo, HOST, 0, ServerOptions.DEFAULT.withLoops(2));
                    port.add(server.port());
                });
        for (int attempt = 0; attempt < 100; attempt++) {
            try (java.net.Socket socket = new java.net.Socket(HOST, port.getFirst())) {
                Thread.sleep(5); // They are told, and end in threads of their own: at most 0.5 s.
            } catch (IOException refused) {
                return;
            }
        }
        throw new AssertionError("somebody still listens on port " + port.getFirst());
    }

    @OnEngines
    void theLimitOfConnectionsHoldsForAllLoopsTogether(String engine) throws IOException {
        run(
                engine,
                () -> {
                    AtomicInteger served = new AtomicInteger();
                    AtomicInteger most = new AtomicInteger();
                    ConnectionHandler handler =
                            connection -> {
                                most.accumulateAndGet(served.incrementAndGet(), Math::max);
                                String line = connection.readLine();
                                sleep(millis(2)); // So that several would be served at once.
                                served.decrementAndGet();
                                connection.write(line + "\n");
                            };
                    ServerOptions options =
                            ServerOptions.DEFAULT.withLoops(3).withMaxConnections(2);
                    try (Server server = startServer(handler, HOST, 0, options)) {
                        List<Task<String>> clients = new ArrayList<>();
                        for (int i = 0; i < 30; i++) {
                            clients.add(createTask(() -> exchange(server.port(), "hello")));
                        }
                        for (Task<String> client : clients) {
                            assertEquals("hello", client.await());
                        }
                        assertEquals(2, most.get());
                    }
                });
    }

    @OnEngines
    void whoGivesUpWaitingForTheEndOfALoopLeavesTheOthersWaiting(String engine) throws IOException {
        run(
                engine,
                () -> {
                    AtomicInteger elsewhere = new AtomicInteger();
                    EventLoop home = getRunningLoop();
                    ConnectionHandler handler =
                            connection -> {
                                if (getRunningLoop() != home) {
                                    elsewhere.incrementAndGet();
                                }
                                echo(connection);
                            };
                    Server server =
                            startServer(handler, HOST, 0, ServerOptions.DEFAULT.withLoops(2));
                    List<Connection> clients = new ArrayList<>();
                    while (elsewhere.get() == 0) {
                        Connection client = openConnection(HOST, server.port());
                        clients.add(client);
                        client.write("hello\n");
                        assertEquals("hello", client.readLine());
                    }
                    server.close();
                    Task<Void> first = createTask(server::waitClosed);
                    Task<Void> second = createTask(server::waitClosed);
                    settle();

                    first.cancel();
                    assertThrows(CancelledError.class, first::await);
                    settle();
                    assertFalse(second.isDone());

                    for (Connection client : clients) {
                        client.close();
                    }
                    second.await();
                    assertEquals(0, server.connections());
                });
    }

    @Test
    void aVirtualClockStandsWhileAnotherLoopIsWaitedFor() throws Exception {
        RunOptions virtual = RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);
        Asyncio.run(
                virtual,
                () -> {
                    Server server =
                            timeout(
                                    Asyncio.seconds(60),
                                    () ->
                                            startServer(
                                                    ServerTest::echo,
                                                    HOST,
                                                    0,
                                                    ServerOptions.DEFAULT.withLoops(2)));
                    Duration before = getRunningLoop().time();
                    server.stop(Asyncio.seconds(10));
                    Duration taken = getRunningLoop().time().minus(before);
                    assertTrue(taken.compareTo(Asyncio.seconds(5)) < 0, taken::toString);
                });
    }

    @OnEngines
    void stopDoesNotWaitForAClientThatDoesNotRead(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Server server = startServer(ServerTest::leaveMuchToTheBackground, HOST, 0);
                    try (Connection client = openConnection(HOST, server.port())) {
                        settle();
                        timeout(Asyncio.seconds(5), () -> server.stop(millis(50)));
                        assertEquals(0, server.connections());
                        assertTrue(received(client) < MUCH);
                    }
                });
    }

    @OnEngines
    void theLoopsEndDoesNotWaitForAClientThatDoesNotRead(String engine) throws IOException {
        long before = System.nanoTime();
        run(
                engine,
                () -> {
                    Server server = startServer(ServerTest::leaveMuchToTheBackground, HOST, 0);
                    openConnection(HOST, server.port());
                    settle();
                });
        assertTrue(System.nanoTime() - before < 5_000_000_000L);
    }

    @OnEngines
    void stopEndsWhatACancelledHandlerHasLeftInTheBackground(String engine) throws IOException {
        run(
                engine,
                () -> {
                    Promise<Task<?>> handling = getRunningLoop().createFuture();
                    Server server =
                            startServer(
                                    client -> {
                                        handling.setResult(Asyncio.currentTask());
                                        leaveMuchToTheBackground(client);
                                    },
                                    HOST,
                                    0);
                    try (Connection client = openConnection(HOST, server.port())) {
                        Task<?> handler = handling.await();
                        settle();
                        handler.cancel();
                        settle();
                        assertEquals(0, server.connections());

                        server.stop(millis(0));

                        assertTrue(received(client) < MUCH);
                    }
                });
    }

    @OnEngines
    void whatAHandlerFailsAtIsReportedAlsoWhenItIsAnIoException(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<Throwable> reported = new ArrayList<>();
                    getRunningLoop()
                            .setExceptionHandler((_, context) -> reported.add(context.exception()));
                    IOException failure = new IOException("no such file");
                    try (Server server =
                            startServer(
                                    _ -> {
                                        throw failure;
                                    },
                                    HOST,
                                    0)) {
                        try (Connection client = openConnection(HOST, server.port())) {
                            assertNull(client.readLine());
                        }
                    }
                    assertEquals(List.of(failure), reported);
                });
    }

    @OnEngines
    void anotherThreadCannotChangeAServer(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Server server = startServer(ServerTest::echo, HOST, 0)) {
                        Asyncio.toThread(() -> {
                            assertTrue(server.isServing());
                            assertTrue(server.port() > 0);
                            for (Executable call :
                                    List.<Executable>of(
                                            server::close,
                                            server::closeClients,
                                            server::abortClients,
                                            server::waitClosed,
                                            server::serveForever,
                                            () -> server.stop(millis(1)))) {
                                String message =
                                        assertThrows(IllegalStateException.class, call)
                                                .getMessage();
                                assertTrue(message.contains("callSoonThreadsafe"), message);
                            }
                        });
                        assertTrue(server.isServing());
                    }
                });
    }

    @OnEngines
    void aLoopThatFailsIsReportedAtHome(String engine) throws IOException {
        run(
                engine,
                () -> {
                    EventLoop home = getRunningLoop();
                    Promise<ExceptionContext> reported = home.createFuture();
                    ConnectionHandler handler =
                            connection -> {
                                if (getRunningLoop() != home) {
                                    getRunningLoop().allTasks().forEach(Task::cancel);
                                }
                                echo(connection);
                            };
                    Server server =
                            startServer(handler, HOST, 0, ServerOptions.DEFAULT.withLoops(2));
                    home.setExceptionHandler((_, context) -> {
                        if (!reported.isDone()) {
                            reported.setResult(context);
                        }
                    });
                    while (!reported.isDone()) {
                        try {
                            exchange(server.port(), "hello");
                        } catch (IOException e) {
                            // It was the other loop's, which has ended meanwhile.
                        }
                    }
                    ExceptionContext context = reported.await();
                    assertTrue(context.message().contains("asyncio4j server 2"), context::message);
                    server.stop(millis(0));
                });
    }

    @OnEngines
    void aUnixServersFileComesAndGoes(String engine, @TempDir Path folder) throws IOException {
        run(
                engine,
                () -> {
                    Path path = folder.resolve("socket");
                    try (Server server = startUnixServer(ServerTest::echo, path)) {
                        assertTrue(Files.exists(path));
                        try (Connection client = openUnixConnection(path)) {
                            client.write("hello\n");
                            assertEquals("hello", client.readLine());
                        }
                    }
                    assertFalse(Files.exists(path));
                });
    }

    @OnEngines
    void aStaleUnixSocketIsReplacedAndANewOneKept(String engine, @TempDir Path folder)
            throws IOException {
        run(
                engine,
                () -> {
                    Path path = folder.resolve("socket");
                    Server old = startUnixServer(ServerTest::echo, path);
                    Server young = startUnixServer(ServerTest::echo, path);
                    old.close();
                    assertTrue(
                            Files.exists(path), "the old server has deleted the young one's file");
                    young.close();
                    assertFalse(Files.exists(path));

                    Files.writeString(path, "no socket");
                    BindException error =
                            assertThrows(
                                    BindException.class,
                                    () -> startUnixServer(ServerTest::echo, path));
                    assertTrue(error.getMessage().contains("no socket"), error::getMessage);
                    assertEquals("no socket", Files.readString(path));
                });
    }

    @Test
    void anAbstractUnixSocketHasNoFile() throws IOException {
        run(
                "epoll",
                () -> {
                    String name = "\0asyncio4j-test-" + ProcessHandle.current().pid();
                    try (Server server =
                            startUnixServer(ServerTest::echo, name, ServerOptions.DEFAULT)) {
                        try (Connection client = openUnixConnection(name, ConnectOptions.DEFAULT)) {
                            client.write("hello\n");
                            assertEquals("hello", client.readLine());
                        }
                    }
                });
    }

    @OnEngines
    void handlersAreCancelledWhenTheLoopEnds(String engine) throws IOException {
        List<String> trail = new ArrayList<>();
        run(
                engine,
                () -> {
                    Server server =
                            startServer(
                                    connection -> {
                                        try {
                                            connection.readLine();
                                        } finally {
                                            trail.add("handler ended");
                                        }
                                    },
                                    HOST,
                                    0);
                    openConnection(HOST, server.port());
                    settle();
                });
        assertEquals(List.of("handler ended"), trail);
    }

    @OnEngines
    void aHandlerRunsInATaskOfItsOwn(String engine) throws IOException {
        run(
                engine,
                () -> {
                    Promise<Task<?>> seen = getRunningLoop().createFuture();
                    try (Server server =
                            startServer(
                                    _ -> {
                                        seen.setResult(Asyncio.currentTask());
                                    },
                                    HOST,
                                    0)) {
                        openConnection(HOST, server.port()).close();
                        assertNotSame(Asyncio.currentTask(), seen.await());
                    }
                });
    }

    @Test
    void portsAndOptionsAreChecked() {
        Asyncio.run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> startServer(ServerTest::echo, HOST, -1));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> startServer(ServerTest::echo, HOST, 65_536));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> ServerOptions.DEFAULT.withBacklog(0));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> ServerOptions.DEFAULT.withLoops(0));
                });
    }

    @Test
    void outsideOfALoopThereIsNoServer() {
        assertThrows(IllegalStateException.class, () -> startServer(ServerTest::echo, HOST, 0));
    }
}
