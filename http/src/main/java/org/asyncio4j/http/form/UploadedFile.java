package org.asyncio4j.http.form;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Headers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * A file that came with a form: aiohttp's {@code FileField}. Small ones are in memory, others in a
 * temporary file, until the {@link Form} is closed.
 *
 * <pre>{@code
 * UploadedFile photo = form.file("photo");
 * photo.copyTo(uploads.resolve(photo.safeFileName()));
 * }</pre>
 */
public final class UploadedFile {
    private final String name;
    private final String fileName;
    private final Headers headers;
    private final ContentType contentType;
    private final Spool content;

    UploadedFile(BodyPart part, Spool content) {
        this.name = part.name();
        this.fileName = part.fileName();
        this.headers = part.headers();
        this.contentType = part.contentType();
        this.content = content;
    }

    /** The name of the field. */
    public String name() {
        return name;
    }

    /**
     * The name of the file, as the peer has written it: perhaps {@code ../../x} or {@code C:\x},
     * and null if none was said. Nobody should make a path of it; see {@link #safeFileName}.
     */
    public String fileName() {
        return fileName;
    }

    /**
     * A name that can be used in any directory: the last element of {@link #fileName}, without what
     * has a meaning to some system; {@code file} if nothing is left. A file of that name may be
     * there already.
     */
    public String safeFileName() {
        return SafeFileName.of(fileName);
    }

    /** What the peer says that it is. */
    public ContentType contentType() {
        return contentType;
    }

    /** The headers of the part, which cannot be changed. */
    public Headers headers() {
        return headers;
    }

    /** How many bytes it has. */
    public long size() {
        return content.size();
    }

    /** Where it is on disk; null if it is in memory. It goes with the {@link Form}. */
    public Path path() {
        return content.file();
    }

    /**
     * All of it.
     *
     * <p>Gives way: if it is on disk. Cancellation: it just ends the wait. Woken by: the thread
     * that reads.
     *
     * @throws IOException if the file cannot be read
     */
    public byte[] bytes() throws IOException {
        Path file = content.file();
        return file == null ? content.memory() : toThread(() -> Files.readAllBytes(file));
    }

    /** To send it on. It must be sent before the {@link Form} is closed. */
    public Body body() {
        String type = contentType.toString();
        Path file = content.file();
        return file == null
                ? Body.of(content.memory(), type)
                : Body.file(file).withContentType(type);
    }

    /**
     * Copies it to a file, which gets the rights that new files get.
     *
     * <p>Gives way: always. Cancellation: ends the wait; the copy is made, or a part of it. Woken
     * by: the thread that copies.
     *
     * @param options {@link StandardCopyOption#REPLACE_EXISTING} to copy over a file that is there
     * @throws FileAlreadyExistsException if there is a file of that name, and that was not said
     * @throws IOException if the file cannot be written
     */
    public void copyTo(Path target, CopyOption... options) throws IOException {
        Objects.requireNonNull(target, "target");
        toThread(() -> {
            copyNow(target, options);
        });
    }

    /** Not from file to file: the copy would be for its owner only, as a temporary file is. */
    private void copyNow(Path target, CopyOption[] options) throws IOException {
        Path file = content.file();
        try (InputStream in =
                file == null
                        ? new ByteArrayInputStream(content.memory())
                        : Files.newInputStream(file)) {
            Files.copy(in, target, options);
        }
    }

    @Override
    public String toString() {
        return "uploaded file of " + size() + " bytes in the field " + name;
    }
}
