package org.asyncio4j.http.badinput;

import static org.asyncio4j.http.badinput.Visitor.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;

import org.asyncio4j.http.client.ClientError;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Bad input that is compressed, in requests and in responses: rows B30 to B34. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class CompressionTest {
    private static final int BOMB = 20_000_000;

    private final AtomicInteger largest = new AtomicInteger();
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
        app.post("/bytes", request -> Response.text("" + request.bytes().length));
        app.post("/text", request -> Response.text(request.text()));
        app.post("/stream", this::stream);
        app.post("/unread", request -> Response.text("unread"));
    }

    /** Takes the body in pieces of whatever size they come. */
    private Response stream(Request request) throws IOException {
        int pieces = 0;
        for (byte[] each; (each = request.body().read(1 << 30)).length > 0; pieces++) {
            largest.accumulateAndGet(each.length, Math::max);
            if (pieces == 10) {
                return Response.text("enough");
            }
        }
        return Response.text("all");
    }

    private static String head(String path, String coding, int length) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: a\r\nContent-Encoding: "
                + coding
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    private RawClient post(String path, String coding, byte[] body) throws Exception {
        RawClient client = site.connect();
        client.send(head(path, coding, body.length));
        return client.send(body, Segments.WHOLE);
    }

    private static byte[] compressed(String coding, byte[] bytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        switch (coding) {
            case "gzip" -> {
                try (var out = new GZIPOutputStream(all)) {
                    out.write(bytes);
                }
            }
            case "deflate" -> {
                try (var out = new DeflaterOutputStream(all)) {
                    out.write(bytes);
                }
            }
            case "zstd" -> all.writeBytes(Zstd.compress(bytes));
            default -> throw new IllegalArgumentException(coding);
        }
        return all.toByteArray();
    }

    private static byte[] response(String coding, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        String head =
                "HTTP/1.1 200 OK\r\nContent-Encoding: "
                        + coding
                        + "\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private static RawServer serving(byte[] response) throws IOException {
        return new RawServer(peer -> {
            while (peer.request() != null) {
                peer.send(response);
            }
        });
    }

    // ---------------------------------------------------------------- bombs

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void b30_bombsInRequests(String coding) throws Exception {
        byte[] bomb = compressed(coding, new byte[BOMB]);
        assertTrue(bomb.length < 1 << 20, "the limit sees what comes out: " + bomb.length);
        try (RawClient client = post("/bytes", coding, bomb)) {
            client.response(413);
        }
        try (RawClient client = post("/stream", coding, bomb)) {
            assertEquals("enough", client.response(200).text());
        }
        assertTrue(largest.get() <= 1 << 20, largest + " bytes at once");
        try (RawClient client = post("/unread", coding, bomb)) {
            assertEquals("unread", client.response(200).text());
        }
    }

    /** A bomb within a bomb. */
    @Test
    void b30_twice() throws Exception {
        byte[] bomb = compressed("gzip", compressed("gzip", new byte[BOMB]));
        try (RawClient client = post("/bytes", "gzip, gzip", bomb)) {
            int status = client.response().status();
            assertTrue(status == 413 || status == 400 || status == 415, "" + status);
        }
    }

    @Test
    void b30_manyCodings() throws Exception {
        String many = "gzip, ".repeat(500) + "gzip";
        try (RawClient client = post("/bytes", many, new byte[10])) {
            int status = client.response().status();
            assertTrue(status == 400 || status == 415, "" + status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void b30_bombsInResponses(String coding) throws Exception {
        byte[] bomb = compressed(coding, new byte[BOMB]);
        try (RawServer server = serving(response(coding, bomb))) {
            visit(session -> {
                try (ClientResponse response = session.get(server.url("/")).send()) {
                    for (int i = 0; i < 10; i++) {
                        int length = response.body().read(1 << 30).length;
                        assertTrue(length > 0 && length <= 1 << 20, length + " at once");
                    }
                }
            });
        }
    }

    // ---------------------------------------------------------------- members

    @Test
    void b31_manyEmptyMembers() throws Exception {
        byte[] empty = compressed("gzip", new byte[0]);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            many.writeBytes(empty);
        }
        try (RawClient client = post("/bytes", "gzip", many.toByteArray())) {
            client.response(400);
        }
        try (RawServer server = serving(response("gzip", many.toByteArray()))) {
            visit(session ->
                    assertThrows(ClientError.class, () -> session.get(server.url("/")).bytes()));
        }
    }

    @Test
    void b31_someMembers() throws Exception {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            some.writeBytes(compressed("gzip", "x".getBytes(StandardCharsets.UTF_8)));
        }
        try (RawClient client = post("/text", "gzip", some.toByteArray())) {
            assertEquals("x".repeat(100), client.response(200).text());
            client.assertServes();
        }
    }

    // ---------------------------------------------------------------- broken ones

    /** Whatever is broken is told, never a wrong text, and the server goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void b32_cutShort(String coding) throws Exception {
        byte[] whole = compressed(coding, "hello hello hello".getBytes(StandardCharsets.UTF_8));
        for (int length = 1; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try (RawClient client = post("/text", coding, part)) {
                client.response(400);
            }
            try (RawServer server = serving(response(coding, part))) {
                visit(session ->
                        assertThrows(
                                ClientError.class, () -> session.get(server.url("/")).bytes()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "br"})
    void b32_corrupted(String coding) throws Exception {
        Random random = new Random(7);
        byte[] text = "some text, some more text, some text".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 300; i++) {
            byte[] bytes;
            if (coding.equals("br")) {
                bytes = new byte[1 + random.nextInt(50)];
                random.nextBytes(bytes);
            } else {
                bytes = compressed(coding, text);
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try (RawClient client = post("/bytes", coding, bytes)) {
                int status = client.response().status();
                assertTrue(status == 200 || status == 400 || status == 413, "" + status);
            }
            if (coding.equals("gzip") || coding.equals("deflate")) {
                assertRightOrRefused(coding, bytes, text);
            }
        }
        try (RawClient client = site.connect()) {
            client.assertServes();
        }
    }

    /** These have checksums; what is broken may still be a time in the head, say. */
    private void assertRightOrRefused(String coding, byte[] bytes, byte[] text) throws Exception {
        try (RawClient client = post("/text", coding, bytes)) {
            RawResponse response = client.response();
            if (response.status() == 200) {
                assertEquals(new String(text, StandardCharsets.UTF_8), response.text());
            } else {
                assertEquals(400, response.status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void b32_junkBehind(String coding) throws Exception {
        byte[] whole = compressed(coding, new byte[100]);
        byte[] more = Arrays.copyOf(whole, whole.length + 50);
        Arrays.fill(more, whole.length, more.length, (byte) 'x');
        try (RawClient client = post("/bytes", coding, more)) {
            assertEquals(400, client.response().status());
        }
    }

    // ---------------------------------------------------------------- unknown and empty

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "x-y-z", "gz\u00efp", "identity", "gzipped", ","})
    void b33_unknownCodings(String coding) throws Exception {
        byte[] body = "as it is".getBytes(StandardCharsets.UTF_8);
        try (RawClient client = post("/text", coding, body)) {
            RawResponse response = client.response();
            if (response.status() != 415) {
                assertEquals("as it is", response.text());
            }
            client.assertServes();
        }
        try (RawServer server = serving(response(coding, body))) {
            visit(session -> assertEquals("as it is", session.get(server.url("/")).text()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void b34_codingsOfNothing(String coding) throws Exception {
        try (RawClient client = post("/bytes", coding, new byte[0])) {
            assertEquals("0", client.response(200).text());
            client.assertServes();
        }
        for (String head :
                new String[] {
                    "HTTP/1.1 204 No\r\nContent-Encoding: " + coding + "\r\n\r\n",
                    "HTTP/1.1 304 No\r\nContent-Encoding: " + coding + "\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Encoding: "
                            + coding
                            + "\r\n\r\n"
                }) {
            try (RawServer server = serving(head.getBytes(StandardCharsets.ISO_8859_1))) {
                visit(session -> assertEquals(0, session.get(server.url("/")).bytes().length));
            }
        }
    }
}
