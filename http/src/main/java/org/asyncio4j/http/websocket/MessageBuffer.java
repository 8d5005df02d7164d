package org.asyncio4j.http.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message that comes in pieces. It grows with what has come, not with what was announced: the
 * peer may never send that.
 */
final class MessageBuffer {
    private static final byte[] NONE = {};

    /** Up to this size, room is made at once for what is expected. */
    private static final int EAGER_ROOM = 16 * 1024;

    private byte[] bytes = NONE;
    private int size;

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    /**
     * Makes room behind the content.
     *
     * @param guess how much will probably follow; above 0
     * @param most how much can follow
     * @return how much there is room for; above 0
     */
    int makeRoom(int guess, int most) {
        if (size == bytes.length) {
            long wanted = Math.max((long) size + guess, 2L * size);
            bytes = Arrays.copyOf(bytes, (int) Math.min((long) size + most, wanted));
        }
        return bytes.length - size;
    }

    /** Room behind the content, to be filled from outside; what was is to be {@link #added}. */
    ByteBuffer room(int most) {
        int count = Math.min(most, makeRoom(Math.min(most, EAGER_ROOM), most));
        return ByteBuffer.wrap(bytes, size, count);
    }

    void added(int count) {
        size += count;
    }

    /**
     * Adds a piece.
     *
     * @param following how much can follow; if that is known, no room is made in vain
     */
    void append(byte[] source, int offset, int count, int following) {
        for (int done = 0; done < count; ) {
            int left = count - done;
            int most = (int) Math.min((long) left + following, Integer.MAX_VALUE - 16);
            int fitting = Math.min(left, makeRoom(Math.min(most, EAGER_ROOM), most));
            System.arraycopy(source, offset + done, bytes, size, fitting);
            size += fitting;
            done += fitting;
        }
    }

    /** Takes the content out. */
    byte[] take() {
        byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        clear();
        return taken;
    }

    /** Takes the content out as a text; it is valid UTF-8. */
    String takeText() {
        String text = new String(bytes, 0, size, StandardCharsets.UTF_8);
        clear();
        return text;
    }

    private void clear() {
        bytes = NONE;
        size = 0;
    }
}
