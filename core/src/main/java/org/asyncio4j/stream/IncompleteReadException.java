package org.asyncio4j.stream;

import java.io.EOFException;

/**
 * The stream has ended before all came that a read had asked for: asyncio's {@code
 * IncompleteReadError}. What did come is here, and no longer in the reader.
 */
public final class IncompleteReadException extends EOFException {
    private static final long serialVersionUID = 1L;

    private final byte[] partial;
    private final int expected;

    /**
     * @param partial what came before the end; becomes the exception's
     * @param expected how many bytes were asked for; -1 where that was not known
     */
    public IncompleteReadException(byte[] partial, int expected) {
        super(describe(partial.length, expected));
        this.partial = partial;
        this.expected = expected;
    }

    private static String describe(int received, int expected) {
        return expected < 0
                ? "The stream has ended before a separator came, after " + received + " bytes."
                : "The stream has ended after " + received + " of " + expected + " bytes.";
    }

    /** What came before the end. The array itself, not a copy. */
    public byte[] partial() {
        return partial;
    }

    /** How many bytes were asked for; -1 if the read looked for a separator. */
    public int expected() {
        return expected;
    }
}
