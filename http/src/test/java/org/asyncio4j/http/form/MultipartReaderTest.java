package org.asyncio4j.http.form;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.TextDecodingException;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

@Timeout(30)
class MultipartReaderTest {
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    private static final ContentType TYPE = ContentType.parse("multipart/form-data; boundary=B");

    private static void onLoop(Action<Exception> body) throws Exception {
        run(OPTIONS, body);
    }

    private static StreamReader streamOf(byte[] bytes) {
        MemoryPipe pipe = new MemoryPipe();
        pipe.put(bytes);
        pipe.end();
        return new StreamReader(pipe);
    }

    private static StreamReader streamOf(String text) {
        return streamOf(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads all parts as texts. */
    private static List<String> texts(MultipartReader reader) throws IOException {
        List<String> texts = new ArrayList<>();
        for (BodyPart part = reader.next(); part != null; part = reader.next()) {
            texts.add(part.text());
        }
        return texts;
    }

    private static List<String> texts(String body) throws IOException {
        return texts(new MultipartReader(TYPE, streamOf(body)));
    }

    private static void assertRefused(String body, String complaint) throws Exception {
        onLoop(() -> {
            ContentDecodingException thrown =
                    assertThrows(ContentDecodingException.class, () -> texts(body));
            assertTrue(thrown.getMessage().contains(complaint), thrown.getMessage());
        });
    }

    // ---------------------------------------------------------------- what is right

    @Test
    void parts() throws Exception {
        onLoop(() -> {
            MultipartReader reader =
                    new MultipartReader(
                            TYPE,
                            streamOf(
                                    "preamble\r\n--B \t\r\nContent-Disposition: form-data;"
                                            + " name=\"a\"\r\n\r\nfirst\r\n--B\r\ncontent-type:"
                                            + " text/html\r\nContent-Disposition: form-data;"
                                            + " name=b; filename=\"ä.html\"\r\n\r\n\r\nsecond"
                                            + "\r\n\r\n--B--\r\nepilogue"));
            BodyPart first = reader.next();
            assertEquals("a", first.name());
            assertNull(first.fileName());
            assertEquals("text/plain", first.contentType().type());
            assertEquals("first", first.text());
            BodyPart second = reader.next();
            assertEquals("b", second.name());
            assertEquals("ä.html", second.fileName());
            assertEquals("text/html", second.headers().get("Content-Type"));
            assertEquals("\r\nsecond\r\n", second.text());
            assertNull(reader.next());
            assertNull(reader.next());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no parts             | --B--                                          | []
                    with a line end      | --B--\\r\\n                                    | []
                    no content           | --B\\r\\nA: b\\r\\n\\r\\n--B--                 | ['']
                    no content, line end | --B\\r\\nA: b\\r\\n\\r\\n\\r\\n--B--           | ['']
                    nothing at all       | --B\\r\\n\\r\\n--B--                           | ['']
                    no headers           | --B\\r\\n\\r\\nx\\r\\n--B--                    | [x]
                    longer boundary      | --B\\r\\n\\r\\n--BX\\r\\n--B--                 | [--BX]
                    last of a longer one | --B\\r\\n\\r\\nx\\r\\n--B--X\\r\\n--B--        | [x\\r\\n--B--X]
                    inside of a line     | --B\\r\\n\\r\\nx--B\\r\\n--B--                 | [x--B]
                    bare line feeds      | --B\\r\\n\\r\\nx\\n--B\\n\\r\\n--B--           | [x\\n--B\\n]
                    carriage returns     | --B\\r\\n\\r\\n\\r\\r\\r\\n\\r\\n--B--         | [\\r\\r\\r\\n]
                    two                  | --B\\r\\n\\r\\nx\\r\\n--B\\r\\n\\r\\ny\\r\\n--B-- | [x, y]
                    """)
    void boundaries(String name, String body, String expected) throws Exception {
        String sent = body.replace("\\r", "\r").replace("\\n", "\n");
        String wanted = expected.replace("\\r", "\r").replace("\\n", "\n").replace("''", "");
        onLoop(() -> {
            assertEquals(wanted, texts(sent).toString());
            MemoryPipe slow = new MemoryPipe();
            slow.chunk(1);
            slow.put(sent);
            slow.end();
            assertEquals(
                    wanted, texts(new MultipartReader(TYPE, new StreamReader(slow))).toString());
        });
    }

    @Test
    void whatWasNotReadIsSkipped() throws Exception {
        String content = "x".repeat(100_000);
        onLoop(() -> {
            MultipartReader reader =
                    new MultipartReader(
                            TYPE,
                            streamOf("--B\r\n\r\n" + content + "\r\n--B\r\n\r\ny\r\n--B--\r\n"));
            BodyPart first = reader.next();
            first.body().readExactly(10);
            BodyPart second = reader.next();
            assertEquals("y", second.text());
            assertThrows(IOException.class, () -> first.body().readExactly(99_000));
        });
    }

    @Test
    void randomPartsInRandomPieces() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            String boundary = "-B".repeat(random.nextInt(1, 5)) + "x";
            List<byte[]> contents = new ArrayList<>();
            MultipartBody body = new MultipartBody("mixed", boundary);
            for (int i = random.nextInt(5); i > 0; i--) {
                byte[] content = lookalike(random, boundary);
                contents.add(content);
                body.add(Body.of(content));
            }
            int round = seed;
            onLoop(() -> assertContents(contents, body, random, "seed " + round));
        }
    }

    /** Content of pieces of boundaries, but without one. */
    private static byte[] lookalike(Random random, String boundary) {
        String[] pieces = {
            "\r\n--" + boundary + "-",
            "\r\n--" + boundary + "X",
            "--" + boundary,
            "\r",
            "\n",
            "-",
            "\r\n--" + boundary.substring(1),
            "\n--" + boundary + "\r\n",
            "\r\n",
            "text",
            " ",
            "\0"
        };
        StringBuilder content = new StringBuilder("*");
        for (int i = random.nextInt(60); i > 0; i--) {
            content.append(pieces[random.nextInt(pieces.length)]);
        }
        String text = content.toString();
        while (text.contains("\r\n--" + boundary)) {
            String marked = text.replaceAll("\r\n--" + boundary + "(?=--|[ \t]*\r)", "#");
            if (marked.equals(text)) {
                break;
            }
            text = marked;
        }
        return (text + "*").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void assertContents(
            List<byte[]> contents, MultipartBody body, Random random, String message)
            throws IOException {
        MemoryPipe pipe = new MemoryPipe();
        body.writeTo(new org.asyncio4j.stream.StreamWriter(pipe));
        assertEquals(body.length(), pipe.sent(), message);
        pipe.end();
        pipe.split(random);
        MultipartReader reader =
                new MultipartReader(ContentType.parse(body.contentType()), new StreamReader(pipe));
        for (byte[] content : contents) {
            assertArrayEquals(content, reader.next().bytes(), message);
        }
        assertNull(reader.next(), message);
    }

    @Test
    void partsInsideOfParts() throws Exception {
        MultipartBody inner = new MultipartBody("mixed", "inner").add(Body.of("deep"));
        MultipartBody middle = new MultipartBody("mixed", "innerer").add(inner).add(Body.of("x"));
        MultipartBody outer = new MultipartBody("mixed", "inn").add(middle).add(Body.of("y"));
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            outer.writeTo(new org.asyncio4j.stream.StreamWriter(pipe));
            pipe.end();
            pipe.chunk(3);
            MultipartReader reader =
                    new MultipartReader(
                            ContentType.parse(outer.contentType()), new StreamReader(pipe));
            MultipartReader second = reader.next().multipart();
            MultipartReader third = second.next().multipart();
            assertEquals("deep", third.next().text());
            assertNull(third.next());
            assertEquals("x", second.next().text());
            assertNull(second.next());
            assertEquals("y", reader.next().text());
            assertNull(reader.next());
        });
    }

    @Test
    void aCancelledWaitLosesNothing() throws Exception {
        String body =
                "--B\r\nA: b\r\nC: d\r\n\r\nhello\r\n--B\r\nContent-Transfer-Encoding: base64"
                        + "\r\n\r\naGVsbG8=\r\n--B--\r\n";
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            MultipartReader reader = new MultipartReader(TYPE, new StreamReader(pipe));
            List<String> texts = new ArrayList<>();
            BodyPart[] current = {null};
            for (char each : body.toCharArray()) {
                pipe.put(String.valueOf(each));
                var waiting = createTask(() -> read(reader, current, texts));
                yieldNow();
                yieldNow();
                waiting.cancel();
                gatherSettled(List.of(waiting));
            }
            pipe.end();
            read(reader, current, texts);
            assertEquals(List.of("b d hello", "null null hello"), texts);
        });
    }

    private static void read(MultipartReader reader, BodyPart[] current, List<String> texts)
            throws IOException {
        while (true) {
            if (current[0] == null) {
                current[0] = reader.next();
            }
            BodyPart part = current[0];
            if (part == null) {
                return;
            }
            texts.add(part.headers().get("A") + " " + part.headers().get("C") + " " + part.text());
            current[0] = null;
        }
    }

    // ---------------------------------------------------------------- B35: boundaries

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "text/plain; boundary=B",
                "multipart/form-data; boundary="
                        + "x123456789x123456789x123456789x123456789x123456789x123456789x123456789x"
            })
    void b35_typesWithoutAUsableBoundary(String type) throws Exception {
        onLoop(() ->
                assertThrows(
                        ContentDecodingException.class,
                        () -> new MultipartReader(ContentType.parse(type), streamOf("--B--"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "--C\r\n\r\nhello\r\n--C--\r\n",
                "--B\r\n\r\nhello",
                "--B\r\n\r\nhello\r\n--B\r\n",
                "--B\r\n\r\nhello\r\n--B-",
                "--B\nA: b\n\nhello\n--B--\n",
                "--B\r\nA: b",
                "--B\r\nA: b\r\n",
                " --B\r\n\r\nhello\r\n --B--\r\n"
            })
    void b35_bodiesWithoutTheirLastBoundary(String body) throws Exception {
        assertRefused(body, "has ended");
    }

    @Test
    void b35_truncatedAtEachByte() throws Exception {
        String body = "--B\r\nA: b\r\n\r\nhello\r\n--B\r\n\r\nbye\r\n--B--";
        for (int length = 0; length < body.length(); length++) {
            assertRefused(body.substring(0, length), "has ended");
        }
        onLoop(() -> assertEquals(List.of("hello", "bye"), texts(body)));
    }

    @Test
    void b35_muchBeforeTheFirstBoundaryAndBehindTheLast() throws Exception {
        String much = "x".repeat(70_000);
        assertRefused(much + "\r\n--B--\r\n", "No boundary");
        assertRefused("--B--\r\n" + "x".repeat(200_000), "Behind its last boundary");
    }

    // ---------------------------------------------------------------- B36: many, deep

    @Test
    void b36_thousandsOfParts() throws Exception {
        String part = "--B\r\n\r\n\r\n";
        onLoop(() -> assertEquals(1000, texts(part.repeat(1000) + "--B--").size()));
        assertRefused(part.repeat(1001) + "--B--", "more than 1000 parts");
        assertRefused(part.repeat(100_000) + "--B--", "more than 1000 parts");
    }

    @Test
    void b36_partsInsideOfPartsCount() throws Exception {
        String inner = "--I\r\n\r\n\r\n".repeat(10) + "--I--";
        String outer = "--B\r\nContent-Type: multipart/mixed; boundary=I\r\n\r\n" + inner + "\r\n";
        MultipartOptions options = MultipartOptions.DEFAULT.withMaxParts(20);
        onLoop(() -> {
            MultipartReader reader =
                    new MultipartReader(TYPE, streamOf(outer.repeat(3) + "--B--"), options);
            assertEquals(10, texts(reader.next().multipart()).size());
            MultipartReader second = reader.next().multipart();
            assertThrows(ContentDecodingException.class, () -> texts(second));
        });
    }

    @Test
    void b36_deepNesting() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            body.append("--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n");
        }
        onLoop(() -> {
            MultipartReader reader = new MultipartReader(TYPE, streamOf(body.toString()));
            BodyPart deepest = reader.next();
            assertThrows(ContentDecodingException.class, () -> deepest.multipart().next());
        });
        MultipartBody nested = new MultipartBody("mixed").add(Body.of("x"));
        for (int i = 0; i < 3; i++) {
            nested = new MultipartBody("mixed").add(nested);
        }
        MultipartBody four = nested;
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            four.writeTo(new org.asyncio4j.stream.StreamWriter(pipe));
            pipe.end();
            ContentType type = ContentType.parse(four.contentType());
            BodyPart third =
                    new MultipartReader(type, new StreamReader(pipe))
                            .next()
                            .multipart()
                            .next()
                            .multipart()
                            .next();
            assertTrue(third.isMultipart());
            ContentDecodingException thrown =
                    assertThrows(ContentDecodingException.class, third::multipart);
            assertTrue(thrown.getMessage().contains("deeper"), thrown.getMessage());
        });
    }

    // ---------------------------------------------------------------- B37: headers

    @Test
    void b37_headersOfParts() throws Exception {
        String most = "A: b\r\n".repeat(128);
        onLoop(() -> assertEquals(List.of("x"), texts("--B\r\n" + most + "\r\nx\r\n--B--")));
        assertRefused("--B\r\n" + most + "A: b\r\n\r\nx\r\n--B--", "more than 128 headers");
        String largest = "A: " + "x".repeat(8187);
        onLoop(() -> assertEquals(List.of("x"), texts("--B\r\n" + largest + "\r\n\r\nx\r\n--B--")));
        assertRefused("--B\r\n" + largest + "x\r\n\r\nx\r\n--B--", "more than 8190 bytes");
    }

    @Test
    void b37_anEndlessHeaderIsNotCollected() throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put("--B\r\nA: " + "x".repeat(10_000_000));
            MultipartReader reader = new MultipartReader(TYPE, new StreamReader(pipe));
            assertThrows(ContentDecodingException.class, reader::next);
            assertTrue(pipe.received() < 200_000, pipe.received() + " bytes received");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no colon",
                ": no name",
                "A : b",
                " folded: x",
                "A: \0",
                "A: b\rC: d",
                "A: b\nC: d",
                "Ä: b",
                "A: \u007f"
            })
    void b37_brokenHeaders(String header) throws Exception {
        assertRefused("--B\r\n" + header + "\r\n\r\nx\r\n--B--", "header");
    }

    @Test
    void theWholeSizeIsLimited() throws Exception {
        onLoop(() -> {
            MultipartOptions options = MultipartOptions.DEFAULT.withMaxSize(1000);
            MultipartReader reader =
                    new MultipartReader(
                            TYPE,
                            streamOf("--B\r\n\r\n" + "x".repeat(1000) + "\r\n--B--"),
                            options);
            HttpProtocolException thrown =
                    assertThrows(HttpProtocolException.class, () -> texts(reader));
            assertEquals(413, thrown.status());
        });
    }

    // ---------------------------------------------------------------- B38: lengths, encodings

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+5",
                "-1",
                "1_0",
                "",
                "5,5",
                "0x5",
                "5 5",
                "²",
                "99999999999999999999",
                "4",
                "6"
            })
    void b38_wrongLengths(String length) throws Exception {
        assertRefused(
                "--B\r\nContent-Length: " + length + "\r\n\r\nhello\r\n--B--", "Content-Length");
    }

    @Test
    void b38_rightLength() throws Exception {
        onLoop(() ->
                assertEquals(
                        List.of("hello"), texts("--B\r\nContent-Length: 5\r\n\r\nhello\r\n--B--")));
    }

    private static String encoded(String encoding, String content) {
        return "--B\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + content + "\r\n--B--";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    base64           | aGVsbG8=                  | hello
                    BASE64           | aGVs\\r\\nbG8=\\r\\n      | hello
                    base64           | a G\\r\\nV s\\tb G8 =     | hello
                    base64           | aGVsbG8h                  | hello!
                    base64           | aGVsbA==                  | hell
                    quoted-printable | h=C3=a4llo=20             | hällo\\s
                    quoted-printable | hel=\\r\\nlo  \\r\\nx     | hello\\r\\nx
                    quoted-printable | hel= \\t\\r\\nlo          | hello
                    quoted-printable | a b=3D=                   | ERROR
                    8bit             | hällo                     | hällo
                    binary           | a=3D                      | a=3D
                    base64           | aGVsbG8                   | ERROR
                    base64           | aGVsbG8==                 | ERROR
                    base64           | aGVsbA==aGVs              | ERROR
                    base64           | aGVsb===                  | ERROR
                    base64           | ====                      | ERROR
                    base64           | aGVs!bG8=                 | ERROR
                    base64           | aGVsbG8=\\0               | ERROR
                    base64           | aGVsbG-_                  | ERROR
                    quoted-printable | a=4                       | ERROR
                    quoted-printable | a=4G                      | ERROR
                    quoted-printable | a=\\rx                    | ERROR
                    x-uuencode       | x                         | ERROR
                    """)
    void b38_transferEncodings(String encoding, String content, String expected) throws Exception {
        String body = encoded(encoding, unescaped(content));
        for (int chunk : new int[] {1, 2, 3, 1000}) {
            onLoop(() -> {
                MemoryPipe pipe = new MemoryPipe();
                pipe.put(body);
                pipe.end();
                pipe.chunk(chunk);
                MultipartReader reader = new MultipartReader(TYPE, new StreamReader(pipe));
                if (expected.equals("ERROR")) {
                    assertThrows(ContentDecodingException.class, () -> texts(reader));
                } else {
                    assertEquals(List.of(unescaped(expected)), texts(reader));
                }
            });
        }
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\s", " ")
                .replace("\\0", "\0");
    }

    @Test
    void b38_randomBase64() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            byte[] content = new byte[random.nextInt(30_000)];
            random.nextBytes(content);
            String text =
                    java.util.Base64.getMimeEncoder(1 + random.nextInt(100), "\r\n".getBytes())
                            .encodeToString(content);
            int round = seed;
            onLoop(() -> {
                MemoryPipe pipe = new MemoryPipe();
                pipe.put(encoded("base64", text));
                pipe.end();
                pipe.split(random);
                MultipartReader reader = new MultipartReader(TYPE, new StreamReader(pipe));
                assertArrayEquals(content, reader.next().bytes(), "seed " + round);
                assertNull(reader.next());
            });
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(content);
        }
        return gzip.toByteArray();
    }

    private static byte[] compressedPart(String type, byte[] content) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(("--B\r\nContent-Type: " + type + "\r\n").getBytes());
        part.writeBytes("Content-Encoding: gzip\r\n\r\n".getBytes());
        part.writeBytes(gzip(content));
        part.writeBytes("\r\n".getBytes());
        return part.toByteArray();
    }

    private static StreamReader compressed(int times, String type, byte[] content)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            body.writeBytes(compressedPart(type, content));
        }
        body.writeBytes("--B--".getBytes());
        return streamOf(body.toByteArray());
    }

    @Test
    void b30_whatComesOutOfCompressedPartsIsLimited() throws Exception {
        MultipartOptions options = MultipartOptions.DEFAULT.withMaxSize(100_000);
        byte[] content = new byte[30_000];
        onLoop(() -> {
            MultipartReader reader =
                    new MultipartReader(TYPE, compressed(4, "text/plain", content), options);
            for (int i = 0; i < 3; i++) {
                assertEquals(content.length, reader.next().bytes().length);
            }
            BodyPart fourth = reader.next();
            HttpProtocolException thrown = assertThrows(HttpProtocolException.class, fourth::bytes);
            assertEquals(413, thrown.status());
        });
    }

    @Test
    void b30_whatComesOutOfCompressedPartsInsideOfPartsIsLimited() throws Exception {
        MultipartOptions options = MultipartOptions.DEFAULT.withMaxSize(100_000);
        String inner = "--I\r\n\r\n" + "x".repeat(60_000) + "\r\n--I--";
        onLoop(() -> {
            MultipartReader reader =
                    new MultipartReader(
                            TYPE,
                            compressed(2, "multipart/mixed; boundary=I", inner.getBytes()),
                            options);
            assertEquals(60_000, reader.next().multipart().next().bytes().length);
            BodyPart second = reader.next().multipart().next();
            assertThrows(HttpProtocolException.class, second::bytes);
        });
    }

    @Test
    void aCompressedPartIsInflated() throws Exception {
        onLoop(() -> {
            StreamReader body = compressed(1, "text/plain", "hello".getBytes());
            assertEquals(List.of("hello"), texts(new MultipartReader(TYPE, body)));
        });
    }

    // ---------------------------------------------------------------- B40: text

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/plain; charset=utf-8", "text/plain; charset=x-no"})
    void b40_textThatCannotBeDecoded(String type) throws Exception {
        byte[] head = ("--B\r\nContent-Type: " + type + "\r\n\r\n").getBytes();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head);
        body.writeBytes(new byte[] {'a', (byte) 0xFF});
        body.writeBytes("\r\n--B--".getBytes());
        onLoop(() -> {
            BodyPart part = new MultipartReader(TYPE, streamOf(body.toByteArray())).next();
            TextDecodingException thrown = assertThrows(TextDecodingException.class, part::text);
            assertEquals(415, thrown.status());
        });
    }
}
