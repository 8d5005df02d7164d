package org.asyncio4j.http.badinput;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.openConnection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpLimits;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.network.SimulatedHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;

/** Clients that take their time, on a simulated network: the rest of the rows B28, B29, B57. */
@Timeout(30)
class TimeLimitsTest {
    private static final String GET = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

    private interface Attack {
        void on(Connection connection, Simulation simulation) throws Exception;
    }

    /** Runs an attack against a server with these limits, in no time. */
    private static void attack(HttpLimits limits, Attack attack) throws Exception {
        SimulationOptions options = SimulationOptions.DEFAULT.withSimulatedNetwork(true);
        Simulation.run(
                options,
                new Seed(1),
                simulation -> {
                    SimulatedHost host = simulation.network().host("shop");
                    ServeOptions serve =
                            ServeOptions.DEFAULT.withPort(80).withQuiet(true).withLimits(limits);
                    HttpServer server = host.run(() -> HttpServer.start(application(), serve));
                    try (server) {
                        Connection connection = openConnection("shop", 80);
                        try {
                            attack.on(connection, simulation);
                        } finally {
                            connection.abort();
                        }
                    }
                });
    }

    private static Application application() {
        Application app = new Application();
        app.get("/hello", request -> Response.text("Hello"));
        app.post("/text", request -> Response.text(request.text()));
        app.post("/unread", request -> Response.text("unread"));
        return app;
    }

    /** Sends a byte each time until the connection ends; the time that took, and the answer. */
    private static String drip(Connection connection, String text, Duration pause) {
        try {
            while (!connection.isClosing()) {
                connection.write(text);
                sleep(pause);
            }
            return "";
        } catch (IOException e) {
            return "" + e.getMessage();
        }
    }

    private static void assertAbout(Duration expected, Duration actual) {
        Duration less = actual.minus(expected).abs();
        assertTrue(less.compareTo(seconds(3)) < 0, "after " + actual + ", not " + expected);
    }

    @Test
    void b28_aHeaderThatDrips() throws Exception {
        for (String start : new String[] {"G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nX: "}) {
            attack(
                    HttpLimits.DEFAULT.withHeaderTimeout(seconds(30)),
                    (connection, simulation) -> {
                        Duration begin = simulation.clock().time();
                        connection.write(start);
                        var dripping =
                                org.asyncio4j.Asyncio.createTask(
                                        () -> drip(connection, "X", seconds(1)));
                        String answer = connection.readLine();
                        assertAbout(seconds(30), simulation.clock().time().minus(begin));
                        assertTrue(answer.isEmpty() || answer.contains(" 408 "), answer);
                        dripping.cancel();
                        org.asyncio4j.Asyncio.gatherSettled(java.util.List.of(dripping));
                    });
        }
    }

    @Test
    void b28_aBodyThatStops() throws Exception {
        attack(
                HttpLimits.DEFAULT.withBodyTimeout(seconds(60)),
                (connection, simulation) -> {
                    Duration begin = simulation.clock().time();
                    connection.write(
                            "POST /text HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
                    String answer = connection.readLine();
                    assertAbout(seconds(60), simulation.clock().time().minus(begin));
                    assertTrue(answer.isEmpty() || answer.contains(" 408 "), answer);
                });
    }

    /** Who never asks anything has less time than who has asked before. */
    @Test
    void b28_silence() throws Exception {
        HttpLimits limits =
                HttpLimits.DEFAULT.withHeaderTimeout(seconds(30)).withKeepAlive(seconds(75));
        attack(
                limits,
                (connection, simulation) -> {
                    Duration begin = simulation.clock().time();
                    assertEquals(0, connection.read(1).length);
                    assertAbout(seconds(30), simulation.clock().time().minus(begin));
                });
        attack(
                limits,
                (connection, simulation) -> {
                    connection.write(GET);
                    readAnswer(connection);
                    Duration begin = simulation.clock().time();
                    assertEquals(0, connection.read(1).length);
                    assertAbout(seconds(75), simulation.clock().time().minus(begin));
                });
    }

    /** The answer comes at once, and the rest is dropped for a limited time. */
    @Test
    void b29_anUnreadBodyThatDrips() throws Exception {
        attack(
                HttpLimits.DEFAULT.withLingering(seconds(10)),
                (connection, simulation) -> {
                    Duration begin = simulation.clock().time();
                    connection.write(
                            "POST /unread HTTP/1.1\r\n"
                                    + "Host: a\r\n"
                                    + "Content-Length: 1000000\r\n\r\n"
                                    + "abc");
                    assertTrue(connection.readLine().contains(" 200 "));
                    assertAbout(Duration.ZERO, simulation.clock().time().minus(begin));
                    drip(connection, "x", millis(500));
                    assertTrue(simulation.clock().time().minus(begin).compareTo(seconds(30)) < 0);
                });
    }

    /** A request that arrives as the time is up is served, or the end came before it in order. */
    @Test
    void b57_aRequestAsTheTimeIsUp() throws Exception {
        int served = 0;
        int ended = 0;
        for (int offset = -30; offset <= 30; offset++) {
            Duration pause = seconds(5).plus(millis(offset * 20));
            boolean[] answered = new boolean[1];
            attack(
                    HttpLimits.DEFAULT.withKeepAlive(seconds(5)),
                    (connection, simulation) -> {
                        connection.write(GET);
                        readAnswer(connection);
                        sleep(pause);
                        try {
                            connection.write(GET);
                            answered[0] = readAnswer(connection);
                        } catch (IOException e) {
                            // It was closed before the request came.
                        }
                    });
            if (answered[0]) {
                served++;
            } else {
                ended++;
                assertTrue(offset > -2, "closed too early: " + pause);
            }
        }
        assertTrue(served > 0 && ended > 0, served + " served, " + ended + " ended");
    }

    /** False for an end in order before it. */
    private static boolean readAnswer(Connection connection) throws IOException {
        String line = connection.readLine();
        if (line == null) {
            return false;
        }
        assertTrue(line.contains(" 200 "), line);
        for (String field; !(field = connection.readLine()).isEmpty(); ) {
            assertTrue(field.contains(":"), field);
        }
        assertEquals("Hello", new String(connection.readExactly(5)));
        return true;
    }
}
