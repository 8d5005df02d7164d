package org.asyncio4j.net.engine;

import io.netty.channel.unix.DomainSocketAddress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file that stands for a Unix socket. */
final class UnixSocketFile {
    private final Path path;

    /** The system's identity of the file that was made; null where it has none. */
    private final Object key;

    private UnixSocketFile(Path path, Object key) {
        this.path = path;
        this.key = key;
    }

    /** Deletes the file that a former socket at an address has left. */
    static void removeStale(DomainSocketAddress address) throws IOException {
        if (UnixAddresses.isAbstract(address)) {
            return;
        }
        Path path = Path.of(address.path());
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new IOException("there is a file that is no socket.");
        }
        Files.deleteIfExists(path);
    }

    /** The file that has just been made by binding to an address; an abstract one has none. */
    static UnixSocketFile made(DomainSocketAddress address) throws IOException {
        if (UnixAddresses.isAbstract(address)) {
            return new UnixSocketFile(null, null);
        }
        Path path = Path.of(address.path());
        try {
            return new UnixSocketFile(path, attributes(path).fileKey());
        } catch (Throwable e) {
            Files.deleteIfExists(path); // Nobody else would.
            throw e;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes the file, unless another socket has put its own in its place. */
    void remove() {
        try {
            if (key != null && key.equals(attributes(path).fileKey())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // It is gone already, or the folder is not ours any more.
        }
    }
}
