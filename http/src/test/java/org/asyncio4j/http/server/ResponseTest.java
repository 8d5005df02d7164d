package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.http.server.TestSite.ask;
import static org.asyncio4j.http.server.TestSite.connect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.ETag;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.SameSite;
import org.asyncio4j.http.server.Response.Compression;
import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.net.Connection;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

@Timeout(20)
class ResponseTest {
    private final Application app = new Application();
    private TestSite site;

    record Point(int x, int y) {}

    private interface Maker {
        Response make(Request request) throws Exception;
    }

    /** Answers everything with what is made. */
    private void serve(Maker maker) throws IOException {
        app.any("/{rest:path}", maker::make);
        site = new TestSite(app);
    }

    @AfterEach
    void close() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    // ---------------------------------------------------------------- kinds

    @AsyncTest
    void kindsOfBodies(SimulatedNetwork network) throws IOException {
        byte[] bytes = {1, 2};
        serve(request ->
                switch (request.path()) {
                    case "/text" -> Response.text("é");
                    case "/html" -> Response.html("<p>");
                    case "/json" -> Response.json(new Point(1, 2));
                    case "/null" -> Response.json(null);
                    case "/bytes" -> Response.bytes(bytes, "image/png");
                    case "/of" -> Response.of(Body.of(bytes));
                    case "/all" -> Response.of(202, Headers.of("X", "y"), Body.of("x"));
                    default ->
                            Response.text("typed")
                                    .contentType("text/x-other")
                                    .status(299)
                                    .reason("So");
                });
        assertEquals("text/plain; charset=utf-8", ask("GET /text").header("Content-Type"));
        assertEquals("é", ask("GET /text").text());
        assertEquals("text/html; charset=utf-8", ask("GET /html").header("Content-Type"));
        assertEquals("application/json", ask("GET /json").header("Content-Type"));
        assertEquals("{\"x\":1,\"y\":2}", ask("GET /json").text());
        assertEquals("null", ask("GET /null").text());
        assertArrayEquals(bytes, ask("GET /bytes").body());
        assertEquals("application/octet-stream", ask("GET /of").header("Content-Type"));
        assertEquals("202 x", ask("GET /all").toString());
        assertEquals(List.of("text/x-other"), ask("GET /").headers().getAll("Content-Type"));
        assertEquals(299, ask("GET /").status());
    }

    @AsyncTest
    void whatIsNoJsonIsTheServersFault(SimulatedNetwork network) throws IOException {
        serve(_ ->
                Response.json(
                        new Object() {
                            @SuppressWarnings("unused")
                            public String getName() {
                                throw new IllegalStateException("secret");
                            }
                        }));
        try (ServerLog log = new ServerLog()) {
            assertEquals("500 500: Internal Server Error", ask("GET /").toString());
            assertTrue(log.thrown().getMessage().startsWith("No JSON can be made"));
        }
    }

    @AsyncTest(allow = Leftover.REAL_WAIT)
    void files(SimulatedNetwork network, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "0123456789");
        serve(request ->
                request.path().equals("/missing")
                        ? Response.file(folder.resolve("b"))
                        : Response.file(file).header("Cache-Control", "no-cache"));
        Answer whole = ask("GET /");
        assertEquals("200 0123456789", whole.toString());
        assertEquals("no-cache", whole.header("Cache-Control"));
        assertEquals("206 234", ask("GET /", "Range: bytes=2-4").toString());
        assertEquals(304, ask("GET /", "If-None-Match: " + whole.header("ETag")).status());
        assertEquals("10", ask("HEAD /").header("Content-Length"));
        assertEquals(404, ask("GET /missing").status());
    }

    @AsyncTest
    void streamsGoOutPieceByPiece(SimulatedNetwork network, Trail trail) throws IOException {
        serve(_ ->
                Response.stream(
                        "text/plain",
                        out -> {
                            out.write("one");
                            sleep(seconds(10));
                            out.write("two");
                        }));
        try (Connection client = connect()) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readUntil("one");
            client.readUntil("0\r\n\r\n");
        }
    }

    @AsyncTest
    void aStreamThatFailsIsCutShort(SimulatedNetwork network) throws IOException {
        serve(_ ->
                Response.stream(
                        "text/plain",
                        out -> {
                            out.write("one");
                            out.flush();
                            throw new IllegalStateException("no more");
                        }));
        try (ServerLog log = new ServerLog();
                Connection client = connect()) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThrows(
                    IOException.class,
                    () -> {
                        if (!new String(client.readAll(), StandardCharsets.UTF_8)
                                .endsWith("0\r\n\r\n")) {
                            throw new IOException("cut short");
                        }
                    });
            assertEquals(
                    List.of("The response is cut short of Request[GET /]."),
                    log.messages(Level.ALL));
        }
    }

    @AsyncTest
    void b55_aClientThatGoesInTheMiddleIsNoNews(SimulatedNetwork network, Trail trail)
            throws IOException {
        serve(_ ->
                Response.stream(
                        "text/plain",
                        out -> {
                            try {
                                while (true) {
                                    out.write(new byte[64 * 1024]);
                                }
                            } catch (IOException e) {
                                trail.add("told");
                                throw e;
                            }
                        }));
        try (ServerLog log = new ServerLog()) {
            Connection client = connect();
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            client.readLine();
            client.abort();
            sleep(seconds(1));
            trail.assertTrail("told");
            assertEquals(List.of(), log.messages(Level.INFO));
        }
    }

    // ---------------------------------------------------------------- the head

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\nb", "a\0b", "\u20ac"})
    void b19_whatWouldBreakTheMessageIsRefusedWhenItIsSet(String value) {
        Response response = Response.text("x");
        assertThrows(IllegalArgumentException.class, () -> response.header("X", value));
        assertThrows(IllegalArgumentException.class, () -> response.addHeader("X", value));
        assertThrows(IllegalArgumentException.class, () -> response.contentType(value));
        assertThrows(IllegalArgumentException.class, () -> response.reason(value));
        assertThrows(IllegalArgumentException.class, () -> response.header(value, "x"));
        assertThrows(IllegalArgumentException.class, () -> response.cookie("a", value));
        assertThrows(IllegalArgumentException.class, () -> response.cookie(value, "a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99, 100, 101, 199, 600, -1})
    void onlyFinalStatuses(int status) {
        assertThrows(IllegalArgumentException.class, () -> Response.empty(status));
    }

    @AsyncTest
    void b26_noBodyWhereThereIsNone(SimulatedNetwork network) throws IOException {
        serve(request -> Response.text("body").status(Integer.parseInt(request.query("status"))));
        for (int status : List.of(204, 304)) {
            Answer answer = ask("GET /?status=" + status);
            assertEquals(status + " ", answer.toString());
            assertNull(answer.header("Transfer-Encoding"));
        }
        assertEquals("200 ", ask("HEAD /?status=200").toString());
    }

    @AsyncTest
    void framingIsNotTheHandlersBusiness(SimulatedNetwork network) throws IOException {
        serve(_ ->
                Response.text("body")
                        .header("Content-Length", "1")
                        .header("Transfer-Encoding", "chunked"));
        Answer answer = ask("GET /");
        assertEquals("200 body", answer.toString());
        assertEquals(List.of("4"), answer.headers().getAll("Content-Length"));
    }

    @AsyncTest
    void closesTheConnection(SimulatedNetwork network) throws IOException {
        serve(request ->
                request.path().equals("/a")
                        ? Response.text("x").closeConnection()
                        : Response.text("x").header("Connection", "close"));
        for (String path : List.of("/a", "/b")) {
            try (Connection client = connect()) {
                client.write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
                Answer answer = Answer.of(client.readAll());
                assertEquals("close", answer.header("Connection"));
            }
        }
    }

    @Test
    void cookiesAndValidators() {
        Response response =
                Response.text("x")
                        .cookie("a", "1")
                        .cookie(Cookie.of("b", "2").withSecure(true).withSameSite(SameSite.LAX))
                        .deleteCookie("c")
                        .etag(new ETag("v1", true))
                        .lastModified(Instant.EPOCH);
        assertEquals(
                List.of(
                        "a=1; Path=/",
                        "b=2; SameSite=Lax; Secure",
                        "c=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"),
                response.headers().getAll("Set-Cookie"));
        assertEquals("W/\"v1\"", response.headers().get("ETag"));
        assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", response.headers().get("Last-Modified"));
    }

    @AsyncTest
    void redirections(SimulatedNetwork network) throws IOException {
        serve(request ->
                switch (request.path()) {
                    case "/301" -> Response.movedPermanently("/x");
                    case "/302" -> Response.found("https://example.com/?a=b");
                    case "/303" -> throw HttpException.seeOther("/é");
                    case "/307" -> throw HttpException.temporaryRedirect("/x");
                    default -> Response.permanentRedirect("/x");
                });
        for (int status : List.of(301, 302, 303, 307, 308)) {
            assertEquals(status, ask("GET /" + status).status());
        }
        assertEquals("/%C3%A9", ask("GET /303").header("Location"));
        assertThrows(IllegalArgumentException.class, () -> Response.found("javascript:alert(1)"));
    }

    @AsyncTest
    void aResponseMayAnswerManyRequests(SimulatedNetwork network) throws IOException {
        Response response = Response.json(new Point(1, 2)).header("X", "y").compress();
        serve(_ -> response);
        Answer first = ask("GET /", "Accept-Encoding: gzip");
        assertEquals(first.headers(), ask("GET /", "Accept-Encoding: gzip").headers());
        assertEquals("{\"x\":1,\"y\":2}", ask("GET /").text());
    }

    // ---------------------------------------------------------------- compression

    private static String gunzip(byte[] bytes) throws IOException {
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(),
                StandardCharsets.UTF_8);
    }

    @AsyncTest
    void compressesAsTheClientLikesIt(SimulatedNetwork network) throws IOException {
        String text = "hello ".repeat(100);
        serve(_ -> Response.text(text).etag(new ETag("v", false)).compress());
        Answer gzip = ask("GET /", "Accept-Encoding: gzip;q=0.5, br;q=0, identity;q=0.1");
        assertEquals("gzip", gzip.header("Content-Encoding"));
        assertEquals(text, gunzip(gzip.body()));
        assertEquals(String.valueOf(gzip.body().length), gzip.header("Content-Length"));
        assertEquals("W/\"v\"", gzip.header("ETag"));
        Answer deflate = ask("GET /", "Accept-Encoding: deflate");
        assertEquals(
                text,
                new String(
                        new InflaterInputStream(new ByteArrayInputStream(deflate.body()))
                                .readAllBytes(),
                        StandardCharsets.UTF_8));
        for (String accepted : List.of("X: y", "Accept-Encoding: identity, gzip;q=0")) {
            Answer plain = ask("GET /", accepted);
            assertEquals(text, plain.text());
            assertEquals("\"v\"", plain.header("ETag"));
            assertEquals("Accept-Encoding", plain.header("Vary"));
            assertNull(plain.header("Content-Encoding"));
        }
    }

    @AsyncTest
    void compressesWhateverTheClientSaysIfItMust(SimulatedNetwork network) throws IOException {
        serve(_ ->
                Response.stream("text/plain", out -> out.write("hello"))
                        .compress(Compression.GZIP));
        Answer answer = ask("GET /");
        assertEquals("gzip", answer.header("Content-Encoding"));
        assertEquals("hello", gunzip(answer.body()));
    }

    @AsyncTest
    void b26_nothingIsCompressedThatIsNotThere(SimulatedNetwork network) throws IOException {
        serve(request ->
                switch (request.path()) {
                    case "/empty" -> Response.noContent().compress();
                    case "/encoded" ->
                            Response.text("x").header("Content-Encoding", "aes128gcm").compress();
                    default ->
                            Response.text("x").header("Cache-Control", "no-transform").compress();
                });
        assertNull(ask("GET /empty", "Accept-Encoding: gzip").header("Content-Encoding"));
        assertEquals(
                List.of("aes128gcm"),
                ask("GET /encoded", "Accept-Encoding: gzip").headers().getAll("Content-Encoding"));
        assertEquals("x", ask("GET /", "Accept-Encoding: gzip").text());
    }
}
