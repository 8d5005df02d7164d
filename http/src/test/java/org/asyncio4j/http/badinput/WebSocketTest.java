package org.asyncio4j.http.badinput;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.http.badinput.RawFrame.BINARY;
import static org.asyncio4j.http.badinput.RawFrame.CLOSE;
import static org.asyncio4j.http.badinput.RawFrame.CONTINUATION;
import static org.asyncio4j.http.badinput.RawFrame.FIN;
import static org.asyncio4j.http.badinput.RawFrame.PING;
import static org.asyncio4j.http.badinput.RawFrame.PONG;
import static org.asyncio4j.http.badinput.RawFrame.RSV1;
import static org.asyncio4j.http.badinput.RawFrame.RSV2;
import static org.asyncio4j.http.badinput.RawFrame.RSV3;
import static org.asyncio4j.http.badinput.RawFrame.TEXT;
import static org.asyncio4j.http.badinput.RawFrame.deflated;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.test.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Bad input on WebSockets: rows B58 to B65. */
@Timeout(20)
class WebSocketTest {
    private static final int LARGEST = 100_000;

    /** The close codes that handlers end with. */
    private final BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();

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
        WebSocketOptions options =
                WebSocketOptions.DEFAULT
                        .withMaxMessageSize(LARGEST)
                        .withCompression(false)
                        .withCloseTimeout(millis(300));
        app.get("/hello", request -> Response.text("Hello"));
        app.webSocket("/plain", options, (request, socket) -> echo(socket));
        app.webSocket("/deflate", options.withCompression(true), (request, socket) -> echo(socket));
        app.webSocket(
                "/heart", options.withHeartbeat(millis(200)), (request, socket) -> echo(socket));
        app.webSocket(
                "/ends",
                options,
                (request, socket) -> {
                    socket.close(1000, "enough");
                    codes.add(socket.closeCode());
                });
    }

    private void echo(WebSocket socket) throws IOException {
        try {
            for (WebSocketMessage.Data message : socket) {
                switch (message) {
                    case WebSocketMessage.Text(String text) -> socket.send(text);
                    case WebSocketMessage.Binary(byte[] bytes) -> socket.send(bytes);
                }
            }
        } finally {
            codes.add(socket.closeCode());
        }
    }

    private static String handshake(String path, String... fields) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: a\r\n");
        request.append(
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
        request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return request + "\r\n";
    }

    private RawClient open(String path, String... fields) throws Exception {
        RawClient client = site.connect();
        client.send(handshake(path, fields));
        RawResponse response = client.response(101);
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", response.header("Sec-WebSocket-Accept"));
        return client;
    }

    private RawClient openCompressed() throws Exception {
        return open("/deflate", "Sec-WebSocket-Extensions: permessage-deflate");
    }

    /** Sends frames in all kinds of segments: the server closes with this code. */
    private void assertCloses(int code, RawFrame... frames) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = open("/plain")) {
                client.send(join(frames), segments);
                assertClosed(code, client);
            }
        }
    }

    private void assertClosed(int code, RawClient client) throws Exception {
        RawFrame last;
        do {
            last = RawFrame.read(client);
            assertNotNull(last, "the end came without a close frame");
        } while (last.operation() != CLOSE);
        assertEquals(code, last.code(), last.text());
        client.send(RawFrame.close(code, "").bytes(), Segments.WHOLE);
        client.rest();
        client.close();
        assertEquals(code, codes.poll(5, TimeUnit.SECONDS));
    }

    private static byte[] join(RawFrame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (RawFrame each : frames) {
            all.writeBytes(each.bytes());
        }
        return all.toByteArray();
    }

    private static void assertEchoes(RawClient client, String text) throws Exception {
        client.send(RawFrame.of(FIN | TEXT, text).bytes(), Segments.WHOLE);
        RawFrame echo = RawFrame.read(client);
        assertEquals(text, echo.text());
        assertEquals(false, echo.masked());
    }

    // ---------------------------------------------------------------- frames

    @ParameterizedTest
    @ValueSource(ints = {RSV1, RSV2, RSV3, RSV1 | RSV2, RSV1 | RSV2 | RSV3})
    void b58_reservedBits(int bits) throws Exception {
        assertCloses(1002, RawFrame.of(FIN | bits | TEXT, "hello"));
        assertCloses(1002, RawFrame.of(FIN | bits | BINARY, ""));
        assertCloses(1002, RawFrame.of(FIN | bits | PING, ""));
        assertCloses(1002, RawFrame.of(FIN | bits | CLOSE, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {RSV2, RSV3, RSV1 | RSV2})
    void b58_reservedBitsWithCompression(int bits) throws Exception {
        try (RawClient client = openCompressed()) {
            client.send(RawFrame.of(FIN | bits | TEXT, "hello").bytes(), Segments.WHOLE);
            assertClosed(1002, client);
        }
        try (RawClient client = openCompressed()) {
            client.send(RawFrame.of(FIN | RSV1 | PING, "").bytes(), Segments.WHOLE);
            assertClosed(1002, client);
        }
        try (RawClient client = openCompressed()) {
            RawFrame first = RawFrame.of(RSV1 | TEXT, deflated(new byte[10]));
            RawFrame second = RawFrame.of(FIN | RSV1 | CONTINUATION, "");
            client.send(join(first, second), Segments.WHOLE);
            assertClosed(1002, client);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void b58_unknownOperations(int operation) throws Exception {
        assertCloses(1002, RawFrame.of(FIN | operation, ""));
        assertCloses(1002, RawFrame.of(operation, "x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, CLOSE})
    void b58_controlFrames(int operation) throws Exception {
        assertCloses(1002, RawFrame.of(operation, ""));
        assertCloses(1002, RawFrame.of(FIN | operation, "x".repeat(126)));
        assertCloses(1002, RawFrame.of(FIN | operation, "x".repeat(70_000)));
    }

    @Test
    void b58_fragments() throws Exception {
        assertCloses(1002, RawFrame.of(FIN | CONTINUATION, "x"));
        assertCloses(1002, RawFrame.of(CONTINUATION, "x"));
        assertCloses(1002, RawFrame.of(TEXT, "x"), RawFrame.of(FIN | TEXT, "y"));
        assertCloses(1002, RawFrame.of(BINARY, "x"), RawFrame.of(TEXT, "y"));
        assertCloses(
                1002,
                RawFrame.of(TEXT, "x"),
                RawFrame.of(FIN | CONTINUATION, "y"),
                RawFrame.of(FIN | CONTINUATION, "z"));
    }

    // ---------------------------------------------------------------- too much

    /** Nothing of the payload needs to come. */
    @ParameterizedTest
    @ValueSource(longs = {LARGEST + 1, 1L << 31, 1L << 32, (1L << 32) + 5, Long.MAX_VALUE})
    void b59_aDeclaredLength(long length) throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = open("/plain")) {
                client.send(RawFrame.of(FIN | BINARY, "").start(length), segments);
                assertClosed(1009, client);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, Long.MIN_VALUE + 5})
    void b59_aNegativeLength(long length) throws Exception {
        try (RawClient client = open("/plain")) {
            byte[] start = RawFrame.of(FIN | BINARY, "").start(1L << 40);
            for (int i = 0; i < 8; i++) {
                start[2 + i] = (byte) (length >>> (56 - 8 * i));
            }
            client.send(start, Segments.WHOLE);
            RawFrame last = RawFrame.read(client);
            assertTrue(last.code() == 1002 || last.code() == 1009, "" + last.code());
        }
    }

    @Test
    void b59_inFragments() throws Exception {
        RawFrame[] frames = new RawFrame[LARGEST / 1000 + 1];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = RawFrame.of(i == 0 ? BINARY : CONTINUATION, "x".repeat(1000));
        }
        try (RawClient client = open("/plain")) {
            client.send(join(frames), Segments.WHOLE);
            assertClosed(1009, client);
        }
    }

    @Test
    void b59_asMuchAsIsAllowedInDrips() throws Exception {
        String text = "x".repeat(LARGEST);
        try (RawClient client = open("/plain")) {
            client.send(RawFrame.of(FIN | TEXT, text).bytes(), Segments.BYTES);
            assertEquals(text, RawFrame.read(client).text());
        }
    }

    /** An endless number of fragments without content is no message of any length. */
    @Test
    void b59_emptyFragments() throws Exception {
        try (RawClient client = open("/plain")) {
            byte[] empty = RawFrame.of(CONTINUATION, "").bytes();
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            many.writeBytes(RawFrame.of(TEXT, "a").bytes());
            for (int i = 0; i < 100_000; i++) {
                many.writeBytes(empty);
            }
            many.writeBytes(RawFrame.of(FIN | CONTINUATION, "b").bytes());
            client.send(many.toByteArray(), Segments.WHOLE);
            assertEquals("ab", RawFrame.read(client).text());
        }
    }

    @Test
    void b60_whatGrowsWhenInflated() throws Exception {
        byte[] bomb = deflated(new byte[50_000_000]);
        assertTrue(bomb.length < LARGEST, "" + bomb.length);
        try (RawClient client = openCompressed()) {
            client.send(RawFrame.of(FIN | RSV1 | BINARY, bomb).bytes(), Segments.WHOLE);
            assertClosed(1009, client);
        }
    }

    @Test
    void b60_whatCannotBeInflated() throws Exception {
        for (String junk :
                new String[] {
                    "\u00ff\u00ff\u00ff", "\u0006\u0000", "\u0000\u0001\u0000\u0000\u0000"
                }) {
            try (RawClient client = openCompressed()) {
                client.send(RawFrame.of(FIN | RSV1 | BINARY, junk).bytes(), Segments.WHOLE);
                RawFrame last = RawFrame.read(client);
                assertNotNull(last, junk);
                assertEquals(CLOSE, last.operation());
                assertTrue(last.code() == 1002 || last.code() == 1007, "" + last.code());
            }
        }
    }

    /** Blocks that end the stream, over and over. */
    @Test
    void b60_manyEmptyBlocks() throws Exception {
        String blocks = "\u0000\u0000\u0000\u00ff\u00ff".repeat(15_000) + "\u0000";
        try (RawClient client = openCompressed()) {
            client.send(RawFrame.of(FIN | RSV1 | BINARY, blocks).bytes(), Segments.WHOLE);
            RawFrame echo = RawFrame.read(client);
            assertEquals(0, echo.operation() == CLOSE ? 0 : echo.payload().length);
        }
    }

    // ---------------------------------------------------------------- text and codes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff",
                "\u00c0\u00af",
                "\u00e0\u0080\u0080",
                "\u00ed\u00a0\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00c3",
                "a\u0080b",
                "\u00ce\u00ba\u00e1\u00bd\u00b9\u00cf\u0083\u00ce\u00bc\u00ce\u00b5\u00ed\u00a0\u0080"
            })
    void b61_textThatIsNotUtf8(String text) throws Exception {
        assertCloses(1007, RawFrame.of(FIN | TEXT, text));
        assertCloses(1007, RawFrame.of(TEXT, text), RawFrame.of(FIN | CONTINUATION, ""));
        assertCloses(
                1007,
                RawFrame.of(TEXT, text.substring(0, 1)),
                RawFrame.of(FIN | CONTINUATION, text.substring(1)));
        assertCloses(1007, RawFrame.close(1000, text));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 10_000, 65_535
            })
    void b61_closeCodes(int code) throws Exception {
        assertCloses(1002, RawFrame.close(code, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1011, 3000, 4999})
    void b61_goodCloseCodes(int code) throws Exception {
        assertCloses(code, RawFrame.close(code, "bye"));
    }

    @Test
    void b61_halfACloseCode() throws Exception {
        assertCloses(1002, RawFrame.of(FIN | CLOSE, "\u0003"));
    }

    @Test
    void b62_framesWithoutAMask() throws Exception {
        assertCloses(1002, RawFrame.of(FIN | TEXT, "hello").unmasked());
        assertCloses(1002, RawFrame.of(FIN | PING, "").unmasked());
        assertCloses(1002, RawFrame.close(1000, "").unmasked());
    }

    @Test
    void b63_controlBetweenFragments() throws Exception {
        for (Segments segments : Segments.values()) {
            try (RawClient client = open("/plain")) {
                client.send(
                        join(
                                RawFrame.of(TEXT, "a"),
                                RawFrame.of(FIN | PING, "1"),
                                RawFrame.of(CONTINUATION, "b"),
                                RawFrame.of(FIN | PONG, "x"),
                                RawFrame.of(FIN | PING, "2"),
                                RawFrame.of(FIN | CONTINUATION, "c")),
                        segments);
                assertEquals("1", RawFrame.read(client).text());
                assertEquals("2", RawFrame.read(client).text());
                assertEquals("abc", RawFrame.read(client).text());
            }
        }
    }

    // ---------------------------------------------------------------- handshakes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET|Sec-WebSocket-Version: 13",
                "GET|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: ",
                "GET|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: c2hvcnQ=",
                "GET|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSBpcyBsb25n",
                "GET|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==",
                "GET|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
                        + "|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "GET|Sec-WebSocket-Version: 12|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "GET|Sec-WebSocket-Version: 13, 8|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "GET|Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 13"
                        + "|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "GET|Sec-WebSocket-Version: x|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "GET|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "POST|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
            })
    void b64_handshakes(String request) throws Exception {
        String[] parts = request.split("\\|");
        StringBuilder text = new StringBuilder(parts[0] + " /plain HTTP/1.1\r\nHost: a\r\n");
        text.append("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        for (int i = 1; i < parts.length; i++) {
            text.append(parts[i]).append("\r\n");
        }
        for (Segments segments : Segments.values()) {
            try (RawClient client = site.connect()) {
                client.send(text + "\r\n", segments);
                RawResponse response = client.response();
                assertTrue(response.status() >= 400 && response.status() < 500, "" + response);
                if (response.status() == 426) {
                    assertEquals("13", response.header("Sec-WebSocket-Version"));
                }
            }
        }
        assertTrue(codes.isEmpty());
    }

    @Test
    void b64_withoutAHandshake() throws Exception {
        try (RawClient client = site.connect()) {
            client.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
            int status = client.response().status();
            assertTrue(status >= 400 && status < 500, "" + status);
            client.assertServes();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=08",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; unknown=1",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; server_no_context_takeover=1",
                "x-unknown",
                "permessage-deflat\u00e9",
                ";;;",
                ",,,",
                "permessage-deflate; \"",
                ""
            })
    void b64_extensionsThatAreNoOffer(String offer) throws Exception {
        try (RawClient client = site.connect()) {
            client.send(handshake("/deflate", "Sec-WebSocket-Extensions: " + offer));
            RawResponse response = client.response();
            if (response.status() == 400) {
                return; // What is not even a list of extensions is refused.
            }
            assertEquals(101, response.status());
            assertEquals(null, response.header("Sec-WebSocket-Extensions"));
            assertEchoes(client, "x".repeat(1000));
        }
    }

    // ---------------------------------------------------------------- silence

    @Test
    void b65_noAnswerToClose() throws Exception {
        try (RawClient client = open("/ends")) {
            assertEquals(1000, RawFrame.read(client).code());
            client.assertClosed();
            assertEquals(1006, codes.poll(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void b65_noAnswerToPing() throws Exception {
        try (RawClient client = open("/heart")) {
            assertEquals(PING, RawFrame.read(client).operation());
            client.rest();
            assertEquals(1006, codes.poll(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void b65_anEndWithoutClose() throws Exception {
        try (RawClient client = open("/plain")) {
            assertEchoes(client, "hello");
            client.halfClose();
            assertEquals(1006, codes.poll(5, TimeUnit.SECONDS));
        }
        try (RawClient client = open("/plain")) {
            client.send(RawFrame.of(FIN | TEXT, "hello").start(100), Segments.WHOLE);
            client.reset();
            assertEquals(1006, codes.poll(5, TimeUnit.SECONDS));
        }
    }

    // ---------------------------------------------------------------- at random

    /** Frames with mistakes: each connection comes to an end, and the server has no trouble. */
    @Test
    void b58_framesWithMistakes() throws Exception {
        long seed = Long.getLong(Seed.PROPERTY, 17);
        Random random = new Random(seed);
        Mutation mutation = new Mutation(random);
        byte[] squeezed = deflated("hello hello hello".getBytes(StandardCharsets.UTF_8));
        byte[] valid =
                join(
                        RawFrame.of(FIN | TEXT, "hello"),
                        RawFrame.of(FIN | PING, "x"),
                        RawFrame.of(BINARY, "abc"),
                        RawFrame.of(FIN | CONTINUATION, "x".repeat(200)),
                        RawFrame.of(FIN | RSV1 | TEXT, squeezed),
                        RawFrame.close(1000, "bye"));
        for (int round = 0; round < 500; round++) {
            byte[] bytes = mutation.of(new String(valid, StandardCharsets.ISO_8859_1));
            String story = "seed " + seed + ", round " + round;
            try (RawClient client = random.nextBoolean() ? openCompressed() : open("/plain")) {
                client.send(bytes, Segments.MANY).halfClose();
                client.rest();
            }
            assertNotNull(codes.poll(5, TimeUnit.SECONDS), story);
            assertEquals(List.of(), site.log(), story);
        }
    }
}
