package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.net.engine.FileSource;
import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.stream.IncompleteWriteException;
import org.asyncio4j.stream.SendStream;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Sends a part of a file over a connection, in one piece among what others write. */
final class FileSending {
    /** How much is read at a time where the system cannot send by itself. */
    private static final int BLOCK = 256 * 1024;

    private final StreamWriter writer;
    private final SendStream target;

    /** The target if the system can send to it by itself, else null. */
    private final SocketStream socket;

    private long sent;

    FileSending(StreamWriter writer, SendStream target, SocketStream socket) {
        this.writer = writer;
        this.target = target;
        this.socket = socket;
    }

    long send(FileSource file, long offset, long length) throws IOException {
        try {
            writer.inTurn(statistics -> {
                LongConsumer progress =
                        count -> {
                            sent += count;
                            statistics.accept(count);
                        };
                if (socket != null) {
                    socket.sendFile(file, offset, length, progress::accept);
                } else {
                    sendBlocks(file, offset, length, progress);
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

    private void sendBlocks(FileSource file, long offset, long length, LongConsumer progress)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (sent < length) {
            block.clear().limit((int) Math.min(BLOCK, length - sent));
            long position = offset + sent;
            int count = toThread(() -> file.channel().read(block, position));
            if (count < 0) {
                return; // The file is shorter than it was.
            }
            block.flip();
            try {
                target.send(block);
            } finally {
                progress.accept(block.position());
            }
        }
    }
}
