package org.asyncio4j.http.websocket;

import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A frame on its way out. A small one is one array and one write; of a large one a slice at a time
 * is written, so that it is seen to move.
 */
final class OutgoingFrame {
    private static final int SLICE = 64 * 1024;

    private final byte[] head;
    private final boolean masked;

    /** Whether it must go out even if it was not begun. */
    private final boolean binding;

    private int key;
    private byte[] payload;

    /** How much of the payload is out or in {@link #slice}. */
    private int position;

    /** What is being written; only the first slice has the head before it. */
    private ByteBuffer[] slice;

    /** Whether a slice is out. */
    private boolean moving;

    /**
     * @param first the frame's first byte
     * @param masked whether this end is a client
     * @param binding whether it must go out even if it was not begun, for others build on it
     */
    OutgoingFrame(int first, byte[] payload, boolean masked, boolean binding) {
        this.masked = masked;
        this.binding = binding;
        this.payload = payload;
        this.key = masked ? Masking.randomKey() : 0;
        this.head = head(first, payload.length);
        slice =
                payload.length <= SLICE
                        ? new ByteBuffer[] {whole()}
                        : new ByteBuffer[] {ByteBuffer.wrap(head), nextSlice()};
    }

    /** The head alone, with room for a small payload. */
    private byte[] head(int first, int length) {
        int lengthSize = length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8;
        int size = 2 + lengthSize + (masked ? 4 : 0);
        byte[] bytes = new byte[length <= SLICE ? size + length : size];
        bytes[0] = (byte) first;
        int small = lengthSize == 0 ? length : lengthSize == 2 ? 126 : 127;
        bytes[1] = (byte) (masked ? small | 0x80 : small);
        for (int index = 0; index < lengthSize; index++) {
            int shift = 8 * (lengthSize - 1 - index);
            bytes[2 + index] = shift >= 32 ? 0 : (byte) (length >>> shift);
        }
        if (masked) {
            Masking.writeKey(key, bytes, size - 4);
        }
        return bytes;
    }

    private ByteBuffer whole() {
        int begin = head.length - payload.length;
        System.arraycopy(payload, 0, head, begin, payload.length);
        if (masked) {
            Masking.apply(key, head, begin, payload.length);
        }
        position = payload.length;
        return ByteBuffer.wrap(head);
    }

    private ByteBuffer nextSlice() {
        int count = Math.min(SLICE, payload.length - position);
        int begin = position;
        position += count;
        if (!masked) {
            return ByteBuffer.wrap(payload, begin, count);
        }
        byte[] copy = Arrays.copyOfRange(payload, begin, position);
        Masking.apply(key, copy, 0, count);
        key = Masking.advance(key, count);
        return ByteBuffer.wrap(copy);
    }

    // ---------------------------------------------------------------- writing

    /**
     * Writes all, or what an earlier call has left.
     *
     * @param moved runs after each slice but the last
     */
    void writeTo(StreamWriter writer, Runnable moved) throws IOException {
        writer.write(slice);
        while (position < payload.length) {
            moving = true;
            moved.run();
            slice = new ByteBuffer[] {nextSlice()};
            writer.write(slice);
        }
    }

    /** Whether it cannot be left as it is: something is missing, and others rely on it. */
    boolean mustGoOn() {
        boolean begun = moving || slice[0].position() > 0;
        boolean unfinished = position < payload.length || slice[slice.length - 1].hasRemaining();
        return unfinished && (begun || binding);
    }

    /** Makes what is left independent of its creator's array, which may change from now on. */
    void detach() {
        for (int index = 0; index < slice.length; index++) {
            byte[] left = new byte[slice[index].remaining()];
            slice[index].get(left);
            slice[index] = ByteBuffer.wrap(left);
        }
        payload = Arrays.copyOfRange(payload, position, payload.length);
        position = 0;
    }
}
