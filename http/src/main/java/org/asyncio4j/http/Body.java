package org.asyncio4j.http;

import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a request or a response carries, to be sent: aiohttp's {@code Payload}. One for each kind of
 * source; a class of your own makes another kind of thing sendable.
 *
 * <pre>{@code
 * Body text = Body.of("Hello");
 * Body numbers = Body.writing("text/plain", out -> {
 *     for (int i = 0; i < 1000; i++) {
 *         out.write(i + "\n");
 *     }
 * });
 * }</pre>
 */
public abstract class Body {
    /** The {@link #length} of what is not known before it is written. */
    public static final long UNKNOWN = -1;

    private static final Body EMPTY = new BytesBody(new byte[0], null);

    /** For subclasses. */
    protected Body() {}

    /** How many bytes {@link #writeTo} writes, exactly; {@link #UNKNOWN} if it cannot tell. */
    public long length() {
        return UNKNOWN;
    }

    /** The media type, for the header field {@code Content-Type}; null if there is none. */
    public String contentType() {
        return null;
    }

    /** Whether it can be written more than once, as for a request that is redirected. */
    public boolean isRepeatable() {
        return false;
    }

    /** All of it, if that is in memory: then it goes out together with the head. Null if not. */
    public byte[] bytes() {
        return null;
    }

    /**
     * This body, or one of the same content that knows its {@link #length}, if that can be found
     * out before it is written.
     *
     * <p>Gives way: if something outside has to be asked. Cancellation: nothing has happened.
     *
     * @throws IOException if what it is made of is not there
     */
    public Body withKnownLength() throws IOException {
        return this;
    }

    /**
     * Writes all of it.
     *
     * <p>Gives way: while the receiver does not keep up, and while the source is waited for.
     * Cancellation: the message is broken, and so is its connection.
     *
     * @throws IOException if the connection or the source fails
     */
    public abstract void writeTo(StreamWriter out) throws IOException;

    // ---------------------------------------------------------------- kinds

    /** Nothing. */
    public static Body empty() {
        return EMPTY;
    }

    /** A text in UTF-8: {@code text/plain}. */
    public static Body of(String text) {
        return of(text, "text/plain; charset=utf-8");
    }

    /** A text in UTF-8, of a type that says so or need not. */
    public static Body of(String text, String contentType) {
        return of(text.getBytes(StandardCharsets.UTF_8), contentType);
    }

    /** Bytes: {@code application/octet-stream}. They are not copied. */
    public static Body of(byte[] bytes) {
        return of(bytes, "application/octet-stream");
    }

    /** Bytes of a type. They are not copied. */
    public static Body of(byte[] bytes, String contentType) {
        return new BytesBody(bytes, contentType);
    }

    /** What {@code writer} writes, each time it is called. */
    public static Body writing(String contentType, Writer writer) {
        return new WriterBody(contentType, writer);
    }

    /** The rest of a stream, once. It is not closed. */
    public static Body from(ReceiveStream source, String contentType) {
        return from(new StreamReader(source), contentType);
    }

    /** The rest of a stream, once, such as the body of a message that was received. */
    public static Body from(StreamReader source, String contentType) {
        return from(source, UNKNOWN, contentType);
    }

    /** The next {@code length} bytes of a stream, once; {@link #UNKNOWN} for the rest. */
    public static Body from(StreamReader source, long length, String contentType) {
        return new StreamBody(source, length, contentType);
    }

    /**
     * The rest of a stream, once. It is not closed. If its reads block a thread, as those of a
     * file's stream do, read it in a thread instead, or send the file.
     */
    public static Body from(InputStream source, String contentType) {
        return new InputStreamBody(source, contentType);
    }

    /** A file, by the system's own way from disk to socket where that can be. */
    public static FileBody file(Path file) {
        return new FileBody(file);
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it. As {@link Body#writeTo}. */
        void writeTo(StreamWriter out) throws IOException;
    }

    private static final class BytesBody extends Body {
        private final byte[] bytes;
        private final String contentType;

        BytesBody(byte[] bytes, String contentType) {
            this.bytes = Objects.requireNonNull(bytes, "bytes");
            this.contentType = contentType;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public String contentType() {
            return contentType;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public void writeTo(StreamWriter out) throws IOException {
            out.write(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    private static final class WriterBody extends Body {
        private final String contentType;
        private final Writer writer;

        WriterBody(String contentType, Writer writer) {
            this.contentType = contentType;
            this.writer = Objects.requireNonNull(writer, "writer");
        }

        @Override
        public String contentType() {
            return contentType;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void writeTo(StreamWriter out) throws IOException {
            writer.writeTo(out);
        }
    }

    /** Of what can be read only once. */
    private abstract static class ReadOnce extends Body {
        private final String contentType;

        ReadOnce(String contentType) {
            this.contentType = contentType;
        }

        @Override
        public String contentType() {
            return contentType;
        }
    }

    private static final class StreamBody extends ReadOnce {
        private static final int PIECE = 64 * 1024;

        private final StreamReader source;
        private final long length;

        StreamBody(StreamReader source, long length, String contentType) {
            super(contentType);
            this.source = Objects.requireNonNull(source, "source");
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void writeTo(StreamWriter out) throws IOException {
            long left = length < 0 ? Long.MAX_VALUE : length;
            while (left > 0) {
                byte[] piece = source.read((int) Math.min(PIECE, left));
                if (piece.length == 0) {
                    return; // Whoever has announced more notices.
                }
                out.write(piece);
                left -= piece.length;
            }
        }
    }

    private static final class InputStreamBody extends ReadOnce {
        private final InputStream source;

        InputStreamBody(InputStream source, String contentType) {
            super(contentType);
            this.source = Objects.requireNonNull(source, "source");
        }

        @Override
        public void writeTo(StreamWriter out) throws IOException {
            source.transferTo(out.outputStream());
        }
    }
}
