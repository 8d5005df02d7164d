package org.asyncio4j.test.network;

import java.nio.ByteBuffer;

/** Bytes, first in, first out, in a ring that grows. */
final class ByteFifo {
    private byte[] ring = new byte[256];
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** Takes that many bytes from a buffer, and moves its position. */
    void add(ByteBuffer data, int count) {
        reserve(count);
        int tail = index(size);
        int first = Math.min(count, ring.length - tail);
        data.get(ring, tail, first);
        data.get(ring, 0, count - first);
        size += count;
    }

    void add(byte[] data, int offset, int count) {
        add(ByteBuffer.wrap(data, offset, count), count);
    }

    /** A copy of some bytes, which stay. */
    byte[] copy(int offset, int count) {
        byte[] copied = new byte[count];
        int from = index(offset);
        int first = Math.min(count, ring.length - from);
        System.arraycopy(ring, from, copied, 0, first);
        System.arraycopy(ring, 0, copied, first, count - first);
        return copied;
    }

    void skip(int count) {
        size -= count;
        head = size == 0 ? 0 : (head + count) & (ring.length - 1);
    }

    void clear() {
        skip(size);
    }

    private int index(int offset) {
        return (head + offset) & (ring.length - 1);
    }

    private void reserve(int count) {
        int wanted = size + count;
        if (wanted > ring.length) {
            byte[] larger = new byte[Integer.highestOneBit(wanted - 1) * 2];
            System.arraycopy(copy(0, size), 0, larger, 0, size);
            ring = larger;
            head = 0;
        }
    }
}
