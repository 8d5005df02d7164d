package org.asyncio4j.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** A writer, for code that writes to an {@link OutputStream}. */
final class WriterOutputStream extends OutputStream {
    private final StreamWriter writer;
    private final Closeable owner;
    private boolean closed;

    WriterOutputStream(StreamWriter writer, Closeable owner) {
        this.writer = writer;
        this.owner = owner;
    }

    @Override
    public void write(int value) throws IOException {
        requireOpen();
        writer.write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        requireOpen();
        writer.write(data, offset, length);
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
        writer.flush();
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
            throw new IOException("The output stream of " + writer + " was closed.");
        }
    }

    @Override
    public String toString() {
        return "output stream of " + writer;
    }
}
