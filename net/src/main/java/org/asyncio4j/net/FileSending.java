package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.net.engine.FileSource;
import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.stream.IncompleteWriteException;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Sends a part of a file over a connection, in one piece among what others write. Which way, and of
 * which file, is found out in the writer's turn: before, the connection may still go over to TLS.
 */
final class FileSending {
    /** How much is read at a time where the system cannot send by itself. */
    private static final int BLOCK = 256 * 1024;

    private final StreamWriter writer;
    private final Wire wire;

    /** How much there is to send; known once the file is open. */
    private long length;

    private long sent;

    FileSending(StreamWriter writer, Wire wire) {
        this.writer = writer;
        this.wire = wire;
    }

    /** Sends as much of {@code count} bytes as the file has. */
    long send(Path path, long offset, long count) throws IOException {
        try {
            writer.inTurn(statistics -> {
                LongConsumer progress =
                        part -> {
                            sent += part;
                            statistics.accept(part);
                        };
                SocketStream socket = wire.out() instanceof SocketStream plain ? plain : null;
                try (FileSource file = open(path, socket)) {
                    length = Math.min(count, Math.max(0, file.size() - offset));
                    if (socket != null && file.isForSockets()) {
                        socket.sendFile(file, offset, length, progress);
                    } else {
                        sendBlocks(file, offset, progress);
                    }
                }
            });
            return sent;
        } catch (Throwable e) {
            if (sent > 0) {
                e.addSuppressed(new IncompleteWriteException(sent, length));
            }
            throw e;
        }
    }

    private static FileSource open(Path path, SocketStream socket) throws IOException {
        return socket == null ? FileSource.open(path) : socket.openFile(path);
    }

    private void sendBlocks(FileSource file, long offset, LongConsumer progress)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (sent < length) {
            block.clear().limit((int) Math.min(BLOCK, length - sent));
            long position = offset + sent;
            int count = toThread(() -> file.read(block, position));
            if (count < 0) {
                return; // The file is shorter than it was.
            }
            block.flip();
            try {
                wire.send(block);
            } finally {
                progress.accept(block.position());
            }
        }
    }
}
