package org.asyncio4j.http.http1;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ExchangeHandler;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.http.wire.ServerExchange;
import org.asyncio4j.http.wire.ServerLimits;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.TestClock;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The life of a connection, on a simulated network whose clock jumps. */
@Timeout(10)
class Http1ServerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final ServerLimits LIMITS =
            new ServerLimits(8190, 8190, 128, seconds(10), seconds(60), seconds(5), seconds(10));

    private Answer answer = exchange -> respond(exchange, "hello");
    private Http1Server http;
    private Server server;

    private interface Answer {
        void to(ServerExchange exchange) throws IOException;
    }

    @BeforeEach
    void open(SimulatedNetwork network) throws IOException {
        http = new Http1Server(new Handler(), LIMITS);
        server = startServer(http::serve, "", 80);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private final class Handler implements ExchangeHandler {
        @Override
        public void handle(ServerExchange exchange) throws IOException {
            answer.to(exchange);
        }

        @Override
        public Refusal refuse(Connection connection, HttpProtocolException error) {
            return new Refusal(head(error.status()), new byte[0], null);
        }
    }

    private static ResponseHead head(int status) {
        return new ResponseHead(
                status, null, "HTTP/1.1", Headers.of("Date", "now", "Server", "us"));
    }

    private static void respond(ServerExchange exchange, String text) throws IOException {
        exchange.respond(head(200), Body.of(text.getBytes(StandardCharsets.UTF_8), null));
    }

    private static Connection connect() throws IOException {
        return openConnection("test", 80);
    }

    private static String ok(String text, String... fields) {
        return "HTTP/1.1 200 OK\r\nDate: now\r\nServer: us\r\nContent-Length: "
                + text.length()
                + "\r\n"
                + String.join("", fields)
                + "\r\n"
                + text;
    }

    private static String rest(Connection client) throws IOException {
        return new String(client.readAll(), StandardCharsets.ISO_8859_1);
    }

    private static String next(Connection client, String expected) throws IOException {
        return new String(client.readExactly(expected.length()), StandardCharsets.ISO_8859_1);
    }

    // ---------------------------------------------------------------- requests and responses

    @AsyncTest
    void requestsOneAfterTheOther(SimulatedNetwork network) throws IOException {
        try (Connection client = connect()) {
            for (int i = 0; i < 3; i++) {
                client.write(GET);
                assertEquals(ok("hello"), next(client, ok("hello")));
            }
            assertEquals(1, http.connections());
        }
    }

    @AsyncTest
    void pipelinedRequestsAreAnsweredInOrder(SimulatedNetwork network) throws IOException {
        answer = exchange -> respond(exchange, exchange.head().target());
        try (Connection client = connect()) {
            client.write(GET.replace("/ ", "/1 ") + GET.replace("/ ", "/2 "));
            client.writeEof();
            assertEquals(ok("/1") + ok("/2"), rest(client));
        }
    }

    @AsyncTest
    void anAnswerDoesNotWaitForASlowNeighbour(SimulatedNetwork network, TestClock clock)
            throws IOException {
        answer =
                exchange -> {
                    if (exchange.head().target().equals("/slow")) {
                        sleep(seconds(100));
                    }
                    respond(exchange, "hello");
                };
        try (Connection client = connect()) {
            Duration before = clock.time();
            client.write(GET + GET.replace("/ ", "/slow "));
            assertEquals(ok("hello"), next(client, ok("hello")));
            assertTrue(clock.time().minus(before).compareTo(seconds(1)) < 0);
            assertEquals(ok("hello"), next(client, ok("hello")));
            assertTrue(clock.time().minus(before).compareTo(seconds(99)) > 0);
        }
    }

    @AsyncTest
    void headHasTheFieldsButNoBody(SimulatedNetwork network) throws IOException {
        try (Connection client = connect()) {
            client.write(GET.replace("GET", "HEAD") + GET);
            String bodiless = ok("hello").replace("\r\n\r\nhello", "\r\n\r\n");
            assertEquals(bodiless + ok("hello"), next(client, bodiless + ok("hello")));
        }
    }

    @AsyncTest
    void aBodyOfUnknownLengthComesInChunks(SimulatedNetwork network) throws IOException {
        answer =
                exchange ->
                        exchange.respond(
                                head(200),
                                Body.writing(
                                        null,
                                        out -> {
                                            out.write("one");
                                            sleep(seconds(1));
                                            out.write("two");
                                            out.write("three");
                                        }));
        try (Connection client = connect()) {
            client.write(GET);
            String head =
                    "HTTP/1.1 200 OK\r\nDate: now\r\nServer: us\r\nTransfer-Encoding: chunked";
            String expected = head + "\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n";
            assertEquals(expected, next(client, expected));
        }
    }

    @AsyncTest
    void anOldClientGetsABodyOfUnknownLengthUntilTheEnd(SimulatedNetwork network)
            throws IOException {
        answer =
                exchange ->
                        exchange.respond(head(200), Body.writing(null, out -> out.write("one")));
        try (Connection client = connect()) {
            client.write("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals(
                    "HTTP/1.1 200 OK\r\nDate: now\r\nServer: us\r\nConnection: close\r\n\r\none",
                    rest(client));
        }
    }

    @AsyncTest
    void anOldClientMayKeepTheConnection(SimulatedNetwork network) throws IOException {
        try (Connection client = connect()) {
            String request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
            String expected = ok("hello", "Connection: keep-alive\r\n");
            for (int i = 0; i < 2; i++) {
                client.write(request);
                assertEquals(expected, next(client, expected));
            }
            client.write("GET / HTTP/1.0\r\n\r\n");
            assertEquals(ok("hello", "Connection: close\r\n"), rest(client));
        }
    }

    @AsyncTest
    void aBodyThatIsShorterThanAnnouncedBreaksTheConnection(SimulatedNetwork network)
            throws IOException {
        answer =
                exchange ->
                        exchange.respond(
                                head(200),
                                new Body() {
                                    @Override
                                    public long length() {
                                        return 5;
                                    }

                                    @Override
                                    public void writeTo(org.asyncio4j.stream.StreamWriter out)
                                            throws IOException {
                                        out.write("abc");
                                        out.flush();
                                    }
                                });
        try (Connection client = connect()) {
            client.write(GET);
            assertThrows(IOException.class, () -> rest(client));
        }
    }

    // ---------------------------------------------------------------- bodies of requests

    @AsyncTest
    void aBodyIsAskedForWhenItIsRead(SimulatedNetwork network) throws IOException {
        answer =
                exchange ->
                        respond(
                                exchange,
                                new String(
                                        new StreamReader(exchange.body()).readAll(),
                                        StandardCharsets.UTF_8));
        try (Connection client = connect()) {
            client.write(
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect:"
                            + " 100-continue\r\n\r\n");
            String goOn = "HTTP/1.1 100 Continue\r\n\r\n";
            assertEquals(goOn, next(client, goOn));
            client.write("abc" + GET.replace("GET", "HEAD"));
            assertEquals(ok("abc"), next(client, ok("abc")));
        }
    }

    @AsyncTest
    void aBodyNobodyAskedForEndsTheConnection(SimulatedNetwork network) throws IOException {
        try (Connection client = connect()) {
            client.write(
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect:"
                            + " 100-continue\r\n\r\n");
            assertEquals(ok("hello", "Connection: close\r\n"), rest(client));
        }
    }

    @AsyncTest
    void aSmallBodyNobodyReadsIsDropped(SimulatedNetwork network) throws IOException {
        try (Connection client = connect()) {
            client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
            assertEquals(ok("hello"), next(client, ok("hello")));
            client.write("abc" + GET);
            assertEquals(ok("hello"), next(client, ok("hello")));
        }
    }

    @AsyncTest
    void aLargeBodyNobodyReadsEndsTheConnectionBehindTheResponse(SimulatedNetwork network)
            throws IOException {
        try (Connection client = connect()) {
            client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
            var upload = createTask(() -> client.write(new byte[10_000_000]));
            assertEquals(ok("hello", "Connection: close\r\n"), rest(client));
            upload.await(IOException.class);
        }
    }

    @AsyncTest
    void aTaskThatStillReadsTheBodyWhenTheRequestIsOverIsToldSo(SimulatedNetwork network)
            throws IOException {
        Trail trail = new Trail();
        answer =
                exchange -> {
                    createTask(() -> {
                        exchange.body().receive(100);
                        trail.add(
                                assertThrows(IOException.class, () -> exchange.body().receive(100))
                                        .getMessage());
                    });
                    sleep(seconds(1));
                    respond(exchange, "hello");
                };
        try (Connection client = connect()) {
            client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            String expected = ok("hello");
            assertEquals(expected, next(client, expected));
            client.write("defg");
            assertEquals("", rest(client));
            sleep(seconds(1));
            trail.assertTrail("The request is over, and its body cannot be read any more.");
        }
    }

    @AsyncTest
    void aClientThatSendsNothingOfItsBodyIsGivenUp(SimulatedNetwork network) throws IOException {
        Trail trail = new Trail();
        answer =
                exchange -> {
                    int status =
                            assertThrows(
                                            HttpProtocolException.class,
                                            () -> exchange.body().receive(1))
                                    .status();
                    trail.add("status " + status);
                    exchange.respond(head(status), Body.empty());
                };
        try (Connection client = connect()) {
            client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
            assertTrue(rest(client).startsWith("HTTP/1.1 408 "));
            trail.assertTrail("status 408");
        }
    }

    // ---------------------------------------------------------------- time

    @AsyncTest
    void anIdleConnectionIsClosed(SimulatedNetwork network, TestClock clock) throws IOException {
        try (Connection client = connect()) {
            client.write(GET);
            assertEquals(ok("hello"), next(client, ok("hello")));
            Duration before = clock.time();
            assertEquals("", rest(client));
            Duration waited = clock.time().minus(before);
            assertTrue(waited.compareTo(seconds(60)) >= 0, waited::toString);
            assertTrue(waited.compareTo(seconds(62)) < 0, waited::toString);
        }
    }

    @AsyncTest
    void aConnectionThatNeverAsksIsClosedSooner(SimulatedNetwork network, TestClock clock)
            throws IOException {
        try (Connection client = connect()) {
            Duration before = clock.time();
            assertEquals("", rest(client));
            Duration waited = clock.time().minus(before);
            assertTrue(waited.compareTo(seconds(12)) < 0, waited::toString);
        }
    }

    @AsyncTest
    void aHeadThatDribblesIsRefused(SimulatedNetwork network, TestClock clock) throws IOException {
        try (Connection client = connect()) {
            Duration before = clock.time();
            var dribble =
                    createTask(() -> {
                        for (char each :
                                ("GET / HTTP/1.1\r\nX: " + "y".repeat(100)).toCharArray()) {
                            client.write(String.valueOf(each));
                            sleep(seconds(1));
                        }
                    });
            assertTrue(rest(client).startsWith("HTTP/1.1 408 "));
            Duration waited = clock.time().minus(before);
            assertTrue(waited.compareTo(seconds(12)) < 0, waited::toString);
            dribble.cancel();
        }
    }

    // ---------------------------------------------------------------- the client goes

    @AsyncTest
    void aHandlerLearnsThatTheClientIsGone(SimulatedNetwork network) throws IOException {
        Trail trail = new Trail();
        Event over = new Event();
        answer =
                exchange -> {
                    Event gone = new Event();
                    exchange.onDisconnect(gone::set);
                    assertFalse(exchange.isDisconnected());
                    gone.await();
                    trail.add("gone " + exchange.isDisconnected());
                    over.set();
                    respond(exchange, "nobody");
                };
        Connection client = connect();
        client.write(GET);
        sleep(millis(500));
        client.abort();
        over.await();
        trail.assertTrail("gone true");
    }

    @AsyncTest
    void whatComesWhileTheClientIsWatchedIsNotLost(SimulatedNetwork network) throws IOException {
        answer =
                exchange -> {
                    exchange.onDisconnect(() -> {});
                    sleep(seconds(1));
                    exchange.onDisconnect(null);
                    respond(exchange, exchange.head().target());
                };
        try (Connection client = connect()) {
            client.write(GET.replace("/ ", "/1 "));
            sleep(millis(100));
            client.write(GET.replace("/ ", "/2 "));
            assertEquals(ok("/1") + ok("/2"), next(client, ok("/1") + ok("/2")));
        }
    }

    @AsyncTest
    void anIdleConnectionThatWasWatchedIsNotTakenForOneInTheMiddleOfAHead(SimulatedNetwork network)
            throws IOException {
        answer =
                exchange -> {
                    exchange.onDisconnect(() -> {});
                    sleep(seconds(1));
                    respond(exchange, "hello");
                };
        try (Connection client = connect()) {
            client.write(GET);
            assertEquals(ok("hello"), next(client, ok("hello")));
            client.write(GET);
            assertEquals(ok("hello"), next(client, ok("hello")));
            assertEquals("", rest(client));
        }
    }

    @AsyncTest
    void aRequestThatIsOverDoesNotLearnThatItsClientGoesLater(SimulatedNetwork network)
            throws IOException {
        Trail trail = new Trail();
        answer =
                exchange -> {
                    exchange.onDisconnect(() -> trail.add("gone"));
                    respond(exchange, "hello");
                };
        Connection client = connect();
        client.write(GET);
        assertEquals(ok("hello"), next(client, ok("hello")));
        client.abort();
        sleep(seconds(1));
        trail.assertTrail();
    }

    @AsyncTest
    void aWatchedClientGetsItsLastResponseBeforeTheEnd(SimulatedNetwork network)
            throws IOException {
        answer =
                exchange -> {
                    exchange.onDisconnect(() -> {});
                    exchange.closeAfterwards();
                    respond(exchange, "hello");
                };
        try (Connection client = connect()) {
            client.write(GET + GET + GET);
            assertEquals(ok("hello", "Connection: close\r\n"), rest(client));
        }
    }

    @AsyncTest
    void anotherProtocolTakesOverFromAWatchedClient(SimulatedNetwork network) throws IOException {
        answer =
                exchange -> {
                    exchange.onDisconnect(() -> {});
                    sleep(seconds(1));
                    var upgraded =
                            exchange.upgrade(
                                    new ResponseHead(101, null, "HTTP/1.1", new Headers()));
                    upgraded.writer().write(upgraded.reader().readExactly(10));
                };
        try (Connection client = connect()) {
            client.write(GET + "early");
            sleep(seconds(2));
            client.write("later");
            String expected = "HTTP/1.1 101 Switching Protocols\r\n\r\nearlylater";
            assertEquals(expected, rest(client));
        }
    }

    @AsyncTest
    void aCancelledHandlerThatWatchesItsClientStaysCancelled(SimulatedNetwork network)
            throws IOException {
        Trail trail = new Trail();
        answer =
                exchange -> {
                    exchange.onDisconnect(() -> {});
                    try {
                        sleep(seconds(100));
                    } catch (CancelledError e) {
                        trail.add("cancelled");
                        throw e;
                    }
                };
        Connection client = connect();
        client.write(GET);
        sleep(seconds(1));
        server.stop(seconds(1));
        trail.assertTrail("cancelled");
        client.abort();
    }

    @AsyncTest
    void aRequestThatComesWhileTheResponseBeforeStillGoesOutIsServed(SimulatedNetwork network)
            throws IOException {
        String large = "x".repeat(10_000);
        answer =
                exchange -> {
                    exchange.onDisconnect(() -> {});
                    respond(exchange, large);
                };
        try (Connection client = connect()) {
            for (int i = 0; i < 30; i++) {
                client.write(GET);
                sleep(seconds(1)); // After some of them the network takes no more responses.
            }
            String expected = ok(large).repeat(30);
            assertEquals(expected, next(client, expected));
        }
    }

    @AsyncTest
    void whoWritesLittleByLittleWaitsForASlowClient(SimulatedNetwork network) throws IOException {
        int[] written = {0};
        answer =
                exchange ->
                        exchange.respond(
                                head(200),
                                Body.writing(
                                        null,
                                        out -> {
                                            while (written[0] < 100_000_000) {
                                                out.write(new byte[4000]);
                                                written[0] += 4000;
                                                sleep(millis(1));
                                            }
                                        }));
        Connection client = connect();
        client.write(GET);
        sleep(seconds(100));
        assertTrue(written[0] > 100_000, () -> written[0] + " bytes");
        assertTrue(written[0] < 500_000, () -> written[0] + " bytes");
        client.abort();
    }

    @AsyncTest
    void aClientMayEndItsSideBeforeTheAnswer(SimulatedNetwork network) throws IOException {
        answer =
                exchange -> {
                    sleep(seconds(1));
                    respond(exchange, "hello");
                };
        try (Connection client = connect()) {
            client.write(GET);
            client.writeEof();
            assertEquals(ok("hello"), rest(client));
        }
    }

    // ---------------------------------------------------------------- the end of HTTP

    @AsyncTest
    void anotherProtocolTakesOver(SimulatedNetwork network) throws IOException {
        answer =
                exchange -> {
                    var upgraded =
                            exchange.upgrade(
                                    new ResponseHead(
                                            101,
                                            null,
                                            "HTTP/1.1",
                                            Headers.of(
                                                    "Upgrade", "echo", "Connection", "Upgrade")));
                    for (String line : upgraded.reader().lines()) {
                        upgraded.writer().write(line.toUpperCase(java.util.Locale.ROOT) + "\n");
                    }
                };
        try (Connection client = connect()) {
            client.write(GET + "early\n");
            String expected =
                    "HTTP/1.1 101 Switching Protocols\r\n"
                            + "Upgrade: echo\r\n"
                            + "Connection: Upgrade\r\n\r\n"
                            + "EARLY\n";
            assertEquals(expected, next(client, expected));
            client.write("late\n");
            client.writeEof();
            assertEquals("LATE\n", rest(client));
        }
    }

    @AsyncTest
    void whatIsNoRequestIsRefusedOnceAndNothingBehindItIsRead(SimulatedNetwork network)
            throws IOException {
        try (Connection client = connect()) {
            client.write(GET + "nonsense\r\n\r\n" + GET);
            client.writeEof();
            String all = rest(client);
            assertTrue(all.startsWith(ok("hello") + "HTTP/1.1 400 "), all);
            assertEquals(2, all.split("HTTP/1.1 ", -1).length - 1);
        }
    }

    @AsyncTest
    void aHandlerThatFailsResetsItsConnectionOnly(SimulatedNetwork network) throws IOException {
        answer =
                exchange -> {
                    throw new IOException("planned");
                };
        try (Connection client = connect()) {
            client.write(GET);
            assertThrows(IOException.class, () -> rest(client));
        }
        answer = exchange -> respond(exchange, "hello");
        try (Connection client = connect()) {
            client.write(GET);
            assertEquals(ok("hello"), next(client, ok("hello")));
        }
    }

    @AsyncTest
    void stoppingClosesIdleConnectionsNowAndTheOthersBehindTheirResponse(SimulatedNetwork network)
            throws IOException {
        answer =
                exchange -> {
                    sleep(seconds(5));
                    respond(exchange, "hello");
                };
        try (Connection idle = connect();
                Connection busy = connect()) {
            busy.write(GET);
            sleep(seconds(1));
            http.stop();
            assertEquals("", rest(idle));
            assertEquals(ok("hello", "Connection: close\r\n"), rest(busy));
        }
    }
}
