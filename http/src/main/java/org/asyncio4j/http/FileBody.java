package org.asyncio4j.http;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A file, or a part of one, that is sent. Its length must be known when it is sent. */
public final class FileBody extends Body {
    private final Path file;
    private final long offset;
    private final long length;
    private final String contentType;

    FileBody(Path file) {
        this(file, 0, UNKNOWN, null);
    }

    private FileBody(Path file, long offset, long length, String contentType) {
        this.file = Objects.requireNonNull(file, "file");
        this.offset = offset;
        this.length = length;
        this.contentType = contentType;
    }

    /**
     * Of a part of the file.
     *
     * @throws IllegalArgumentException if a number is below zero
     */
    public FileBody withRange(long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "A part of "
                            + file
                            + " cannot begin at "
                            + offset
                            + " with "
                            + length
                            + " bytes.");
        }
        return new FileBody(file, offset, length, contentType);
    }

    public FileBody withContentType(String contentType) {
        return new FileBody(file, offset, length, contentType);
    }

    /**
     * This one with a length: the rest of the file, if none was set.
     *
     * <p>Gives way: to ask for it, unless it is known. Cancellation: nothing has happened.
     *
     * @throws IOException if there is no such file
     */
    @Override
    public FileBody withKnownLength() throws IOException {
        if (length >= 0) {
            return this;
        }
        long size = toThread(() -> Files.size(file));
        return withRange(offset, Math.max(0, size - offset));
    }

    public Path file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    /** Reads the file in threads: for where the system cannot send it by itself, as in chunks. */
    @Override
    public void writeTo(StreamWriter out) throws IOException {
        FileReading.copy(file, offset, length, out);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
