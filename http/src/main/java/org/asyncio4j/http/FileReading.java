package org.asyncio4j.http;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a file in threads, piece by piece, so that no disk holds the loop up. */
final class FileReading {
    private static final int PIECE = 256 * 1024;

    private FileReading() {}

    /**
     * Copies a part of a file to a writer; less where the file is shorter.
     *
     * @param length {@link Body#UNKNOWN} for all there is
     */
    static void copy(Path file, long offset, long length, StreamWriter out) throws IOException {
        FileChannel channel = toThread(() -> FileChannel.open(file, StandardOpenOption.READ));
        try {
            long left = length < 0 ? Long.MAX_VALUE : length;
            long position = offset;
            while (left > 0) {
                ByteBuffer piece = read(channel, position, (int) Math.min(PIECE, left));
                if (piece == null) {
                    return;
                }
                position += piece.remaining();
                left -= piece.remaining();
                out.write(piece);
            }
        } finally {
            channel.close();
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length)
            throws IOException {
        return toThread(() -> {
            ByteBuffer piece = ByteBuffer.allocate(length);
            return channel.read(piece, position) < 0 ? null : piece.flip();
        });
    }
}
