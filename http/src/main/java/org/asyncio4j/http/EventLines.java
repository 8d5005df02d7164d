package org.asyncio4j.http;

import org.asyncio4j.stream.StreamReader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The lines of an event stream. They end with a line feed, a carriage return, or both; a line is
 * there as soon as its end has begun. After a read that was cancelled one reads on.
 */
final class EventLines {
    private static final byte[] NONE = {};
    private static final int CHUNK = 64 * 1024;

    private final StreamReader reader;
    private final long limit;

    private byte[] chunk = NONE;
    private int position;

    /** What came of a line before the chunk; null for nothing. */
    private ByteArrayOutputStream begun;

    /** Whether the last line ended with a carriage return, to which a line feed may belong. */
    private boolean afterReturn;

    /** Whether it is the first line, before which a byte order mark may be. */
    private boolean first = true;

    /**
     * @param limit how many bytes a line may have
     */
    EventLines(StreamReader reader, long limit) {
        this.reader = reader;
        this.limit = limit;
    }

    /** The next line; null at the end of the stream, also in the middle of a line. */
    String next() throws IOException {
        while (true) {
            skipLineFeed();
            int end = findEnd();
            if (end < chunk.length) {
                return take(end);
            }
            keep();
            chunk = reader.read(CHUNK);
            position = 0;
            if (chunk.length == 0) {
                return null;
            }
        }
    }

    private void skipLineFeed() {
        if (afterReturn && position < chunk.length) {
            afterReturn = false;
            if (chunk[position] == '\n') {
                position++;
            }
        }
    }

    private int findEnd() {
        int end = position;
        while (end < chunk.length && chunk[end] != '\n' && chunk[end] != '\r') {
            end++;
        }
        return end;
    }

    private String take(int end) throws IOException {
        afterReturn = chunk[end] == '\r';
        String line = begun == null ? decode(chunk, position, end) : takeBegun(end);
        position = end + 1;
        return line;
    }

    private String takeBegun(int end) throws IOException {
        append(end);
        byte[] line = begun.toByteArray();
        begun = null;
        return decode(line, 0, line.length);
    }

    private String decode(byte[] bytes, int begin, int end) throws IOException {
        requireWithinLimit(end - begin);
        int skipped = first && startsWithMark(bytes, begin, end) ? 3 : 0;
        first = false;
        return new String(bytes, begin + skipped, end - begin - skipped, StandardCharsets.UTF_8);
    }

    private static boolean startsWithMark(byte[] bytes, int begin, int end) {
        return end - begin >= 3
                && bytes[begin] == (byte) 0xEF
                && bytes[begin + 1] == (byte) 0xBB
                && bytes[begin + 2] == (byte) 0xBF;
    }

    /** Keeps the rest of the chunk, which has no end of line, and no memory for nothing. */
    private void keep() throws IOException {
        if (position < chunk.length) {
            append(chunk.length);
        }
        chunk = NONE;
        position = 0;
    }

    private void append(int end) throws IOException {
        begun = begun == null ? new ByteArrayOutputStream(end - position) : begun;
        begun.write(chunk, position, end - position);
        requireWithinLimit(begun.size());
    }

    private void requireWithinLimit(int size) throws IOException {
        if (size > limit) {
            throw new HttpProtocolException(
                    400, "A line of the event stream has more than " + limit + " bytes.");
        }
    }
}
