package org.asyncio4j.http.content;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

@Timeout(30)
class DecodedStreamTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    private static final byte[] SAMPLE = "Hello, hello, hello, world!".getBytes();

    private static void onLoop(Action<Exception> body) throws Exception {
        run(OPTIONS, body);
    }

    private static MemoryPipe pipeOf(byte[] bytes) {
        MemoryPipe pipe = new MemoryPipe();
        pipe.put(bytes);
        pipe.end();
        return pipe;
    }

    private static ReceiveStream decoded(byte[] coded, String contentEncoding) throws IOException {
        return decoded(pipeOf(coded), contentEncoding);
    }

    private static ReceiveStream decoded(MemoryPipe pipe, String contentEncoding)
            throws IOException {
        return DecodedStream.of(pipe, ContentCoding.parse(contentEncoding));
    }

    private static byte[] readAll(ReceiveStream stream) throws IOException {
        return new StreamReader(stream).readAll();
    }

    private static void assertBroken(byte[] coded, String contentEncoding, String complaint)
            throws IOException {
        ReceiveStream stream = decoded(coded, contentEncoding);
        ContentDecodingException thrown =
                assertThrows(ContentDecodingException.class, () -> readAll(stream));
        assertTrue(thrown.getMessage().contains(complaint), thrown.getMessage());
        ContentDecodingException again =
                assertThrows(ContentDecodingException.class, () -> stream.receive(10));
        assertEquals(thrown.getMessage(), again.getMessage());
    }

    // ---------------------------------------------------------------- what is right

    @ParameterizedTest
    @EnumSource
    void randomContentInRandomPieces(ContentCoding coding) throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            byte[] content = randomContent(random);
            byte[] coded = Coded.by(coding, content);
            int round = seed;
            onLoop(() -> {
                MemoryPipe pipe = pipeOf(coded);
                pipe.split(random);
                ReceiveStream stream = decoded(pipe, coding.token());
                assertArrayEquals(content, receiveInPieces(stream, random), "seed " + round);
                assertEquals(content.length, ((DecodedStream) stream).decoded());
                assertNull(stream.receive(1));
            });
        }
    }

    /** Runs of a byte, and noise. */
    private static byte[] randomContent(Random random) {
        byte[] content = new byte[random.nextInt(1 << random.nextInt(1, 18))];
        int at = 0;
        while (at < content.length) {
            int end = Math.min(content.length, at + 1 + random.nextInt(2000));
            if (random.nextBoolean()) {
                Arrays.fill(content, at, end, (byte) random.nextInt());
            } else {
                for (int i = at; i < end; i++) {
                    content[i] = (byte) random.nextInt();
                }
            }
            at = end;
        }
        return content;
    }

    private static byte[] receiveInPieces(ReceiveStream stream, Random random) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        while (true) {
            int room = 1 + random.nextInt(5000);
            ByteBuffer target = ByteBuffer.allocate(room + 7).position(3).limit(3 + room);
            int count = stream.receive(target);
            if (count < 0) {
                return Coded.joined(pieces.toArray(byte[][]::new));
            }
            assertTrue(count > 0 && count == target.position() - 3 && target.limit() == 3 + room);
            pieces.add(Arrays.copyOfRange(target.array(), 3, 3 + count));
        }
    }

    @Test
    void bareDeflateIsDetected() throws Exception {
        onLoop(() ->
                assertArrayEquals(
                        SAMPLE, readAll(decoded(Coded.deflate(SAMPLE, true), "deflate"))));
    }

    @Test
    void severalCodingsAreUndoneLastOneFirst() throws Exception {
        byte[] coded =
                Coded.by(
                        ContentCoding.BROTLI,
                        Coded.deflate(Coded.by(ContentCoding.ZSTD, Coded.gzip(SAMPLE)), false));
        onLoop(() ->
                assertArrayEquals(SAMPLE, readAll(decoded(coded, "x-gzip, ZSTD ,deflate, br"))));
    }

    @Test
    void moreCodingsThanAnybodyNeedsAreRefused() {
        assertThrows(
                ContentDecodingException.class,
                () -> ContentCoding.parse("gzip, gzip, gzip, gzip, gzip"));
    }

    @Test
    void gzipHeadersWithAllParts() throws Exception {
        byte[] plain = Coded.gzip(SAMPLE);
        byte[] content = Arrays.copyOfRange(plain, 10, plain.length);
        byte[] head = {0x1F, (byte) 0x8B, 8, 31, 1, 2, 3, 4, 0, 3, 2, 0, 'e', 'x', 'n', 0, 'c', 0};
        java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
        checksum.update(head);
        byte[] check = {(byte) checksum.getValue(), (byte) (checksum.getValue() >> 8)};
        onLoop(() -> {
            assertArrayEquals(SAMPLE, readAll(decoded(Coded.joined(head, check, content), "gzip")));
            byte[] wrong = {check[0], (byte) (check[1] + 1)};
            assertBroken(Coded.joined(head, wrong, content), "gzip", "checksum of its header");
        });
    }

    @Test
    void anEmptyExtraPartOfAGzipHeaderIsSkipped() throws Exception {
        byte[] plain = Coded.gzip(SAMPLE);
        byte[] content = Arrays.copyOfRange(plain, 10, plain.length);
        byte[] head = {0x1F, (byte) 0x8B, 8, 4, 0, 0, 0, 0, 0, 3, 0, 0};
        onLoop(() ->
                assertArrayEquals(SAMPLE, readAll(decoded(Coded.joined(head, content), "gzip"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void membersFollowEachOther(String coding) throws Exception {
        byte[] member = Coded.by(ContentCoding.named(coding), SAMPLE);
        byte[] empty = Coded.by(ContentCoding.named(coding), new byte[0]);
        onLoop(() ->
                assertArrayEquals(
                        Coded.joined(SAMPLE, SAMPLE),
                        readAll(decoded(Coded.joined(member, empty, member), coding))));
    }

    // ---------------------------------------------------------------- B30: bombs

    @ParameterizedTest
    @EnumSource
    void b30_aBombIsNeverLargerThanWhatIsAskedFor(ContentCoding coding) throws Exception {
        int size = 64 << 20;
        byte[] bomb = Coded.by(coding, new byte[size]);
        assertTrue(bomb.length < size / 500, "a bomb of " + bomb.length);
        onLoop(() -> {
            MemoryPipe pipe = pipeOf(bomb);
            ReceiveStream stream = decoded(pipe, coding.token());
            long limit = 1 << 20;
            long received = 0;
            int largest = 0;
            while (received < limit) {
                byte[] piece = stream.receive(64 * 1024);
                largest = Math.max(largest, piece.length);
                received += piece.length;
            }
            assertTrue(largest <= 64 * 1024, "a step of " + largest);
            assertTrue(received <= limit + largest);
            assertEquals(received, ((DecodedStream) stream).decoded());
            assertTrue(pipe.received() <= 32 * 1024, "took " + pipe.received());
            ((DecodedStream) stream).close();
            assertThrows(IOException.class, () -> stream.receive(1));
        });
    }

    @Test
    void b30_muchRoomIsNotFilledInOneStep() throws Exception {
        byte[] bomb = Coded.gzip(new byte[8 << 20]);
        onLoop(() -> {
            ByteBuffer room = ByteBuffer.allocate(4 << 20);
            int count = decoded(bomb, "gzip").receive(room);
            assertTrue(count <= 64 * 1024, "a step of " + count);
            assertEquals(room.capacity(), room.limit());
        });
    }

    @Test
    void b30_othersRunWhileABombIsRead() throws Exception {
        byte[] bomb = Coded.gzip(new byte[8 << 20]);
        onLoop(() -> {
            ReceiveStream stream = decoded(bomb, "gzip");
            int[] turns = {0};
            var other =
                    createTask(() -> {
                        while (true) {
                            turns[0]++;
                            org.asyncio4j.Asyncio.yieldNow();
                        }
                    });
            assertEquals(8 << 20, readAll(stream).length);
            other.cancel();
            assertTrue(turns[0] >= 16, turns[0] + " turns");
        });
    }

    // ---------------------------------------------------------------- B31: members

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void b31_members(String coding) throws Exception {
        byte[] member = Coded.by(ContentCoding.named(coding), new byte[0]);
        byte[] last = Coded.by(ContentCoding.named(coding), SAMPLE);
        onLoop(() -> {
            byte[] most = Coded.joined(repeated(member, 1023), last);
            assertArrayEquals(SAMPLE, readAll(decoded(most, coding)));
            assertBroken(Coded.joined(repeated(member, 1024), last), coding, "1024 members");
            assertBroken(repeated(member, 20_000), coding, "1024 members");
        });
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteBuffer result = ByteBuffer.allocate(bytes.length * times);
        for (int i = 0; i < times; i++) {
            result.put(bytes);
        }
        return result.array();
    }

    // ---------------------------------------------------------------- B32: broken content

    @ParameterizedTest
    @EnumSource
    void b32_truncatedAtEachByte(ContentCoding coding) throws Exception {
        byte[] coded = Coded.by(coding, SAMPLE);
        onLoop(() -> {
            for (int length = 1; length < coded.length; length++) {
                String token = coding.token();
                assertBroken(Arrays.copyOf(coded, length), token, "has ended before");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void b32_eachByteIsWrongOnce(ContentCoding coding) throws Exception {
        byte[] coded = Coded.by(coding, SAMPLE);
        onLoop(() -> {
            for (int i = 0; i < coded.length; i++) {
                byte[] wrong = coded.clone();
                wrong[i] ^= (byte) 0xFF;
                readOrFail(decoded(wrong, coding.token()));
            }
        });
    }

    /** Where the coding has no checksum, another content may come out; but nothing else happens. */
    private static void readOrFail(ReceiveStream stream) throws IOException {
        try {
            readAll(stream);
        } catch (ContentDecodingException expected) {
            assertTrue(expected.getMessage().endsWith("."), expected.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void b32_junkBehindTheEnd(ContentCoding coding) throws Exception {
        byte[] coded = Coded.by(coding, SAMPLE);
        onLoop(() -> {
            assertBroken(Coded.joined(coded, "junk".getBytes()), coding.token(), "");
            assertBroken(Coded.joined(coded, new byte[1]), coding.token(), "");
            MemoryPipe late = new MemoryPipe();
            late.put(coded);
            ReceiveStream stream = decoded(late, coding.token());
            assertArrayEquals(SAMPLE, new StreamReader(stream).readExactly(SAMPLE.length));
            late.put("junk");
            late.end();
            assertThrows(ContentDecodingException.class, () -> readAll(stream));
        });
    }

    @ParameterizedTest
    @EnumSource
    void b32_noise(ContentCoding coding) throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            byte[] noise = new byte[1 + new Random(seed).nextInt(300)];
            new Random(seed + 1000).nextBytes(noise);
            onLoop(() -> readOrFail(decoded(noise, coding.token())));
        }
    }

    @Test
    void b32_checksumAndLengthOfGzip() throws Exception {
        byte[] coded = Coded.gzip(SAMPLE);
        onLoop(() -> {
            byte[] wrong = coded.clone();
            wrong[coded.length - 8]++;
            assertBroken(wrong, "gzip", "checksum");
            byte[] longer = coded.clone();
            longer[coded.length - 4]++;
            assertBroken(longer, "gzip", "length");
        });
    }

    @Test
    void whatCameBeforeABrokenPlaceIsReceivedFirst() throws Exception {
        byte[] coded = Coded.gzip(SAMPLE);
        coded[coded.length - 8]++;
        onLoop(() -> {
            ReceiveStream stream = decoded(coded, "gzip");
            assertArrayEquals(SAMPLE, stream.receive(1000));
            assertThrows(ContentDecodingException.class, () -> stream.receive(1000));
        });
    }

    @Test
    void aZstdFrameThatWantsTooMuchMemoryIsRefused() throws Exception {
        byte[] coded = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (17 << 3), 1, 0, 0};
        onLoop(() -> assertBroken(coded, "zstd", "memory"));
    }

    // ---------------------------------------------------------------- B33, B34

    @ParameterizedTest
    @ValueSource(strings = {"compress", "gzıp", "gzip;q=1", "gzip, sdch", "identity", "", "\u00ff"})
    void b33_unknownCodingsPassThrough(String contentEncoding) throws Exception {
        onLoop(() -> {
            MemoryPipe pipe = pipeOf(SAMPLE);
            assertSame(pipe, decoded(pipe, contentEncoding));
        });
    }

    @Test
    void b33_noHeader() throws Exception {
        assertEquals(List.of(), ContentCoding.parse(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "gzip, br"})
    void b34_anEmptyBodyIsEmpty(String contentEncoding) throws Exception {
        onLoop(() -> {
            ReceiveStream stream = decoded(new byte[0], contentEncoding);
            assertNull(stream.receive(10));
            assertEquals(-1, stream.receive(ByteBuffer.allocate(10)));
        });
    }

    // ---------------------------------------------------------------- waits

    @ParameterizedTest
    @EnumSource
    void aCancelledWaitLosesNothing(ContentCoding coding) throws Exception {
        byte[] coded = Coded.by(coding, SAMPLE);
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            StreamReader reader = new StreamReader(decoded(pipe, coding.token()));
            for (byte each : coded) {
                pipe.put(each);
                var waiting = createTask(() -> reader.readExactly(SAMPLE.length + 1));
                org.asyncio4j.Asyncio.yieldNow();
                org.asyncio4j.Asyncio.yieldNow();
                waiting.cancel();
                org.asyncio4j.Asyncio.gatherSettled(List.of(waiting));
            }
            pipe.end();
            assertArrayEquals(SAMPLE, reader.readAll());
        });
    }

    @Test
    void theFailureOfTheSourceComesOutAsItIs() throws Exception {
        byte[] coded = Coded.gzip(SAMPLE);
        onLoop(() -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put(Arrays.copyOf(coded, 12));
            SocketException reset = new SocketException("Connection reset");
            pipe.failReceiving(() -> reset);
            ReceiveStream stream = decoded(pipe, "gzip");
            SocketException thrown = assertThrows(SocketException.class, () -> readAll(stream));
            assertEquals(reset.getMessage(), thrown.getMessage());
        });
    }

    @Test
    void whatIsAvailableIsOffered() {
        assertEquals("gzip, deflate, br, zstd", ContentCoding.accepted());
    }
}
