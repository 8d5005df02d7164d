package org.asyncio4j.net.engine;

import static org.asyncio4j.Asyncio.toThread;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is sent: by the system itself, from its cache into a socket, or by who reads it.
 * Opening and sending touch the disk where the cache does not hold it: as with asyncio, that time
 * is the loop's.
 *
 * <p>It is opened once, in one way: what a path stands for may change between two openings, and the
 * system knows nothing of paths in archives and the like.
 */
public final class FileSource implements AutoCloseable {
    /** Whether the system's functions are at hand. */
    private static volatile boolean linked;

    /** Null if there is a descriptor. */
    private final SeekableByteChannel channel;

    /** The system's number of the file, else -1. */
    private final int descriptor;

    private final boolean forSockets;

    private FileSource(SeekableByteChannel channel, int descriptor, boolean forSockets) {
        this.channel = channel;
        this.descriptor = descriptor;
        this.forSockets = forSockets;
    }

    /** Opens a file of any file system, to be read. */
    public static FileSource open(Path path) throws IOException {
        requireNoPipe(path);
        return new FileSource(Files.newByteChannel(path), -1, false);
    }

    /**
     * Opens a file for {@link #sendTo}, if the system can do that with it.
     *
     * <p>Gives way: the first time in a JVM.
     */
    static FileSource openForDescriptors(Path path) throws IOException {
        if (!linked) {
            toThread(FileTransfer::link);
            linked = true;
        }
        // Where the system refuses, the JDK's own attempt tells why, or finds another way.
        int descriptor = isOfSystem(path) ? FileTransfer.open(path) : FileTransfer.FAILED;
        return descriptor < 0 ? open(path) : new FileSource(null, descriptor, true);
    }

    /** Opens a file for {@link #transferTo}, if the system can do that with it. */
    static FileSource openForChannels(Path path) throws IOException {
        requireNoPipe(path);
        return isOfSystem(path) ? new FileSource(FileChannel.open(path), -1, true) : open(path);
    }

    /** Opening a pipe waits for its writer. One that takes the file's place just now gets by. */
    private static void requireNoPipe(Path path) throws IOException {
        if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException(path + " is a pipe or a device, and cannot be sent as a file.");
        }
    }

    private static boolean isOfSystem(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /** Whether the system sends it by itself; else it can be {@linkplain #read read}. */
    public boolean isForSockets() {
        return forSockets;
    }

    public long size() throws IOException {
        return channel == null ? FileTransfer.size(descriptor) : channel.size();
    }

    /**
     * Reads from a position on. For one thread at a time.
     *
     * @return how many bytes; -1 at the end
     */
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.position(position).read(target);
    }

    /** {@link #sendTo} for a channel that does not block. */
    long transferTo(WritableByteChannel target, long offset, long count) throws IOException {
        long sent = ((FileChannel) channel).transferTo(offset, count, target);
        return sent == 0 && offset < channel.size() ? LoopSocket.NO_ROOM : sent;
    }

    /**
     * Sends to a socket's descriptor what it has room for.
     *
     * @return how much: 0 at the file's end, {@link FileTransfer#NO_ROOM} if there is none
     */
    long sendTo(int socket, long offset, long count) throws IOException {
        return FileTransfer.sendfile(socket, descriptor, offset, count);
    }

    @Override
    public void close() throws IOException {
        if (channel == null) {
            FileTransfer.close(descriptor);
        } else {
            channel.close();
        }
    }
}
