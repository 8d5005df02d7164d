package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.client.RawServer.header;
import static org.asyncio4j.http.client.RawServer.latin1;
import static org.asyncio4j.http.client.RawServer.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.net.PoolOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;

/** Rules of requests that only show where several things come together. */
@Timeout(10)
class ClientSessionRulesTest {
    /** A body of which a part is there, and the rest comes soon. */
    private static final RawServer.Answer SLOW =
            (head, connection) -> {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhello");
                sleep(millis(5));
                connection.write("end");
            };

    /** Uses a session. */
    private interface Use {
        void with(RawServer server, ClientSession session) throws Exception;
    }

    private static void on(RawServer.Answer answer, SessionOptions options, Use use)
            throws Exception {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    try (var server = new RawServer(answer);
                            var session = new ClientSession(options)) {
                        use.with(server, session);
                    }
                });
    }

    /** The task is woken by a connection when its time is up, and has not run yet. */
    @Test
    void aTimeOutHoldsEvenWhereTheWaitIsJustOver() throws Exception {
        on(
                (head, connection) -> {
                    if (head.getFirst().contains("/silent")) {
                        connection.readAll();
                    }
                    connection.write(latin1(ok("abcd")));
                },
                SessionOptions.DEFAULT.withPool(PoolOptions.DEFAULT.withLimit(1)),
                (server, session) -> {
                    ClientResponse held = session.get(server.url("/held")).send();
                    assertEquals(3, held.stream().receive(3).length);
                    String silent = server.url("/silent");
                    Task<String> waiting =
                            createTask(() -> session.get(silent).timeout(millis(20)).text());
                    yieldNow();
                    spin(millis(30));
                    yieldNow(); // The time is up: the next thing that happens is the time-out.
                    assertEquals(1, session.statistics().waiting());
                    held.close(); // Its rest is there: who waits gets the connection.
                    assertEquals(1, session.statistics().inUse());
                    timeout(
                            seconds(1),
                            () -> {
                                assertThrows(
                                        RequestTimeoutError.class,
                                        () -> waiting.await(IOException.class));
                            });
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().inFlight());
                });
    }

    /** The loop is late. */
    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRequestsCookieTakesThePlaceOfTheJars() throws Exception {
        on(
                (head, connection) ->
                        connection.write(
                                "HTTP/1.1 200 OK\r\n"
                                        + "Set-Cookie: a=jar\r\n"
                                        + "Set-Cookie: b=jar\r\n"
                                        + "Content-Length: 0\r\n\r\n"),
                SessionOptions.DEFAULT.withCookieJar(
                        new MemoryCookieJar(CookieJarOptions.DEFAULT.withUnsafe(true))),
                (server, session) -> {
                    session.get(server.url("/")).text();
                    session.get(server.url("/")).cookie("a", "request").text();
                    assertEquals("b=jar; a=request", server.header("Cookie"));
                });
    }

    @Test
    void aMiddlewareMayAnswerWithTheResponseOfItsOwnRequest() throws Exception {
        on(
                SLOW,
                SessionOptions.DEFAULT.withMiddlewares((request, next) ->
                        request.session()
                                .get(request.url().resolve("/other").toString())
                                .middlewares()
                                .send()),
                (server, session) -> {
                    assertEquals("helloend", session.get(server.url("/")).text());
                    assertTrue(server.requests.getLast().getFirst().contains("/other"));
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().inFlight());
                });
    }

    @Test
    void anotherThreadCannotCloseIt() throws Exception {
        on(
                (head, connection) -> connection.write(latin1(ok("x"))),
                SessionOptions.DEFAULT,
                (server, session) -> {
                    assertThrows(IllegalStateException.class, () -> toThread(session::close));
                    assertFalse(session.isClosed());
                    assertEquals("x", session.get(server.url("/")).text());
                    assertEquals(1, session.statistics().idle());
                    session.close();
                    assertTrue(session.isClosed());
                    assertEquals(0, session.statistics().idle());
                });
    }

    @Test
    void anIdThatNoHeaderCarriesIsNotSent() throws Exception {
        var asked = new ArrayList<String>();
        on(
                (head, connection) -> {
                    asked.add(header(head, "Last-Event-ID"));
                    connection.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                                    + (asked.size() == 1 ? "id: a\u0001b" : "id: \u00fc b")
                                    + "\ndata: x\n\n");
                    connection.close();
                },
                SessionOptions.DEFAULT,
                (server, session) -> {
                    try (var events = session.events(server.url("/")).retry(millis(1))) {
                        for (int i = 0; i < 3; i++) {
                            assertEquals("x", events.receive().data());
                        }
                    }
                    assertEquals(3, asked.size());
                    assertEquals(null, asked.get(1));
                    assertEquals("\u00fc b", asked.get(2));
                });
    }

    @Test
    void aTimeOutMayBeAsLongAsItLikes() throws Exception {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        on(
                (head, connection) -> connection.write(latin1(ok("x"))),
                SessionOptions.DEFAULT,
                (server, session) -> {
                    ClientTimeout timeout =
                            ClientTimeout.NONE
                                    .withTotal(endless)
                                    .withAcquire(endless)
                                    .withConnect(endless)
                                    .withRead(endless);
                    assertEquals("x", session.get(server.url("/")).timeout(timeout).text());
                });
    }

    /** What can fail again and again in the same way. */
    @Test
    void someFailuresAreNotWorthAnotherAttempt() throws Exception {
        RetryMiddleware retry = RetryMiddleware.DEFAULT.withPauses(millis(1), millis(1));
        on(
                (head, connection) -> connection.write(latin1(ok("x"))),
                SessionOptions.DEFAULT,
                (server, session) -> {
                    var attempts = new ArrayList<URI>();
                    ClientMiddleware distrust =
                            (request, next) -> {
                                attempts.add(request.url());
                                throw new CertificateError(request.url(), "Expired.", null);
                            };
                    assertThrows(
                            CertificateError.class,
                            () -> session.get(server.url("/")).middlewares(retry, distrust).send());
                    assertEquals(1, attempts.size());
                    ClientMiddleware closing =
                            (request, next) -> {
                                attempts.add(request.url());
                                session.close();
                                throw new ConnectionError(request.url(), "Closed.", null);
                            };
                    assertThrows(
                            ConnectionError.class,
                            () -> session.get(server.url("/")).middlewares(retry, closing).send());
                    assertEquals(2, attempts.size());
                });
    }
}
