package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.stream.ReceiveStream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Base64 in lines of any length, exactly: only letters of its alphabet, full quartets, and nothing
 * behind the padding.
 */
final class Base64Decoder extends TransferDecoder {
    private static final int QUARTET = 4;
    private static final byte NONE = -1;
    private static final byte[] VALUES = values();

    /** The letters of the current quartet, and how many there are, with the padding. */
    private int quartet;

    private int letters;
    private int padding;

    Base64Decoder(ReceiveStream source) {
        super(source);
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, NONE);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    @Override
    int mostKept() {
        return QUARTET;
    }

    @Override
    void decode(byte[] in, ByteBuffer out) throws ContentDecodingException {
        for (byte each : in) {
            if (each != '\r' && each != '\n' && each != ' ' && each != '\t') {
                accept(each, out);
            }
        }
    }

    private void accept(byte letter, ByteBuffer out) throws ContentDecodingException {
        if (letter == '=') {
            require(letters >= 2, "has padding where none belongs");
            padding++;
        } else {
            require(VALUES[letter & 0xFF] != NONE, "has a character that is none of base64");
            require(padding == 0, "goes on behind its padding");
        }
        quartet = quartet << 6 | (letter == '=' ? 0 : VALUES[letter]);
        if (++letters == QUARTET) {
            putQuartet(out);
        }
    }

    private void putQuartet(ByteBuffer out) {
        for (int i = 0; i < 3 - padding; i++) {
            out.put((byte) (quartet >> 16 - 8 * i));
        }
        quartet = 0;
        letters = 0;
    }

    @Override
    void end() throws ContentDecodingException {
        require(letters == 0, "has ended in the middle of four letters");
    }

    private static void require(boolean condition, String complaint)
            throws ContentDecodingException {
        if (!condition) {
            throw new ContentDecodingException("A part in base64 " + complaint + ".");
        }
    }
}
