package org.asyncio4j.test.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes, first in, first out. */
final class ByteQueue {
    private byte[] content = new byte[64];
    private int begin;
    private int size;

    int size() {
        return size;
    }

    /** Takes bytes out of the buffer. */
    void add(ByteBuffer data, int count) {
        if (begin + size + count > content.length) {
            makeRoom(count);
        }
        data.get(content, begin + size, count);
        size += count;
    }

    private void makeRoom(int count) {
        int needed = Math.addExact(size, count);
        byte[] target =
                needed > content.length / 2
                        ? new byte[Math.max(needed, Math.multiplyExact(2, content.length))]
                        : content;
        System.arraycopy(content, begin, target, 0, size);
        content = target;
        begin = 0;
    }

    byte[] take(int count) {
        byte[] bytes = Arrays.copyOfRange(content, begin, begin + count);
        begin += count;
        size -= count;
        return bytes;
    }

    /** Puts bytes into the buffer. */
    void take(ByteBuffer target, int count) {
        target.put(content, begin, count);
        begin += count;
        size -= count;
    }

    void clear() {
        size = 0;
    }
}
