package org.asyncio4j.http.badinput;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.stream.StreamWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Connections that are used in strange ways: rows B52 to B57. */
@Timeout(30)
class LifecycleTest {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir Path folder;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final AtomicLong written = new AtomicLong();
    private Path large;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        large = folder.resolve("large");
        site = Site.start(this::routes);
    }

    @AfterEach
    void stop() throws Exception {
        gate.complete(null);
        site.close();
    }

    private void routes(Application app) {
        app.get("/hello", request -> Response.text("Hello"));
        app.get(
                "/slow",
                request -> {
                    await(gate);
                    return tell(request);
                });
        app.get("/endless", request -> Response.stream("text/plain", this::writeForEver));
        app.get("/pattern/{seed:int}", request -> pattern(request.pathInt("seed")));
        app.get("/large", request -> Response.file(large));
        app.webSocket("/socket", (request, socket) -> {});
        app.any("/{rest:path}", this::tell);
    }

    private Response tell(Request request) throws IOException {
        String text = request.path() + " " + request.text();
        seen.add(text);
        return Response.text(text);
    }

    private void writeForEver(StreamWriter out) throws IOException {
        byte[] piece = new byte[10_000];
        try {
            while (true) {
                out.write(piece);
                written.addAndGet(piece.length);
            }
        } catch (Throwable e) {
            failure.complete(e);
            throw e;
        }
    }

    private static String get(String path, String... fields) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: a\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return request + "\r\n";
    }

    // ---------------------------------------------------------------- pipelines

    /** They wait, unparsed, and are answered in their order. */
    @Test
    void b52_manyRequestsBehindASlowOne() throws Exception {
        for (Segments segments : new Segments[] {Segments.WHOLE, Segments.MANY}) {
            seen.clear();
            try (RawClient client = site.connect()) {
                StringBuilder requests = new StringBuilder(get("/slow"));
                for (int i = 0; i < 500; i++) {
                    requests.append(get("/" + i));
                }
                client.send("" + requests, segments);
                if (!gate.isDone()) {
                    client.assertSilentFor(200);
                    assertEquals(List.of(), seen);
                    gate.complete(null);
                }
                assertEquals("/slow ", client.response(200).text());
                for (int i = 0; i < 500; i++) {
                    assertEquals("/" + i + " ", client.response(200).text());
                }
            }
            assertEquals(501, seen.size());
        }
    }

    /** What is not answered yet stays with the client, but for a bounded rest. */
    @Test
    void b52_endlessRequestsBehindASlowOne() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RawClient client = site.connect()) {
            client.send(get("/slow"));
            String some = get("/x").repeat(1000);
            Thread sender =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                while (!client.isBroken()) {
                                    client.send(some);
                                    sent.addAndGet(some.length());
                                }
                            });
            long before;
            do {
                before = sent.get();
                sender.join(300); // Time for the system to take what it takes.
            } while (sent.get() > before);
            assertTrue(sent.get() < 20_000_000, sent + " bytes were taken");
            assertEquals(List.of(), seen);
            client.reset();
            sender.join();
        }
    }

    /** The bytes of a seed, in pieces of all sizes, some of them after a while. */
    private static Response pattern(int seed) {
        Random random = new Random(seed);
        byte[] bytes = bytes(seed);
        if (random.nextBoolean()) {
            return Response.bytes(bytes, "text/plain");
        }
        return Response.stream(
                "text/plain",
                out -> {
                    for (int begin = 0; begin < bytes.length; ) {
                        int most = 1 << random.nextInt(17);
                        int length = Math.min(1 + random.nextInt(most), bytes.length - begin);
                        out.write(Arrays.copyOfRange(bytes, begin, begin + length));
                        begin += length;
                        switch (random.nextInt(20)) {
                            case 0 -> out.flush();
                            case 1 -> yieldNow();
                            default -> {}
                        }
                    }
                });
    }

    private static byte[] bytes(int seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(1 << random.nextInt(1, 19))];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Answers of all sizes to a client that takes them slowly: each byte in its place. */
    @Test
    void b52_aSlowReaderOfManyAnswers() throws Exception {
        try (RawClient client = new RawClient(site.port(), 4096)) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                requests.append(get("/pattern/" + i));
            }
            client.send("" + requests, Segments.MANY);
            for (int i = 0; i < 200; i++) {
                assertArrayEquals(bytes(i), client.response(200).body(), "answer " + i);
            }
            client.assertServes();
        }
    }

    // ---------------------------------------------------------------- Connection

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "Connection: CLOSE",
                "Connection: keep-alive, close",
                "Connection: x,close",
                "Connection: ,\tclose ,",
                "Connection: x\r\nConnection: close"
            })
    void b53_nothingFollowsClose(String field) throws Exception {
        for (Segments segments : Segments.values()) {
            seen.clear();
            try (RawClient client = site.connect()) {
                client.send(get("/x", field) + NEXT, segments);
                assertTrue(client.response(200).closes(), field);
                client.assertClosed();
            }
            assertEquals(List.of("/x "), seen);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: closed",
                "Connection: notclose",
                "Connection: close2, x",
                "Connection: \"close\"",
                "Connection: keep-alive",
                "Connection: x",
                "Connection: ",
                "X: close",
                "Proxy-Connection: close",
                "Keep-Alive: timeout=5"
            })
    void b53_whatIsNotClose(String field) throws Exception {
        try (RawClient client = site.connect()) {
            client.send(get("/x", field) + NEXT);
            assertFalse(client.response(200).closes(), field);
            assertEquals("/next ", client.response(200).text());
        }
    }

    @Test
    void b53_http10() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("GET /x HTTP/1.0\r\n\r\n" + NEXT);
            client.response(200);
            client.assertClosed();
        }
        try (RawClient client = site.connect()) {
            client.send("GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n" + NEXT);
            assertEquals("keep-alive", client.response(200).header("Connection"));
            assertEquals("/next ", client.response(200).text());
        }
    }

    // ---------------------------------------------------------------- Upgrade

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: notupgrade",
                "Connection: upgraded",
                "Connection: keep-alive",
                "X: upgrade"
            })
    void b53_whatIsNotUpgrade(String field) throws Exception {
        try (RawClient client = site.connect()) {
            String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
            client.send(
                    get("/socket", field, "Upgrade: websocket", key, "Sec-WebSocket-Version: 13"));
            int status = client.response().status();
            assertTrue(status >= 400 && status < 500, field + " " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "h2c", "HTTP/3.0", "TLS/1.0", "foo, bar", ""})
    void b54_anUpgradeThatIsDeclined(String protocol) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(
                        get("/x", "Connection: Upgrade", "Upgrade: " + protocol)
                                + "POST /y HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                                + "Upgrade: "
                                + protocol
                                + "\r\nContent-Length: 2\r\n\r\nhi"
                                + NEXT,
                        segments);
                assertEquals("/x ", client.response(200).text());
                assertEquals("/y hi", client.response(200).text());
                assertEquals("/next ", client.response(200).text());
            }
        }
    }

    @Test
    void b54_junkBehindAnUpgradeThatIsDeclined() throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                String junk = "\u0081\u0085\u0001\u0002\u0003\u0004\u0069\u0067\u006f\u0068\u006e";
                client.send(
                        get("/x", "Connection: Upgrade", "Upgrade: websocket") + junk, segments);
                assertEquals("/x ", client.response(200).text());
                assertTrue(client.response(400).closes());
                client.assertClosed();
            }
        }
    }

    @Test
    void b54_aBodyOnAHandshake() throws Exception {
        try (RawClient client = site.connect()) {
            client.send(
                    get(
                                    "/socket",
                                    "Connection: Upgrade",
                                    "Upgrade: websocket",
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                                    "Sec-WebSocket-Version: 13",
                                    "Content-Length: 5")
                            + "hello");
            int status = client.response().status();
            assertTrue(status >= 400 && status < 500, "" + status);
        }
    }

    // ---------------------------------------------------------------- resets

    @Test
    void b55_aResetInTheMiddleOfAStream() throws Exception {
        try (RawClient client = site.connect()) {
            client.send(get("/endless"));
            client.read(50_000);
            client.reset();
        }
        assertInstanceOf(IOException.class, failure.get(5, TimeUnit.SECONDS));
    }

    /** The writer waits for the client, with little in memory, and is woken by its end. */
    @Test
    void b55_aResetWhileTheWriterWaits() throws Exception {
        try (RawClient client = new RawClient(site.port(), 4096)) {
            client.send(get("/endless"));
            client.read(100);
            long before;
            do {
                before = written.get();
                Thread.sleep(100); // Until the system's buffers are full.
            } while (written.get() > before);
            assertFalse(failure.isDone());
            client.reset();
        }
        assertInstanceOf(IOException.class, failure.get(5, TimeUnit.SECONDS));
        assertTrue(written.get() < 20_000_000, written + " bytes");
    }

    @Test
    void b55_aResetInTheMiddleOfAFile() throws Exception {
        Files.write(large, new byte[20_000_000]);
        for (int i = 0; i < 10; i++) {
            try (RawClient client = new RawClient(site.port(), 4096)) {
                client.send(get("/large"));
                client.read(1 + i * 1000);
                client.reset();
            }
        }
        try (RawClient client = site.connect()) {
            client.assertServes();
        }
    }

    @Test
    void b55_aResetBeforeTheResponse() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (RawClient client = site.connect()) {
                client.send(get("/slow") + NEXT);
                client.reset();
            }
        }
        gate.complete(null);
        try (RawClient client = site.connect()) {
            client.assertServes();
        }
    }

    @Test
    void b55_aResetInTheMiddleOfARequest() throws Exception {
        for (String part :
                List.of(
                        "G",
                        "GET / HT",
                        "GET / HTTP/1.1\r\nHo",
                        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhel",
                        "POST /x HTTP/1.1\r\n"
                                + "Host: a\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "5\r\n"
                                + "h")) {
            try (RawClient client = site.connect()) {
                client.send(part);
                client.reset();
            }
            try (RawClient client = site.connect()) {
                client.assertServes();
            }
        }
        assertEquals(List.of(), seen);
    }

    // ---------------------------------------------------------------- the end

    /** They are closed at once, and those that are at work when they are done. */
    @Test
    void b56_idleConnectionsAtTheEnd() throws Exception {
        List<RawClient> idle = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            idle.add(site.connect());
        }
        idle.get(0).assertServes();
        idle.get(1).send("GET /hel");
        RawClient busy = site.connect();
        busy.send(get("/slow"));
        busy.assertSilentFor(100);
        Thread closing =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                site.close();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
        for (RawClient each : idle.subList(2, idle.size())) {
            assertEquals(-1, each.read());
        }
        assertEquals(-1, idle.get(0).read());
        assertTrue(closing.isAlive());
        gate.complete(null);
        RawResponse last = busy.response(200);
        assertTrue(last.closes());
        assertNull(busy.response());
        for (RawClient each : idle) {
            each.close();
        }
        busy.close();
        closing.join();
    }
}
