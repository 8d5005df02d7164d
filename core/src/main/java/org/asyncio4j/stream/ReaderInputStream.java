package org.asyncio4j.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A reader, for code that reads from an {@link InputStream}. */
final class ReaderInputStream extends InputStream {
    private final StreamReader reader;
    private final Closeable owner;
    private boolean closed;

    ReaderInputStream(StreamReader reader, Closeable owner) {
        this.reader = reader;
        this.owner = owner;
    }

    @Override
    public int read() throws IOException {
        requireOpen();
        return reader.readByte();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        requireOpen();
        return reader.read(ByteBuffer.wrap(target, offset, length));
    }

    /** Unlike the inherited method it loses nothing when it is cancelled. */
    @Override
    public byte[] readAllBytes() throws IOException {
        requireOpen();
        return reader.readAll();
    }

    /** Unlike the inherited method it loses nothing when it is cancelled. */
    @Override
    public byte[] readNBytes(int length) throws IOException {
        requireOpen();
        try {
            return reader.readExactly(length);
        } catch (IncompleteReadException e) {
            return e.partial();
        }
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return reader.buffered();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            owner.close();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("The input stream of " + reader + " was closed.");
        }
    }

    @Override
    public String toString() {
        return "input stream of " + reader;
    }
}
