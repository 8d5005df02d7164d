package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.http.server.TestSite.connect;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.openUnixConnection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.net.Connection;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

@Timeout(20)
class HttpServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final ServeOptions SIMULATED = ServeOptions.DEFAULT.withPort(80);
    private static final ServeOptions LOOPBACK =
            ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0);

    private final Application app = new Application();

    private static Answer get(Connection connection) throws IOException {
        connection.write(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        return Answer.of(connection.readAll());
    }

    // ---------------------------------------------------------------- the end

    @AsyncTest
    void stopsInOrder(SimulatedNetwork network, Trail trail) throws IOException {
        app.get(
                "/",
                _ -> {
                    sleep(seconds(30));
                    trail.add("answered");
                    return Response.text("done");
                });
        app.onShutdown(() -> {
            trail.add("shut down");
            assertThrows(IOException.class, TestSite::connect, "it listens no more");
        });
        app.onCleanup(() -> trail.add("cleaned up"));
        HttpServer server = HttpServer.start(app, SIMULATED);
        try (Connection idle = connect();
                Connection busy = connect()) {
            busy.write(GET + GET);
            sleep(seconds(1));
            Task<Void> closing = createTask(server::close);
            assertEquals(0, idle.readAll().length, "idle connections are closed at once");
            trail.assertTrail("shut down");
            Answer answer = Answer.of(busy.readAll());
            assertEquals("200 done", answer.toString());
            assertEquals("close", answer.header("Connection"));
            closing.await();
            trail.assertTrail("shut down", "answered", "cleaned up");
        }
    }

    @AsyncTest
    void cancelsWhatTakesTooLong(SimulatedNetwork network, Trail trail) throws IOException {
        app.get(
                "/",
                _ -> {
                    try {
                        sleep(seconds(1000));
                        return Response.text("never");
                    } catch (CancelledError e) {
                        sleep(seconds(5));
                        trail.add("cancelled");
                        throw e;
                    }
                });
        app.onCleanup(() -> trail.add("cleaned up"));
        HttpServer server = HttpServer.start(app, SIMULATED.withShutdownTimeout(seconds(20)));
        try (Connection client = connect()) {
            client.write(GET);
            sleep(seconds(1));
            Duration begin = time();
            server.close();
            assertEquals(seconds(25), time().minus(begin));
            trail.assertTrail("cancelled", "cleaned up");
        }
    }

    @AsyncTest
    void doesNotWaitForEverForWhatWillNotEnd(SimulatedNetwork network, Trail trail)
            throws IOException {
        app.get(
                "/",
                _ -> {
                    Duration end = time().plus(seconds(100));
                    while (time().compareTo(end) < 0) {
                        try {
                            sleep(end.minus(time()));
                        } catch (CancelledError e) {
                            trail.add("not yet");
                        }
                    }
                    return Response.text("late");
                });
        app.onCleanup(() -> trail.add("cleaned up"));
        HttpServer server = HttpServer.start(app, SIMULATED.withShutdownTimeout(seconds(20)));
        try (Connection client = connect()) {
            client.write(GET);
            sleep(seconds(1));
            server.close();
            assertEquals("cleaned up", trail.steps().getLast());
            sleep(seconds(100));
        }
    }

    @AsyncTest
    void cleansUpAlsoIfClosingIsCancelled(SimulatedNetwork network, Trail trail)
            throws IOException {
        app.get(
                "/",
                _ -> {
                    sleep(seconds(30));
                    return Response.text("done");
                });
        app.onCleanup(() -> trail.add("cleaned up"));
        HttpServer server = HttpServer.start(app, SIMULATED);
        try (Connection client = connect()) {
            client.write(GET);
            sleep(seconds(1));
            Task<Void> closing = createTask(server::close);
            sleep(seconds(1));
            closing.cancel("no patience");
            assertThrows(CancelledError.class, closing::await);
            trail.assertTrail("cleaned up");
        }
    }

    @AsyncTest
    void endsInOrderAlsoInACancelledScope(SimulatedNetwork network, Trail trail)
            throws IOException {
        app.get(
                "/",
                _ -> {
                    try {
                        sleep(seconds(30));
                        return Response.text("done");
                    } catch (CancelledError e) {
                        sleep(seconds(1));
                        trail.add("cancelled");
                        throw e;
                    }
                });
        app.onShutdown(() -> {
            sleep(seconds(1));
            trail.add("shut down");
        });
        app.onCleanup(() -> {
            sleep(seconds(1));
            trail.add("cleaned up");
        });
        HttpServer server = HttpServer.start(app, SIMULATED);
        try (Connection client = connect()) {
            client.write(GET);
            sleep(seconds(1));
            Duration begin = time();
            cancelScope(scope -> {
                scope.cancel("the program ends");
                server.close();
            });
            assertEquals(seconds(3), time().minus(begin));
            trail.assertTrail("shut down", "cancelled", "cleaned up");
            assertEquals(0, server.connections());
        }
    }

    @AsyncTest
    void serveForeverEndsWithTheServer(SimulatedNetwork network) throws IOException {
        HttpServer server = HttpServer.start(app, SIMULATED);
        Task<Void> serving = createTask(server::serveForever);
        sleep(seconds(1));
        assertFalse(serving.isDone());
        server.close();
        serving.await();
        server.close();
    }

    @AsyncTest
    void b56_idleConnectionsAreClosedAtOnce(SimulatedNetwork network) throws IOException {
        HttpServer server = HttpServer.start(app, SIMULATED);
        Connection[] clients = new Connection[1000];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = connect();
        }
        sleep(seconds(1));
        assertEquals(clients.length, server.connections());
        Duration begin = time();
        server.close();
        assertTrue(time().minus(begin).compareTo(seconds(1)) < 0);
        for (Connection each : clients) {
            each.close();
        }
    }

    // ---------------------------------------------------------------- starting

    @AsyncTest
    void cleansUpIfItCannotListen(SimulatedNetwork network, Trail trail) throws IOException {
        try (HttpServer other = HttpServer.start(new Application(), SIMULATED)) {
            app.onStartup(() -> trail.add("started"));
            app.onCleanup(() -> trail.add("cleaned up"));
            assertThrows(BindException.class, () -> HttpServer.start(app, SIMULATED));
            trail.assertTrail("started", "cleaned up");
        }
    }

    @AsyncTest
    void aHandlerWithoutAnApplication(SimulatedNetwork network) throws IOException {
        Handler handler =
                request -> {
                    if (request.path().equals("/fail")) {
                        throw HttpException.forbidden();
                    }
                    return Response.text(request.method() + request.path() + request.text());
                };
        try (HttpServer server = HttpServer.start(handler, SIMULATED)) {
            assertEquals("200 POST/xbody", TestSite.post("/x", null, "body").toString());
            assertEquals("403 403: Forbidden", TestSite.ask("GET /fail").toString());
            assertEquals(400, TestSite.send("GET / HTTP/1.1\r\n\r\n").status());
            assertEquals(400, TestSite.ask("GET /%zz").status());
            assertEquals(413, TestSite.post("/", null, "x".repeat((1 << 20) + 1)).status());
            assertTrue(server.toString().startsWith("HttpServer["), server.toString());
        }
    }

    private static void onLoop(org.asyncio4j.Action<Exception> body) throws Exception {
        run(RunOptions.DEFAULT.withHandleSignals(false), body);
    }

    @Test
    void realPorts() throws Exception {
        app.get("/", request -> Response.text(request.remote() + " " + request.url()));
        onLoop(() -> {
            try (HttpServer server = HttpServer.start(app, LOOPBACK);
                    Connection client = openConnection("127.0.0.1", server.port())) {
                assertEquals("http://127.0.0.1:" + server.port(), server.url());
                assertEquals("200 127.0.0.1 http://x/", get(client).toString());
            }
        });
    }

    @Test
    void unixSockets(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        app.get("/", request -> Response.text("[" + request.remote() + "] " + request.scheme()));
        onLoop(() -> {
            try (HttpServer server = HttpServer.start(app, ServeOptions.unix(path));
                    Connection client = openUnixConnection(path)) {
                assertEquals("200 [] http", get(client).toString());
                assertEquals("unix:" + path, server.url());
            }
        });
    }

    /** Real time: until each loop has had a client, by the system's choice. */
    @Test
    void severalLoops() throws Exception {
        Set<Object> loops = ConcurrentHashMap.newKeySet();
        app.get(
                "/",
                _ -> {
                    loops.add(getRunningLoop());
                    return Response.text("x");
                });
        onLoop(() -> {
            try (HttpServer server = HttpServer.start(app, LOOPBACK.withLoops(3))) {
                while (loops.size() < 3) {
                    try (Connection client = openConnection("127.0.0.1", server.port())) {
                        assertEquals("200 x", get(client).toString());
                    }
                }
                Connection idle = openConnection("127.0.0.1", server.port());
                idle.write(GET);
                idle.readUntil("\r\n\r\nx");
                Duration begin = time();
                server.close();
                assertEquals(0, idle.readAll().length);
                assertTrue(time().minus(begin).compareTo(seconds(5)) < 0);
                idle.close();
            }
        });
    }

    @Test
    void runsUntilItsThreadIsInterrupted() throws Exception {
        Thread main = Thread.currentThread();
        app.onStartup(() -> getRunningLoop().callSoon(() -> main.interrupt()));
        assertThrows(CancelledError.class, () -> HttpServer.run(app, LOOPBACK.withQuiet(true)));
    }

    @Test
    void optionsAreChecked() {
        assertThrows(
                IllegalArgumentException.class, () -> ServeOptions.DEFAULT.withHosts(List.of()));
        assertThrows(IllegalArgumentException.class, () -> HttpLimits.DEFAULT.withMaxHeaders(0));
        assertThrows(NullPointerException.class, () -> HttpLimits.DEFAULT.withKeepAlive(null));
    }
}
