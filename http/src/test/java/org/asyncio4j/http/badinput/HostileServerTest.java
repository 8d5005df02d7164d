package org.asyncio4j.http.badinput;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.http.badinput.Visitor.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.client.ClientError;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.DigestAuth;
import org.asyncio4j.http.client.DisconnectedError;
import org.asyncio4j.http.client.InvalidUrlError;
import org.asyncio4j.http.client.MemoryCookieJar;
import org.asyncio4j.http.client.NameResolutionError;
import org.asyncio4j.http.client.PayloadError;
import org.asyncio4j.http.client.Proxy;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.http.client.TooManyRedirectsError;
import org.asyncio4j.http.client.WebSocketHandshakeError;
import org.asyncio4j.net.Resolver;
import org.asyncio4j.test.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Our client against servers that mean no good: rows B66 to B78. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileServerTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

    @TempDir Path folder;

    private static String redirect(int status, String location) {
        return "HTTP/1.1 "
                + status
                + " Moved\r\nLocation: "
                + location
                + "\r\nContent-Length: 0\r\n\r\n";
    }

    /** Answers every request alike, many on a connection. */
    private static RawServer serving(String response) throws IOException {
        return new RawServer(peer -> {
            while (peer.request() != null) {
                peer.send(response);
            }
        });
    }

    private static void assertFails(
            Class<? extends Throwable> type, ClientSession session, String url) {
        IOException e = assertThrows(IOException.class, () -> session.get(url).bytes());
        assertInstanceOf(type, e);
        assertTrue(e.getMessage().length() < 1000, e.getMessage());
    }

    // ---------------------------------------------------------------- redirects

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void b66_secretsStayWithTheirOrigin(int status) throws Exception {
        try (RawServer other = serving(OK);
                RawServer first = serving(redirect(status, other.url("/stolen")))) {
            visit(
                    SessionOptions.DEFAULT.withHeader("X-Session", "kept"),
                    session -> {
                        String text =
                                session.get(first.url("/"))
                                        .header("Authorization", "Bearer secret")
                                        .header("Cookie", "a=secret")
                                        .header("Proxy-Authorization", "Basic secret")
                                        .cookie("b", "secret")
                                        .header("X-Own", "kept")
                                        .text();
                        assertEquals("OK", text);
                    });
            assertTrue(first.requests().getFirst().contains("secret"));
            String stolen = other.requests().getFirst();
            assertFalse(stolen.contains("secret"), stolen);
            assertTrue(stolen.contains("X-Own: kept") && stolen.contains("X-Session"), stolen);
        }
    }

    /** Also on the way back, and where the user stands in the URL. */
    @Test
    void b66_thereAndBack() throws Exception {
        try (RawServer back = serving(OK)) {
            try (RawServer other = serving(redirect(302, back.url("/end")));
                    RawServer first = serving(redirect(302, other.url("/stolen")))) {
                visit(session ->
                        session.get(first.url("/").replace("//", "//user:secret@")).text());
                assertTrue(first.requests().getFirst().contains("Authorization: Basic"));
                assertFalse(other.requests().getFirst().contains("Authorization"));
                assertFalse(back.requests().getFirst().contains("Authorization"));
            }
        }
    }

    @Test
    void b66_theSameOrigin() throws Exception {
        try (RawServer server =
                new RawServer(peer -> {
                    peer.request();
                    peer.send(redirect(302, "/again"));
                    peer.request();
                    peer.send(OK);
                })) {
            visit(session ->
                    session.get(server.url("/")).header("Authorization", "Bearer secret").text());
            assertTrue(server.requests().get(1).contains("secret"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "javascript:alert(1)",
                "ftp://127.0.0.1/",
                "data:text/plain,x",
                "gopher://127.0.0.1/"
            })
    void b67_redirectsOutOfHttp(String location) throws Exception {
        try (RawServer server = serving(redirect(302, location))) {
            visit(session -> assertFails(InvalidUrlError.class, session, server.url("/")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http:///x",
                "http://:80/",
                "http://a:99999/",
                "http://a b/",
                "http://[::1/",
                "//",
                "http://a\u00e4\u0001/",
                "http://127.0.0.1:x/"
            })
    void b67_redirectsToNowhere(String location) throws Exception {
        try (RawServer server = serving(redirect(302, location))) {
            visit(session -> assertFails(ClientError.class, session, server.url("/")));
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void b67_redirectsInACircle() throws Exception {
        try (RawServer server = serving(redirect(302, "/"))) {
            visit(session -> assertFails(TooManyRedirectsError.class, session, server.url("/")));
            assertEquals(11, server.requests().size());
        }
    }

    @Test
    void b67_aBodyThatIsUsedUp() throws Exception {
        try (RawServer server = serving(redirect(307, "/again"))) {
            visit(session -> {
                Body once = Body.from(new ByteArrayInputStream(new byte[] {1, 2}), "text/plain");
                assertThrows(
                        ClientError.class,
                        () -> session.post(server.url("/")).body(once).send().close());
            });
            assertTrue(server.requests().stream().noneMatch(each -> each.contains("/again")));
        }
    }

    // ---------------------------------------------------------------- digest

    private static String challenge(String value) {
        return "HTTP/1.1 401 No\r\nWWW-Authenticate: " + value + "\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void b68_aChallengeFromAnotherOrigin() throws Exception {
        try (RawServer other = serving(challenge("Digest realm=\"x\", nonce=\"n\", qop=\"auth\""));
                RawServer first = serving(redirect(302, other.url("/")))) {
            SessionOptions options =
                    SessionOptions.DEFAULT.withMiddlewares(new DigestAuth("user", "secret"));
            visit(options, session -> session.get(first.url("/")).send().close());
            assertTrue(
                    other.requests().stream().noneMatch(each -> each.contains("Authorization")),
                    () -> "" + other.requests());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest",
                "Digest ",
                "Digest realm",
                "Digest realm=\"",
                "Digest realm=\"x\"",
                "Digest realm=\"x\\",
                "Digest nonce=\"\", realm=\"\"",
                "Digest realm=\"x\", nonce=\"n\", algorithm=ROT13",
                "Digest realm=\"x\", nonce=\"n\", qop=\"weird\"",
                "Digest realm=\"x\", nonce=\"n\", domain=\"\"",
                "Digest realm=\"x\", nonce=\"n\", domain=\"::: %%\"",
                "Digest ,,,,=,,\"",
                "Basic realm=\"x\"",
                "Negotiate, Basic, Digest"
            })
    void b68_challengesThatAreNone(String challenge) throws Exception {
        try (RawServer server = serving(challenge(challenge))) {
            SessionOptions options =
                    SessionOptions.DEFAULT.withMiddlewares(new DigestAuth("user", "secret"));
            visit(
                    options,
                    session -> {
                        try (ClientResponse response = session.get(server.url("/")).send()) {
                            assertEquals(401, response.status());
                        }
                    });
            assertTrue(server.requests().size() <= 2, () -> "" + server.requests());
            assertTrue(server.requests().stream().noneMatch(each -> each.contains("secret")));
        }
    }

    /** What has quotes and backslashes is written so that it reads the same. */
    @Test
    void b68_quotes() throws Exception {
        String challenge = "Basic realm=\"b\", Digest realm=\"a\\\"b\\\\c\", nonce=\"n\\\"1\"";
        try (RawServer server = serving(challenge(challenge))) {
            SessionOptions options =
                    SessionOptions.DEFAULT.withMiddlewares(new DigestAuth("us\"er\\", "secret"));
            visit(options, session -> session.get(server.url("/?a=\"")).send().close());
            String answer = server.requests().get(1);
            assertTrue(answer.contains("realm=\"a\\\"b\\\\c\""), answer);
            assertTrue(answer.contains("username=\"us\\\"er\\\\\""), answer);
            assertTrue(answer.contains("nonce=\"n\\\"1\""), answer);
        }
    }

    // ---------------------------------------------------------------- cookies

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=b; Domain=example.org",
                "a=b; Domain=.com",
                "a=b; Domain=127.0.0.2",
                "a=b\u0001c",
                "a\u0000=b",
                "=b",
                "",
                ";;;",
                "a b=c",
                "__Secure-a=b",
                "__Host-a=b; Path=/x",
                "a=b; Max-Age=0",
                "a=b; Max-Age=-99999999999999999999",
                "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "a=b; Secure"
            })
    void b69_cookiesThatAreNotKept(String cookie) throws Exception {
        String response =
                "HTTP/1.1 200 OK\r\nSet-Cookie: " + cookie + "\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = serving(response)) {
            visit(session -> {
                for (int i = 0; i < 2; i++) {
                    try {
                        session.get(server.url("/")).bytes();
                    } catch (ClientError e) {
                        return; // A control character is no header at all.
                    }
                }
            });
            assertFalse(server.requests().getLast().contains("Cookie:"), cookie);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=b; Max-Age=99999999999999999999999",
                "a=b; Max-Age=\u00b2",
                "a=b; Expires=Thu, \u00b2\u00b2 Jan 2099 00:00:00 GMT",
                "a=b; Expires=whenever",
                "a=b; Unknown=x; SameSite=Weird",
                "a=b; Path=no-slash"
            })
    void b69_cookiesWithStrangeAttributes(String cookie) throws Exception {
        String response =
                "HTTP/1.1 200 OK\r\nSet-Cookie: " + cookie + "\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = serving(response)) {
            SessionOptions options =
                    SessionOptions.DEFAULT.withCookieJar(
                            new MemoryCookieJar(
                                    org.asyncio4j.http.client.CookieJarOptions.DEFAULT.withUnsafe(
                                            true)));
            visit(
                    options,
                    session -> {
                        session.get(server.url("/")).bytes();
                        session.get(server.url("/")).bytes();
                    });
            assertTrue(server.requests().getLast().contains("Cookie: a=b"), cookie);
        }
    }

    @Test
    void b69_manyCookies() {
        MemoryCookieJar jar = new MemoryCookieJar();
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            Cookie cookie = Cookie.of("name" + random.nextInt(1_000_000), "x".repeat(100));
            jar.store(URI.create("http://host" + i % 100 + ".example.org/"), List.of(cookie));
        }
        assertTrue(jar.size() <= 3000, jar.size() + " cookies");
    }

    @Test
    void b70_theFileOfCookies() throws Exception {
        Path file = folder.resolve("cookies.json");
        MemoryCookieJar jar = new MemoryCookieJar();
        URI url = URI.create("http://www.example.org/");
        jar.store(url, List.of(Cookie.of("a", "b").withMaxAge(seconds(1000)).withSecure(false)));
        visit(session -> jar.save(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        MemoryCookieJar again = new MemoryCookieJar();
        visit(session -> again.load(file));
        assertEquals(1, again.cookiesFor(url).size());
        assertEquals(
                List.of(),
                again.cookiesFor(URI.create("http://sub.www.example.org/")),
                "it was of that host only");
        for (String junk : List.of("", "{", "\u0080\u0004\u0095cos\nsystem", "[1,2]", "null")) {
            Files.writeString(file, junk, StandardCharsets.ISO_8859_1);
            visit(session ->
                    assertThrows(IOException.class, () -> new MemoryCookieJar().load(file)));
        }
    }

    // ---------------------------------------------------------------- responses

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 1000 High\r\n\r\n",
                "HTTP/1.1 \u00b200 OK\r\n\r\n",
                "HTTP/1.1 -200 OK\r\n\r\n",
                "HTTP/1.1 2 OK\r\n\r\n",
                "HTTP/1.1 20x OK\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 \r\n\r\n",
                "HTTP/1.1 200OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/0.9 200 OK\r\n\r\n",
                "HTTP/1.\u00b2 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "<html>hello</html>",
                "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "\u0015\u0003\u0001\u0000\u0002\u0002\u0046",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX y\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: y\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
                "HTTP/1.1 200 O\u0000K\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: weird\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n"
                        + "Transfer-Encoding: chunked\r\n"
                        + "Content-Length: 5\r\n\r\n"
                        + "0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConten",
                ""
            })
    void b71_whatIsNoResponse(String response) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawServer server = RawServer.answering(response, segments)) {
                visit(session -> assertFails(ClientError.class, session, server.url("/")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nOK",
                "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nOK",
                "HTTP/1.0 200 OK\r\n\r\nOK",
                "HTTP/1.1 200 OK\r\n\r\nOK",
                "HTTP/1.1 200 \u00e4\u00f6\r\nX: \u00ff\r\nContent-Length: 2\r\n\r\nOK",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nOK",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK,
                "HTTP/1.1 200 OK\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "2;x=y\r\n"
                        + "OK\r\n"
                        + "0\r\n"
                        + "X: y\r\n\r\n"
            })
    void b71_whatIsJustOne(String response) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawServer server = RawServer.answering(response, segments)) {
                visit(session -> assertEquals("OK", session.get(server.url("/")).text()));
            }
        }
    }

    /** What comes without an end is left in time, whatever it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 |x",
                "HTTP/1.1 200 OK\r\n|X: y\r\n",
                "HTTP/1.1 200 OK\r\nX: |y",
                "|HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n|0",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;|x",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n|X: y\r\n"
            })
    void b71_endlessHeads(String response) throws Exception {
        String[] parts = response.split("\\|");
        byte[] endless = parts[1].repeat(2000).getBytes(StandardCharsets.ISO_8859_1);
        AtomicInteger sent = new AtomicInteger();
        try (RawServer server =
                new RawServer(peer -> {
                    peer.request();
                    peer.send(parts[0]);
                    while (true) {
                        peer.send(endless);
                        sent.addAndGet(endless.length);
                    }
                })) {
            visit(session -> assertFails(ClientError.class, session, server.url("/")));
            assertTrue(sent.get() < 30_000_000, sent + " bytes were taken");
        }
    }

    /** Bytes behind a response are not the answer to the next request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOKstolen",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen",
                "HTTP/1.1 204 No\r\n\r\nstolen",
                "HTTP/1.1 204 No\r\nContent-Length: 6\r\n\r\nstolen",
                "HTTP/1.1 304 No\r\n\r\nstolen"
            })
    void b26_bytesBehindAResponse(String response) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server =
                new RawServer(peer -> {
                    boolean first = connections.getAndIncrement() == 0;
                    while (peer.request() != null) {
                        peer.send(first ? response : OK);
                    }
                })) {
            visit(session -> {
                try {
                    assertFalse(session.get(server.url("/1")).text().contains("stolen"));
                } catch (ClientError e) {
                    // It may refuse as well.
                }
                assertEquals("OK", session.get(server.url("/2")).text());
            });
        }
    }

    @Test
    void b26_aBodyForHead() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        String bad = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen";
        try (RawServer server =
                new RawServer(peer -> {
                    boolean first = connections.getAndIncrement() == 0;
                    while (peer.request() != null) {
                        peer.send(first ? bad : OK);
                    }
                })) {
            visit(session -> {
                assertEquals("", session.head(server.url("/1")).text());
                assertEquals("OK", session.get(server.url("/2")).text());
            });
        }
    }

    @Test
    void b25_anEarlyEndIsToldWithNumbers() throws Exception {
        String response = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";
        try (RawServer server = RawServer.answering(response, Segments.WHOLE)) {
            visit(session -> {
                PayloadError e =
                        assertThrows(
                                PayloadError.class, () -> session.get(server.url("/")).bytes());
                String told = e.getMessage() + e.getCause();
                assertTrue(told.contains("5") && told.contains("10"), told);
            });
        }
    }

    // ---------------------------------------------------------------- our own input

    @Test
    void b72_whatTheApplicationPasses() throws Exception {
        try (RawServer server = serving(OK)) {
            String url = server.url("/");
            visit(session -> {
                for (String bad : List.of("a\r\nX: y", "a\nb", "a\rb", "a\0b")) {
                    refuses(() -> session.request(bad, url).send().close());
                    refuses(() -> session.get(url).header("X", bad).send().close());
                    refuses(() -> session.get(url).header(bad, "x").send().close());
                    refuses(() -> session.get(url).cookie("a", bad).send().close());
                    refuses(() -> session.get(url).cookie(bad, "a").send().close());
                    refuses(() -> session.get("http://" + bad + "/").send().close());
                }
                for (String method : List.of("", "G ET", "GET /x HTTP/1.1", "\u00e4")) {
                    refuses(() -> session.request(method, url).send().close());
                }
            });
            assertEquals(List.of(), server.requests());
            visit(session ->
                    session.get(url + "a\r\nX: y?b=\r\n\r\nc d").param("p", "\r\n").text());
        } catch (InvalidUrlError e) {
            return; // As good: nothing was sent.
        }
    }

    private interface Sending {
        void send() throws Exception;
    }

    private static void refuses(Sending sending) {
        Exception e = assertThrows(Exception.class, sending::send);
        assertTrue(e instanceof IllegalArgumentException || e instanceof InvalidUrlError, "" + e);
    }

    @Test
    void b72_aPathIsEncoded() throws Exception {
        try (RawServer server = serving(OK)) {
            visit(session -> {
                try {
                    session.get(server.url("/a b\u00e4")).param("p q", "\r\n&=").text();
                } catch (InvalidUrlError e) {
                    return; // Stricter.
                }
                String line = server.requests().getFirst().lines().findFirst().orElseThrow();
                assertEquals("GET /a%20b%C3%A4?p%20q=%0D%0A%26%3D HTTP/1.1", plus(line));
            });
        }
    }

    private static String plus(String line) {
        return line.replace("p+q", "p%20q");
    }

    // ---------------------------------------------------------------- names and addresses

    @Test
    void b73_namesThatDoNotResolve() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Resolver failing =
                host -> {
                    asked.incrementAndGet();
                    throw new UnknownHostException(host);
                };
        visit(
                SessionOptions.DEFAULT.withResolver(failing),
                session -> {
                    for (int i = 0; i < 2000; i++) {
                        String url = "http://host" + i + ".invalid/";
                        assertFails(NameResolutionError.class, session, url);
                    }
                });
        assertTrue(asked.get() >= 2000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.1/",
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://1.2.3.4.5/",
                "http://256.1.1.1/"
            })
    void b75_strangeAddresses(String url) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Resolver resolver =
                host -> {
                    asked.incrementAndGet();
                    throw new UnknownHostException(host);
                };
        visit(
                SessionOptions.DEFAULT.withResolver(resolver),
                session -> assertFails(InvalidUrlError.class, session, url));
        assertEquals(0, asked.get());
    }

    // ---------------------------------------------------------------- proxies

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 502 Bad\r\nContent-Length: 1000000000\r\n\r\nx",
                "HTTP/1.1 302 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n",
                "HTTP/1.1 101 Switching\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\ngarbage instead of TLS",
                "\u0005\u00ff",
                "SSH-2.0-OpenSSH\r\n",
                ""
            })
    void b76_proxies(String answer) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawServer proxy = RawServer.answering(answer, segments)) {
                visit(
                        SessionOptions.DEFAULT.withProxy(Proxy.of(proxy.url(""))),
                        session -> assertFails(ClientError.class, session, "https://a.invalid/"));
                assertTrue(proxy.requests().getFirst().startsWith("CONNECT a.invalid:443 "));
            }
        }
    }

    // ---------------------------------------------------------------- pooled connections

    /** Once for what may be repeated; what may not fails, and says so. */
    @ParameterizedTest
    @CsvSource({"GET, true", "PUT, true", "DELETE, true", "POST, false", "PATCH, false"})
    void b77_droppedBetweenRequests(String method, boolean retried) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server =
                new RawServer(peer -> {
                    connections.incrementAndGet();
                    peer.request();
                    peer.send(OK);
                    peer.request(); // And then the end, without an answer.
                })) {
            visit(session -> {
                assertEquals("OK", session.get(server.url("/1")).text());
                if (retried) {
                    assertEquals("OK", session.request(method, server.url("/2")).text());
                } else {
                    assertThrows(
                            DisconnectedError.class,
                            () -> session.request(method, server.url("/2")).text());
                }
            });
            assertEquals(retried ? 2 : 1, connections.get());
        }
    }

    @Test
    void b77_resetWhileIdle() throws Exception {
        try (RawServer server =
                new RawServer(peer -> {
                    peer.request();
                    peer.send(OK);
                    peer.reset();
                })) {
            visit(session -> {
                for (int i = 0; i < 20; i++) {
                    assertEquals("OK", session.get(server.url("/" + i)).text());
                }
            });
        }
    }

    /** What a server says unasked is no answer to anything. */
    @Test
    void b77_unaskedWhileIdle() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        CompletableFuture<Void> said = new CompletableFuture<>();
        try (RawServer server =
                new RawServer(peer -> {
                    boolean first = connections.getAndIncrement() == 0;
                    while (peer.request() != null) {
                        peer.send(OK);
                        if (first) {
                            peer.send(OK.replace("OK", "NO"));
                            said.complete(null);
                        }
                    }
                })) {
            visit(session -> {
                assertEquals("OK", session.get(server.url("/1")).text());
                await(said);
                sleep(millis(50)); // For the bytes to arrive.
                assertEquals("OK", session.get(server.url("/2")).text());
            });
        }
    }

    /** A server may answer, and close, before it has all of a request. */
    @Test
    void b77_answeredBeforeTheEnd() throws Exception {
        String refused = "HTTP/1.1 413 Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";
        try (RawServer server =
                new RawServer(peer -> {
                    peer.in().readNBytes(1000);
                    peer.send(refused);
                })) {
            visit(session -> {
                byte[] large = new byte[20_000_000];
                try (ClientResponse response = session.post(server.url("/")).body(large).send()) {
                    assertEquals(413, response.status());
                    assertEquals("no", response.text());
                }
            });
        }
    }

    @Test
    void b77_never() throws Exception {
        try (RawServer server = new RawServer(peer -> peer.request())) {
            visit(session -> assertFails(DisconnectedError.class, session, server.url("/")));
            assertEquals(1, server.requests().size(), "a fresh connection is not tried again");
        }
    }

    /** What an error shows of what came is short, and has nothing that a terminal obeys. */
    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "x", "\u0000", "\r"})
    void b78_whatIsShown(String piece) throws Exception {
        for (String start : List.of("", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX: ")) {
            String junk = start + piece.repeat(10_000) + "\r\n\r\n";
            try (RawServer server = RawServer.answering(junk, Segments.WHOLE)) {
                visit(session -> {
                    ClientError e =
                            assertThrows(
                                    ClientError.class, () -> session.get(server.url("/")).bytes());
                    for (Throwable each = e; each != null; each = each.getCause()) {
                        String told = "" + each.getMessage();
                        assertFalse(told.contains(piece.repeat(101)), told);
                        assertFalse(told.contains("\u001b"), told);
                    }
                });
            }
        }
    }

    // ---------------------------------------------------------------- WebSockets

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 S\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
            })
    void b64_handshakes(String response) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawServer server = RawServer.answering(response, segments)) {
                visit(session ->
                        assertThrows(
                                WebSocketHandshakeError.class,
                                () ->
                                        session.webSocket(server.url("/").replace("http", "ws"))
                                                .connect()
                                                .close()));
            }
        }
    }

    // ---------------------------------------------------------------- at random

    private static final List<String> VALID =
            List.of(
                    OK,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n"
                            + "0\r\nX: y\r\n\r\n",
                    "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
                    "HTTP/1.0 200 OK\r\n\r\nuntil the end",
                    "HTTP/1.1 100 Continue\r\n\r\n"
                            + "HTTP/1.1 404 Not Found\r\n"
                            + "Content-Length: 3\r\n\r\n"
                            + "no!",
                    "HTTP/1.1 200 OK\r\n"
                            + "Content-Type: text/html; charset=utf-8\r\n"
                            + "Set-Cookie: a=b; Path=/; Max-Age=100\r\n"
                            + "Content-Length: 5\r\n\r\n"
                            + "hello",
                    "HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");

    /** Either a response or a typed error, soon, and nothing is left behind. */
    @Test
    void responsesWithMistakes() throws Exception {
        long seed = Long.getLong(Seed.PROPERTY, 17);
        Random random = new Random(seed);
        Mutation mutation = new Mutation(random);
        byte[][] current = new byte[1][];
        try (RawServer server =
                new RawServer(peer -> {
                    if (peer.request() != null) {
                        Segments.MANY.write(current[0], peer.out());
                    }
                })) {
            visit(session -> {
                for (int round = 0; round < 2000; round++) {
                    current[0] = mutation.of(VALID.get(random.nextInt(VALID.size())));
                    String story = "seed " + seed + ", round " + round + ": ";
                    try {
                        session.get(server.url("/")).timeout(seconds(5)).bytes();
                    } catch (ClientError e) {
                        String text = new String(current[0], StandardCharsets.ISO_8859_1);
                        assertFalse(
                                e instanceof org.asyncio4j.http.client.RequestTimeoutError,
                                story + text);
                    }
                }
            });
        }
    }
}
