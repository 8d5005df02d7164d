package org.asyncio4j.http.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A decompressor of the plainest kind (RFC 1951), which knows how far back the data refers: the
 * JDK's does not tell, and takes 32 KiB for granted.
 */
final class WindowInflater {
    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
        2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577
    };
    private static final int[] ORDER = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };

    /** Everything that ever came out, across messages. */
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private byte[] all = new byte[1 << 16];
    private int size;
    private byte[] input;
    private int bit;
    private int farthest;

    /** How far back a reference has gone. */
    int farthest() {
        return farthest;
    }

    /** Takes a message whose last four bytes were cut off. */
    byte[] inflate(byte[] message) {
        byte[] tail = {0, 0, (byte) 0xFF, (byte) 0xFF};
        output.reset();
        output.writeBytes(message);
        output.writeBytes(tail);
        input = output.toByteArray();
        bit = 0;
        int begin = size;
        while (bit + 7 < 8 * input.length) {
            block();
        }
        return Arrays.copyOfRange(all, begin, size);
    }

    private void block() {
        bits(1);
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> compressed(fixedLengths(), fixedDistances());
            case 2 -> dynamic();
            default -> throw new AssertionError("a block of type 3");
        }
    }

    private void stored() {
        bit = bit + 7 & ~7;
        int length = bits(16);
        if ((length ^ 0xFFFF) != bits(16)) {
            throw new AssertionError("a stored block's length is damaged");
        }
        for (int i = 0; i < length; i++) {
            put(bits(8));
        }
    }

    private static int[] fixedLengths() {
        int[] lengths = new int[288];
        for (int i = 0; i < 288; i++) {
            lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        }
        return lengths;
    }

    private static int[] fixedDistances() {
        int[] lengths = new int[30];
        Arrays.fill(lengths, 5);
        return lengths;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] lengths = new int[19];
        for (int i = 0; i < codes; i++) {
            lengths[ORDER[i]] = bits(3);
        }
        Code code = new Code(lengths);
        int[] both = new int[literals + distances];
        for (int i = 0; i < both.length; ) {
            int symbol = decode(code);
            int repeated = symbol == 16 ? both[i - 1] : symbol < 16 ? symbol : 0;
            int times =
                    switch (symbol) {
                        case 16 -> 3 + bits(2);
                        case 17 -> 3 + bits(3);
                        case 18 -> 11 + bits(7);
                        default -> 1;
                    };
            for (; times > 0; times--) {
                both[i++] = repeated;
            }
        }
        compressed(Arrays.copyOf(both, literals), Arrays.copyOfRange(both, literals, both.length));
    }

    private void compressed(int[] literalLengths, int[] distanceLengths) {
        Code literals = new Code(literalLengths);
        Code distances = new Code(distanceLengths);
        for (int symbol = decode(literals); symbol != 256; symbol = decode(literals)) {
            if (symbol < 256) {
                put(symbol);
            } else {
                int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
                int code = decode(distances);
                copy(DISTANCE_BASE[code] + bits(code < 2 ? 0 : code / 2 - 1), length);
            }
        }
    }

    private void copy(int distance, int length) {
        farthest = Math.max(farthest, distance);
        for (int i = 0; i < length; i++) {
            put(all[size - distance]);
        }
    }

    private void put(int value) {
        if (size == all.length) {
            all = Arrays.copyOf(all, 2 * size);
        }
        all[size++] = (byte) value;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (input[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    /** A Huffman code: how many codes of each length there are, and their symbols in order. */
    private static final class Code {
        final int[] counts = new int[16];
        final int[] symbols;

        Code(int[] lengths) {
            symbols = new int[lengths.length];
            for (int length : lengths) {
                counts[length]++;
            }
            int[] offsets = new int[16];
            for (int length = 1; length < 15; length++) {
                offsets[length + 1] = offsets[length] + counts[length];
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] != 0) {
                    symbols[offsets[lengths[symbol]]++] = symbol;
                }
            }
        }
    }

    private int decode(Code code) {
        int value = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length < 16; length++) {
            value |= bits(1);
            int count = code.counts[length];
            if (value - first < count) {
                return code.symbols[index + value - first];
            }
            index += count;
            first = first + count << 1;
            value <<= 1;
        }
        throw new AssertionError("a code that does not exist");
    }
}
