package org.asyncio4j.stream;

import java.util.Arrays;
import java.util.Comparator;

/** What ends a piece of a stream: a sequence of bytes, or one of several. */
class Separators {
    /** For lines. The longer one goes first, so that a carriage return is no part of the line. */
    static final Separators LINE_ENDS = new Separators(new byte[][] {{'\r', '\n'}, {'\n'}});

    private static final int NONE = -1;

    /** Tried in this order where several end at the same place. */
    private final byte[][] sequences;

    private final int longest;

    /** The byte that all end with; {@link #NONE} if they do not agree. */
    private final int commonEnd;

    Separators(byte[][] sequences) {
        this.sequences = sequences;
        this.longest = Arrays.stream(sequences).mapToInt(each -> each.length).max().orElseThrow();
        this.commonEnd = commonEnd(sequences);
    }

    /**
     * As asyncio: of what ends at the same place, the shortest counts.
     *
     * @throws IllegalArgumentException if one is empty
     */
    static Separators of(byte[] first, byte[]... more) {
        byte[][] sequences = new byte[1 + more.length][];
        sequences[0] = copyOf(first);
        for (int i = 0; i < more.length; i++) {
            sequences[i + 1] = copyOf(more[i]);
        }
        Arrays.sort(sequences, Comparator.comparingInt(each -> each.length));
        return new Separators(sequences);
    }

    /** The caller may change its array while the reader waits. */
    private static byte[] copyOf(byte[] separator) {
        if (separator.length == 0) {
            throw new IllegalArgumentException(
                    "A separator must have at least one byte. To read whatever comes, use"
                            + " read(n).");
        }
        return separator.clone();
    }

    private static int commonEnd(byte[][] sequences) {
        byte end = lastOf(sequences[0]);
        for (byte[] sequence : sequences) {
            if (lastOf(sequence) != end) {
                return NONE;
            }
        }
        return end & 0xFF;
    }

    private static byte lastOf(byte[] sequence) {
        return sequence[sequence.length - 1];
    }

    /** The length of the longest. */
    int longest() {
        return longest;
    }

    /**
     * Looks for the first place where one of the separators ends.
     *
     * @param begin where the piece begins, and before which no separator does
     * @param from the first place that can be the last byte of a separator
     * @param to where the bytes end
     * @return the place after the separator, or -1
     */
    int findEnd(byte[] bytes, int begin, int from, int to) {
        for (int i = candidate(bytes, from, to); i < to; i = candidate(bytes, i + 1, to)) {
            if (lengthEndingAt(bytes, begin, i + 1) > 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /** The next place that can be the last byte of a separator; {@code to} where none can. */
    private int candidate(byte[] bytes, int from, int to) {
        if (commonEnd == NONE) {
            return from;
        }
        byte wanted = (byte) commonEnd;
        int i = from;
        while (i < to && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    /** The length of the separator that ends before {@code end}; 0 where none does. */
    int lengthEndingAt(byte[] bytes, int begin, int end) {
        for (byte[] sequence : sequences) {
            if (sequence.length <= end - begin && endsWith(bytes, end, sequence)) {
                return sequence.length;
            }
        }
        return 0;
    }

    private static boolean endsWith(byte[] bytes, int end, byte[] sequence) {
        for (int i = 1; i <= sequence.length; i++) {
            if (bytes[end - i] != sequence[sequence.length - i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Separators separators
                        && Arrays.deepEquals(sequences, separators.sequences);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(sequences);
    }
}
