package org.asyncio4j.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 that comes in pieces, and sees the first byte that cannot belong to any valid text
 * (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
 */
final class Utf8Validator {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** How many bytes the character still needs. */
    private int missing;

    /** What the next of them must be within; only for the second byte it depends on the first. */
    private int low;

    private int high;

    /** Forgets what came before. */
    void reset() {
        missing = 0;
    }

    /** Whether the last character is complete. */
    boolean isComplete() {
        return missing == 0;
    }

    /** Takes the next piece. Returns whether it can belong to a valid text. */
    boolean accept(byte[] bytes, int offset, int count) {
        int end = offset + count;
        for (int index = offset; index < end; index++) {
            if (missing == 0) {
                index = skipAscii(bytes, index, end);
                if (index == end) {
                    return true;
                }
            }
            if (!accept(bytes[index] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private static int skipAscii(byte[] bytes, int offset, int end) {
        int index = offset;
        while (index <= end - 8 && ((long) LONGS.get(bytes, index) & NOT_ASCII) == 0) {
            index += 8;
        }
        while (index < end && bytes[index] >= 0) {
            index++;
        }
        return index;
    }

    private boolean accept(int each) {
        if (missing == 0) {
            return begin(each);
        }
        if (each < low || each > high) {
            return false;
        }
        missing--;
        expect(0x80, 0xBF);
        return true;
    }

    /** The first byte of a character that is not ASCII. */
    private boolean begin(int first) {
        expect(0x80, 0xBF);
        if (first < 0xC2 || first > 0xF4) {
            return false;
        }
        missing = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        switch (first) {
            case 0xE0 -> low = 0xA0; // Else overlong.
            case 0xED -> high = 0x9F; // Else a surrogate.
            case 0xF0 -> low = 0x90; // Else overlong.
            case 0xF4 -> high = 0x8F; // Else above U+10FFFF.
            default -> {}
        }
        return true;
    }

    private void expect(int low, int high) {
        this.low = low;
        this.high = high;
    }
}
