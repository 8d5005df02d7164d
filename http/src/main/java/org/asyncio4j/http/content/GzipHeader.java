package org.asyncio4j.http.content;

import org.asyncio4j.http.ContentDecodingException;

import java.util.zip.CRC32;

/** The header of a gzip member (RFC 1952, 2.3), byte by byte. What it says is of no interest. */
final class GzipHeader {
    static final byte FIRST_BYTE = 0x1F;

    private static final int SECOND_BYTE = 0x8B;
    private static final int METHOD_DEFLATE = 8;

    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    /** How long the first part is, which each member has. */
    private static final int FIXED = 10;

    private final CRC32 checksum = new CRC32();

    /** What comes next in the current part. */
    private int index;

    /** The parts that are still to come, as bits; known after the fixed part. */
    private int parts;

    private boolean fixed = true;

    /** A number of two bytes: the length of the extra part, or the checksum. */
    private int number;

    /**
     * Takes a byte.
     *
     * @return whether that was the last one
     * @throws ContentDecodingException if it is not gzip
     */
    boolean accept(byte next) throws ContentDecodingException {
        int value = next & 0xFF;
        if (!fixed && parts == HAS_CHECKSUM) {
            acceptChecksum(value);
        } else {
            checksum.update(value);
            acceptChecked(value);
        }
        return !fixed && parts == 0;
    }

    /** What the checksum is about: all that comes before it. */
    private void acceptChecked(int value) throws ContentDecodingException {
        if (fixed) {
            acceptFixed(value);
        } else if ((parts & HAS_EXTRA) != 0) {
            acceptExtra(value);
        } else {
            acceptText(value, (parts & HAS_NAME) != 0 ? HAS_NAME : HAS_COMMENT);
        }
    }

    private void acceptFixed(int value) throws ContentDecodingException {
        switch (index) {
            case 0 -> require(value == FIRST_BYTE, "it does not begin as gzip does");
            case 1 -> require(value == SECOND_BYTE, "it does not begin as gzip does");
            case 2 -> require(value == METHOD_DEFLATE, "it is compressed by an unknown method");
            case 3 -> {
                require((value & RESERVED) == 0, "its header has unknown flags");
                parts = value & (HAS_CHECKSUM | HAS_EXTRA | HAS_NAME | HAS_COMMENT);
            }
            default -> {}
        }
        if (++index == FIXED) {
            fixed = false;
            index = 0;
        }
    }

    private void acceptExtra(int value) {
        if (index < 2) {
            number |= value << 8 * index;
        }
        index++;
        if (index >= 2 && index == 2 + number) {
            endPart(HAS_EXTRA);
        }
    }

    private void acceptText(int value, int part) {
        if (value == 0) {
            endPart(part);
        }
    }

    private void acceptChecksum(int value) throws ContentDecodingException {
        number |= value << 8 * index++;
        if (index == 2) {
            require(
                    number == (checksum.getValue() & 0xFFFF),
                    "the checksum of its header is wrong");
            endPart(HAS_CHECKSUM);
        }
    }

    private void endPart(int part) {
        parts &= ~part;
        index = 0;
        number = 0;
    }

    private static void require(boolean condition, String complaint)
            throws ContentDecodingException {
        if (!condition) {
            throw new ContentDecodingException("The gzip content is broken: " + complaint + ".");
        }
    }
}
