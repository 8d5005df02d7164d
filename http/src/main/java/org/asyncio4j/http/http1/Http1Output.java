package org.asyncio4j.http.http1;

import org.asyncio4j.Asyncio;
import org.asyncio4j.net.Connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is to go out on a connection, gathered so that it takes few system calls: the head of a
 * message with its body, the answers to requests that came together. It goes out at the latest when
 * the task that writes gives way. Holds no memory while there is nothing. Loop thread only.
 */
final class Http1Output {
    /** From here on nothing more is gathered. */
    private static final int ENOUGH = 16 * 1024;

    private final Connection connection;
    private final BufferPool pool;

    /** Null while there is nothing. */
    private byte[] buffer;

    private int length;
    private boolean flushesSoon;
    private long written;
    private IOException failure;

    Http1Output(Connection connection, BufferPool pool) {
        this.connection = connection;
        this.pool = pool;
    }

    // ---------------------------------------------------------------- gathering

    /** Puts characters up to U+00FF, one byte each. */
    @SuppressWarnings("deprecation") // It does exactly this, several times faster than an encoder.
    void put(String text) {
        int count = text.length();
        ensure(count);
        text.getBytes(0, count, buffer, length);
        length += count;
    }

    void put(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    void put(ByteBuffer bytes) {
        int count = bytes.remaining();
        ensure(count);
        bytes.get(buffer, length, count);
        length += count;
    }

    /** Puts a number that is not negative, in decimal digits. */
    void put(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = number;
        for (int index = length + digits - 1; index >= length; index--) {
            buffer[index] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void ensure(int more) {
        if (buffer == null) {
            buffer = pool.take();
        }
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }

    int size() {
        return length;
    }

    // ---------------------------------------------------------------- going out

    /**
     * Puts a body, or a part of one. Large ones go out at once, from where they are.
     *
     * <p>Gives way: while the receiver does not keep up.
     */
    void write(ByteBuffer... data) throws IOException {
        requireWorking();
        long count = 0;
        for (ByteBuffer each : data) {
            count += each.remaining();
        }
        if (length + count <= ENOUGH) {
            for (ByteBuffer each : data) {
                put(each);
            }
            flushSoon();
        } else {
            writeNow(data, count);
        }
    }

    /** Puts bytes that are few; many go out at once, as by {@link #write}. */
    void putOrWrite(byte[] bytes) throws IOException {
        if (length + bytes.length <= ENOUGH) {
            put(bytes);
        } else {
            requireWorking();
            writeNow(new ByteBuffer[] {ByteBuffer.wrap(bytes)}, bytes.length);
        }
    }

    private void writeNow(ByteBuffer[] data, long count) throws IOException {
        byte[] head = buffer;
        int headLength = length;
        clear();
        ByteBuffer[] all = data;
        if (head != null) {
            all = new ByteBuffer[data.length + 1];
            all[0] = ByteBuffer.wrap(head, 0, headLength);
            System.arraycopy(data, 0, all, 1, data.length);
        }
        connection.write(all);
        written += headLength + count;
        if (head != null) {
            pool.giveBack(head);
        }
    }

    /**
     * Lets go out what was gathered.
     *
     * <p>Gives way: while the receiver does not keep up.
     */
    void flush() throws IOException {
        requireWorking();
        if (buffer != null) {
            byte[] bytes = buffer;
            int count = length;
            clear();
            connection.write(bytes, 0, count);
            written += count;
            pool.giveBack(bytes);
        }
    }

    private void clear() {
        buffer = null;
        length = 0;
    }

    /** {@link #flush} as soon as the calling task gives way, if it has not been done until then. */
    void flushSoon() {
        if (!flushesSoon) {
            flushesSoon = true;
            Asyncio.getRunningLoop().callSoon(this::flushNow);
        }
    }

    /**
     * Also what is gathered while this waits for the receiver: so that one task does, and whoever
     * writes more than it gathers waits behind it.
     */
    private void flushNow() {
        try {
            while (buffer != null) {
                flush();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            flushesSoon = false;
        }
    }

    /** Gathers no more than that. */
    void flushIfLarge() throws IOException {
        if (length >= ENOUGH) {
            flush();
        }
    }

    private void requireWorking() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** How many bytes have gone out, and wait to. */
    long written() {
        return written + length;
    }

    /** A file goes out by itself. */
    void wroteElsewhere(long count) {
        written += count;
    }
}
