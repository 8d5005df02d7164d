package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.cancelScope;
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

    /** Null before the file is open. */
    private FileChannel channel;

    Download(StreamReader body, Path file) {
        this.body = body;
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
    }

    long run() throws IOException {
        try {
            toThread(TO_ITS_END, this::open);
            copy();
            toThread(
                    TO_ITS_END,
                    () -> {
                        channel.close();
                        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
                    });
            return written;
        } catch (Throwable e) {
            forget(e);
            throw e;
        }
    }

    /** In the thread: whoever is cancelled meanwhile would not get the channel as a result. */
    private void open() throws IOException {
        channel =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
    }

    private void copy() throws IOException {
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

    /** Also after a cancellation; the reason is what counts. */
    private void forget(Throwable reason) {
        if (channel == null) {
            return;
        }
        try {
            cancelScope(scope -> {
                scope.setShield(true);
                toThread(TO_ITS_END, this::delete);
            });
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
