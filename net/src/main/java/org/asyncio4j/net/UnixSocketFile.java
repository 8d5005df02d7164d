package org.asyncio4j.net;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file that stands for a Unix socket. */
final class UnixSocketFile {
    private final Path path;

    /** The system's identity of the file that this server has made; null where it has none. */
    private final Object key;

    private UnixSocketFile(Path path, Object key) {
        this.path = path;
        this.key = key;
    }

    /** Deletes the file that a former server has left. */
    static void removeStale(String name) throws IOException {
        if (isAbstract(name)) {
            return;
        }
        Path path = Path.of(name);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).isOther()) {
            throw new BindException(
                    "Cannot listen on " + path + ": there is a file that is no socket.");
        }
        Files.deleteIfExists(path);
    }

    /** The file that has just been made by listening; an abstract name has none. */
    static UnixSocketFile made(String name) throws IOException {
        if (isAbstract(name)) {
            return new UnixSocketFile(null, null);
        }
        Path path = Path.of(name);
        try {
            return new UnixSocketFile(path, attributes(path).fileKey());
        } catch (Throwable e) {
            Files.deleteIfExists(path); // Nobody else would.
            throw e;
        }
    }

    private static boolean isAbstract(String name) {
        return name.startsWith("\0");
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes the file, unless another server has put its own in its place. */
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
