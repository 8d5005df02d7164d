package org.asyncio4j.http.http1;

import org.asyncio4j.http.HttpProtocolException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A body in chunks, each with its size before it. RFC 9112, 7.1. */
final class ChunkedBody extends FramedBody {
    /** So many digits fit into a long, whatever they are. */
    private static final int MAX_DIGITS = 15;

    private final int maxLine;
    private final int maxTrailers;

    /** How much of the chunk is left. */
    private long left;

    /** Whether the line break behind a chunk is still to come. */
    private boolean inChunk;

    private boolean atTrailers;
    private int scanned;

    ChunkedBody(Http1Input input, Listener listener, int maxLine, int maxTrailers) {
        super(input, listener);
        this.maxLine = maxLine;
        this.maxTrailers = maxTrailers;
    }

    @Override
    boolean advance() throws IOException {
        while (left == 0 && !atTrailers) {
            if (!nextChunk()) {
                awaitMore();
            }
        }
        if (atTrailers) {
            readTrailers();
            return false;
        }
        while (input.available() == 0) {
            awaitMore();
        }
        return true;
    }

    private void awaitMore() throws IOException {
        if (!more()) {
            throw bad("The connection has ended in the middle of a chunked body.");
        }
    }

    private void readTrailers() throws IOException {
        TrailerParser trailers = new TrailerParser(maxLine, maxTrailers);
        while (!trailers.parse(input)) {
            awaitMore();
        }
    }

    // ---------------------------------------------------------------- between chunks

    /**
     * Passes what is between two chunks, if it has come.
     *
     * @return whether there is a chunk now, or their end
     */
    private boolean nextChunk() throws HttpProtocolException {
        return (!inChunk || passBreak()) && readSize();
    }

    private boolean passBreak() throws HttpProtocolException {
        int available = input.available();
        byte[] data = input.data();
        int position = input.position();
        if (available > 0 && data[position] != '\r'
                || available > 1 && data[position + 1] != '\n') {
            throw bad("A chunk is longer than its size says.");
        }
        if (available < 2) {
            return false;
        }
        input.skipTo(position + 2);
        inChunk = false;
        return true;
    }

    private boolean readSize() throws HttpProtocolException {
        int start = input.position();
        int lineFeed = input.indexOfLineFeed(start + scanned);
        int length = (lineFeed < 0 ? start + input.available() : lineFeed) - start;
        if (length > maxLine) {
            throw bad("The line before a chunk is longer than " + maxLine + " bytes.");
        }
        if (lineFeed < 0) {
            scanned = length;
            requireDigit(length);
            return false;
        }
        scanned = 0;
        left = size(input.data(), start, lineFeed - 1);
        inChunk = left > 0;
        atTrailers = left == 0;
        input.skipTo(lineFeed + 1);
        return true;
    }

    private void requireDigit(int length) throws HttpProtocolException {
        if (length > 0 && hex(input.data()[input.position()]) < 0) {
            throw bad("The size of a chunk is not a number.");
        }
    }

    private static long size(byte[] data, int start, int end) throws HttpProtocolException {
        if (end < start || data[end] != '\r') {
            throw bad("The line before a chunk ends with a line feed alone instead of CR LF.");
        }
        int index = start;
        long size = 0;
        for (; index < end && hex(data[index]) >= 0; index++) {
            size = size * 16 + hex(data[index]);
            if (index - start >= MAX_DIGITS) {
                throw bad("The size of a chunk is too large.");
            }
        }
        if (index == start || index < end && data[index] != ';') {
            throw bad("The size of a chunk is not a number.");
        }
        requireExtension(data, index, end);
        return size;
    }

    /** What follows the size behind a semicolon means nothing here, but must be a text. */
    private static void requireExtension(byte[] data, int start, int end)
            throws HttpProtocolException {
        for (int index = start; index < end; index++) {
            byte each = data[index];
            if (each >= 0 && each < ' ' && each != '\t' || each == 0x7f) {
                throw bad("A chunk's extension has a control character.");
            }
        }
    }

    private static int hex(byte digit) {
        if (digit >= '0' && digit <= '9') {
            return digit - '0';
        }
        int letter = digit | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static HttpProtocolException bad(String what) {
        return new HttpProtocolException(400, what);
    }

    // ---------------------------------------------------------------- chunks

    /** Takes also what follows in other chunks that have come: they may be tiny. */
    @Override
    byte[] take(int max) {
        byte[] first = takeFromChunk(max);
        if (first.length >= max || !hasNext()) {
            return first;
        }
        byte[] many = Arrays.copyOf(first, Math.min(max, first.length + input.available()));
        int count =
                first.length
                        + gather(ByteBuffer.wrap(many, first.length, many.length - first.length));
        return count == many.length ? many : Arrays.copyOf(many, count);
    }

    private byte[] takeFromChunk(int max) {
        byte[] taken = input.take((int) Math.min(max, left));
        left -= taken.length;
        return taken;
    }

    @Override
    int takeInto(ByteBuffer target) {
        int before = target.remaining();
        left -= input.takeInto(target, (int) Math.min(Integer.MAX_VALUE, left));
        gather(target);
        return before - target.remaining();
    }

    private int gather(ByteBuffer target) {
        int before = target.remaining();
        while (target.hasRemaining() && hasNext()) {
            left -= input.takeInto(target, (int) Math.min(Integer.MAX_VALUE, left));
        }
        return before - target.remaining();
    }

    /** Whether a byte of a further chunk has come. What is wrong is said at the next receive. */
    private boolean hasNext() {
        try {
            while (left == 0 && !atTrailers) {
                if (input.available() == 0 || !nextChunk()) {
                    return false;
                }
            }
            return left > 0 && input.available() > 0;
        } catch (HttpProtocolException e) {
            return false;
        }
    }

    @Override
    long left() {
        return Long.MAX_VALUE;
    }
}
