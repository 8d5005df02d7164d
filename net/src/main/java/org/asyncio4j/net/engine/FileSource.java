package org.asyncio4j.net.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is sent by the system itself, from its cache into a socket. Opening and sending touch
 * the disk where the cache does not hold it: as with asyncio, that time is the loop's.
 */
public final class FileSource implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    /** The system's number for a second opening of the file; -1 before it is needed. */
    private int descriptor = -1;

    private FileSource(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    public static FileSource open(Path path) throws IOException {
        return new FileSource(path, FileChannel.open(path, StandardOpenOption.READ));
    }

    public FileChannel channel() {
        return channel;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** {@link #sendTo} for a channel that does not block. */
    long transferTo(WritableByteChannel target, long offset, long count) throws IOException {
        long sent = channel.transferTo(offset, count, target);
        return sent == 0 && offset < channel.size() ? FileTransfer.NO_ROOM : sent;
    }

    /**
     * Sends to a socket's descriptor what it has room for.
     *
     * @return how much: 0 at the file's end, {@link FileTransfer#NO_ROOM} if there is none
     */
    long sendTo(int socket, long offset, long count) throws IOException {
        if (descriptor < 0) {
            descriptor = FileTransfer.open(path);
        }
        return FileTransfer.sendfile(socket, descriptor, offset, count);
    }

    @Override
    public void close() throws IOException {
        if (descriptor >= 0) {
            FileTransfer.close(descriptor);
            descriptor = -1;
        }
        channel.close();
    }
}
