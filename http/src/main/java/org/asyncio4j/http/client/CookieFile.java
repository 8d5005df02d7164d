package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.Action;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.SameSite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The file of a jar: JSON, so that reading one runs nobody's code. */
final class CookieFile {
    private static final int VERSION = 1;

    /** A larger one is none. */
    private static final long LARGEST = 64 << 20;

    private CookieFile() {}

    /** What is in the file. */
    record Contents(int version, List<Line> cookies) {}

    /** A cookie; times are in seconds since 1970. */
    record Line(
            String name,
            String value,
            String domain,
            boolean hostOnly,
            String path,
            Long expires,
            boolean secure,
            boolean httpOnly,
            SameSite sameSite,
            boolean partitioned) {
        static Line of(StoredCookie cookie) {
            return new Line(
                    cookie.name(),
                    cookie.value(),
                    cookie.domain(),
                    cookie.hostOnly(),
                    cookie.path(),
                    cookie.expires() == null ? null : cookie.expires().getEpochSecond(),
                    cookie.secure(),
                    cookie.httpOnly(),
                    cookie.sameSite(),
                    cookie.partitioned());
        }

        /**
         * @throws IllegalArgumentException if it is none that a jar has written
         */
        StoredCookie toStored() {
            if (name == null || value == null || domain == null || path == null) {
                throw new IllegalArgumentException("a cookie has no name, value, domain or path");
            }
            Cookie.toHeader(List.of(Cookie.of(name, value))); // Refuses what would break it.
            return new StoredCookie(
                    name,
                    value,
                    UrlHost.normal(domain),
                    hostOnly,
                    path,
                    expires == null ? null : Instant.ofEpochSecond(expires),
                    secure,
                    httpOnly,
                    sameSite,
                    partitioned);
        }
    }

    // ---------------------------------------------------------------- writing

    static void write(Path file, List<StoredCookie> cookies) throws IOException {
        Contents contents = new Contents(VERSION, cookies.stream().map(Line::of).toList());
        byte[] json = JsonCodec.DEFAULT.encode(contents);
        offLoop(() -> replace(file.toAbsolutePath(), json));
    }

    /** By another file beside it, which takes its place when it is complete. */
    private static void replace(Path file, byte[] json) throws IOException {
        Path draft = Files.createTempFile(file.getParent(), ".cookies", ".tmp", ownerOnly(file));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(json);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    // ---------------------------------------------------------------- reading

    static List<StoredCookie> read(Path file) throws IOException {
        byte[][] json = new byte[1][];
        offLoop(() -> json[0] = bytesOf(file));
        Contents contents = JsonCodec.DEFAULT.decode(json[0], Contents.class);
        if (contents == null || contents.version != VERSION || contents.cookies == null) {
            throw notOurs(file, null);
        }
        List<StoredCookie> cookies = new ArrayList<>();
        for (Line line : contents.cookies) {
            cookies.add(stored(line, file));
        }
        return cookies;
    }

    private static byte[] bytesOf(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw notOurs(file, null);
        }
        return Files.readAllBytes(file);
    }

    private static StoredCookie stored(Line line, Path file) throws IOException {
        if (line == null) {
            throw notOurs(file, null);
        }
        try {
            return line.toStored();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw notOurs(file, e);
        }
    }

    private static IOException notOurs(Path file, Exception cause) {
        return new IOException(
                "The file "
                        + file
                        + " was not written by a cookie jar, or by one of another version.",
                cause);
    }

    private static void offLoop(Action<IOException> work) throws IOException {
        try {
            getRunningLoop();
        } catch (IllegalStateException outside) {
            work.run();
            return;
        }
        toThread(work);
    }
}
