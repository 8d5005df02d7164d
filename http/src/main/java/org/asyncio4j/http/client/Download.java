package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.OnCancel;
import org.asyncio4j.ThreadOptions;
import org.asyncio4j.stream.StreamReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Saves a body as a file, piece by piece, and lets the disk keep nobody waiting but itself. */
final class Download {
    /** So much goes to the disk at once: a change of threads costs as much as 100 KiB. */
    private static final int PIECE = 512 * 1024;

    /** The file must not be closed while a thread writes to it. */
    private static final ThreadOptions TO_ITS_END =
            ThreadOptions.DEFAULT.withOnCancel(OnCancel.WAIT);

    private final StreamReader body;
    private final Path file;
    private final Path part;
    private long written;

    Download(StreamReader body, Path file) {
        this.body = body;
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
    }

    long run() throws IOException {
        FileChannel channel =
                toThread(
                        TO_ITS_END,
                        () ->
                                FileChannel.open(
                                        part,
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.TRUNCATE_EXISTING,
                                        StandardOpenOption.WRITE));
        try {
            copy(channel);
            toThread(
                    TO_ITS_END,
                    () -> {
                        channel.close();
                        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
                    });
            return written;
        } catch (Throwable e) {
            forget(channel);
            throw e;
        }
    }

    private void copy(FileChannel channel) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        boolean more = true;
        while (more) {
            more = body.read(piece) >= 0;
            if (!piece.hasRemaining() || !more && piece.position() > 0) {
                piece.flip();
                written += piece.remaining();
                toThread(
                        TO_ITS_END,
                        () -> {
                            while (piece.hasRemaining()) {
                                channel.write(piece);
                            }
                        });
                piece.clear();
            }
        }
    }

    private void forget(FileChannel channel) throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
