package org.asyncio4j.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a client does to each payload (RFC 6455, 5.3), and a server undoes.
 *
 * <p>A key is four bytes; here it is an int with the first of them lowest.
 */
final class Masking {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static volatile Keys keys = new Keys();

    private Masking() {}

    static int readKey(byte[] bytes, int offset) {
        return (int) INTS.get(bytes, offset);
    }

    static void writeKey(int key, byte[] bytes, int offset) {
        INTS.set(bytes, offset, key);
    }

    /**
     * The key for what follows a part of the payload.
     *
     * @param count how long that part is
     */
    static int advance(int key, long count) {
        return Integer.rotateRight(key, 8 * (int) (count & 3));
    }

    /** Masks, or takes the mask off, which is the same. */
    static void apply(int key, byte[] bytes, int offset, int count) {
        int index = offset;
        int end = offset + count;
        long twice = key & 0xFFFF_FFFFL | (long) key << 32;
        for (; index <= end - 8; index += 8) {
            LONGS.set(bytes, index, (long) LONGS.get(bytes, index) ^ twice);
        }
        for (int shift = 0; index < end; index++, shift += 8) {
            bytes[index] ^= (byte) (twice >>> shift);
        }
    }

    // ---------------------------------------------------------------- keys

    /** A key that nobody can predict from those before. */
    static int randomKey() {
        while (true) {
            Keys current = keys;
            int index = current.used.getAndIncrement();
            if (index < Keys.COUNT) {
                return readKey(current.bytes, 4 * index);
            }
            keys = new Keys();
        }
    }

    /** Drawn many at a time: drawing costs more than a frame. */
    private static final class Keys {
        static final int COUNT = 256;
        private static final SecureRandom RANDOM = new SecureRandom();

        final byte[] bytes = new byte[4 * COUNT];
        final AtomicInteger used = new AtomicInteger();

        Keys() {
            RANDOM.nextBytes(bytes);
        }
    }
}
