package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.client.RawServer.latin1;
import static org.asyncio4j.http.client.RawServer.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.http.Body;
import org.asyncio4j.net.PoolOptions;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsOptions;
import org.asyncio4j.test.Cancellation;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Time-outs, faults and cancellation, on a simulated network. */
@Timeout(30)
class ClientTimeoutTest {
    private static final SimulationOptions OPTIONS =
            SimulationOptions.DEFAULT.withSimulatedNetwork(true).withTimeout(seconds(20));

    /** What happens in the simulation. */
    private interface Story {
        void tell(ClientSession session, SimulatedNetwork network) throws Exception;
    }

    private static void on(RawServer.Answer answer, SessionOptions options, Story story)
            throws Exception {
        Simulation.run(
                OPTIONS,
                new Seed(1),
                simulation -> on(simulation.network(), answer, options, story));
    }

    private static void on(
            SimulatedNetwork network, RawServer.Answer answer, SessionOptions options, Story story)
            throws Exception {
        Task<Void> shop =
                network.host("shop")
                        .createTask(() -> {
                            try (var server =
                                    new RawServer(answer, "", 80, ServerOptions.DEFAULT)) {
                                sleep(seconds(10_000));
                            }
                        });
        sleep(seconds(1));
        try (var session = new ClientSession(options)) {
            story.tell(session, network);
            assertEquals(0, session.statistics().inUse(), session.toString());
            assertEquals(0, session.statistics().inFlight());
            assertEquals(0, session.statistics().waiting());
        }
        sleep(seconds(20)); // What the server does has its end.
        shop.cancel();
        try {
            shop.await();
        } catch (CancelledError e) {
            // As it was asked to.
        }
    }

    private static SessionOptions with(ClientTimeout timeout) {
        return SessionOptions.DEFAULT.withTimeout(timeout);
    }

    private static RawServer.Answer always(String response) {
        return (head, connection) -> connection.write(latin1(response));
    }

    private static void assertTook(Duration expected, Duration begin) {
        Duration took = time().minus(begin);
        assertTrue(
                took.minus(expected).abs().compareTo(seconds(0.1)) < 0,
                () -> "took " + took + " instead of " + expected);
    }

    // ---------------------------------------------------------------- time-outs

    @Test
    void readDoesNotRunWhileTheBodysSourceIsSlow() throws Exception {
        Body slow =
                Body.writing(
                        "text/plain",
                        out -> {
                            for (int i = 0; i < 3; i++) {
                                sleep(seconds(20));
                                out.write("abc");
                            }
                        });
        on(
                (head, connection) -> {
                    while (!connection.readLine().equals("0")) {
                        yieldNow();
                    }
                    connection.readLine();
                    if (head.getFirst().contains("/late")) {
                        sleep(seconds(20));
                    }
                    connection.write(latin1(ok("thanks")));
                },
                with(ClientTimeout.NONE.withRead(seconds(5))),
                (session, network) -> {
                    assertEquals("thanks", session.post("http://shop/").body(slow).text());
                    Duration begin = time();
                    assertThrows(
                            ReadTimeoutError.class,
                            () -> session.post("http://shop/late").body(slow).text());
                    assertTook(seconds(65), begin);
                });
    }

    @Test
    void readDoesNotRunWhileNobodyReads() throws Exception {
        Body slow =
                Body.writing(
                        "text/plain",
                        out -> {
                            for (int i = 0; i < 3; i++) {
                                out.write("abc");
                                sleep(seconds(20));
                            }
                        });
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
                    while (!connection.readLine().equals("0")) {
                        yieldNow();
                    }
                    connection.readLine();
                    connection.write("def");
                },
                with(ClientTimeout.NONE.withRead(seconds(5))),
                (session, network) -> {
                    try (var response = session.post("http://shop/").body(slow).send()) {
                        sleep(seconds(100));
                        assertEquals("abcdef", response.text());
                    }
                });
    }

    @Test
    void totalEndsTheWaitForTheHead() throws Exception {
        on(
                (head, connection) -> connection.readAll(),
                with(ClientTimeout.NONE.withTotal(seconds(5))),
                (session, network) -> {
                    Duration begin = time();
                    RequestTimeoutError error =
                            assertThrows(
                                    RequestTimeoutError.class,
                                    () -> session.get("http://shop/").text());
                    assertEquals(RequestTimeoutError.class, error.getClass());
                    assertEquals(seconds(5), error.timeout());
                    assertTook(seconds(5), begin);
                });
    }

    @Test
    void totalEndsTheBody() throws Exception {
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    for (int i = 0; i < 1000; i++) {
                        connection.write("x");
                        sleep(seconds(1));
                    }
                },
                with(ClientTimeout.NONE.withTotal(seconds(5)).withRead(seconds(2))),
                (session, network) -> {
                    Duration begin = time();
                    RequestTimeoutError error =
                            assertThrows(
                                    RequestTimeoutError.class,
                                    () -> session.get("http://shop/").text());
                    assertEquals(RequestTimeoutError.class, error.getClass());
                    assertTook(seconds(5), begin);
                });
    }

    @Test
    void totalEndsAForgottenResponse() throws Exception {
        on(
                always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc"),
                with(ClientTimeout.NONE.withTotal(seconds(5))),
                (session, network) -> {
                    ClientResponse forgotten = session.get("http://shop/").send();
                    assertEquals(1, session.statistics().inUse());
                    sleep(seconds(6));
                    assertEquals(0, session.statistics().inUse());
                    assertThrows(RequestTimeoutError.class, forgotten::text);
                });
    }

    @Test
    void totalIsForAllHops() throws Exception {
        on(
                (head, connection) -> {
                    sleep(seconds(2));
                    connection.write("HTTP/1.1 302 Go\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
                },
                with(ClientTimeout.NONE.withTotal(seconds(5))),
                (session, network) -> {
                    Duration begin = time();
                    assertThrows(
                            RequestTimeoutError.class, () -> session.get("http://shop/").text());
                    assertTook(seconds(5), begin);
                });
    }

    @Test
    void totalEndsAMiddleware() throws Exception {
        SessionOptions options =
                with(ClientTimeout.NONE.withTotal(seconds(5)))
                        .withMiddlewares((request, next) -> {
                            sleep(seconds(100));
                            return next.handle(request);
                        });
        on(
                always(ok("")),
                options,
                (session, network) -> {
                    Duration begin = time();
                    assertThrows(
                            RequestTimeoutError.class, () -> session.get("http://shop/").text());
                    assertTook(seconds(5), begin);
                });
    }

    @Test
    void readIsForEachGap() throws Exception {
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
                    for (int i = 0; i < 5; i++) {
                        sleep(seconds(1.5));
                        connection.write("x");
                    }
                    connection.readAll();
                },
                with(ClientTimeout.NONE.withRead(seconds(2))),
                (session, network) -> {
                    Duration begin = time();
                    ReadTimeoutError error =
                            assertThrows(
                                    ReadTimeoutError.class,
                                    () -> session.get("http://shop/").text());
                    assertEquals(seconds(2), error.timeout());
                    assertTook(seconds(9.5), begin);
                });
    }

    @Test
    void readDoesNotEndAnUploadThatGoesOn() throws Exception {
        on(
                (head, connection) -> {
                    connection.readExactly(200_000);
                    connection.write(latin1(ok("thanks")));
                },
                with(ClientTimeout.NONE.withRead(seconds(2))),
                (session, network) -> {
                    Body slow =
                            Body.writing(
                                    "a/b",
                                    out -> {
                                        for (int i = 0; i < 20; i++) {
                                            out.write(new byte[10_000]);
                                            sleep(seconds(1));
                                        }
                                    });
                    assertEquals("thanks", session.post("http://shop/").body(slow).text());
                });
    }

    @Test
    void connectEndsTheAttempt() throws Exception {
        on(
                always(ok("")),
                with(ClientTimeout.NONE.withConnect(seconds(3))),
                (session, network) -> {
                    network.isolate(network.host("shop"));
                    Duration begin = time();
                    ConnectTimeoutError error =
                            assertThrows(
                                    ConnectTimeoutError.class,
                                    () -> session.get("http://shop/").text());
                    assertEquals(seconds(3), error.timeout());
                    assertTook(seconds(3), begin);
                    network.heal();
                });
    }

    @Test
    void acquireEndsTheWaitForAPlace() throws Exception {
        SessionOptions options =
                with(ClientTimeout.NONE.withAcquire(seconds(3)))
                        .withPool(PoolOptions.DEFAULT.withLimit(1));
        on(
                (head, connection) -> {
                    sleep(seconds(10));
                    connection.write(latin1(ok("late")));
                },
                options,
                (session, network) -> {
                    Task<String> first = createTask(() -> session.get("http://shop/").text());
                    sleep(seconds(1));
                    Duration begin = time();
                    AcquireTimeoutError error =
                            assertThrows(
                                    AcquireTimeoutError.class,
                                    () -> session.get("http://shop/").text());
                    assertTrue(error.getMessage().contains("3 s"), error.getMessage());
                    assertTook(seconds(3), begin);
                    assertEquals("late", first.await(IOException.class));
                });
    }

    @Test
    void b77_noTimeOutIsLeftOnAConnectionThatIsKept() throws Exception {
        SessionOptions options =
                with(new ClientTimeout(seconds(5), seconds(5), seconds(5), seconds(5)))
                        .withPool(PoolOptions.DEFAULT.withKeepAlive(null));
        on(
                always(ok("x")),
                options,
                (session, network) -> {
                    assertEquals("x", session.get("http://shop/").text());
                    sleep(seconds(100));
                    assertEquals("x", session.get("http://shop/").text());
                    assertEquals(1, session.statistics().opened());
                });
    }

    @Test
    void retriesAreInTimeToo() throws Exception {
        SessionOptions options =
                with(ClientTimeout.NONE.withTotal(seconds(10)).withRead(seconds(1)))
                        .withMiddlewares(RetryMiddleware.DEFAULT.withRetries(100));
        on(
                (head, connection) -> connection.readAll(),
                options,
                (session, network) -> {
                    Duration begin = time();
                    RequestTimeoutError error =
                            assertThrows(
                                    RequestTimeoutError.class,
                                    () -> session.get("http://shop/").text());
                    assertEquals(RequestTimeoutError.class, error.getClass());
                    assertTook(seconds(10), begin);
                    assertTrue(session.statistics().requests() > 2);
                });
    }

    // ---------------------------------------------------------------- faults

    @Test
    void aServerThatCrashesIsNoticed() throws Exception {
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
                    connection.readAll();
                },
                SessionOptions.DEFAULT,
                (session, network) -> {
                    ClientResponse response = session.get("http://shop/").send();
                    network.link(network.host("test"), network.host("shop")).reset();
                    assertThrows(DisconnectedError.class, response::text);
                });
    }

    @Test
    void idleConnectionsAreClosedInTime() throws Exception {
        on(
                always(ok("x")),
                SessionOptions.DEFAULT,
                (session, network) -> {
                    session.get("http://shop/").text();
                    assertEquals(1, session.statistics().idle());
                    sleep(seconds(16));
                    assertEquals(0, session.statistics().idle());
                    assertEquals(0, session.statistics().connections().size());
                });
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancelledAnywhereNothingIsLeft() throws Exception {
        RawServer.Answer answer =
                (head, connection) -> {
                    boolean end = head.getFirst().contains("/end");
                    connection.write(
                            end
                                    ? "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc"
                                    : "HTTP/1.1 302 Go\r\n"
                                            + "Location: /end\r\n"
                                            + "Content-Length: 0\r\n\r\n");
                    sleep(seconds(1));
                    connection.write(end ? "def" : "");
                };
        Cancellation.everywhere(
                OPTIONS,
                (simulation, victim) ->
                        on(
                                simulation.network(),
                                answer,
                                SessionOptions.DEFAULT,
                                (session, network) -> {
                                    var text = new String[1];
                                    boolean done =
                                            victim.run(() ->
                                                    text[0] = session.get("http://shop/").text());
                                    assertEquals(done ? "abcdef" : null, text[0]);
                                    assertEquals("abcdef", session.get("http://shop/end").text());
                                }));
    }

    @Test
    void cancelledUploadsLeaveNothing() throws Exception {
        RawServer.Answer answer =
                (head, connection) -> {
                    connection.readExactly(300_000);
                    connection.write(latin1(ok("thanks")));
                };
        Cancellation.everywhere(
                OPTIONS,
                (simulation, victim) ->
                        on(
                                simulation.network(),
                                answer,
                                SessionOptions.DEFAULT,
                                (session, network) -> {
                                    victim.run(() ->
                                            session.post("http://shop/")
                                                    .body(new byte[300_000])
                                                    .text());
                                    sleep(seconds(1));
                                    assertEquals(
                                            "thanks",
                                            session.post("http://shop/")
                                                    .body(new byte[300_000])
                                                    .text());
                                }));
    }

    @Test
    void cancelledWaitersOfAPoolPassOn() throws Exception {
        SessionOptions options = SessionOptions.DEFAULT.withPool(PoolOptions.DEFAULT.withLimit(1));
        RawServer.Answer answer =
                (head, connection) -> {
                    sleep(seconds(1));
                    connection.write(latin1(ok("x")));
                };
        Cancellation.everywhere(
                OPTIONS,
                (simulation, victim) ->
                        on(
                                simulation.network(),
                                answer,
                                options,
                                (session, network) -> {
                                    Task<String> first =
                                            createTask(() -> session.get("http://shop/1").text());
                                    Task<String> third =
                                            createTask(() -> {
                                                sleep(seconds(0.5));
                                                return session.get("http://shop/3").text();
                                            });
                                    victim.run(() -> session.get("http://shop/2").text());
                                    assertEquals("x", first.await(IOException.class));
                                    assertEquals("x", third.await(IOException.class));
                                }));
    }

    @Test
    void cancelledTunnelsAreClosed() throws Exception {
        TlsOptions server = TlsOptions.server(certificate("server"), certificate("server-key"));
        TlsOptions client =
                TlsOptions.client().withTrust(certificate("authority")).withServerName("localhost");
        SessionOptions options =
                SessionOptions.DEFAULT.withTls(client).withProxy(Proxy.of("http://shop:80"));
        RawServer.Answer proxy =
                (head, connection) -> {
                    if (head.getFirst().startsWith("CONNECT")) {
                        connection.write("HTTP/1.1 200 OK\r\n\r\n");
                        connection.startTls(server);
                    } else {
                        connection.write(latin1(ok("hidden")));
                    }
                };
        Cancellation.everywhere(
                OPTIONS,
                (simulation, victim) ->
                        on(
                                simulation.network(),
                                proxy,
                                options,
                                (session, network) -> {
                                    victim.run(() -> session.get("https://shop/").text());
                                    assertEquals("hidden", session.get("https://shop/x").text());
                                }));
    }

    @Test
    void cancelledDownloadsLeaveNoFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("file");
        RawServer.Answer answer =
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
                    sleep(seconds(1));
                    connection.write("def");
                };
        on(
                answer,
                SessionOptions.DEFAULT.withTimeout(ClientTimeout.NONE.withRead(seconds(0.5))),
                (session, network) -> {
                    assertThrows(
                            ReadTimeoutError.class,
                            () -> session.get("http://shop/").download(file));
                    try (var files = Files.list(folder)) {
                        assertEquals(List.of(), files.toList());
                    }
                });
    }

    @Test
    void cancelledEventsAndSocketsLeaveNothing() throws Exception {
        RawServer.Answer answer =
                (head, connection) -> {
                    boolean socket = head.getFirst().contains("/socket");
                    connection.write(
                            socket
                                    ? "HTTP/1.1 101 x\r\n"
                                            + "Upgrade: websocket\r\n"
                                            + "Connection: Upgrade\r\n"
                                    : "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                                            + "id: 1\ndata: one\n\n");
                    sleep(seconds(1));
                    connection.close();
                };
        Cancellation.everywhere(
                OPTIONS,
                (simulation, victim) ->
                        on(
                                simulation.network(),
                                answer,
                                SessionOptions.DEFAULT,
                                (session, network) ->
                                        victim.run(() -> {
                                            try (var events = session.events("http://shop/")) {
                                                events.receive();
                                                events.receive();
                                            }
                                            try {
                                                session.webSocket("ws://shop/socket").connect();
                                            } catch (ClientError e) {
                                                // The server breaks off.
                                            }
                                        })));
    }

    private static Path certificate(String name) throws Exception {
        return Path.of(
                ClientTimeoutTest.class
                        .getResource("/org/asyncio4j/net/certificates/" + name + ".pem")
                        .toURI());
    }
}
