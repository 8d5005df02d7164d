package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.client.RawServer.header;
import static org.asyncio4j.http.client.RawServer.latin1;
import static org.asyncio4j.http.client.RawServer.ok;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.Parameters;
import org.asyncio4j.http.form.FormData;
import org.asyncio4j.net.PoolOptions;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

@Timeout(10)
class ClientSessionTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    @TempDir Path folder;

    private static void on(Action<Exception> body) throws Exception {
        run(OPTIONS, body);
    }

    /** Uses a session. */
    private interface Use {
        void with(RawServer server, ClientSession session) throws Exception;
    }

    private static void on(RawServer.Answer answer, SessionOptions options, Use use)
            throws Exception {
        on(() -> {
            try (var server = new RawServer(answer);
                    var session = new ClientSession(options)) {
                use.with(server, session);
            }
        });
    }

    private static void on(RawServer.Answer answer, Use use) throws Exception {
        on(answer, SessionOptions.DEFAULT, use);
    }

    private static RawServer.Answer always(String response) {
        return (head, connection) -> connection.write(latin1(response));
    }

    // ---------------------------------------------------------------- requests and answers

    @Test
    void getsTextAndKeepsTheConnection() throws Exception {
        on(
                always(ok("hello")),
                (server, session) -> {
                    assertEquals("hello", session.get(server.url("/a?b=c")).text());
                    assertEquals(
                            List.of(
                                    "GET /a?b=c HTTP/1.1",
                                    "Host: 127.0.0.1:" + server.port(),
                                    "Accept: */*",
                                    "Accept-Encoding: gzip, deflate, br, zstd",
                                    "User-Agent: asyncio4j"),
                            server.requests.getLast());
                    assertEquals("hello", session.get(server.url("/")).text());
                    assertEquals(1, server.connections);
                    ClientSession.Statistics statistics = session.statistics();
                    assertEquals(1, statistics.idle());
                    assertEquals(0, statistics.inUse());
                    assertEquals(0, statistics.inFlight());
                    assertEquals(2, statistics.requests());
                    assertEquals(1, statistics.reused());
                    assertEquals(
                            Map.of("http://127.0.0.1:" + server.port(), 1),
                            statistics.connections());
                });
    }

    @Test
    void tellsAllOfTheHead() throws Exception {
        String response =
                "HTTP/1.1 404 Gone fishing\r\n"
                        + "X-A: 1\r\n"
                        + "x-a: 2\r\n"
                        + "Set-Cookie: k=v; Path=/\r\n"
                        + "Content-Type: text/html; charset=latin1\r\n"
                        + "Content-Length: 1\r\n\r\n"
                        + "\u00e9";
        on(
                always(response),
                (server, session) -> {
                    try (var answer = session.get(server.url("/")).send()) {
                        assertEquals(404, answer.status());
                        assertEquals("Gone fishing", answer.reason());
                        assertFalse(answer.ok());
                        assertEquals(List.of("1", "2"), answer.headers().getAll("X-A"));
                        assertEquals("text/html", answer.contentType().type());
                        assertEquals("k", answer.cookies().getFirst().name());
                        assertEquals("\u00e9", answer.text());
                        assertEquals("\u00e9", answer.text());
                        ResponseError error =
                                assertThrows(ResponseError.class, answer::raiseForStatus);
                        assertEquals(404, error.status());
                        assertEquals(
                                "GET " + server.url("/") + " was answered with 404 Gone fishing.",
                                error.getMessage());
                    }
                    assertThrows(
                            ResponseError.class,
                            () -> session.get(server.url("/")).raiseForStatus().send());
                    assertEquals(0, session.statistics().inUse());
                });
    }

    @Test
    void sendsParametersFormsAndJson() throws Exception {
        RawServer.Answer echo =
                (head, connection) -> {
                    int length = Integer.parseInt(header(head, "Content-Length"));
                    String body =
                            new String(connection.readExactly(length), StandardCharsets.UTF_8);
                    connection.write(latin1(ok(header(head, "Content-Type") + " " + body)));
                };
        on(
                echo,
                (server, session) -> {
                    assertEquals(
                            "application/json {\"a\":1}",
                            session.post(server.url("/x")).json(Map.of("a", 1)).text());
                    assertEquals(
                            "application/x-www-form-urlencoded a=b+c",
                            session.post(server.url("/x")).form(Parameters.of("a", "b c")).text());
                    assertEquals(
                            "text/plain; charset=utf-8 hi",
                            session.put(server.url("/x?q=1"))
                                    .param("z", "\u00e9")
                                    .body("hi")
                                    .text());
                    assertEquals(
                            "PUT /x?q=1&z=%C3%A9 HTTP/1.1", server.requests.getLast().getFirst());
                    String multipart =
                            session.post(server.url("/"))
                                    .form(new FormData().add("n", "v").asMultipart())
                                    .text();
                    assertTrue(multipart.startsWith("multipart/form-data; boundary="), multipart);
                    assertEquals(1, server.connections);
                });
    }

    record Point(int x, int y) {}

    @Test
    void readsJson() throws Exception {
        on(
                always(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:"
                                + " 13\r\n\r\n{\"x\":1,\"y\":2}"),
                (server, session) ->
                        assertEquals(
                                new Point(1, 2), session.get(server.url("/")).json(Point.class)));
        on(
                always(ok("{}")),
                (server, session) -> {
                    ContentTypeError error =
                            assertThrows(
                                    ContentTypeError.class,
                                    () -> session.get(server.url("/")).json(Point.class));
                    assertTrue(error.getMessage().contains("text/plain"), error.getMessage());
                });
    }

    @Test
    void resolvesOnTheBase() throws Exception {
        on(() -> {
            try (var server = RawServer.saying(ok(""));
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT.withBaseUrl(server.url("/v1/")))) {
                session.get("orders").text();
                assertEquals("GET /v1/orders HTTP/1.1", server.requests.getLast().getFirst());
                session.get("/other").text();
                assertEquals("GET /other HTTP/1.1", server.requests.getLast().getFirst());
            }
        });
    }

    @Test
    void ownHeadersTakeThePlaceOfTheSessions() throws Exception {
        SessionOptions options =
                SessionOptions.DEFAULT
                        .withHeader("X-Key", "session")
                        .withHeader("Accept", "a/b")
                        .withoutHeaders("User-Agent");
        on(
                always(ok("")),
                options,
                (server, session) -> {
                    session.get(server.url("/"))
                            .header("x-key", "own")
                            .header("Host", "other")
                            .text();
                    assertEquals(
                            List.of(
                                    "GET / HTTP/1.1",
                                    "Host: other",
                                    "Accept: a/b",
                                    "Accept-Encoding: gzip, deflate, br, zstd",
                                    "x-key: own"),
                            server.requests.getLast());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void announcesThatThereIsNoBody(String method) throws Exception {
        on(
                always(ok("")),
                (server, session) -> {
                    session.request(method, server.url("/")).text();
                    assertEquals("0", server.header("Content-Length"));
                });
    }

    @Test
    void b72_refusesWhatWouldBreakTheRequest() throws Exception {
        on(
                always(ok("")),
                (server, session) -> {
                    ClientRequest request = session.get(server.url("/"));
                    assertThrows(IllegalArgumentException.class, () -> session.request("G T", "/"));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> session.request("G\r\nX: y", "/"));
                    assertThrows(IllegalArgumentException.class, () -> session.request("", "/"));
                    assertThrows(
                            IllegalArgumentException.class, () -> session.request("CONNECT", "/"));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> request.header("X", "a\r\nInjected: 1"));
                    assertThrows(IllegalArgumentException.class, () -> request.header("X\n", "a"));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> request.header("Content-Length", "1"));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> request.header("Transfer-Encoding", "x"));
                    assertThrows(IllegalArgumentException.class, () -> request.compress("rot13"));
                    assertThrows(IllegalStateException.class, () -> request.body("a").body("b"));
                    assertThrows(
                            InvalidUrlError.class,
                            () -> session.get(server.url("/ HTTP/1.1\r\nX: y")).text());
                    assertThrows(NonHttpUrlError.class, () -> session.get("ftp://x/").text());
                    assertThrows(InvalidUrlError.class, () -> session.get("/relative").text());
                    request.text();
                    assertThrows(IllegalStateException.class, request::text);
                    assertThrows(
                            IllegalArgumentException.class,
                            () ->
                                    session.get("http://u:p@127.0.0.1:" + server.port() + "/")
                                            .auth("a", "b")
                                            .text());
                    assertEquals(1, server.requests.size());
                    assertEquals(0, session.statistics().inFlight());
                });
    }

    @Test
    void provesWhoAsks() throws Exception {
        on(
                always(ok("")),
                (server, session) -> {
                    session.get("http://anna:s%40fe@127.0.0.1:" + server.port() + "/").text();
                    assertEquals(BasicAuth.encode("anna", "s@fe"), server.header("Authorization"));
                    session.get(server.url("/")).auth("b", "c").text();
                    assertEquals(BasicAuth.encode("b", "c"), server.header("Authorization"));
                });
    }

    @Test
    void keepsCookies() throws Exception {
        on(
                always("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n"),
                SessionOptions.DEFAULT.withCookieJar(
                        new MemoryCookieJar(CookieJarOptions.DEFAULT.withUnsafe(true))),
                (server, session) -> {
                    session.get(server.url("/")).text();
                    assertNull(server.header("Cookie"));
                    session.get(server.url("/")).cookie("b", "2").text();
                    assertEquals("a=1; b=2", server.header("Cookie"));
                });
    }

    // ---------------------------------------------------------------- bodies

    @Test
    void readsLinesAsTheyCome() throws Exception {
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < 3; i++) {
                        connection.write("6\r\nline" + i + "\n\r\n");
                        yieldNow();
                    }
                    connection.write("0\r\n\r\n");
                },
                (server, session) -> {
                    var lines = new StringBuilder();
                    try (var response = session.get(server.url("/")).send()) {
                        for (String line : response.body().lines()) {
                            lines.append(line).append(' ');
                        }
                    }
                    assertEquals("line0 line1 line2 ", lines.toString());
                    assertEquals(1, session.statistics().idle());
                });
    }

    @Test
    void readsUntilTheServerCloses() throws Exception {
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.0 200 OK\r\n\r\nall of it");
                    connection.close();
                },
                (server, session) -> {
                    assertEquals("all of it", session.get(server.url("/")).text());
                    assertEquals(0, session.statistics().idle());
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 64 * 1024, 64 * 1024 + 1, 3_000_000})
    void readsBodiesOfEachSize(int size) throws Exception {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = (byte) (i * 31);
        }
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                    connection.write(body);
                },
                (server, session) -> {
                    assertArrayEquals(body, session.get(server.url("/")).bytes());
                    assertArrayEquals(body, session.get(server.url("/")).bytes());
                    assertEquals(1, server.connections);
                });
    }

    @Test
    void decompresses() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("zipped ".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        byte[] body = bytes.toByteArray();
        on(
                (head, connection) -> {
                    connection.write(
                            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                                    + body.length
                                    + "\r\n\r\n");
                    connection.write(body);
                },
                (server, session) -> {
                    assertEquals("zipped ".repeat(1000), session.get(server.url("/")).text());
                    assertArrayEquals(body, session.get(server.url("/")).decompress(false).bytes());
                    assertEquals(1, server.connections);
                });
    }

    @Test
    void b32_aBrokenCompressionIsAnErrorOfThePayload() throws Exception {
        on(
                always(
                        "HTTP/1.1 200 OK\r\n"
                                + "Content-Encoding: gzip\r\n"
                                + "Content-Length: 4\r\n\r\n"
                                + "nope"),
                (server, session) -> {
                    assertThrows(PayloadError.class, () -> session.get(server.url("/")).text());
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().inFlight());
                });
    }

    @Test
    void b25_aBodyThatEndsEarlyIsAnErrorOfThePayload() throws Exception {
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    connection.close();
                },
                (server, session) -> {
                    PayloadError error =
                            assertThrows(
                                    PayloadError.class, () -> session.get(server.url("/")).text());
                    assertTrue(error.getMessage().contains("3 of 10 bytes"), error.getMessage());
                    assertEquals(0, session.statistics().inUse());
                });
    }

    @ParameterizedTest
    @CsvSource({"GET,204", "GET,304", "HEAD,200"})
    void b26_someAnswersHaveNoBody(String method, int status) throws Exception {
        String length = status == 204 ? "" : "Content-Length: 5\r\n";
        on(
                always("HTTP/1.1 " + status + " x\r\n" + length + "\r\n"),
                (server, session) -> {
                    assertEquals("", session.request(method, server.url("/")).text());
                    assertEquals("", session.request(method, server.url("/")).text());
                    assertEquals(1, server.connections);
                });
        on(
                always("HTTP/1.1 " + status + " x\r\n" + length + "\r\nhello"),
                (server, session) -> {
                    assertEquals("", session.request(method, server.url("/")).text());
                    assertEquals(0, session.statistics().idle());
                });
    }

    @Test
    void b26_anEmptyAnswerThatAnnouncesABodyIsRefused() throws Exception {
        on(
                always("HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\nhello"),
                (server, session) ->
                        assertThrows(
                                ConnectionError.class, () -> session.get(server.url("/")).text()));
    }

    @Test
    void whatFollowsTheAnswerPoisonsTheConnection() throws Exception {
        on(
                always(ok("hello") + ok("evil")),
                (server, session) -> {
                    assertEquals("hello", session.get(server.url("/")).text());
                    assertEquals("hello", session.get(server.url("/")).text());
                    assertEquals(2, server.connections);
                });
    }

    @Test
    void anUnreadRestThatIsThereKeepsTheConnection() throws Exception {
        on(
                always(ok("a small rest")),
                (server, session) -> {
                    session.get(server.url("/")).send().close();
                    session.get(server.url("/")).send().close();
                    assertEquals(1, server.connections);
                });
    }

    @Test
    void anUnreadRestThatIsNotThereClosesTheConnection() throws Exception {
        on(
                always("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc"),
                (server, session) -> {
                    ClientResponse response = session.get(server.url("/")).send();
                    assertEquals("a", new String(response.body().read(1), StandardCharsets.UTF_8));
                    response.close();
                    response.close();
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().idle());
                    assertEquals(Map.of(), session.statistics().connections());
                });
    }

    @Test
    void downloadsAFile() throws Exception {
        Path file = folder.resolve("page.txt");
        on(
                always(ok("x".repeat(50_000))),
                (server, session) -> {
                    assertEquals(50_000, session.get(server.url("/")).download(file));
                    assertEquals(List.of(file), list(folder));
                });
        assertEquals("x".repeat(50_000), Files.readString(file));
        on(
                always("HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"),
                (server, session) ->
                        assertThrows(
                                ResponseError.class,
                                () -> session.get(server.url("/")).download(file)));
        on(
                always("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n5\r\n"),
                (server, session) -> {
                    assertEquals(3, session.get(server.url("/")).download(file));
                });
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    // ---------------------------------------------------------------- uploads

    private static RawServer.Answer counting() {
        return (head, connection) -> {
            String length = header(head, "Content-Length");
            long count = 0;
            if (length != null) {
                count = connection.readExactly(Integer.parseInt(length)).length;
            } else {
                for (int size = -1; size != 0; count += Math.max(0, size)) {
                    size = Integer.parseInt(connection.readLine(), 16);
                    connection.readExactly(size + 2);
                }
            }
            connection.write(
                    latin1(ok(count + " bytes, " + (length == null ? "chunked" : "whole"))));
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 48 * 1024, 48 * 1024 + 1, 5_000_000})
    void uploadsBodiesOfEachSize(int size) throws Exception {
        Path file = folder.resolve("data");
        Files.write(file, new byte[size]);
        on(
                counting(),
                (server, session) -> {
                    String whole = size + " bytes, whole";
                    String chunked = size + " bytes, chunked";
                    assertEquals(whole, session.post(server.url("/")).body(new byte[size]).text());
                    assertEquals(whole, session.post(server.url("/")).body(file).text());
                    assertEquals(
                            chunked,
                            session.post(server.url("/")).body(new byte[size]).chunked().text());
                    assertEquals(
                            chunked,
                            session.post(server.url("/")).body(Files.newInputStream(file)).text());
                    assertEquals(
                            chunked,
                            session.post(server.url("/"))
                                    .body(
                                            Body.writing(
                                                    "a/b",
                                                    out -> {
                                                        out.write(new byte[size / 2]);
                                                        yieldNow();
                                                        out.write(new byte[size - size / 2]);
                                                    }))
                                    .text());
                    assertEquals(1, server.connections);
                });
    }

    @Test
    void compressesUploads() throws Exception {
        on(
                (head, connection) -> {
                    int length = Integer.parseInt(header(head, "Content-Length"));
                    byte[] all = connection.readExactly(length);
                    byte[] plain =
                            new GZIPInputStream(new ByteArrayInputStream(all)).readAllBytes();
                    connection.write(latin1(ok(header(head, "Content-Encoding") + plain.length)));
                },
                (server, session) ->
                        assertEquals(
                                "gzip70000",
                                session.post(server.url("/"))
                                        .body("a".repeat(70_000))
                                        .compress()
                                        .text()));
    }

    @Test
    void anEarlyAnswerDoesNotWaitForTheUpload() throws Exception {
        on(
                always("HTTP/1.1 413 Too large\r\nContent-Length: 2\r\n\r\nno"),
                (server, session) -> {
                    try (var response =
                            session.post(server.url("/"))
                                    .body(
                                            Body.writing(
                                                    "a/b",
                                                    out -> {
                                                        while (true) {
                                                            out.write(new byte[10_000]);
                                                        }
                                                    }))
                                    .send()) {
                        assertEquals(413, response.status());
                        assertFalse(response.isUploadComplete());
                        assertEquals("no", response.text());
                    }
                    assertEquals(0, session.statistics().idle());
                    yieldNow();
                    yieldNow();
                });
    }

    @Test
    void whatTheSourceOfABodyThrowsComesOut() throws Exception {
        on(
                (head, connection) -> connection.readAll(),
                (server, session) -> {
                    IOException failure = new IOException("the disk is gone");
                    assertEquals(
                            failure,
                            assertThrows(
                                    IOException.class,
                                    () ->
                                            session.post(server.url("/"))
                                                    .body(
                                                            Body.writing(
                                                                    "a/b",
                                                                    out -> {
                                                                        out.write("begin");
                                                                        throw failure;
                                                                    }))
                                                    .text()));
                    IllegalStateException bug = new IllegalStateException("a bug");
                    assertEquals(
                            bug,
                            assertThrows(
                                    IllegalStateException.class,
                                    () ->
                                            session.post(server.url("/"))
                                                    .body(
                                                            Body.writing(
                                                                    "a/b",
                                                                    out -> {
                                                                        throw bug;
                                                                    }))
                                                    .text()));
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().inFlight());
                    assertThrows(
                            java.nio.file.NoSuchFileException.class,
                            () ->
                                    session.post(server.url("/"))
                                            .body(folder.resolve("none"))
                                            .text());
                });
    }

    @Test
    void waitsUntilTheServerAsksForTheBody() throws Exception {
        on(
                (head, connection) -> {
                    assertEquals("100-continue", header(head, "Expect"));
                    if (head.getFirst().startsWith("PUT")) {
                        connection.write("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
                        return;
                    }
                    connection.write("HTTP/1.1 100 Continue\r\n\r\n");
                    connection.write(latin1(ok(new String(connection.readExactly(4)))));
                },
                (server, session) -> {
                    assertEquals(
                            "body",
                            session.post(server.url("/")).body("body").expectContinue().text());
                    assertEquals(1, session.statistics().idle());
                    assertEquals(
                            417,
                            session.put(server.url("/"))
                                    .body("body")
                                    .expectContinue()
                                    .send()
                                    .status());
                    assertEquals(0, session.statistics().idle());
                });
    }

    // ---------------------------------------------------------------- connections

    @Test
    void b77_aDeadConnectionIsReplacedWhereThatIsSafe() throws Exception {
        on(
                (head, connection) -> {
                    connection.write(latin1(ok("once")));
                    String second = connection.readLine();
                    if (second != null) {
                        connection.abort();
                    }
                    connection.close();
                },
                (server, session) -> {
                    for (String method : List.of("GET", "PUT", "DELETE")) {
                        session.get(server.url("/")).text();
                        assertEquals("once", session.request(method, server.url("/")).text());
                        session.get(server.url("/")).text();
                        long before = session.statistics().retries();
                        assertTrue(before > 0);
                    }
                    session.get(server.url("/fill")).text();
                    assertThrows(
                            DisconnectedError.class,
                            () -> {
                                for (int i = 0; i < 2; i++) {
                                    session.post(server.url("/")).body("x").text();
                                }
                            });
                    assertEquals(0, session.statistics().inUse());
                });
    }

    @Test
    void aNewConnectionThatDiesIsAnError() throws Exception {
        on(
                (head, connection) -> connection.close(),
                (server, session) -> {
                    DisconnectedError error =
                            assertThrows(
                                    DisconnectedError.class,
                                    () -> session.get(server.url("/")).text());
                    assertTrue(error.getMessage().contains(server.url("/")), error.getMessage());
                    assertEquals(1, server.connections);
                });
    }

    @Test
    void theServersWordsAreKept() throws Exception {
        on(
                always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx"),
                (server, session) -> {
                    session.get(server.url("/")).text();
                    session.get(server.url("/")).text();
                    assertEquals(2, server.connections);
                    assertEquals(0, session.statistics().idle());
                });
    }

    @Test
    void thePoolIsTheLimit() throws Exception {
        SessionOptions options = SessionOptions.DEFAULT.withPool(PoolOptions.DEFAULT.withLimit(2));
        on(
                always(ok("x")),
                options,
                (server, session) -> {
                    List<String> all =
                            gather(
                                    () -> session.get(server.url("/1")).text(),
                                    () -> session.get(server.url("/2")).text(),
                                    () -> session.get(server.url("/3")).text(),
                                    () -> session.get(server.url("/4")).text(),
                                    () -> session.get(server.url("/5")).text());
                    assertEquals(List.of("x", "x", "x", "x", "x"), all);
                    assertEquals(2, server.connections);
                });
    }

    @Test
    void closingEndsWhatIsOnItsWay() throws Exception {
        var asked = new Event();
        on(
                (head, connection) -> {
                    asked.set();
                    connection.readAll();
                },
                (server, session) -> {
                    Task<String> task = createTask(() -> session.get(server.url("/")).text());
                    asked.await();
                    session.close();
                    ConnectionError error =
                            assertThrows(
                                    ConnectionError.class, () -> task.await(IOException.class));
                    assertTrue(
                            error.getMessage().contains("session was closed"), error.getMessage());
                    assertThrows(IllegalStateException.class, () -> session.get("http://x/"));
                });
    }

    @Test
    void cancelledRequestsLeaveNothing() throws Exception {
        var asked = new Event();
        on(
                (head, connection) -> {
                    asked.set();
                    connection.readAll();
                },
                (server, session) -> {
                    Task<String> task = createTask(() -> session.get(server.url("/")).text());
                    asked.await();
                    task.cancel();
                    assertThrows(org.asyncio4j.CancelledError.class, task::await);
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().inFlight());
                    assertEquals(Map.of(), session.statistics().connections());
                });
    }

    @Test
    void aSessionThatIsNotClosedIsReported() throws Exception {
        var reports = new ArrayList<String>();
        on(() -> {
            getRunningLoop().setExceptionHandler((loop, context) -> reports.add(context.message()));
            new ClientSession().close();
            new ClientSession();
        });
        assertEquals(1, reports.size());
        assertTrue(reports.getFirst().startsWith("ClientSession with "), reports.getFirst());
    }

    // ---------------------------------------------------------------- redirects

    private static RawServer.Answer redirecting(int status) {
        return (head, connection) -> {
            String target = head.getFirst().split(" ")[1];
            String length = header(head, "Content-Length");
            String body =
                    length == null
                            ? ""
                            : new String(connection.readExactly(Integer.parseInt(length)));
            connection.write(
                    latin1(
                            target.equals("/end")
                                    ? ok(head.getFirst().split(" ")[0] + " " + body)
                                    : "HTTP/1.1 "
                                            + status
                                            + " Go\r\n"
                                            + "Location: /end\r\n"
                                            + "Content-Length: 4\r\n\r\n"
                                            + "gone"));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "301,GET,GET ",
        "301,POST,GET ",
        "302,POST,GET ",
        "302,PUT,PUT data",
        "303,POST,GET ",
        "303,PUT,GET ",
        "307,POST,POST data",
        "308,PUT,PUT data"
    })
    void followsRedirects(int status, String method, String expected) throws Exception {
        on(
                redirecting(status),
                (server, session) -> {
                    ClientRequest request = session.request(method, server.url("/begin#part"));
                    if (!method.equals("GET")) {
                        request.body("data");
                    }
                    try (var response = request.send()) {
                        assertEquals(expected.strip(), response.text().strip());
                        assertEquals(server.url("/end#part"), response.url().toString());
                        assertEquals(status, response.history().getFirst().status());
                        assertEquals(1, server.connections);
                    }
                });
    }

    @Test
    void b67_redirectsThatLeadNowhere() throws Exception {
        on(
                (head, connection) -> {
                    String target = head.getFirst().split(" ")[1];
                    String location =
                            switch (target) {
                                case "/file" -> "file:///etc/passwd";
                                case "/script" -> "javascript:alert(1)";
                                case "/empty" -> "http:///";
                                default -> "/loop";
                            };
                    connection.write(
                            "HTTP/1.1 302 Go\r\nLocation: "
                                    + location
                                    + "\r\nContent-Length: 0\r\n\r\n");
                },
                (server, session) -> {
                    assertThrows(
                            RedirectUrlError.class, () -> session.get(server.url("/file")).text());
                    assertThrows(
                            RedirectUrlError.class,
                            () -> session.get(server.url("/script")).text());
                    assertThrows(
                            RedirectUrlError.class, () -> session.get(server.url("/empty")).text());
                    TooManyRedirectsError error =
                            assertThrows(
                                    TooManyRedirectsError.class,
                                    () -> session.get(server.url("/loop")).text());
                    assertEquals(10, error.history().size());
                    assertEquals(
                            302,
                            session.get(server.url("/loop")).allowRedirects(false).send().status());
                    assertEquals(302, session.head(server.url("/loop")).send().status());
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().inFlight());
                });
    }

    @Test
    void b66_secretsDoNotGoElsewhere() throws Exception {
        on(
                always(ok("end")),
                (other, unused) -> {
                    try (var server =
                                    RawServer.saying(
                                            "HTTP/1.1 302 Go\r\nLocation: "
                                                    + other.url("/x")
                                                    + "\r\nContent-Length: 0\r\n\r\n");
                            var session =
                                    new ClientSession(
                                            SessionOptions.DEFAULT
                                                    .withHeader("Authorization", "secret")
                                                    .withHeader("X-Fine", "yes"))) {
                        session.get(server.url("/"))
                                .cookie("a", "b")
                                .header("Cookie", "c=d")
                                .header("Proxy-Authorization", "e")
                                .text();
                        assertEquals("secret", server.header("Authorization"));
                        assertEquals("a=b; c=d", server.header("Cookie"));
                        assertNull(other.header("Authorization"));
                        assertNull(other.header("Cookie"));
                        assertNull(other.header("Proxy-Authorization"));
                        assertEquals("yes", other.header("X-Fine"));
                    }
                });
    }

    // ---------------------------------------------------------------- hostile servers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 99 x\r\n\r\n",
                "HTTP/1.1 1000 x\r\n\r\n",
                "HTTP/1.1 \u00b200 x\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nA: b\n\n",
                "HTTP/1.1 200 OK\r\nA: b\u0000c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n",
                "HTTP/1.1 101 Switching\r\n\r\n",
                "\u0016\u0003\u0001"
            })
    void b71_answersThatAreNone(String response) throws Exception {
        on(
                always(response),
                (server, session) -> {
                    ConnectionError error =
                            assertThrows(
                                    ConnectionError.class,
                                    () -> session.get(server.url("/")).text());
                    assertFalse(error instanceof RequestTimeoutError);
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().idle());
                });
    }

    @Test
    void b71_endlessHeadersEnd() throws Exception {
        on(
                (head, connection) -> {
                    connection.write("HTTP/1.1 200 OK\r\n");
                    for (int i = 0; ; i++) {
                        connection.write("X-" + i + ": y\r\n");
                    }
                },
                (server, session) ->
                        assertThrows(
                                ConnectionError.class, () -> session.get(server.url("/")).text()));
    }

    @Test
    void endlessInterimAnswersEnd() throws Exception {
        on(
                (head, connection) -> {
                    while (true) {
                        connection.write("HTTP/1.1 103 Early\r\n\r\n");
                    }
                },
                (server, session) ->
                        assertThrows(
                                ConnectionError.class, () -> session.get(server.url("/")).text()));
    }

    @Test
    void interimAnswersArePassed() throws Exception {
        on(
                always("HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + ok("end")),
                (server, session) -> assertEquals("end", session.get(server.url("/")).text()));
    }

    // ---------------------------------------------------------------- middlewares and traces

    @Test
    void middlewaresStandInOrder() throws Exception {
        var trail = new StringBuilder();
        ClientMiddleware outer =
                (request, next) -> {
                    trail.append("[");
                    ClientResponse response = next.handle(request);
                    trail.append("]");
                    return response;
                };
        ClientMiddleware inner =
                (request, next) -> {
                    trail.append("(");
                    request.headers().set("X-Signed", request.method() + request.url().getPath());
                    ClientResponse response = next.handle(request);
                    trail.append(")");
                    return response;
                };
        on(
                always(ok("x")),
                SessionOptions.DEFAULT.withMiddlewares(outer, inner),
                (server, session) -> {
                    assertEquals("x", session.get(server.url("/a")).text());
                    assertEquals("[()]", trail.toString());
                    assertEquals("GET/a", server.header("X-Signed"));
                    assertEquals("x", session.get(server.url("/a")).middlewares().text());
                    assertEquals("[()]", trail.toString());
                });
    }

    @Test
    void tracesTellAll() throws Exception {
        var trail = new StringBuilder();
        class Trace implements RequestTrace {
            @Override
            public void headersSent(
                    String method, java.net.URI url, org.asyncio4j.http.Headers headers) {
                trail.append("sent ");
            }

            @Override
            public void requestChunkSent(long bytes) {
                trail.append("up").append(bytes).append(' ');
            }

            @Override
            public void ended(ClientResponse response) {
                trail.append("ended ");
            }

            @Override
            public void responseChunkReceived(long bytes) {
                trail.append("down").append(bytes).append(' ');
            }

            @Override
            public void connectionCreating() {
                trail.append("creating ");
            }

            @Override
            public void connectionCreated() {
                trail.append("created ");
            }

            @Override
            public void connectionReused() {
                trail.append("reused ");
            }

            @Override
            public void failed(Throwable failure) {
                trail.append("failed ");
            }
        }
        on(
                counting(),
                SessionOptions.DEFAULT.withTracing((method, url, headers) -> new Trace()),
                (server, session) -> {
                    session.post(server.url("/")).body("abc").text();
                    session.post(server.url("/")).body("abc").text();
                    assertEquals(
                            "creating created sent up3 ended down14 reused sent up3 ended down14 ",
                            trail.toString());
                    assertThrows(
                            ConnectError.class, () -> session.get("http://127.0.0.1:1/").text());
                    assertTrue(trail.toString().endsWith("creating failed "), trail.toString());
                });
    }

    @Test
    void errorsOfConnecting() throws Exception {
        on(() -> {
            try (var session = new ClientSession()) {
                ConnectError refused =
                        assertThrows(
                                ConnectError.class,
                                () -> session.get("http://127.0.0.1:1/x").text());
                assertInstanceOf(java.net.ConnectException.class, refused.getCause());
                assertThrows(
                        NameResolutionError.class,
                        () -> session.get("http://nowhere.invalid/").text());
                assertEquals(0, session.statistics().inUse());
            }
        });
    }

    @Test
    void looksUpOnce() throws Exception {
        var asked = new int[1];
        on(() -> {
            try (var server = RawServer.saying(ok("x"));
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT
                                            .withPool(PoolOptions.DEFAULT.withKeepAlive(seconds(0)))
                                            .withResolver(host -> {
                                                asked[0]++;
                                                yieldNow();
                                                return List.of(
                                                        java.net.InetAddress.ofLiteral(
                                                                "127.0.0.1"));
                                            }))) {
                String url = "http://some.host:" + server.port() + "/";
                gather(() -> session.get(url).text(), () -> session.get(url).text());
                session.get(url).text();
                assertEquals(1, asked[0]);
                session.clearDnsCache();
                session.get(url).text();
                assertEquals(2, asked[0]);
                assertEquals("some.host:" + server.port(), server.header("Host"));
            }
        });
    }
}
