package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.http.server.TestSite.ask;
import static org.asyncio4j.http.server.TestSite.connect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketClosedException;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.http.websocket.ClientHandshake;
import org.asyncio4j.http.websocket.WebSocketConnection;
import org.asyncio4j.net.Connection;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;

/** WebSockets of a server. */
@Timeout(20)
class SocketsTest {
    private final Application app = new Application();

    record Note(String text) {}

    /** Opens one, as a client does. */
    private static WebSocket open(String path, WebSocketOptions options) throws IOException {
        Connection connection = connect();
        ClientHandshake handshake = new ClientHandshake(options);
        Headers request = Headers.of("Host", "test");
        handshake.addTo(request);
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        request.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        connection.write(head + "\r\n");
        Answer answer = Answer.of(connection.readUntil("\r\n\r\n".getBytes()));
        return WebSocketConnection.client(
                connection.reader(),
                connection.writer(),
                connection,
                handshake.check(answer.status(), answer.headers()),
                options,
                JsonCodec.DEFAULT);
    }

    private static WebSocket open(String path) throws IOException {
        return open(path, WebSocketOptions.DEFAULT.withCompression(true));
    }

    @AsyncTest
    void talks(SimulatedNetwork network) throws IOException {
        app.webSocket(
                "/echo/{name}",
                (request, socket) -> {
                    socket.send("Hello, " + request.pathText("name"));
                    socket.sendJson(new Note(socket.receiveText()));
                });
        try (TestSite site = new TestSite(app)) {
            WebSocket socket = open("/echo/Ada");
            assertTrue(socket.isCompressed());
            assertEquals("Hello, Ada", socket.receiveText());
            socket.send("é");
            assertEquals(new Note("é"), socket.receiveJson(Note.class));
            assertThrows(WebSocketClosedException.class, socket::receiveText);
            assertEquals(1000, socket.closeCode());
            sleep(seconds(1));
            assertEquals(0, site.server().connections());
        }
    }

    @AsyncTest
    void protocolsAndHeaders(SimulatedNetwork network) throws IOException {
        WebSocketOptions options = WebSocketOptions.DEFAULT.withProtocols("chat", "v2");
        app.webSocket("/", options, (_, socket) -> socket.send(socket.protocol()));
        app.get("/cookie", _ -> Response.webSocket(_ -> {}).cookie("a", "1"));
        try (TestSite site = new TestSite(app)) {
            WebSocket socket = open("/", WebSocketOptions.DEFAULT.withProtocols("v2", "chat"));
            assertEquals("v2", socket.protocol());
            assertEquals("v2", socket.receiveText());
            socket.close();
            Answer answer =
                    ask(
                            "GET /cookie",
                            "Upgrade: websocket",
                            "Connection: upgrade",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==");
            assertEquals(101, answer.status());
            assertEquals("a=1; Path=/", answer.header("Set-Cookie"));
        }
    }

    @AsyncTest
    void b64_whatOpensNoneIsRefused(SimulatedNetwork network, Trail trail) throws IOException {
        app.webSocket("/", (_, _) -> trail.add("opened"));
        try (ServerLog log = new ServerLog();
                TestSite site = new TestSite(app)) {
            assertEquals(400, ask("GET /").status());
            Answer version =
                    ask(
                            "GET /",
                            "Upgrade: websocket",
                            "Connection: upgrade",
                            "Sec-WebSocket-Version: 12",
                            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==");
            assertEquals(426, version.status());
            assertEquals("13", version.header("Sec-WebSocket-Version"));
            assertEquals(405, ask("HEAD /").status());
            assertEquals(List.of(), log.messages(Level.INFO));
            trail.assertTrail();
        }
    }

    /** The handler declines the upgrade by another response; what follows is answered in order. */
    @AsyncTest
    void b54_anUpgradeIsDeclinedInOrder(SimulatedNetwork network) throws IOException {
        app.get("/", _ -> Response.text("no"));
        try (TestSite site = new TestSite(app);
                Connection client = connect()) {
            String upgrade =
                    "GET / HTTP/1.1\r\n"
                            + "Host: x\r\n"
                            + "Upgrade: websocket\r\n"
                            + "Connection: upgrade\r\n\r\n";
            client.write(upgrade + "GET /x HTTP/1.1\r\nHost: x\r\n\r\n" + "junk\r\n\r\n");
            assertEquals("HTTP/1.1 200 OK", client.readLine());
            client.readUntil("\r\n\r\nno");
            assertEquals("HTTP/1.1 404 Not Found", client.readLine());
            client.readUntil("404: Not Found");
            assertEquals("HTTP/1.1 400 Bad Request", client.readLine());
        }
    }

    @AsyncTest
    void aHandlerThatFailsClosesWith1011(SimulatedNetwork network) throws IOException {
        app.webSocket(
                "/",
                (_, _) -> {
                    throw new IllegalStateException("secret");
                });
        try (ServerLog log = new ServerLog();
                TestSite site = new TestSite(app)) {
            WebSocket socket = open("/");
            assertThrows(WebSocketClosedException.class, socket::receiveText);
            assertEquals(1011, socket.closeCode());
            assertEquals("", socket.closeReason());
            assertEquals("secret", log.thrown().getMessage());
        }
    }

    @AsyncTest
    void theyEndWithAHandlerThatIsCancelled(SimulatedNetwork network) throws IOException {
        List<WebSocket> sockets = new ArrayList<>();
        app.webSocket(
                "/",
                (_, socket) -> {
                    sockets.add(socket);
                    currentTask().cancel();
                    sleep(seconds(1));
                });
        try (TestSite site = new TestSite(app)) {
            WebSocket socket = open("/");
            assertThrows(WebSocketClosedException.class, socket::receiveText);
            sleep(seconds(1));
            assertTrue(sockets.getFirst().isClosed());
        }
    }

    @AsyncTest
    void anErrorOfTheHandlerClosesWith1011(SimulatedNetwork network) throws IOException {
        app.webSocket(
                "/",
                (_, socket) -> {
                    throw new AssertionError("planned");
                });
        try (ServerLog log = new ServerLog();
                TestSite site = new TestSite(app)) {
            WebSocket socket = open("/");
            assertThrows(WebSocketClosedException.class, socket::receiveText);
            assertEquals(1011, socket.closeCode());
            assertEquals("planned", log.thrown().getMessage());
        }
    }

    @AsyncTest
    void aClientThatGoesIsNoNews(SimulatedNetwork network, Trail trail) throws IOException {
        app.webSocket(
                "/",
                (_, socket) -> {
                    for (var message : socket) {
                        trail.add(message);
                    }
                });
        app.webSocket("/receive", (_, socket) -> socket.receiveText());
        try (ServerLog log = new ServerLog();
                TestSite site = new TestSite(app)) {
            for (String path : List.of("/", "/receive")) {
                open(path).abort();
                open(path).close();
            }
            sleep(seconds(1));
            assertEquals(0, site.server().connections());
            assertEquals(List.of(), log.messages(Level.INFO));
            trail.assertTrail();
        }
    }

    @AsyncTest
    void theyAreClosedWith1001WhenTheServerStops(SimulatedNetwork network, Trail trail)
            throws IOException {
        app.webSocket(
                "/",
                (_, socket) -> {
                    for (var message : socket) {
                        trail.add(message);
                    }
                    trail.add("ended");
                });
        HttpServer server = HttpServer.start(app, ServeOptions.DEFAULT.withPort(80));
        WebSocket socket = open("/");
        var closing = org.asyncio4j.Asyncio.createTask(server::close);
        assertThrows(WebSocketClosedException.class, socket::receiveText);
        assertEquals(1001, socket.closeCode());
        closing.await();
        trail.assertTrail("ended");
        assertNull(socket.protocol());
    }
}
