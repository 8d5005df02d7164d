package org.asyncio4j.http.badinput;

import static org.asyncio4j.Asyncio.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpLimits;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.stream.StreamWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Bad input in bodies and their framing: rows B20 to B29. */
@Timeout(20)
class BodyFramingTest {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CAP = 1024 * 1024;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong taken = new AtomicLong();
    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.start(this::routes);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private void routes(Application app) {
        app.get("/hello", request -> Response.text("Hello"));
        app.get("/next", request -> tell("next"));
        app.post("/read", this::read);
        app.post("/count", this::count);
        app.post("/unread", request -> tell("unread"));
        app.post("/some", request -> tell("some " + request.body().readExactly(3).length));
        app.get("/broken", request -> Response.stream("text/plain", this::breakDown));
        app.get("/wrong/{length:int}", request -> wrong(request.pathInt("length")));
        app.get("/empty/{status:int}", request -> Response.empty(request.pathInt("status")));
        app.get("/full/{status:int}", request -> full(request.pathInt("status")));
    }

    private Response tell(String text) {
        seen.add(text);
        return Response.text(text);
    }

    private Response read(Request request) throws IOException {
        try {
            return tell("read " + request.text());
        } catch (HttpProtocolException e) {
            failures.add(e);
            throw e;
        }
    }

    /** Reads all of it, however long, a little at a time. */
    private Response count(Request request) throws IOException {
        long count = 0;
        for (byte[] each; (each = request.body().read(4096)).length > 0; ) {
            count += each.length;
            taken.set(count);
        }
        return Response.text("" + count);
    }

    private static Response full(int status) {
        return Response.text("not for you").status(status);
    }

    private void breakDown(StreamWriter out) throws IOException {
        out.write("the beginning");
        out.flush();
        throw new IllegalStateException("on purpose");
    }

    /** Says so many bytes, and writes five. */
    private static Response wrong(int length) {
        return Response.of(
                new Body() {
                    @Override
                    public long length() {
                        return length;
                    }

                    @Override
                    public void writeTo(StreamWriter out) throws IOException {
                        out.write("hello");
                    }
                });
    }

    private static String chunked(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static String sized(String path, Object length) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /**
     * Sends a body that is broken in all kinds of segments: 400, closed, and no further request.
     */
    private void assertRefused(String body) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(chunked("/read") + body + NEXT, segments);
                RawResponse response = client.response();
                String message = segments + " of " + body + ": " + response;
                assertNotNull(response, message);
                assertEquals(400, response.status(), message);
                assertTrue(response.closes(), message);
                client.assertClosed();
            }
            assertEquals(List.of(), seen, body);
            assertEquals(1, failures.size(), "the handler is told: " + body);
            failures.clear();
        }
        assertServes();
    }

    /** The same where the handler does not look at the body: no further request is seen. */
    private void assertNotSkipped(String body) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(chunked("/unread") + body + NEXT, segments);
                assertEquals("unread", client.response(200).text(), body);
                client.assertClosed();
            }
            assertEquals(List.of("unread"), seen, body);
            seen.clear();
        }
    }

    private void assertServes() throws Exception {
        try (RawClient client = site.connect()) {
            client.assertServes();
        }
    }

    // ---------------------------------------------------------------- chunks

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5\t\r\nhello\r\n0\r\n\r\n",
                "5_0\r\nhello\r\n0\r\n\r\n",
                "5;x=\n\r\nhello\r\n0\r\n\r\n",
                "5;x=\u0000\r\nhello\r\n0\r\n\r\n",
                "5;x=\r\r\nhello\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\rhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello\r\n0\n\r\n",
                "5\r\nhello\r\n0\r\n\n",
                "5\r\nhello\r\n0\n\n",
                "11111111111111111111\r\nhello\r\n0\r\n\r\n",
                "00000000000000000000000005\r\nhello\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "fffffffffffffffb\r\nhello\r\n0\r\n\r\n",
                "8000000000000000\r\nhello\r\n0\r\n\r\n",
                "7fffffffffffffff1\r\nhello\r\n0\r\n\r\n",
                "10000000000000005\r\nhello\r\n0\r\n\r\n",
                "g\r\nhello\r\n0\r\n\r\n",
                "5g\r\nhello\r\n0\r\n\r\n",
                "5,5\r\nhello\r\n0\r\n\r\n",
                "\u00b2\r\nhello\r\n0\r\n\r\n",
                "\u0665\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                ";x\r\nhello\r\n0\r\n\r\n",
                "\u0000\r\n0\r\n\r\n"
            })
    void b20_chunkSizes(String body) throws Exception {
        assertRefused(body);
        assertNotSkipped(body);
    }

    @ParameterizedTest
    @CsvSource({
        "5, A, hello, 0123456789",
        "05, a, hello, 0123456789",
        "5;x=y, 0A;z, hello, 0123456789"
    })
    void b20_goodSizes(String first, String second, String one, String two) throws Exception {
        String body = first + "\r\n" + one + "\r\n" + second + "\r\n" + two + "\r\n0\r\n\r\n";
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(chunked("/read") + body + NEXT, segments);
                assertEquals("read hello0123456789", client.response(200).text());
                assertEquals("next", client.response(200).text());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello world\r\n0\r\n\r\n",
                "5\r\nhelloworld\r\n0\r\n\r\n",
                "5\r\nhell\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhello\r0\r\n\r\n",
                "5\r\nhello\n\r\n0\r\n\r\n",
                "5\r\nhello\r\n\r\n0\r\n\r\n",
                "3\r\nabc\r\nGET / HTTP/1.1\r\n\r\n"
            })
    void b21_chunksOfAnotherLength(String body) throws Exception {
        assertRefused(body);
        assertNotSkipped(body);
    }

    /** What is wrong is told before more comes. */
    @Test
    void b21_atOnce() throws Exception {
        try (RawClient client = site.connect()) {
            client.send(chunked("/read") + "5\r\nhelloX");
            client.response(400);
        }
    }

    @Test
    void b22_longExtensions() throws Exception {
        assertRefused("5;" + "x".repeat(9000) + "\r\nhello\r\n0\r\n\r\n");
        assertRefused("0;" + "x".repeat(9000) + "\r\n\r\n");
        assertNotSkipped("5;" + "x".repeat(9000) + "\r\nhello\r\n0\r\n\r\n");
    }

    /** A size line is refused when it is too long, not when it ends. */
    @ParameterizedTest
    @ValueSource(strings = {"5;x", "0", "000"})
    void b22_aSizeLineWithoutEnd(String start) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                char last = start.charAt(start.length() - 1);
                client.send(chunked("/read") + start + ("" + last).repeat(20_000), segments);
                client.response(400);
                client.assertClosed();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0\r\nX y\r\n\r\n",
                "0\r\nX : y\r\n\r\n",
                "0\r\n: y\r\n\r\n",
                "0\r\n X: y\r\n\r\n",
                "0\r\nX: y\r\n z\r\n\r\n",
                "0\r\nX: y\n\r\n",
                "0\r\nX: y\r\n\n",
                "0\r\nX: a\u0000\r\n\r\n",
                "0\r\nX: a\rb\r\n\r\n",
                "0\r\nGET /smuggled HTTP/1.1\r\n\r\n",
                "0\r\n\u0001: y\r\n\r\n"
            })
    void b23_trailers(String body) throws Exception {
        assertRefused(body);
        assertNotSkipped(body);
    }

    @Test
    void b23_longTrailers() throws Exception {
        assertRefused("0\r\nX: " + "y".repeat(9000) + "\r\n\r\n");
        assertRefused("0\r\n" + "X: y\r\n".repeat(200) + "\r\n");
    }

    /** Trailers never become header fields, nor end what they are no part of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0\r\nX: y\r\n\r\n",
                "0\r\nContent-Length: 5\r\n\r\n",
                "0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "0\r\nHost: evil\r\nConnection: close\r\n\r\n"
            })
    void b23_trailersChangeNothing(String end) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(chunked("/read") + "2\r\nhi\r\n" + end + NEXT, segments);
                RawResponse response = client.response();
                if (response.status() == 400) {
                    client.assertClosed(); // Stricter: such a trailer is forbidden.
                } else {
                    assertEquals("read hi", response.text());
                    assertEquals("next", client.response(200).text());
                }
            }
        }
    }

    /** Time that grows with their number alone; and what waits is never much. */
    @Test
    void b24_oneByteChunks() throws Exception {
        leastTimeOfTinyChunks(100_000);
        long some = leastTimeOfTinyChunks(100_000);
        long more = leastTimeOfTinyChunks(800_000);
        assertTrue(more < 8 * 4 * some, some + " and " + more + " ns"); // Not 8 * 8.
    }

    private long leastTimeOfTinyChunks(int count) throws Exception {
        long first = timeOfTinyChunks(count);
        return Math.min(first, Math.min(timeOfTinyChunks(count), timeOfTinyChunks(count)));
    }

    private long timeOfTinyChunks(int count) throws Exception {
        byte[] chunks = "1\r\nx\r\n".repeat(count).getBytes(StandardCharsets.ISO_8859_1);
        try (RawClient client = site.connect()) {
            long begin = System.nanoTime();
            client.send(chunked("/count"));
            client.send(chunks, Segments.WHOLE).send("0\r\n\r\n");
            assertEquals("" + count, client.response(200).text());
            client.assertServes();
            return System.nanoTime() - begin;
        }
    }

    // ---------------------------------------------------------------- length

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "hell"})
    void b25_anEarlyEnd(String body) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(sized("/read", 5) + body, segments).halfClose();
                RawResponse response = client.response();
                assertTrue(response == null || response.status() == 400, "" + response);
                client.assertClosed();
            }
            assertEquals(List.of(), seen);
            String told = failures.removeFirst().getMessage();
            assertTrue(told.contains("" + body.length()) && told.contains("5"), told);
        }
        assertServes();
    }

    @Test
    void b25_anEarlyEndOfChunks() throws Exception {
        for (String body :
                List.of("", "5", "5\r", "5\r\n", "5\r\nhel", "5\r\nhello\r\n", "0\r\n")) {
            try (RawClient client = site.connect()) {
                client.send(chunked("/read") + body).halfClose();
                RawResponse response = client.response();
                assertTrue(response == null || response.status() == 400, "" + response);
                client.assertClosed();
            }
            assertEquals(List.of(), seen, body);
        }
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void b26_noBodyWhereThereMayBeNone(int status) throws Exception {
        for (String path : List.of("/empty/", "/full/")) {
            try (RawClient client = site.connect()) {
                client.send("GET " + path + status + " HTTP/1.1\r\nHost: a\r\n\r\n");
                RawResponse response = client.response(status);
                assertEquals(null, response.header("Transfer-Encoding"));
                if (status == 204) {
                    assertEquals(null, response.header("Content-Length"));
                }
                client.assertServes();
            }
        }
    }

    @Test
    void b26_noBodyForHead() throws Exception {
        for (String path : List.of("/hello", "/full/404", "/nowhere", "/read")) {
            try (RawClient client = site.connect()) {
                client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertNotNull(client.response("HEAD"));
                client.assertServes();
            }
        }
    }

    // ---------------------------------------------------------------- too much

    @Test
    void b27_tooMuchIsDeclared() throws Exception {
        try (RawClient client = site.connect()) {
            client.send(sized("/read", CAP + 1));
            assertTrue(client.response(413).closes());
        }
        try (RawClient client = site.connect()) {
            client.send(sized("/read", 999_999_999_999_999_999L) + "x");
            assertTrue(client.response(413).closes());
        }
        assertServes();
    }

    @Test
    void b27_asMuchAsIsAllowed() throws Exception {
        try (RawClient client = site.connect()) {
            client.send(sized("/read", CAP) + "x".repeat(CAP));
            assertEquals(CAP + "read ".length(), client.response(200).body().length);
            client.assertServes();
        }
    }

    @Test
    void b27_tooMuchInChunks() throws Exception {
        try (RawClient client = site.connect()) {
            client.send(chunked("/read"));
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int i = 0; i <= CAP / 0x8000; i++) {
                client.send(chunk);
            }
            assertTrue(client.response(413).closes());
        }
        assertServes();
    }

    @Test
    void b28_slowHeaders() throws Exception {
        slowServer(client -> {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
            for (int i = 0; i < 100 && !client.isBroken(); i++) {
                client.send("y");
                Thread.sleep(20); // The drip that is tested.
            }
            byte[] rest = client.rest();
            String answer = new String(rest, StandardCharsets.ISO_8859_1);
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 408 "), answer);
        });
    }

    @Test
    void b28_slowBody() throws Exception {
        slowServer(client -> {
            client.send(sized("/read", 1000) + "x");
            byte[] rest = client.rest();
            String answer = new String(rest, StandardCharsets.ISO_8859_1);
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 408 "), answer);
        });
    }

    private interface Attack {
        void on(RawClient client) throws Exception;
    }

    private void slowServer(Attack attack) throws Exception {
        ServeOptions options =
                ServeOptions.DEFAULT
                        .withHost("127.0.0.1")
                        .withPort(0)
                        .withLimits(
                                HttpLimits.DEFAULT
                                        .withHeaderTimeout(seconds(0.3))
                                        .withBodyTimeout(seconds(0.3)));
        try (Site slow = Site.start(this::routes, options);
                RawClient client = new RawClient(slow.port())) {
            long begin = System.nanoTime();
            attack.on(client);
            assertTrue(System.nanoTime() - begin < 3_000_000_000L);
            try (RawClient another = new RawClient(slow.port())) {
                another.assertServes();
            }
        }
    }

    // ---------------------------------------------------------------- unread

    @Test
    void b29_aSmallUnreadBodyIsDropped() throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(sized("/unread", 5) + "hello" + NEXT, segments);
                assertEquals("unread", client.response(200).text());
                assertEquals("next", client.response(200).text());
                client.send(chunked("/unread") + "5\r\nhello\r\n0\r\n\r\n" + NEXT, segments);
                assertEquals("unread", client.response(200).text());
                assertEquals("next", client.response(200).text());
            }
        }
    }

    /** The answer does not wait for the body, and the connection is of no more use. */
    @Test
    void b29_aHugeUnreadBody() throws Exception {
        try (RawClient client = site.connect()) {
            client.send(sized("/unread", 10_000_000_000L) + "x".repeat(100_000));
            RawResponse response = client.response(200);
            assertEquals("unread", response.text());
            assertTrue(response.closes());
            client.assertClosed();
        }
        assertEquals(List.of("unread"), seen);
        assertFalse(seen.contains("next"));
        assertServes();
    }

    /** What a handler has read in part is passed over, to the byte. */
    @Test
    void b29_aBodyReadInPart() throws Exception {
        for (Segments segments : Segments.values()) {
            seen.clear();
            try (RawClient client = site.connect()) {
                client.send(
                        sized("/some", 10)
                                + "0123456789"
                                + chunked("/some")
                                + "2\r\n01\r\n8\r\n23456789\r\n0\r\nX: y\r\n\r\n"
                                + sized("/some", 3)
                                + "012"
                                + NEXT,
                        segments);
                for (int i = 0; i < 3; i++) {
                    assertEquals("some 3", client.response(200).text());
                }
                assertEquals("next", client.response(200).text());
            }
        }
    }

    @Test
    void b29_aBodyThatWasNotAskedFor() throws Exception {
        String head = sized("/unread", 5).replace("Host: a", "Host: a\r\nExpect: 100-continue");
        for (Segments segments : Segments.values()) {
            seen.clear();
            try (RawClient client = site.connect()) {
                client.send(head + "hello" + NEXT, segments);
                RawResponse response = client.response(200);
                assertEquals("unread", response.text());
                if (response.closes()) {
                    client.assertClosed();
                } else {
                    assertEquals("next", client.response(200).text());
                }
            }
        }
    }

    // ---------------------------------------------------------------- our own mistakes

    /** What cannot be completed must not look complete. */
    @Test
    void b26_aResponseThatFails() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n" + NEXT);
            String answer = new String(client.rest(), StandardCharsets.ISO_8859_1);
            assertFalse(answer.contains("0\r\n\r\n"), answer);
            assertFalse(answer.contains("next"), answer);
        }
        assertTrue(site.log().removeFirst().contains("on purpose"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6, 100})
    void b26_aResponseOfAnotherLength(int length) throws Exception {
        try (RawClient client = site.connect()) {
            client.send("GET /wrong/" + length + " HTTP/1.1\r\nHost: a\r\n\r\n" + NEXT);
            String answer = new String(client.rest(), StandardCharsets.ISO_8859_1);
            assertFalse(answer.contains("next"), answer);
            int end = answer.indexOf("\r\n\r\n") + 4;
            boolean failed = answer.startsWith("HTTP/1.1 500 ");
            assertTrue(failed || answer.length() - end < length, answer);
        }
        assertEquals(1, site.log().size(), "the server's own fault is told");
        site.log().clear();
    }
}
