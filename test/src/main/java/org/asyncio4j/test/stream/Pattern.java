package org.asyncio4j.test.stream;

import java.nio.ByteBuffer;
import java.util.Random;

/** An endless sequence of bytes in which each place can be told from others nearby. */
final class Pattern {
    /** How far it was read or checked. */
    private long place;

    private static byte at(long place) {
        return (byte) (place * 31 + (place >>> 8) * 7 + (place >>> 16));
    }

    /** The bytes from here on, without going on. */
    byte[] peek(int count) {
        byte[] bytes = new byte[count];
        for (int index = 0; index < count; index++) {
            bytes[index] = at(place + index);
        }
        return bytes;
    }

    byte[] next(int count) {
        byte[] bytes = peek(count);
        place += count;
        return bytes;
    }

    void skip(long count) {
        place += count;
    }

    long place() {
        return place;
    }

    /** The bytes that come next have to be these. */
    void check(byte[] bytes) {
        for (byte each : bytes) {
            if (each != at(place)) {
                throw new AssertionError(
                        "The byte "
                                + place
                                + " of what was received is wrong: bytes were lost, doubled,"
                                + " changed or mixed up.");
            }
            place++;
        }
    }

    /** The bytes from here on, in a buffer of some kind: in an array, direct, a part, read-only. */
    ByteBuffer peekBuffer(int count, Random random) {
        byte[] bytes = peek(count);
        return switch (random.nextInt(4)) {
            case 0 -> ByteBuffer.wrap(bytes);
            case 1 -> ByteBuffer.allocateDirect(count).put(bytes).flip();
            case 2 ->
                    ByteBuffer.allocate(count + 7)
                            .position(5)
                            .put(bytes)
                            .limit(5 + count)
                            .position(5);
            default -> ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        };
    }
}
