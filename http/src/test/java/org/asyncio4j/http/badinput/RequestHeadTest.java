package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Bad input before the body: rows B01 to B19. */
@Timeout(10)
class RequestHeadTest {
    /** How many bytes of what was sent an answer may show. */
    private static final int MOST_SHOWN = 100;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicReference<Request> last = new AtomicReference<>();
    private final AtomicReference<String> host = new AtomicReference<>();
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
        app.any("/{rest:path}", this::tell);
    }

    private Response tell(Request request) throws Exception {
        seen.add(request.method() + " " + request.rawPath());
        last.set(request);
        host.set(request.host());
        String body = request.text();
        return Response.text(request.method() + " " + request.path() + " " + body);
    }

    /** Sends it in all kinds of segments: each time it is refused, and the connection closed. */
    private void assertRefused(String head, int... statuses) throws Exception {
        for (Segments segments : Segments.values()) {
            String next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
            try (RawClient client = site.connect()) {
                client.send(head + next, segments);
                RawResponse response = client.response();
                String message = segments + " of " + head + ": " + response;
                assertTrue(response != null, message);
                int[] expected = statuses.length == 0 ? new int[] {400} : statuses;
                boolean matches =
                        java.util.Arrays.stream(expected).anyMatch(s -> s == response.status());
                assertTrue(matches, message);
                assertTrue(response.closes(), message);
                assertFalse(response.text().contains("/next"), message);
                client.assertClosed();
            }
            assertEquals(List.of(), seen, "came to the handler");
        }
        assertServes();
    }

    private void assertServes() throws Exception {
        try (RawClient client = site.connect()) {
            client.assertServes();
        }
    }

    /** Sends it in all kinds of segments: each time it is answered so, and so is the next. */
    private void assertAnswered(String head, String expected) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(head, segments);
                assertEquals(expected, client.response(200).text(), head);
                client.assertServes();
            }
        }
    }

    private static String get(String fields) {
        return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
    }

    private static String post(String fields) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
    }

    // ---------------------------------------------------------------- header fields

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Foo : bar",
                "Foo\t: bar",
                " : x",
                ": x",
                "Foo",
                "Fo\u00ffo: x",
                "\u00ffFoo: x",
                "Fo o: x",
                "Fo(o): x",
                "Foo@: x",
                "Foo[]: x",
                "Foo{}: x",
                "Fo/o: x",
                "Fo\"o: x",
                "Fo\\o: x",
                "Fo;o: x",
                "Fo<o: x",
                "Fo=o: x",
                "Fo?o: x",
                "Fo,o: x",
                "Fo\u0000o: x",
                "Fo\u0001o: x",
                "Fo\u001fo: x",
                "Fo\u007fo: x",
                "Fo\u0080o: x",
                "Fo\u000bo: x",
                "Transfer-Encoding : chunked",
                "Content-Length : 5"
            })
    void b01_fieldNames(String field) throws Exception {
        assertRefused(get(field));
        assertRefused(get("X: y\r\n" + field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: \rTransfer-Encoding: chunked",
                "X: a\rb",
                "X: a\r",
                "X: \r",
                "X: a\u0000b",
                "X: \u0000",
                "X: a\u0001b",
                "X: a\u0008b",
                "X: a\u000bb",
                "X: a\u000cb",
                "X: a\u001bb",
                "X: a\u001fb",
                "X: a\u007fb",
                "X: a\u007f",
                "Host: a\u0000"
            })
    void b02_controlsInValues(String field) throws Exception {
        assertRefused(get(field));
    }

    @Test
    void b02_aTabIsAllowed() throws Exception {
        assertAnswered(get("X: a\tb"), "GET / ");
        assertEquals("a\tb", last.get().headers().get("X"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n",
                "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n",
                "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void b03_bareLineFeeds(String head) throws Exception {
        assertRefused(head);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a\r\n b",
                "X: a\r\n\tb",
                "X: a\r\n ",
                "X:\r\n b",
                "X: a\r\n Content-Length: 5",
            })
    void b04_continuationLines(String fields) throws Exception {
        assertRefused(get(fields));
        assertRefused(get(fields + "\r\nY: z"));
    }

    @Test
    void b04_aContinuationOfNothing() throws Exception {
        assertRefused("GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        assertRefused("GET / HTTP/1.1\r\n\tX: y\r\nHost: a\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: -0",
                "Content-Length: 1_0",
                "Content-Length: 0x5",
                "Content-Length: 5.0",
                "Content-Length: 5e0",
                "Content-Length: \u00b2",
                "Content-Length: \u00d9\u00a5",
                "Content-Length: \u00f0\u009d\u009f\u0099",
                "Content-Length: 5,5",
                "Content-Length: 5, 5",
                "Content-Length: 5, 6",
                "Content-Length: 5 5",
                "Content-Length: 5;",
                "Content-Length: ",
                "Content-Length: five",
                "Content-Length: 9223372036854775808",
                "Content-Length: 18446744073709551621",
                "Content-Length: 99999999999999999999999999999",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5\r\ncontent-length: 5"
            })
    void b05_contentLength(String field) throws Exception {
        assertRefused(post(field) + "hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nContent-Length: 0",
                "content-length: 5\r\ntransfer-encoding: CHUNKED",
                "Content-Length: 5\r\nTransfer-Encoding: identity",
                "Content-Length: 5\r\nTransfer-Encoding: gzip",
                "Content-Length: 5\r\nTransfer-Encoding: "
            })
    void b06_bothFramings(String fields) throws Exception {
        assertRefused(post(fields) + "0\r\n\r\n", 400, 501);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked123",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: , ,",
                "Transfer-Encoding: ",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chun\u00e7ked",
                "Transfer-Encoding: \u00e7hunked",
                "Transfer-Encoding: chunked\u00a0",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip"
            })
    void b07_transferEncoding(String field) throws Exception {
        assertRefused(post(field) + "0\r\n\r\n", 400, 501);
    }

    @Test
    void b07_transferEncodingInHttp10() throws Exception {
        assertRefused("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    @Test
    void b07_chunkedInCapitalsIsChunked() throws Exception {
        assertAnswered(post("Transfer-Encoding: CHUNKED") + "1\r\nx\r\n0\r\n\r\n", "POST / x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: a\r\nHost: a\r\n",
                "Host: a\r\nHost: b\r\n",
                "Host: a\r\nhOST: a\r\n",
                "Host: a/b\r\n",
                "Host: u@a\r\n",
                "Host: a?b\r\n",
                "Host: a#b\r\n",
                "Host: a b\r\n",
                "Host: a,b\r\n",
                "Host: a\tb\r\n",
                "Host: a\\b\r\n",
                "Host: a:b\r\n",
                "Host: a:80:80\r\n",
                "Host: a:-1\r\n",
                "Host: [::1\r\n",
                "Host: [::1]x\r\n",
                "Host: [::1]x:80\r\n",
                "Host: ::1\r\n",
                "Host: x[::1]\r\n",
                "Host: a[b\r\n",
                "Host: a]b\r\n",
                "Host: [\r\n",
                "Host: []\r\n",
                "Host: :80\r\n",
                "Host: a:65536\r\n",
                "Host: \u00e4\r\n",
                "Host: a<b>\r\n",
                "Host: a\u0001\r\n"
            })
    void b08_host(String fields) throws Exception {
        assertRefused("GET / HTTP/1.1\r\n" + fields + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b:80", "127.0.0.1:8080", "[::1]:80", "[::1]", "a_b", "a."})
    void b08_goodHosts(String host) throws Exception {
        assertAnswered("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", "GET / ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type",
                "ETag",
                "User-Agent",
                "Server",
                "Content-Range",
                "Max-Forwards",
                "Content-Location",
                "Referer",
                "Authorization",
                "Content-Length"
            })
    void b08_fieldsThatComeOnce(String name) throws Exception {
        assertRefused(get(name + ": 1\r\n" + name + ": 1"));
        assertRefused(get(name + ": 1\r\n" + name.toLowerCase(java.util.Locale.ROOT) + ": 2"));
    }

    // ---------------------------------------------------------------- the request line

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET",
                "GET / ",
                "GET / HTTP/0.9",
                "GET / HTTP/2.0",
                "GET / HTTP/2",
                "GET / HTTP/3.0",
                "GET / HTTP/1",
                "GET / HTTP/1.",
                "GET / HTTP/.1",
                "GET / HTTP/1.2",
                "GET / HTTP/1.\u00b2",
                "GET / HTTP/11.1",
                "GET / HTTP/1.11",
                "GET / HTTP/01.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.1\t",
                "GET / HTTP/1.1 x",
                "GET / HTTP /1.1",
                "GET / http/1.1",
                "GET / Http/1.1",
                "GET / HTTPS/1.1",
                "GET / HTTP1.1",
                "GET / ICY/1.1",
                "GET / XHTTP/1.1",
                "GET /  HTTP/1.1",
                "GET  / HTTP/1.1",
                "GET\t/ HTTP/1.1",
                "GET /\tHTTP/1.1",
                "GET\u000b/ HTTP/1.1",
                " GET / HTTP/1.1"
            })
    void b09_versions(String line) throws Exception {
        assertRefused(line + "\r\nHost: a\r\n\r\n", 400, 505);
    }

    @Test
    void b09_theHttp2Preface() throws Exception {
        assertRefused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET1\u0000",
                "G=",
                "G ET",
                "G(ET",
                "G\u00ffT",
                "\u00e4",
                "\u0000",
                "G:T",
                "G\u007fT",
                "[GET]",
                "\"GET\"",
                "G/T",
                ""
            })
    void b10_methods(String method) throws Exception {
        assertRefused(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    /** Methods are case-sensitive; a small one is none of ours and so it has no route. */
    @ParameterizedTest
    @ValueSource(strings = {"get", "Get", "pOST"})
    void b10_smallLetters(String method) throws Exception {
        assertRefused(method + " / HTTP/1.1\r\nHost: a\r\n\r\n", 400, 501);
    }

    @Test
    void b10_anEndlessMethod() throws Exception {
        assertRefused("G".repeat(8191) + " / HTTP/1.1\r\nHost: a\r\n\r\n", 400, 414, 431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET www.x:443",
                "GET www.x",
                "GET x",
                "POST www.x:443",
                "GET *",
                "GET http:",
                "GET http://",
                "GET http:///x",
                "GET ftp://a/x",
                "GET http://u@a/x",
                "CONNECT /x",
                "CONNECT a",
                "CONNECT http://a:80/",
                "GET http://a:x/",
                "GET http://[::1/",
                "GET http://:80/",
                "GET ://a/",
                "CONNECT a:0x50",
                "CONNECT a:99999"
            })
    void b11_formsOfTarget(String start) throws Exception {
        assertRefused(start + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @Test
    void b11_twoSlashesArePathNotHost() throws Exception {
        assertAnswered("GET //host/path HTTP/1.1\r\nHost: a\r\n\r\n", "GET //host/path ");
        assertEquals("a", host.get());
    }

    @Test
    void b11_anAbsoluteUrlIsItsPath() throws Exception {
        assertAnswered("GET http://a/x/y?q=1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x/y ");
        assertAnswered("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "GET / ");
        assertAnswered("GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n", "GET / ");
    }

    /** Two hosts in one request: the one in the target counts, for every reader. */
    @Test
    void b11_anAbsoluteUrlHasTheHost() throws Exception {
        for (String target : new String[] {"http://b:8080/x", "http://b:8080", "HTTP://b:8080?q"}) {
            String path = target.endsWith("/x") ? "/x" : "/";
            assertAnswered("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", "GET " + path + " ");
            assertEquals("b:8080", host.get());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a b",
                "/a\u00e4",
                "/\u00c3\u00a4",
                "/a\u0000",
                "/a\u0001b",
                "/a\u007fb",
                "/a\u0080",
                "/?#frag",
                "/#frag",
                "/a#",
                "/a\tb",
                "/a\rb"
            })
    void b12_charactersOfTargets(String target) throws Exception {
        assertRefused("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%2", "/%zz", "/%00", "/a%0d%0aX:y", "/%c3", "/%ff"})
    void b12_strangeEscapes(String target) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", segments);
                int status = client.response().status();
                assertTrue(status == 200 || status == 400 || status == 404, target + " " + status);
            }
        }
    }

    // ---------------------------------------------------------------- too much

    @Test
    void b13_longLines() throws Exception {
        assertRefused("GET /" + "a".repeat(8190) + " HTTP/1.1\r\nHost: a\r\n\r\n", 400, 414);
        assertRefused("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 400, 414);
        int fits = 8190 - "GET / HTTP/1.1".length();
        String path = "/" + "a".repeat(fits);
        assertAnswered("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", "GET " + path + " ");
    }

    /** A line without an end is refused as soon as it is too long. */
    @Test
    void b13_aLineWithoutEnd() throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send("GET /" + "a".repeat(20_000), segments);
                int status = client.response().status();
                assertTrue(status == 400 || status == 414, "" + status);
                client.assertClosed();
            }
        }
    }

    @Test
    void b13_aLineWithoutEndInDrips() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("GET /");
            int sent = 0;
            for (; sent < 1000 && !client.isBroken(); sent++) {
                client.send("a".repeat(100));
            }
            int status = client.response().status();
            assertTrue(status == 400 || status == 414, "" + status);
        }
    }

    @Test
    void b14_longFields() throws Exception {
        assertRefused(get("X: " + "a".repeat(8190)), 400, 431);
        assertRefused(get("X".repeat(8191) + ": a"), 400, 431);
        assertRefused(get("X: " + "a".repeat(200_000)), 400, 431);
        assertAnswered(get("X: " + "a".repeat(8190 - 3)), "GET / ");
    }

    @Test
    void b14_aFieldWithoutEnd() throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000), segments);
                int status = client.response().status();
                assertTrue(status == 400 || status == 431, "" + status);
                client.assertClosed();
            }
        }
    }

    @Test
    void b14_manyFields() throws Exception {
        assertRefused(get(String.join("\r\n", Collections.nCopies(128, "X: y"))), 400, 431);
        assertRefused(get(String.join("\r\n", Collections.nCopies(10_000, "X: y"))), 400, 431);
        assertAnswered(get(String.join("\r\n", Collections.nCopies(127, "X: y"))), "GET / ");
    }

    /** Fields and trailers count together. */
    @Test
    void b14_manyFieldsAndTrailers() throws Exception {
        String fields = String.join("\r\n", Collections.nCopies(100, "X: y"));
        String trailers = "X: y\r\n".repeat(40);
        String request = post("Transfer-Encoding: chunked\r\n" + fields) + "0\r\n" + trailers;
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(request + "\r\n", segments);
                int status = client.response().status();
                assertTrue(status == 400 || status == 431, "" + status);
                client.assertClosed();
            }
        }
    }

    // ---------------------------------------------------------------- others

    @Test
    void b15_tlsOnAPlainPort() throws Exception {
        String hello = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(hello + "\u00aa".repeat(500), segments);
                RawResponse response = client.response(400);
                assertTrue(response.text().contains("TLS"), response.text());
                client.assertClosed();
            }
        }
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"200-ok", "100-continue, x", "x", "100-continued"})
    void b16_expectations(String expectation) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(post("Expect: " + expectation + "\r\nContent-Length: 5"), segments);
                client.response(417);
            }
        }
        assertEquals(List.of(), seen);
        assertServes();
    }

    @Test
    void b17_http10WithoutHost() throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send("GET /x HTTP/1.0\r\n\r\n", segments);
                assertEquals("GET /x ", client.response(200).text());
                client.assertClosed();
            }
        }
        assertEquals("127.0.0.1:" + site.port(), host.get());
    }

    @Test
    void b18_bytesThatAreNotUtf8() throws Exception {
        assertAnswered(get("X: \u00ff\u00fe\u0080\u00c3"), "GET / ");
        assertEquals("\u00ff\u00fe\u0080\u00c3", last.get().headers().get("x"));
    }

    /** What cannot be a field is refused where it is set; the handler may still answer. */
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\nb", "a\rb", "a\u0000b", "\u0100", "\u20ac"})
    void b19_ourOwnFields(String value) throws Exception {
        assertThrows(IllegalArgumentException.class, () -> Headers.of("X", value));
        assertThrows(IllegalArgumentException.class, () -> Response.text("x").header("X", value));
        try (Site other =
                Site.start(app -> {
                    app.get("/", request -> reflect(value));
                    app.get("/hello", request -> Response.text("Hello"));
                })) {
            try (RawClient client = other.connect()) {
                client.send(get("X: y"));
                assertEquals("refused", client.response(200).text());
                client.assertServes();
            }
        }
    }

    private static Response reflect(String value) {
        try {
            return Response.text("x").header("X", value);
        } catch (IllegalArgumentException e) {
            return Response.text("refused");
        }
    }

    @Test
    void b19_whatIsShownOfARequestIsShort() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "<i>é".repeat(500) + "\r\n\r\n");
            RawResponse response = client.response(400);
            assertTrue(response.body().length < 4 * MOST_SHOWN, response.text());
            assertFalse(response.text().contains("<i>"), response.text());
        }
    }
}
