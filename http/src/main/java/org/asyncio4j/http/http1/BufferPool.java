package org.asyncio4j.http.http1;

import java.util.ArrayDeque;

/**
 * Arrays for what goes out, used again and again by the connections of a loop. Loop thread only.
 */
final class BufferPool {
    private static final int SIZE = 4 * 1024;

    /** Few are in use at a time: a buffer is empty again before its task gives way, mostly. */
    private static final int KEPT = 64;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();

    byte[] take() {
        byte[] buffer = free.pollLast();
        return buffer == null ? new byte[SIZE] : buffer;
    }

    /** One that has grown is worth keeping, too, unless it was by much. */
    void giveBack(byte[] buffer) {
        if (buffer.length <= 16 * SIZE && free.size() < KEPT) {
            free.addLast(buffer);
        }
    }
}
