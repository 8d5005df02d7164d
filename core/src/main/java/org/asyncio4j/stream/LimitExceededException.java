package org.asyncio4j.stream;

import java.io.IOException;

/**
 * A line, or another piece that ends with a separator, is longer than the limit of the read that
 * looked for it: asyncio's {@code LimitOverrunError}. Nothing was read: all that has come is still
 * in the reader.
 *
 * <p>One can read on with a larger limit, or without looking for a separator, or skip the piece:
 *
 * <pre>{@code
 * try {
 *     return reader.readLine();
 * } catch (LimitExceededException e) {
 *     reader.readExactly(e.consumed());       // part of the long line; never of its end
 *     return null;
 * }
 * }</pre>
 */
public final class LimitExceededException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int consumed;

    /**
     * @param consumed how many bytes belong to the piece for certain
     */
    public LimitExceededException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /**
     * How many bytes can be read at once that belong to the piece for certain, and not to its
     * separator. All of them where the separator has come, else what has come so far.
     */
    public int consumed() {
        return consumed;
    }
}
