package org.asyncio4j.http.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/** {@link MessageDeflater} and {@link MessageInflater}, against a decompressor of the test's. */
@Timeout(10)
class MessageDeflaterTest {
    /** Words, so that there is something to refer to, near and far. */
    static byte[] words(Random random, int length) {
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append("word").append(random.nextInt(5000)).append(' ');
        }
        return ScriptedPeer.bytes(text.substring(0, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void noReferenceGoesBeyondTheWindow(int windowBits) {
        Random random = new Random(windowBits);
        MessageDeflater deflater = new MessageDeflater(true, windowBits);
        WindowInflater inflater = new WindowInflater();
        for (int length : new int[] {1, 10, 200, 256, 257, 512, 1024, 5000, 40_000, 100_000}) {
            byte[] message = words(random, length);
            assertArrayEquals(message, inflater.inflate(deflater.deflate(message)));
        }
        assertTrue(inflater.farthest() <= 1 << windowBits, "as far as " + inflater.farthest());
        assertTrue(inflater.farthest() > 1 << windowBits - 2, "not in vain");
        deflater.close();
    }

    @Test
    void withTakeoverTheSameMessageIsShortTheSecondTime() {
        byte[] message = words(new Random(1), 500);
        MessageDeflater with = new MessageDeflater(true, 15);
        MessageDeflater without = new MessageDeflater(false, 15);
        byte[] first = with.deflate(message);
        assertTrue(with.deflate(message).length < first.length / 5);
        assertArrayEquals(without.deflate(message), without.deflate(message));
        with.close();
    }

    @Test
    void randomMessagesThereAndBack() throws Exception {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            boolean takeover = random.nextBoolean();
            MessageDeflater deflater = new MessageDeflater(takeover, random.nextInt(8, 16));
            MessageInflater inflater = new MessageInflater(takeover, 1 << 20);
            for (int i = 0; i < 10; i++) {
                byte[] message = new byte[random.nextInt(1, 1 << random.nextInt(1, 17))];
                random.nextBytes(message);
                byte[] sent = random.nextBoolean() ? words(random, message.length) : message;
                assertArrayEquals(
                        sent,
                        inPieces(random, inflater, deflater.deflate(sent)),
                        "seed " + seed + ", message " + i);
            }
            deflater.close();
            inflater.close();
        }
    }

    private static byte[] inPieces(Random random, MessageInflater inflater, byte[] data)
            throws ProtocolViolation {
        MessageBuffer message = new MessageBuffer();
        for (int offset = 0; offset < data.length; ) {
            int count = random.nextInt(1, Math.min(data.length - offset, 5000) + 1);
            inflater.inflate(data, offset, count, message);
            offset += count;
        }
        inflater.end(message);
        return message.take();
    }

    /** RFC 7692, 7.2.3: the examples. */
    @Test
    void theExamplesOfTheSpecification() throws Exception {
        MessageInflater inflater = new MessageInflater(true, 100);
        assertEquals("Hello", inflate(inflater, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00));
        assertEquals("Hello", inflate(inflater, 0xf2, 0x00, 0x11, 0x00, 0x00));
        assertEquals(
                "Hello",
                inflate(
                        inflater, 0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f,
                        0x00));
        assertEquals("Hello", inflate(inflater, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00));
        assertEquals(
                "Hello",
                inflate(
                        inflater, 0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9,
                        0x07, 0x00));
        assertEquals("", inflate(inflater, 0x00));
    }

    private static String inflate(MessageInflater inflater, int... data) throws ProtocolViolation {
        byte[] bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) data[i];
        }
        MessageBuffer message = new MessageBuffer();
        inflater.inflate(bytes, 0, bytes.length, message);
        inflater.end(message);
        return message.takeText();
    }

    // ---------------------------------------------------------------- B60

    @Test
    void b60_whatComesOutIsBounded() throws Exception {
        byte[] bomb = zeros(100 << 20);
        assertTrue(bomb.length < 600_000);
        MessageInflater inflater = new MessageInflater(false, 1 << 20);
        MessageBuffer message = new MessageBuffer();
        ProtocolViolation e =
                assertThrows(
                        ProtocolViolation.class,
                        () -> inflater.inflate(bomb, 0, bomb.length, message));
        assertEquals(1009, e.code());
        assertTrue(message.array().length <= 2 << 20, "memory " + message.array().length);
    }

    private static byte[] zeros(int count) {
        Deflater deflater = new Deflater(9, true);
        byte[] block = new byte[1 << 16];
        byte[] target = new byte[1 << 16];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int done = 0; done < count; done += block.length) {
            deflater.setInput(block);
            all.write(target, 0, deflater.deflate(target, 0, target.length, Deflater.SYNC_FLUSH));
        }
        deflater.end();
        return all.toByteArray();
    }

    @Test
    void b60_exactlyTheLimitIsAllowed() throws Exception {
        byte[] message = words(new Random(1), 1000);
        MessageDeflater deflater = new MessageDeflater(false, 15);
        byte[] data = deflater.deflate(message);
        assertArrayEquals(message, inPieces(new Random(1), new MessageInflater(false, 1000), data));
        MessageInflater smaller = new MessageInflater(false, 999);
        assertThrows(ProtocolViolation.class, () -> inPieces(new Random(1), smaller, data));
    }

    @Test
    void b60_thousandsOfStreams() {
        byte[] members = new byte[20_000];
        for (int i = 0; i < members.length; i += 2) {
            members[i] = 3; // A last block, which is empty.
        }
        MessageInflater inflater = new MessageInflater(false, 100);
        ProtocolViolation e =
                assertThrows(
                        ProtocolViolation.class,
                        () -> inflater.inflate(members, 0, members.length, new MessageBuffer()));
        assertEquals(1009, e.code());
    }

    @Test
    void damagedDataIsInvalid() {
        byte[] damaged = new byte[100];
        Arrays.fill(damaged, (byte) 0xFF);
        ProtocolViolation e =
                assertThrows(
                        ProtocolViolation.class,
                        () ->
                                new MessageInflater(false, 100)
                                        .inflate(damaged, 0, 100, new MessageBuffer()));
        assertEquals(1007, e.code());
    }
}
