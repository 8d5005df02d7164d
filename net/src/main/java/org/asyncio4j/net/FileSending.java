package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.net.engine.FileSource;
import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.stream.IncompleteWriteException;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends a part of a file over a connection. */
final class FileSending {
    /** How much is read at a time where the system cannot send by itself. */
    private static final int BLOCK = 256 * 1024;

    private final StreamWriter writer;
    private final SocketStream socket;
    private final boolean plain;
    private long sent;

    FileSending(StreamWriter writer, SocketStream socket, boolean plain) {
        this.writer = writer;
        this.socket = socket;
        this.plain = plain;
    }

    long send(FileSource file, long offset, long length) throws IOException {
        try {
            if (plain) {
                sendBySystem(file, offset, length);
            } else {
                sendBlocks(file, offset, length);
            }
            return sent;
        } catch (Throwable e) {
            if (sent > 0 && IncompleteWriteException.in(e).isEmpty()) {
                e.addSuppressed(new IncompleteWriteException(sent, length));
            }
            throw e;
        }
    }

    private void sendBySystem(FileSource file, long offset, long length) throws IOException {
        writer.flush();
        socket.sendFile(file, offset, length, count -> sent += count);
    }

    private void sendBlocks(FileSource file, long offset, long length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (sent < length) {
            block.clear().limit((int) Math.min(BLOCK, length - sent));
            long position = offset + sent;
            int count = toThread(() -> file.channel().read(block, position));
            if (count < 0) {
                return; // The file is shorter than it was.
            }
            writer.write(block.flip());
            sent += count;
        }
    }
}
