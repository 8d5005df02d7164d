package org.asyncio4j.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/**
 * A stream in both directions, which has an end: a connection. One task may read while others
 * write.
 *
 * <p>All that {@link #reader} and {@link #writer} can do most, it can do itself.
 *
 * <pre>{@code
 * try (ByteStream stream = connect()) {
 *     stream.write("GET /\n");
 *     for (String line : stream.lines()) {
 *         IO.println(line);
 *     }
 * }
 * }</pre>
 */
public abstract class ByteStream implements Closeable {
    /** For who brings another kind of stream. */
    protected ByteStream() {}

    /** What reads from it; always the same. */
    public abstract StreamReader reader();

    /** What writes to it; always the same. */
    public abstract StreamWriter writer();

    // ---------------------------------------------------------------- the end

    /**
     * Closes the stream, after what was written has gone out. A second call waits as the first one
     * does.
     *
     * <p>Gives way: only if something must go out. Cancellation: the stream is {@linkplain #abort
     * aborted}. Woken by: the progress of the receiver, the failure of the stream.
     *
     * @throws IOException if what was written could not go out; the stream is closed all the same
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    @Override
    public abstract void close() throws IOException;

    /**
     * Closes the stream at once. What has not gone out is lost, and who waits in it gets an {@link
     * IOException}. Does nothing if it is closed. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public abstract void abort();

    /**
     * Whether the stream is closed, or on its way there.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public abstract boolean isClosing();

    /**
     * Waits until the stream is closed, by whomever.
     *
     * <p>Gives way: only if it is not closed. Cancellation: it just ends the wait. Woken by: {@link
     * #close}, {@link #abort}, the failure of the stream.
     *
     * @throws IOException what the stream has failed with, if it was not closed in order
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public abstract void waitClosed() throws IOException;

    // ---------------------------------------------------------------- reading

    /** {@link StreamReader#read(int)}. */
    public final byte[] read(int n) throws IOException {
        return reader().read(n);
    }

    /** {@link StreamReader#read(ByteBuffer)}. */
    public final int read(ByteBuffer target) throws IOException {
        return reader().read(target);
    }

    /** {@link StreamReader#readAll}. */
    public final byte[] readAll() throws IOException {
        return reader().readAll();
    }

    /** {@link StreamReader#readExactly(int)}. */
    public final byte[] readExactly(int n) throws IOException {
        return reader().readExactly(n);
    }

    /** {@link StreamReader#readExactly(ByteBuffer)}. */
    public final void readExactly(ByteBuffer target) throws IOException {
        reader().readExactly(target);
    }

    /** {@link StreamReader#readLine()}. */
    public final String readLine() throws IOException {
        return reader().readLine();
    }

    /** {@link StreamReader#readLine(Charset)}. */
    public final String readLine(Charset charset) throws IOException {
        return reader().readLine(charset);
    }

    /** {@link StreamReader#readLine(int)}. */
    public final String readLine(int limit) throws IOException {
        return reader().readLine(limit);
    }

    /** {@link StreamReader#readLine(int, Charset)}. */
    public final String readLine(int limit, Charset charset) throws IOException {
        return reader().readLine(limit, charset);
    }

    /** {@link StreamReader#lines}. */
    public final Iterable<String> lines() {
        return reader().lines();
    }

    /** {@link StreamReader#readUntil(byte[], byte[]...)}. */
    public final byte[] readUntil(byte[] separator, byte[]... more) throws IOException {
        return reader().readUntil(separator, more);
    }

    /** {@link StreamReader#readUntil(int, byte[], byte[]...)}. */
    public final byte[] readUntil(int limit, byte[] separator, byte[]... more) throws IOException {
        return reader().readUntil(limit, separator, more);
    }

    /** {@link StreamReader#readUntil(String, String...)}. */
    public final String readUntil(String separator, String... more) throws IOException {
        return reader().readUntil(separator, more);
    }

    /** {@link StreamReader#readUntil(int, String, String...)}. */
    public final String readUntil(int limit, String separator, String... more) throws IOException {
        return reader().readUntil(limit, separator, more);
    }

    /** {@link StreamReader#atEof}. */
    public final boolean atEof() {
        return reader().atEof();
    }

    /** {@link StreamReader#inputStream(Closeable)} whose {@code close} closes this stream. */
    public final InputStream inputStream() {
        return reader().inputStream(this);
    }

    // ---------------------------------------------------------------- writing

    /** {@link StreamWriter#write(byte[])}. */
    public final void write(byte[] data) throws IOException {
        writer().write(data);
    }

    /** {@link StreamWriter#write(byte[], int, int)}. */
    public final void write(byte[] data, int offset, int length) throws IOException {
        writer().write(data, offset, length);
    }

    /** {@link StreamWriter#write(String)}. */
    public final void write(String text) throws IOException {
        writer().write(text);
    }

    /** {@link StreamWriter#write(String, Charset)}. */
    public final void write(String text, Charset charset) throws IOException {
        writer().write(text, charset);
    }

    /** {@link StreamWriter#write(ByteBuffer...)}. */
    public final void write(ByteBuffer... data) throws IOException {
        writer().write(data);
    }

    /** {@link StreamWriter#drain}. */
    public final void drain() throws IOException {
        writer().drain();
    }

    /** {@link StreamWriter#flush}. */
    public final void flush() throws IOException {
        writer().flush();
    }

    /** {@link StreamWriter#writeEof}. */
    public final void writeEof() throws IOException {
        writer().writeEof();
    }

    /** {@link StreamWriter#canWriteEof}. */
    public final boolean canWriteEof() {
        return writer().canWriteEof();
    }

    /** {@link StreamWriter#outputStream(Closeable)} whose {@code close} closes this stream. */
    public final OutputStream outputStream() {
        return writer().outputStream(this);
    }
}
