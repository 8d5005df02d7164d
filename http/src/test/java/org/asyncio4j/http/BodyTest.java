package org.asyncio4j.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.stream.SendStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

@Timeout(10)
class BodyTest {
    private static byte[] written(Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.writeTo(new StreamWriter(new Sink(bytes)));
        return bytes.toByteArray();
    }

    private record Sink(ByteArrayOutputStream bytes) implements SendStream {
        @Override
        public void send(ByteBuffer... data) {
            for (ByteBuffer each : data) {
                byte[] copy = new byte[each.remaining()];
                each.get(copy);
                bytes.writeBytes(copy);
            }
        }

        @Override
        public void drain() {}

        @Override
        public void flush() {}

        @Override
        public void sendEof() {}

        @Override
        public boolean canSendEof() {
            return false;
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private static StreamReader reader(byte[] bytes) throws IOException {
        MemoryPipe pipe = new MemoryPipe(Math.max(1, bytes.length));
        new StreamWriter(pipe).write(bytes);
        pipe.sendEof();
        return new StreamReader(pipe);
    }

    @AsyncTest
    void textsAndBytesAreInMemoryAndCanBeSentAgain() throws IOException {
        Body text = Body.of("hä");
        assertEquals("text/plain; charset=utf-8", text.contentType());
        assertEquals(3, text.length());
        assertTrue(text.isRepeatable());
        assertArrayEquals("hä".getBytes(StandardCharsets.UTF_8), text.bytes());
        assertArrayEquals(text.bytes(), written(text));
        assertArrayEquals(text.bytes(), written(text));
        assertEquals("application/octet-stream", Body.of(new byte[2]).contentType());
        assertEquals(0, Body.empty().length());
        assertNull(Body.empty().contentType());
    }

    @AsyncTest
    void whatIsWrittenHasNoLength() throws IOException {
        Body body = Body.writing("a/b", out -> out.write("ab"));
        assertEquals(Body.UNKNOWN, body.length());
        assertNull(body.bytes());
        assertTrue(body.isRepeatable());
        assertEquals("ab", new String(written(body), StandardCharsets.UTF_8));
    }

    @AsyncTest
    void aStreamIsSentOnceAndNoFurtherThanItsLength() throws IOException {
        byte[] noise = noise(200_000);
        Body all = Body.from(reader(noise), "a/b");
        assertFalse(all.isRepeatable());
        assertEquals(Body.UNKNOWN, all.length());
        assertArrayEquals(noise, written(all));

        StreamReader source = reader(noise);
        Body part = Body.from(source, 150_000, null);
        assertEquals(150_000, part.length());
        assertArrayEquals(Arrays.copyOf(noise, 150_000), written(part));
        assertEquals(50_000, source.readAll().length);
    }

    @AsyncTest
    void anInputStream() throws IOException {
        byte[] noise = noise(50_000);
        assertArrayEquals(noise, written(Body.from(new ByteArrayInputStream(noise), null)));
    }

    @AsyncTest
    void aFileOrAPartOfIt(@TempDir Path folder) throws IOException {
        byte[] noise = noise(600_000);
        Path file = Files.write(folder.resolve("file"), noise);
        FileBody body = Body.file(file).withContentType("a/b");

        assertEquals(Body.UNKNOWN, body.length());
        assertEquals("a/b", body.contentType());
        assertEquals(600_000, body.withKnownLength().length());
        assertArrayEquals(noise, written(body));
        FileBody part = body.withRange(300_000, 270_000);
        assertEquals("a/b", part.contentType());
        assertArrayEquals(Arrays.copyOfRange(noise, 300_000, 570_000), written(part));
        assertArrayEquals(new byte[0], written(body.withRange(600_000, 10)));
        assertThrows(IllegalArgumentException.class, () -> body.withRange(-1, 10));
        assertThrows(
                NoSuchFileException.class,
                () -> Body.file(folder.resolve("none")).withKnownLength());
    }
}
