package org.asyncio4j.http.http1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.HttpProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Bodies of each framing: of a length, in chunks, until the connection ends. */
@Timeout(10)
class FramedBodyTest {
    private static FramedBody body(Inputs.Pieces pieces, long length) {
        return FramedBody.of(length, pieces.input, pieces, 100, 3);
    }

    private static String all(FramedBody body, int max) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        for (byte[] each; (each = body.receive(max)) != null; ) {
            assertTrue(each.length > 0 && each.length <= max);
            received.writeBytes(each);
        }
        return received.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void refused(String text, long length) {
        for (int size : new int[] {1, 2, 3, 1000}) {
            FramedBody body = body(new Inputs.Pieces(text, size), length);
            HttpProtocolException first =
                    assertThrows(HttpProtocolException.class, () -> all(body, 1000));
            assertTrue(body.isBroken());
            assertFalse(body.isComplete());
            assertEquals(first, assertThrows(IOException.class, () -> body.receive(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void aLength(int size) throws IOException {
        Inputs.Pieces pieces = new Inputs.Pieces("hello world, and the next", size);
        FramedBody body = body(pieces, 11);

        assertEquals("hello world", all(body, 4));

        assertTrue(body.isComplete());
        assertNull(body.receive(1));
        assertEquals(1, pieces.begun);
        assertEquals(1, pieces.ended);
    }

    @Test
    void aLengthThatIsNotReached() {
        refused("hello", 6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void chunks(int size) throws IOException {
        String text = "5\r\nhello\r\n1;x=\"y\"\r\n \r\n00000005\r\nworld\r\n0\r\nX: y\r\n\r\nnext";
        Inputs.Pieces pieces = new Inputs.Pieces(text, size);
        FramedBody body = body(pieces, Framing.CHUNKED);

        assertEquals("hello world", all(body, 4));

        assertTrue(body.isComplete());
        assertEquals(1, pieces.ended);
        while (pieces.fill()) {
            // The rest is there.
        }
        assertArrayEquals(Inputs.bytes("next"), pieces.input.take(100));
    }

    @Test
    void manyTinyChunksComeTogether() throws IOException {
        String text = "1\r\nx\r\n".repeat(1000) + "0\r\n\r\n";
        FramedBody body = body(new Inputs.Pieces(text, 100_000), Framing.CHUNKED);

        assertEquals(1, body.receive(1).length);
        assertEquals(999, body.receive(5000).length);
        assertNull(body.receive(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\nx\r\n",
                "0x5\r\nhello\r\n",
                "5 \r\nhello\r\n",
                " 5\r\nhello\r\n",
                "5;x=\n\r\nhello\r\n",
                "5;x\u0001\r\nhello\r\n",
                "00000000000000000005\r\nhello\r\n",
                "g\r\n",
                "\r\n",
                "5\nhello\r\n",
                "3\r\nhello\r\n",
                "6\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello",
                "5\r\nhello\r\n",
                "5\r\nhello\r\n0\r\n",
                "0\r\nX: a\r\n b\r\n\r\n",
                "0\r\nX: a\n\r\n",
                "0\r\nX : a\r\n\r\n",
                "0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n"
            })
    void chunksThatAreRefused(String text) {
        refused(text, Framing.CHUNKED);
    }

    @Test
    void aLineBeforeAChunkHasALargestLength() {
        refused("5;" + "x".repeat(100) + "\r\nhello\r\n0\r\n\r\n", Framing.CHUNKED);
        refused("5;" + "x".repeat(200), Framing.CHUNKED);
    }

    @Test
    void randomChunksInRandomPieces() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringBuilder content = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                String chunk = "abcdefghijklmnop\r\n0\r\n".substring(random.nextInt(20));
                content.append(chunk);
                text.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk);
                text.append("\r\n");
            }
            text.append("0\r\n\r\n");
            Inputs.Pieces pieces = new Inputs.Pieces(text.toString(), 1 + random.nextInt(40));
            FramedBody body = body(pieces, Framing.CHUNKED);
            assertEquals(content.toString(), allEitherWay(body, random), "seed " + seed);
        }
    }

    private static String allEitherWay(FramedBody body, Random random) throws IOException {
        StringBuilder received = new StringBuilder();
        while (true) {
            int max = 1 + random.nextInt(30);
            if (random.nextBoolean()) {
                byte[] bytes = body.receive(max);
                if (bytes == null) {
                    return received.toString();
                }
                received.append(HeadParser.text(bytes, 0, bytes.length));
            } else {
                ByteBuffer target = ByteBuffer.allocate(max);
                int count = body.receive(target);
                if (count < 0) {
                    return received.toString();
                }
                assertEquals(count, target.position());
                received.append(HeadParser.text(target.array(), 0, count));
            }
        }
    }

    @Test
    void untilTheConnectionEnds() throws IOException {
        FramedBody body = body(new Inputs.Pieces("hello", 2), Framing.UNTIL_CLOSE);
        assertEquals("hello", all(body, 100));
    }

    @Test
    void moreThanIsAllowedIsRefusedWith413() throws IOException {
        for (long length : new long[] {10, Framing.UNTIL_CLOSE}) {
            FramedBody body = body(new Inputs.Pieces("0123456789", 4), length);
            body.limit(8);
            assertEquals(4, body.receive(100).length);
            assertEquals(4, body.receive(100).length);
            assertEquals(
                    413,
                    assertThrows(HttpProtocolException.class, () -> body.receive(100)).status());
        }
    }

    @Test
    void aBodyIsDroppedUpToABound() throws IOException {
        FramedBody small = body(new Inputs.Pieces("0123456789", 4), 10);
        assertTrue(small.drop(10));
        assertTrue(small.isComplete());
        FramedBody large = body(new Inputs.Pieces("0123456789", 1), 10);
        assertFalse(large.drop(5));
        assertFalse(large.isComplete());
    }
}
