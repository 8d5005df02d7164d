package org.asyncio4j.stream;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * What was received and not read. It takes over the arrays that it is given, and holds none while
 * it is empty: a connection that waits for its peer costs no buffer.
 */
final class ReceiveBuffer {
    private static final byte[] NONE = {};

    /** From this size on, an array that is mostly unused is not kept. */
    private static final int WORTH_TRIMMING = 1024;

    /**
     * Up to this size, room is made at once for what is expected. Beyond, it grows with what comes:
     * who expects it has perhaps only been told so by the peer.
     */
    private static final int EAGER_ROOM = 1 << 20;

    private byte[] bytes = NONE;

    /** The content is {@code bytes[start .. end-1]}. */
    private int start;

    private int end;

    /** What {@link #searched} is about. */
    private Separators sought;

    /** In how many bytes of the content none of the separators {@link #sought} ends. */
    private int searched;

    int size() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** How much memory is held. */
    int capacity() {
        return bytes.length;
    }

    // ---------------------------------------------------------------- filling

    /** Adds an array, which becomes the buffer's. */
    void append(byte[] more) {
        if (isEmpty()) {
            bytes = more;
            start = 0;
            end = more.length;
            return;
        }
        if (more.length > bytes.length - end) {
            relocate(grown(size() + more.length));
        }
        System.arraycopy(more, 0, bytes, end, more.length);
        end += more.length;
    }

    /** At least twice what there is, so that each byte is moved about once however it comes. */
    private int grown(int needed) {
        return Math.max(needed, 2 * Math.min(size(), Integer.MAX_VALUE / 4));
    }

    /**
     * Room behind the content, for at most as much as makes it {@code total} bytes. What was put
     * there must be {@linkplain #filled told}.
     *
     * @param total above {@link #size}
     */
    ByteBuffer roomFor(int total) {
        if (end == bytes.length) {
            relocate(Math.min(total, Math.max(EAGER_ROOM, grown(size()))));
        }
        return ByteBuffer.wrap(bytes, end, Math.min(bytes.length - end, total - size()));
    }

    /** {@code count} bytes were put into the {@linkplain #roomFor room}. */
    void filled(int count) {
        end += count;
    }

    /** Gives back most of an array of which little is left. */
    void trim() {
        if (bytes.length >= WORTH_TRIMMING && size() < bytes.length / 4) {
            relocate(size());
        }
    }

    private void relocate(int capacity) {
        byte[] larger = new byte[capacity];
        int size = size();
        System.arraycopy(bytes, start, larger, 0, size);
        bytes = larger;
        start = 0;
        end = size;
    }

    // ---------------------------------------------------------------- searching

    /**
     * Looks for the first separator in the content. What was searched for the same separators
     * before is not searched again.
     *
     * @return how many bytes there are up to and with it, or -1
     */
    int find(Separators separators) {
        if (!separators.equals(sought)) {
            sought = separators;
            searched = 0;
        }
        int found = separators.findEnd(bytes, start, start + searched, end);
        if (found < 0) {
            searched = size();
            return -1;
        }
        searched = found - 1 - start;
        return found - start;
    }

    /** The length of the separator with which the first {@code length} bytes end. */
    int separatorEndingAt(int length) {
        return sought.lengthEndingAt(bytes, start, start + length);
    }

    // ---------------------------------------------------------------- emptying

    /** Takes {@code count} bytes out, which are there: without a copy if the array is just them. */
    byte[] take(int count) {
        byte[] taken =
                count == bytes.length ? bytes : Arrays.copyOfRange(bytes, start, start + count);
        discard(count);
        return taken;
    }

    /** Takes all bytes out. */
    byte[] takeAll() {
        return take(size());
    }

    /** Takes one byte out, which is there. */
    byte takeByte() {
        byte taken = bytes[start];
        discard(1);
        return taken;
    }

    /** Takes out what there is and fits. Returns how many bytes. */
    int takeInto(ByteBuffer target) {
        int count = Math.min(size(), target.remaining());
        target.put(bytes, start, count);
        discard(count);
        return count;
    }

    /** Takes {@code count} bytes out, and makes a string of all but the last of them. */
    String takeString(int count, int withoutLast, Charset charset) {
        String taken = new String(bytes, start, count - withoutLast, charset);
        discard(count);
        return taken;
    }

    private void discard(int count) {
        start += count;
        searched = Math.max(0, searched - count);
        if (isEmpty()) {
            bytes = NONE;
            start = 0;
            end = 0;
        }
    }
}
