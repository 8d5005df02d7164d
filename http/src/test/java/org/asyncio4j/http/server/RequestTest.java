package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.server.TestSite.ask;
import static org.asyncio4j.http.server.TestSite.connect;
import static org.asyncio4j.http.server.TestSite.post;
import static org.asyncio4j.http.server.TestSite.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.form.BodyPart;
import org.asyncio4j.http.form.Form;
import org.asyncio4j.http.form.FormOptions;
import org.asyncio4j.http.form.MultipartReader;
import org.asyncio4j.http.server.TestSite.Answer;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.zip.GZIPOutputStream;

/** What a handler sees of a request. */
@Timeout(20)
class RequestTest {
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Application app = new Application();
    private TestSite site;

    record Point(int x, int y) {}

    private void serve() throws IOException {
        site = new TestSite(app);
    }

    /** Answers with what {@code view} makes of the request. */
    private void serve(View view) throws IOException {
        app.any("/{rest:path}", request -> Response.text(String.valueOf(view.of(request))));
        serve();
    }

    private interface View {
        Object of(Request request) throws Exception;
    }

    @AfterEach
    void close() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    // ---------------------------------------------------------------- the head

    @AsyncTest
    void theRequestLine(SimulatedNetwork network) throws IOException {
        serve(request ->
                String.join(
                        " ",
                        request.method(),
                        request.version(),
                        request.path(),
                        request.rawPath(),
                        request.rawQuery(),
                        request.rawPathAndQuery(),
                        request.query("q"),
                        request.url()));
        assertEquals(
                "GET HTTP/1.1 /a b/ /a%20b/ q=1&q=2 /a%20b/?q=1&q=2 1 http://test/a%20b/?q=1&q=2",
                ask("GET /a%20b/?q=1&q=2").text());
    }

    @AsyncTest
    void b11_theHostOfAnAbsoluteUrlIsNoPartOfThePath(SimulatedNetwork network) throws IOException {
        serve(request -> request.path() + " " + request.rawPathAndQuery());
        assertEquals("/a /a?b", ask("GET http://test/a?b").text());
        assertEquals("/ /", ask("GET http://test").text());
    }

    @AsyncTest
    void b11_theHostOfAnAbsoluteUrlCountsRatherThanTheHeader(SimulatedNetwork network)
            throws IOException {
        serve(request -> request.host() + " " + request.url());
        assertEquals("a http://a/x", ask("GET http://a/x", "Host: b").text());
        assertEquals("a:8 http://a:8/?q", ask("GET http://a:8?q", "Host: b").text());
        assertEquals("b http://b/http://a/", ask("GET /http://a/", "Host: b").text());
    }

    @AsyncTest
    void headersAndCookies(SimulatedNetwork network) throws IOException {
        serve(request ->
                request.header("X-One")
                        + request.headers().getAll("x-one")
                        + request.cookies()
                        + request.cookie("b")
                        + request.cookie("none"));
        assertEquals(
                "1[1, 2]{a=1, b=x=y}x=ynull",
                ask("GET /", "X-One: 1", "X-One: 2", "Cookie: a=1; b=\"x=y\"; a=2; ;=").text());
    }

    @AsyncTest
    void conditions(SimulatedNetwork network) throws IOException {
        serve(request ->
                request.ifMatch()
                        + " "
                        + request.ifNoneMatch()
                        + " "
                        + request.ifModifiedSince()
                        + " "
                        + request.ifUnmodifiedSince());
        assertEquals(
                "[\"a\", W/\"b\"] [*] 1994-11-06T08:49:37Z null",
                ask(
                                "GET /",
                                "If-Match: \"a\", W/\"b\"",
                                "If-None-Match: *",
                                "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT")
                        .text());
    }

    @AsyncTest
    void b17_withoutAHostItIsThisEndsAddress(SimulatedNetwork network) throws IOException {
        serve(request -> request.host().endsWith(":80") + " " + request.scheme());
        assertEquals("true http", send("GET / HTTP/1.0\r\n\r\n").text());
    }

    @AsyncTest
    void whatProxiesSayIsNotTrusted(SimulatedNetwork network) throws IOException {
        serve(request ->
                request.forwarded().getFirst().client()
                        + " "
                        + request.remote().equals("6.6.6.6")
                        + request.host()
                        + request.scheme());
        assertEquals(
                "6.6.6.6 falsetesthttp",
                ask(
                                "GET /",
                                "Forwarded: for=6.6.6.6;host=evil;proto=https",
                                "X-Forwarded-For: 6.6.6.6",
                                "X-Forwarded-Proto: https")
                        .text());
    }

    @AsyncTest
    void theRouteAndItsVariables(SimulatedNetwork network) throws IOException {
        app.get(
                "/{id:uuid}/{n:long}/{s}",
                request ->
                        Response.json(
                                Map.of(
                                        "route", request.route().toString(),
                                        "id", request.pathUuid("id").version(),
                                        "n", request.pathLong("n") + 1,
                                        "all", request.pathValues().size())));
        app.get("/wrong/{a}", request -> Response.text(request.pathText("b")));
        serve();
        String answer = ask("GET /7d444840-9dc0-11d1-b245-5ffdce74fad2/41/x").text();
        assertTrue(answer.contains("\"n\":42") && answer.contains("\"id\":1"), answer);
        try (ServerLog log = new ServerLog()) {
            assertEquals(500, ask("GET /wrong/a").status());
            assertTrue(log.thrown().getMessage().contains("no variable {b}"));
        }
    }

    @AsyncTest
    void interimResponses(SimulatedNetwork network) throws IOException {
        serve(request -> {
            request.inform(103, Headers.of("Link", "</a.css>"));
            return "done";
        });
        try (Connection client = connect()) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertEquals("HTTP/1.1 103 Early Hints", client.readLine());
            assertEquals("Link: </a.css>", client.readLine());
            client.readLine();
            assertEquals("200 done", Answer.of(client.readAll()).toString());
        }
    }

    // ---------------------------------------------------------------- bodies

    @AsyncTest
    void bodiesAreReadOnceAndKept(SimulatedNetwork network) throws IOException {
        serve(request -> request.text() + request.bytes().length + request.json(Integer.class));
        assertEquals("42242", post("/", JSON, "42").text());
    }

    @AsyncTest
    void noBody(SimulatedNetwork network) throws IOException {
        serve(request ->
                request.hasBody()
                        + " "
                        + request.contentLength()
                        + " "
                        + request.text().length()
                        + " "
                        + request.body().readAll().length);
        assertEquals("false 0 0 0", ask("GET /").text());
    }

    @AsyncTest
    void jsonBecomesARecord(SimulatedNetwork network) throws IOException {
        serve(request -> request.json(Point.class));
        assertEquals("200 Point[x=1, y=2]", post("/", JSON, "{\"x\":1,\"y\":2}").toString());
        assertEquals(
                "200 Point[x=1, y=2]",
                post("/", "application/vnd.api+json", "{\"x\":1,\"y\":2}").toString());
    }

    @AsyncTest
    void whatIsNoJsonIs400AndTellsNothing(SimulatedNetwork network) throws IOException {
        serve(request -> request.json(Point.class));
        try (ServerLog log = new ServerLog()) {
            String refusal = "400 The body of the request is not the JSON that was expected.";
            assertEquals(refusal, post("/", JSON, "{\"x\":").toString());
            assertEquals(refusal, post("/", JSON, "{\"x\":\"secret\",\"y\":2}").toString());
            assertEquals(refusal, post("/", JSON, "").toString());
            assertEquals(
                    "400 The body of the request must be JSON.",
                    post("/", "text/plain", "{}").toString());
            assertEquals(List.of(), log.messages(Level.INFO));
        }
    }

    @AsyncTest
    void textIsInItsCharset(SimulatedNetwork network) throws IOException {
        serve(Request::text);
        assertEquals("Ã©", post("/", "text/plain; charset=latin1", "é").text());
        assertEquals(415, post("/", "text/plain; charset=us-ascii", "é").status());
        assertEquals(415, post("/", "text/plain; charset=klingon", "e").status());
    }

    @AsyncTest
    void formsHaveFieldsAndFiles(SimulatedNetwork network) throws IOException {
        serve(request -> {
            Form form = request.form();
            return form.fields()
                    + " "
                    + (form.files().isEmpty()
                            ? "none"
                            : form.file("f").fileName()
                                    + new String(form.file("f").bytes(), StandardCharsets.UTF_8))
                    + (request.form() == form);
        });
        assertEquals("a=1&b=x+y nonetrue", post("/", FORM, "a=1&b=x%20y").text());
        String parts =
                "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--X\r\n"
                        + "Content-Disposition: form-data; name=\"f\"; filename=\"../x\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\nbytes\r\n--X--\r\n";
        assertEquals(
                "a=1 ../xbytestrue", post("/", "multipart/form-data; boundary=X", parts).text());
        assertEquals(415, post("/", "text/plain", "a=1").status());
        assertEquals(400, post("/", "multipart/form-data; boundary=X", "--X").status());
        assertEquals(400, post("/", "multipart/form-data", "--X").status());
        assertEquals(400, post("/", FORM, "a=%zz").status());
    }

    @AsyncTest
    void aFormThatWasReadAsTextFirst(SimulatedNetwork network) throws IOException {
        app.post("/first", request -> Response.text(request.text() + request.form().fields()));
        app.post("/last", request -> Response.text(request.form().fields() + request.text()));
        serve();
        assertEquals("a=1a=1", post("/first", FORM, "a=1").text());
        try (ServerLog log = new ServerLog()) {
            assertEquals(500, post("/last", FORM, "a=1").status());
            assertTrue(log.thrown().getMessage().contains("was read as a form"));
        }
    }

    @AsyncTest
    void partsAsTheyCome(SimulatedNetwork network) throws IOException {
        serve(request -> {
            MultipartReader parts = request.multipart();
            StringBuilder all = new StringBuilder();
            for (BodyPart part = parts.next(); part != null; part = parts.next()) {
                all.append(part.contentType().type()).append(part.text());
            }
            return all;
        });
        String parts = "--X\r\n\r\none\r\n--X\r\nContent-Type: text/html\r\n\r\ntwo\r\n--X--";
        assertEquals(
                ContentType.parse("text/plain").type() + "onetext/htmltwo",
                post("/", "multipart/mixed; boundary=X", parts).text());
        assertEquals(400, post("/", "text/plain", "x").status());
    }

    private static String gzip(int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[length]);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** The body is not text, so it goes out as Latin-1. */
    private static Answer sendGzip(String body) throws IOException {
        return send(
                "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Encoding: gzip\r\n"
                        + "Content-Type: "
                        + FORM
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    @AsyncTest
    void compressedBodies(SimulatedNetwork network) throws IOException {
        serve(request -> request.bytes().length + " " + request.contentLength());
        String body = gzip(1000);
        assertEquals("200 1000 " + body.length(), sendGzip(body).toString());
        assertEquals(400, sendGzip("no gzip").status());
        assertEquals(400, sendGzip(body.substring(0, body.length() - 3)).status());
    }

    @AsyncTest
    void b27_bodiesThatAreTooLargeAre413(SimulatedNetwork network) throws IOException {
        app.maxBodySize(1000);
        app.post("/form", request -> Response.text(request.form().toString()));
        app.post("/large", request -> Response.text("" + request.bytes().length)).maxBodySize(2000);
        app.post("/own", request -> Response.text("" + request.maxBodySize(3000).bytes().length));
        app.post("/stream", request -> Response.text("" + request.body().readAll().length));
        app.post("/", request -> Response.text("" + request.bytes().length));
        serve();
        String large = "x".repeat(1001);
        assertEquals(413, post("/", null, large).status());
        assertEquals("200 1000", post("/", null, large.substring(1)).toString());
        assertEquals(413, sendGzip(gzip(1001)).status());
        assertEquals(413, sendGzip(gzip(20_000_000)).status());
        assertEquals(413, post("/form", FORM, "a=" + large).status());
        assertEquals("200 1001", post("/large", null, large).toString());
        assertEquals("200 3000", post("/own", null, "x".repeat(3000)).toString());
        assertEquals("200 5000", post("/stream", null, "x".repeat(5000)).toString());
        String head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        assertEquals(413, send(chunked + "3e9\r\n" + large + "\r\n0\r\n\r\n").status());
        assertEquals(413, send(head + "Content-Length: 9999999999\r\n\r\n").status());
        assertEquals(
                413, send(head + "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n").status());
    }

    /** It was the body of another server's response, say. */
    @AsyncTest
    void aBrokenBodyThatIsNotTheRequestsIsNotTheClientsFault(SimulatedNetwork network)
            throws IOException {
        serve(request -> new MultipartReader(ContentType.of("text/plain"), emptyStream()));
        try (ServerLog log = new ServerLog()) {
            assertEquals(500, ask("GET /").status());
            assertEquals(1, log.messages(Level.SEVERE).size());
        }
    }

    private static StreamReader emptyStream() {
        MemoryPipe pipe = new MemoryPipe();
        pipe.end();
        return new StreamReader(pipe);
    }

    @AsyncTest
    void aBrokenBodyIs400(SimulatedNetwork network) throws IOException {
        serve(Request::text);
        String head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (ServerLog log = new ServerLog()) {
            Answer answer = send(head + "zz\r\n");
            assertEquals(400, answer.status());
            assertEquals("close", answer.header("Connection"));
            assertEquals(List.of(), log.messages(Level.INFO));
        }
    }

    // ---------------------------------------------------------------- a request is a scope

    @AsyncTest
    void whatItStartsEndsWithIt(SimulatedNetwork network, Trail trail) throws IOException {
        app.get(
                "/",
                request -> {
                    request.start(() -> {
                        try {
                            sleep(seconds(1000));
                        } catch (CancelledError e) {
                            trail.add(e.getMessage().startsWith("the request is over"));
                            sleep(seconds(1));
                            trail.add("cleaned up");
                            throw e;
                        }
                    });
                    int quick = request.start(() -> 42).await();
                    sleep(seconds(1));
                    return Response.text("answer " + quick);
                });
        serve();
        try (Connection client = connect()) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals("HTTP/1.1 200 OK", client.readLine());
            assertTrue(trail.steps().size() < 2, "the response does not wait for the tasks");
            client.readUntil("answer 42");
            assertEquals("HTTP/1.1 404 Not Found", client.readLine());
            trail.assertTrail(true, "cleaned up");
        }
    }

    @AsyncTest
    void filesOfAFormGoAlsoIfTheEndIsCancelled(
            SimulatedNetwork network, Trail trail, @TempDir Path folder) throws Exception {
        app.post(
                "/",
                request -> {
                    request.form(FormOptions.DEFAULT.withMemoryLimit(1).withDirectory(folder));
                    assertEquals(1, folder.toFile().list().length);
                    request.start(() -> {
                        try {
                            sleep(seconds(100));
                        } catch (CancelledError e) {
                            trail.add("ends");
                            sleep(seconds(100));
                        }
                    });
                    yieldNow();
                    return Response.noContent();
                });
        serve();
        String file = "Content-Disposition: form-data; name=a; filename=b\r\n\r\nxyz";
        String body = "--B\r\n" + file + "\r\n--B--\r\n";
        try (Connection client = connect()) {
            client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length());
            client.write("\r\nContent-Type: multipart/form-data; boundary=B\r\n\r\n" + body);
            client.readUntil("\r\n\r\n");
            trail.assertTrail("ends");
            site.close();
        }
        sleep(seconds(100));
        toThread(() -> awaitNoFilesIn(folder));
    }

    /** They are deleted by a thread that nobody waits for; it takes a millisecond. */
    private static void awaitNoFilesIn(Path folder) throws Exception {
        while (folder.toFile().list().length > 0) {
            Thread.sleep(1);
        }
    }

    @AsyncTest
    void nothingIsStartedAfterTheEnd(SimulatedNetwork network, Trail trail) throws IOException {
        Request[] kept = new Request[1];
        app.get(
                "/",
                request -> {
                    kept[0] = request;
                    request.start(() -> {});
                    return Response.text("x");
                });
        serve();
        ask("GET /");
        try {
            kept[0].start(() -> {});
            trail.add("started");
        } catch (IllegalStateException e) {
            trail.add(e.getMessage().startsWith("The response is out"));
        }
        trail.assertTrail(true);
    }

    // ---------------------------------------------------------------- clients that go away

    @AsyncTest
    void aHandlerRunsOnWhenItsClientIsGone(SimulatedNetwork network, Trail trail)
            throws IOException {
        Event done = new Event();
        app.get(
                "/",
                request -> {
                    trail.add("begin");
                    sleep(seconds(10));
                    trail.add(request.isDisconnected());
                    done.set();
                    return Response.text("x".repeat(100_000));
                });
        serve();
        try (ServerLog log = new ServerLog()) {
            Connection client = connect();
            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            sleep(seconds(1));
            client.abort();
            done.await();
            sleep(seconds(1));
            assertEquals("begin", trail.steps().getFirst());
            assertEquals(2, trail.steps().size());
            assertEquals(List.of(), log.messages(Level.INFO));
        }
    }

    @AsyncTest
    void aHandlerIsCancelledIfThatIsWanted(SimulatedNetwork network, Trail trail)
            throws IOException {
        app.cancelOnDisconnect(true);
        Event done = new Event();
        Handler handler =
                request -> {
                    try {
                        sleep(seconds(1000));
                        trail.add("ran on");
                    } catch (CancelledError e) {
                        trail.add(e.getMessage().startsWith("the client is gone"));
                        throw e;
                    } finally {
                        done.set();
                    }
                    return Response.text("x");
                };
        app.get("/cancelled", handler);
        app.get("/not", handler).cancelOnDisconnect(false);
        serve();
        for (String path : List.of("/cancelled", "/not")) {
            done.clear();
            Connection client = connect();
            client.write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            sleep(seconds(1));
            client.abort();
            done.await();
        }
        trail.assertTrail(true, "ran on");
    }

    @AsyncTest
    void aCancelledHandlerDoesNotHarmTheNextRequest(SimulatedNetwork network) throws IOException {
        app.cancelOnDisconnect(true).get("/", _ -> Response.text("x"));
        serve();
        try (Connection client = connect()) {
            for (int i = 0; i < 3; i++) {
                client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                client.readUntil("\r\n\r\nx");
            }
        }
    }

    @AsyncTest
    void waitsForTheClientToGo(SimulatedNetwork network, Trail trail) throws IOException {
        Event done = new Event();
        app.get(
                "/",
                request -> {
                    var other =
                            request.start(() -> {
                                request.waitDisconnected();
                                trail.add("gone");
                            });
                    request.waitDisconnected();
                    other.await();
                    done.set();
                    return Response.noContent();
                });
        serve();
        Connection client = connect();
        client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        sleep(seconds(1));
        client.close();
        done.await();
        trail.assertTrail("gone");
    }
}
