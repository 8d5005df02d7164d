package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.net.TlsOptions;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;

/** How users test their applications: with a server, this module's client, and no other tools. */
@Timeout(20)
class TestingAnApplicationTest {
    record Order(int number, String item) {}

    private static Application shop() {
        Application app = new Application();
        app.post(
                "/orders",
                request -> {
                    Order order = request.json(Order.class);
                    sleep(seconds(200)); // The warehouse is slow.
                    return Response.json(order).status(201).cookie("last", "" + order.number());
                });
        app.get("/last", request -> Response.text(request.cookie("last")));
        return app;
    }

    /** On a network that is simulated, in simulated time: minutes are nothing. */
    @AsyncTest
    void onASimulatedNetwork(SimulatedNetwork network) throws Exception {
        SessionOptions options = SessionOptions.DEFAULT.withBaseUrl(URI.create("http://test/"));
        try (HttpServer server = HttpServer.start(shop(), ServeOptions.DEFAULT.withPort(80));
                ClientSession session = new ClientSession(options)) {
            Duration begin = time();
            Order order = new Order(7, "tea");
            assertEquals(order, session.post("/orders").json(order).json(Order.class));
            assertTrue(time().minus(begin).compareTo(seconds(200)) >= 0);
            assertEquals("7", session.get("/last").text());
        }
    }

    /** On real sockets, which TLS needs: whatever port is free. */
    @Test
    void inTls() throws Exception {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    Application app = new Application();
                    app.get(
                            "/",
                            request ->
                                    Response.text(
                                            request.scheme() + " " + request.tls().isPresent()));
                    ServeOptions options =
                            ServeOptions.DEFAULT
                                    .withHost("127.0.0.1")
                                    .withPort(0)
                                    .withTls(
                                            TlsOptions.server(
                                                    certificate("server"),
                                                    certificate("server-key")));
                    TlsOptions trusting = TlsOptions.client().withTrust(certificate("authority"));
                    try (HttpServer server = HttpServer.start(app, options);
                            ClientSession session =
                                    new ClientSession(SessionOptions.DEFAULT.withTls(trusting))) {
                        assertTrue(server.url().startsWith("https://127.0.0.1:"));
                        assertEquals("https true", session.get(server.url() + "/").text());
                    }
                });
    }

    private static Path certificate(String name) throws URISyntaxException {
        return Path.of(
                TestingAnApplicationTest.class
                        .getResource("/org/asyncio4j/net/certificates/" + name + ".pem")
                        .toURI());
    }
}
