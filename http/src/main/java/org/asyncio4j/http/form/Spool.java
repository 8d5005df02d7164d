package org.asyncio4j.http.form;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.OnCancel;
import org.asyncio4j.ThreadOptions;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A content that is kept until it is asked for: in memory while the {@link SpoolSpace} has some
 * left, then in a temporary file, which only its owner can read.
 *
 * <p>The file is written in threads and open only while it is written, so no number of files uses
 * up the descriptors.
 */
final class Spool {
    /** So many bytes are written at once, for each time costs a change of threads. */
    private static final int PIECE = 128 * 1024;

    /** What a thread has made must be known here, or nobody would delete it. */
    private static final ThreadOptions TO_ITS_END =
            ThreadOptions.DEFAULT.withOnCancel(OnCancel.WAIT);

    private final SpoolSpace space;

    /** What was not written to the file; all of it while there is none. */
    private ByteArrayOutputStream memory = new ByteArrayOutputStream(0);

    private Path file;
    private FileChannel channel;
    private long size;

    Spool(SpoolSpace space) {
        this.space = space;
    }

    /**
     * Adds bytes.
     *
     * <p>Gives way: while they are written to the file. Cancellation: the content is broken.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(byte[] bytes) throws IOException {
        size += bytes.length;
        memory.writeBytes(bytes);
        if (file == null && space.takeMemory(bytes.length)) {
            return;
        }
        if (file == null) {
            space.giveMemoryBack(size - bytes.length);
            writeOut();
        } else if (memory.size() >= PIECE) {
            writeOut();
        }
    }

    private void writeOut() throws IOException {
        byte[] piece = memory.toByteArray();
        toThread(TO_ITS_END, () -> writeNow(piece));
        memory.reset();
    }

    /** Runs in a thread. */
    private void writeNow(byte[] piece) throws IOException {
        if (channel == null) {
            file = space.makeFile();
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        }
        ByteBuffer rest = ByteBuffer.wrap(piece);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /**
     * All was added.
     *
     * <p>Gives way: while the rest is written to the file. Cancellation: the content is broken.
     *
     * @throws IOException if the file cannot be written
     */
    public void finish() throws IOException {
        if (file == null) {
            return;
        }
        writeOut();
        memory = null;
        toThread(TO_ITS_END, () -> channel.close());
    }

    /** How many bytes there are. */
    public long size() {
        return size;
    }

    /** The file; null if all is in memory. */
    public Path file() {
        return file;
    }

    /** All of it, if it is in memory. */
    public byte[] memory() {
        return memory.toByteArray();
    }

    /** Deletes the file, if there is one, and it has not gone. Blocks. */
    void delete() throws IOException {
        if (channel != null) {
            channel.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
