package org.asyncio4j.http.http1;

import org.asyncio4j.net.Connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What has come on a connection and was not used yet. Holds no memory while nothing has. Loop
 * thread only, one task at a time.
 */
final class Http1Input {
    private static final int ONE_READ = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final Connection connection;

    /** What has come; from {@link #position} to {@link #limit} it was not used yet. */
    private byte[] data = NOTHING;

    private int position;
    private int limit;
    private boolean ended;

    /** Reads instead of whoever needs bytes, once the end is to be noticed early; else null. */
    private ReadAhead readAhead;

    Http1Input(Connection connection) {
        this.connection = connection;
    }

    // ---------------------------------------------------------------- what is there

    /** The bytes, of which {@link #available} from {@link #position} on count. */
    byte[] data() {
        return data;
    }

    int position() {
        return position;
    }

    int available() {
        return limit - position;
    }

    /** Where the first line feed is, as an index of {@link #data}, looking from here on; or -1. */
    int indexOfLineFeed(int from) {
        byte[] bytes = data;
        int end = limit;
        for (int index = from; index < end; index++) {
            if (bytes[index] == '\n') {
                return index;
            }
        }
        return -1;
    }

    /** These were used. */
    void skipTo(int newPosition) {
        position = newPosition;
        if (position == limit) {
            data = NOTHING;
            position = 0;
            limit = 0;
        }
    }

    /** Takes at least one byte and at most {@code max} of what is there. */
    byte[] take(int max) {
        int count = Math.min(max, available());
        if (count == data.length) {
            byte[] all = data;
            skipTo(limit);
            return all;
        }
        byte[] taken = Arrays.copyOfRange(data, position, position + count);
        skipTo(position + count);
        return taken;
    }

    /** Moves what there is room for. */
    int takeInto(ByteBuffer target, int max) {
        int count = Math.min(Math.min(max, target.remaining()), available());
        target.put(data, position, count);
        skipTo(position + count);
        return count;
    }

    // ---------------------------------------------------------------- waiting for more

    /**
     * Waits for more bytes, and puts them behind those that are there. May return when they were
     * there before.
     *
     * @return false if the peer has ended its side
     */
    boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (readAhead != null) {
            return readAhead.awaitMore();
        }
        return accept(connection.read(ONE_READ));
    }

    /**
     * Takes what was read.
     *
     * @return false if that is the end
     */
    boolean accept(byte[] bytes) {
        if (bytes.length == 0) {
            ended = true;
            return false;
        }
        if (available() == 0) {
            data = bytes;
            position = 0;
            limit = bytes.length;
        } else {
            append(bytes);
        }
        return true;
    }

    private void append(byte[] bytes) {
        int kept = available();
        if (data.length - limit < bytes.length) {
            byte[] bigger =
                    data.length - kept >= bytes.length
                            ? data
                            : new byte[Math.max(2 * data.length, kept + bytes.length)];
            System.arraycopy(data, position, bigger, 0, kept);
            data = bigger;
            position = 0;
            limit = kept;
        }
        System.arraycopy(bytes, 0, data, limit, bytes.length);
        limit += bytes.length;
    }

    boolean isEnded() {
        return ended;
    }

    // ---------------------------------------------------------------- noticing the end early

    /** From now on the connection is read also while nobody waits for bytes. */
    ReadAhead readAhead() {
        if (readAhead == null) {
            readAhead = new ReadAhead(this, connection);
        }
        return readAhead;
    }

    boolean readsAhead() {
        return readAhead != null;
    }

    /** Ends {@link #readAhead}, and waits until nobody reads any more. */
    void stopReadingAhead() {
        if (readAhead != null) {
            readAhead.stop();
            readAhead = null;
        }
    }

    /** Nobody needs the input any more. */
    void end() {
        if (readAhead != null) {
            readAhead.cancel();
        }
    }
}
