package org.asyncio4j.http.content;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.http.Body;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

@Timeout(30)
class EncodedBodyTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    private static void onLoop(Action<Exception> body) throws Exception {
        run(OPTIONS, body);
    }

    private static byte[] decoded(MemoryPipe pipe, ContentCoding coding) throws IOException {
        return new StreamReader(DecodedStream.of(pipe, List.of(coding))).readAll();
    }

    private static MemoryPipe pipeOf(byte[] bytes) {
        MemoryPipe pipe = new MemoryPipe();
        pipe.put(bytes);
        pipe.end();
        return pipe;
    }

    /** Some of it can be compressed. */
    private static byte[] content(Random random, int length) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        for (int i = 0; i + 50 < length; i += 50 + random.nextInt(500)) {
            Arrays.fill(content, i, i + 50, (byte) 'x');
        }
        return content;
    }

    @ParameterizedTest
    @EnumSource
    void inMemory(ContentCoding coding) throws Exception {
        for (int length : new int[] {0, 1, 1000, 20_000, 700_000}) {
            byte[] content = content(new Random(length), length);
            onLoop(() -> {
                Body body = EncodedBody.of(Body.of(content, "text/x"), coding);
                assertEquals("text/x", body.contentType());
                assertTrue(body.isRepeatable());
                byte[] bytes = body.bytes();
                assertEquals(bytes.length, body.length());
                assertTrue(length < 1000 || bytes.length < length, bytes.length + " of " + length);
                assertArrayEquals(content, decoded(pipeOf(bytes), coding));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamedInRandomPieces(ContentCoding coding) throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            byte[] content = content(random, random.nextInt(1 << random.nextInt(2, 19)));
            int round = seed;
            Body body =
                    Body.writing(
                            "text/x",
                            out -> {
                                int at = 0;
                                while (at < content.length) {
                                    int end =
                                            Math.min(
                                                    content.length,
                                                    at + 1 + random.nextInt(50_000));
                                    out.write(content, at, end - at);
                                    if (random.nextInt(4) == 0) {
                                        out.flush();
                                    }
                                    at = end;
                                }
                            });
            onLoop(() -> {
                Body encoded = EncodedBody.of(body, coding);
                assertEquals(Body.UNKNOWN, encoded.length());
                assertNull(encoded.bytes());
                MemoryPipe pipe = new MemoryPipe();
                encoded.writeTo(new StreamWriter(pipe));
                pipe.end();
                assertArrayEquals(content, decoded(pipe, coding), "seed " + round);
            });
        }
    }

    @Test
    void othersReadOurGzip() throws Exception {
        byte[] content = content(new Random(5), 100_000);
        onLoop(() -> {
            byte[] gzip = EncodingStream.encode(content, ContentCoding.GZIP);
            assertArrayEquals(
                    content, new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes());
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatWasFlushedCanBeDecoded(ContentCoding coding) throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            try (EncodingStream stream = new EncodingStream(new StreamWriter(pipe), coding)) {
                StreamWriter writer = new StreamWriter(stream);
                StreamReader reader = new StreamReader(DecodedStream.of(pipe, List.of(coding)));
                for (int i = 0; i < 5; i++) {
                    String event = "data: " + i + "\n";
                    writer.write(event);
                    writer.flush();
                    byte[] read = reader.readExactly(event.length());
                    assertEquals(event, new String(read, StandardCharsets.US_ASCII));
                }
                writer.writeEof();
                pipe.end();
                assertEquals(0, reader.readAll().length);
            }
        });
    }

    @Test
    void othersRunWhileMuchIsCompressed() throws Exception {
        byte[] content = content(new Random(1), 4 << 20);
        onLoop(() -> {
            List<Long> turns = new ArrayList<>();
            var other =
                    createTask(() -> {
                        while (true) {
                            turns.add(System.nanoTime());
                            yieldNow();
                        }
                    });
            EncodingStream.encode(content, ContentCoding.GZIP);
            other.cancel();
            assertTrue(turns.size() > 16, turns.size() + " turns");
        });
    }

    @Test
    void aCancelledCompressionEnds() throws Exception {
        byte[] content = content(new Random(1), 2 << 20);
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            Body body =
                    EncodedBody.of(
                            Body.writing(
                                    "text/x",
                                    out -> {
                                        out.write(content);
                                    }),
                            ContentCoding.GZIP);
            var sending = createTask(() -> body.writeTo(new StreamWriter(pipe)));
            yieldNow();
            yieldNow();
            sending.cancel();
            gatherSettled(List.of(sending));
            assertTrue(sending.isCancelled());
        });
    }
}
