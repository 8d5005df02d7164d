package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.http.server.TestSite.connect;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;

/** Handlers that are cancelled when their client goes, with all else that a connection does. */
@Timeout(20)
class DisconnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Application app = new Application().cancelOnDisconnect(true);
    private TestSite site;
    private ServerLog log;

    @BeforeEach
    void watch(SimulatedNetwork network) {
        log = new ServerLog();
    }

    private void serve() throws IOException {
        site = new TestSite(app);
    }

    @AfterEach
    void nothingIsLogged() throws IOException {
        site.close();
        log.close();
        assertEquals(List.of(), log.messages(Level.INFO));
    }

    @AsyncTest
    void bodiesInPieces(SimulatedNetwork network) throws IOException {
        app.post(
                "/",
                request -> {
                    sleep(seconds(1));
                    return Response.text(request.text());
                });
        serve();
        try (Connection client = connect()) {
            for (int i = 0; i < 2; i++) {
                client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nab");
                sleep(seconds(5));
                client.write("cd");
                sleep(seconds(5));
                client.write("ef");
                client.readUntil("\r\n\r\nabcdef");
            }
        }
    }

    @AsyncTest
    void pipelinedRequests(SimulatedNetwork network) throws IOException {
        app.get(
                "/",
                _ -> {
                    sleep(seconds(1));
                    return Response.text("done");
                });
        serve();
        try (Connection client = connect()) {
            client.write(GET.repeat(5));
            for (int i = 0; i < 5; i++) {
                client.readUntil("\r\n\r\ndone");
            }
        }
    }

    @AsyncTest
    void webSockets(SimulatedNetwork network, Trail trail) throws IOException {
        app.webSocket(
                "/",
                (_, socket) -> {
                    sleep(seconds(1));
                    for (var message : socket) {
                        trail.add(message);
                    }
                    trail.add("ended");
                });
        serve();
        try (Connection client = connect()) {
            client.write(
                    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n");
            client.readUntil("\r\n\r\n");
            sleep(seconds(10));
            byte[] hello = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
            byte[] close = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};
            client.write(hello);
            client.write(close);
            assertEquals((byte) 0x88, client.readExactly(2)[0]);
        }
        sleep(seconds(1));
        assertEquals("ended", trail.steps().getLast());
        assertEquals(2, trail.steps().size());
    }

    @AsyncTest
    void streams(SimulatedNetwork network, Trail trail) throws IOException {
        app.get(
                "/",
                _ ->
                        Response.stream(
                                "text/plain",
                                out -> {
                                    try {
                                        out.write("begin");
                                        sleep(seconds(1000));
                                    } catch (CancelledError e) {
                                        trail.add("cancelled");
                                        throw e;
                                    }
                                }));
        serve();
        Connection client = connect();
        client.write(GET);
        client.readUntil("begin");
        client.abort();
        sleep(seconds(1));
        trail.assertTrail("cancelled");
        assertEquals(0, site.server().connections());
    }

    @AsyncTest
    void theServerStopsWhileOneIsWatched(SimulatedNetwork network) throws IOException {
        app.get(
                "/",
                _ -> {
                    sleep(seconds(5));
                    return Response.text("done");
                });
        serve();
        try (Connection client = connect()) {
            client.write(GET);
            sleep(seconds(1));
            Task<Void> closing =
                    createTask(() -> {
                        site.server().close();
                    });
            client.readUntil("\r\n\r\ndone");
            closing.await();
        }
    }
}
