package org.asyncio4j.stream;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads from a stream of bytes: {@code asyncio.StreamReader}.
 *
 * <p>For one task at a time: a second one that reads meanwhile gets {@link IllegalStateException}.
 *
 * <p>It receives only when somebody reads and not enough is there. It may receive more than was
 * asked for; the rest is for the next read ({@link #buffered}).
 *
 * <p>A read that throws has read nothing. What came meanwhile is there for the next read, also
 * after a cancellation; only where the stream has ended too early is it in the {@link
 * IncompleteReadException} instead. When the stream fails, {@link #read(int)} and {@link
 * #read(ByteBuffer)} first give what was received before; then, and wherever more is needed, each
 * read throws the failure.
 *
 * <p>Pieces that end with a separator, as lines do, must not be longer than a limit, so that a peer
 * cannot fill the memory. The reader has one, and each call can bring its own. What counts is the
 * part before the separator; exactly the limit is allowed.
 *
 * <pre>{@code
 * void handle(StreamReader reader) throws IOException {
 *     String request = reader.readLine();
 *     byte[] header = reader.readExactly(12);
 *     for (String line : reader.lines()) {
 *         IO.println(line);
 *     }
 * }
 * }</pre>
 *
 * <p>Differences from asyncio: {@link #readLine()} returns the line without its end, and null after
 * the last one, as Java's readers do; a line that is too long is kept, not lost. {@code read()}
 * without a number is {@link #readAll}. There is no {@code feed_data}: a {@link ReceiveStream}
 * brings the bytes.
 */
public final class StreamReader {
    /** The limit of a reader that is made without one: 64 KiB. */
    public static final int DEFAULT_LIMIT = 64 * 1024;

    /** How much is received at once into the buffer. */
    private static final int CHUNK = 64 * 1024;

    /** A read of less goes through the buffer, so that many small ones cost one system call. */
    private static final int WORTH_ONE_CALL = 4 * 1024;

    /** How much the buffer can hold: what is safe as the length of an array. */
    private static final int MOST = Integer.MAX_VALUE - 16;

    private static final byte[] NONE = {};

    private final LoopBinding binding = new LoopBinding(this);
    private final ReceiveBuffer buffer = new ReceiveBuffer();
    private final ReceiveStream source;
    private final int limit;

    /** Who waits in the source; null while nobody does. Between two waits nobody else can come. */
    private Fiber receiver;

    /** Whether the source has told its end. It is not asked again. */
    private boolean ended;

    /** How many bytes the source has given. */
    private long received;

    /** Makes a reader with the {@link #DEFAULT_LIMIT}. */
    public StreamReader(ReceiveStream source) {
        this(source, DEFAULT_LIMIT);
    }

    /**
     * Makes a reader.
     *
     * @param source where the bytes come from; nobody else should receive from it
     * @param limit how long a line may be, or another piece that ends with a separator
     * @throws IllegalArgumentException if the limit is below 1
     */
    public StreamReader(ReceiveStream source, int limit) {
        this.source = Objects.requireNonNull(source, "source");
        this.limit = requireLimit(limit);
    }

    // ---------------------------------------------------------------- what comes

    /**
     * Reads what has come, and waits for at least one byte where nothing has.
     *
     * <p>Gives way: only if nothing has come. Cancellation: nothing was read, nothing is lost.
     * Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * @param n how many bytes to read at most; for 0 there is no wait
     * @return at least one byte; an empty array at the end of the stream, or if {@code n} is 0
     * @throws IOException if the stream has failed and all that came before has been read
     * @throws IllegalArgumentException if {@code n} is negative
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public byte[] read(int n) throws IOException {
        requireCount(n, "To read until the end of the stream, use readAll().");
        enter();
        if (n == 0) {
            return NONE;
        }
        if (buffer.isEmpty()) {
            byte[] bytes = receive(n < WORTH_ONE_CALL ? CHUNK : n);
            if (bytes == null) {
                return NONE;
            }
            if (bytes.length <= n) {
                return bytes;
            }
            buffer.append(bytes);
        }
        return buffer.take(Math.min(n, buffer.size()));
    }

    /**
     * As {@link #read(int)}, into a buffer: from where its position is, which moves on.
     *
     * <p>Gives way: only if nothing has come. Cancellation: nothing was read, nothing is lost.
     * Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * @return how many bytes were read; 0 if the buffer has no room; -1 at the end of the stream
     * @throws IOException if the stream has failed and all that came before has been read
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public int read(ByteBuffer target) throws IOException {
        requireWritable(target);
        enter();
        return target.hasRemaining() ? readSome(target) : 0;
    }

    private int readSome(ByteBuffer target) throws IOException {
        if (buffer.isEmpty()) {
            if (target.remaining() >= WORTH_ONE_CALL) {
                return receive(target);
            }
            if (!fill()) {
                return -1;
            }
        }
        return buffer.takeInto(target);
    }

    /** One byte, or -1 at the end: for {@link InputStream#read()}. */
    int readByte() throws IOException {
        enter();
        return buffer.isEmpty() && !fill() ? -1 : buffer.takeByte() & 0xFF;
    }

    // ---------------------------------------------------------------- a number of bytes

    /**
     * Reads until the end of the stream. Takes as much memory as comes.
     *
     * <p>Gives way: unless the end has come. Cancellation: nothing was read, nothing is lost. Woken
     * by: bytes from the peer, the end or the failure of the stream.
     *
     * @return what came; an empty array if nothing did
     * @throws LimitExceededException if more comes than an array can hold
     * @throws IOException if the stream has failed; what came before can still be read
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public byte[] readAll() throws IOException {
        enter();
        while (fill()) {
            // Until the end.
        }
        return buffer.takeAll();
    }

    /**
     * Reads a number of bytes.
     *
     * <p>Gives way: only if not all have come. Cancellation: nothing was read, nothing is lost.
     * Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * @return exactly {@code n} bytes
     * @throws IncompleteReadException if the stream ends before; it has what came
     * @throws IOException if the stream has failed; what came before can still be read
     * @throws IllegalArgumentException if {@code n} is negative
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public byte[] readExactly(int n) throws IOException {
        requireCount(n, "To read until the end of the stream, use readAll().");
        enter();
        while (buffer.size() < n) {
            if (!fillTowards(n)) {
                throw new IncompleteReadException(buffer.takeAll(), n);
            }
        }
        return buffer.take(n);
    }

    /** Receives much of what is missing without a copy, little of it together with what follows. */
    private boolean fillTowards(int total) throws IOException {
        if (total - buffer.size() < WORTH_ONE_CALL) {
            return fill();
        }
        int count = receive(buffer.roomFor(total));
        if (count < 0) {
            return false;
        }
        buffer.filled(count);
        return true;
    }

    /**
     * As {@link #readExactly(int)}, as many bytes as the buffer has room for. If this throws, the
     * buffer's position is where it was.
     *
     * <p>Gives way: only if not all have come. Cancellation: nothing was read, nothing is lost.
     * Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * @throws IncompleteReadException if the stream ends before; it has what came
     * @throws IOException if the stream has failed; what came before can still be read
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public void readExactly(ByteBuffer target) throws IOException {
        requireWritable(target);
        enter();
        int begin = target.position();
        int expected = target.remaining();
        try {
            while (target.hasRemaining()) {
                if (readSome(target) < 0) {
                    throw new IncompleteReadException(takeBack(target, begin), expected);
                }
            }
        } catch (Throwable thrown) {
            // Our own buffer is empty here: nothing is received while it is not.
            buffer.append(takeBack(target, begin));
            throw thrown;
        }
    }

    private static byte[] takeBack(ByteBuffer target, int begin) {
        byte[] bytes = new byte[target.position() - begin];
        target.position(begin).get(bytes).position(begin);
        return bytes;
    }

    // ---------------------------------------------------------------- lines

    /** {@link #readLine(int, Charset)} in UTF-8, with the reader's limit. */
    public String readLine() throws IOException {
        return readLine(limit, StandardCharsets.UTF_8);
    }

    /** {@link #readLine(int, Charset)} with the reader's limit. */
    public String readLine(Charset charset) throws IOException {
        return readLine(limit, charset);
    }

    /** {@link #readLine(int, Charset)} in UTF-8. */
    public String readLine(int limit) throws IOException {
        return readLine(limit, StandardCharsets.UTF_8);
    }

    /**
     * Reads a line, which ends with a line feed, or with a carriage return and a line feed. The
     * last one may end with the stream. With the end of the line, and what Python makes of a line
     * cut short: {@link #readUntil(byte[], byte[]...)}.
     *
     * <p>Gives way: only if the end of the line has not come. Cancellation: nothing was read,
     * nothing is lost. Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * @param limit how many bytes the line may have, its end not counted
     * @param charset one in which the byte 10 is a line feed and nothing else; what cannot be
     *     decoded becomes U+FFFD
     * @return the line without its end; null at the end of the stream
     * @throws LimitExceededException if the line is longer; all of it can still be read
     * @throws IOException if the stream has failed; what came before can still be read
     * @throws IllegalArgumentException if the limit is below 1
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public String readLine(int limit, Charset charset) throws IOException {
        Objects.requireNonNull(charset, "charset");
        int length = awaitPiece(Separators.LINE_ENDS, limit);
        if (length >= 0) {
            return buffer.takeString(length, buffer.separatorEndingAt(length), charset);
        }
        requireWithin(limit, buffer.size());
        return buffer.isEmpty() ? null : buffer.takeString(buffer.size(), 0, charset);
    }

    /**
     * The lines that follow, as {@link #readLine()} reads them, until the end of the stream. The
     * iterator's {@code hasNext} and {@code next} wait as it does; its {@link IOException}s come
     * out as the causes of {@link java.io.UncheckedIOException}s, for an iterator cannot throw
     * them. After a cancellation or a failure one can iterate again, or read on.
     */
    public Iterable<String> lines() {
        return () -> new LineIterator(this);
    }

    // ---------------------------------------------------------------- until a separator

    /** {@link #readUntil(int, byte[], byte[]...)} with the reader's limit. */
    public byte[] readUntil(byte[] separator, byte[]... more) throws IOException {
        return readUntil(limit, separator, more);
    }

    /**
     * Reads until a separator has come, or one of several: that which is complete first, and where
     * several end at the same byte, the shortest.
     *
     * <p>Gives way: only if no separator has come. Cancellation: nothing was read, nothing is lost.
     * Woken by: bytes from the peer, the end or the failure of the stream.
     *
     * <pre>{@code
     * byte[] head = reader.readUntil(16 * 1024, "\r\n\r\n".getBytes());
     * }</pre>
     *
     * @param limit how many bytes may come before the separator
     * @return what came, with the separator
     * @throws LimitExceededException if more comes before the separator; all can still be read
     * @throws IncompleteReadException if the stream ends before the separator; it has what came
     * @throws IOException if the stream has failed; what came before can still be read
     * @throws IllegalArgumentException if a separator is empty or the limit is below 1
     * @throws IllegalStateException if another task reads, or outside of a loop, or on another loop
     *     than before
     */
    public byte[] readUntil(int limit, byte[] separator, byte[]... more) throws IOException {
        return readUntil(limit, Separators.of(separator, more));
    }

    /** {@link #readUntil(int, String, String...)} with the reader's limit. */
    public String readUntil(String separator, String... more) throws IOException {
        return readUntil(limit, separator, more);
    }

    /**
     * {@link #readUntil(int, byte[], byte[]...)} for text in UTF-8. In another charset: {@code new
     * String(readUntil(separator.getBytes(charset)), charset)}.
     *
     * <pre>{@code
     * String sentence = reader.readUntil(1000, ". ", "! ", "? ");
     * }</pre>
     *
     * @param limit how many bytes may come before the separator
     */
    public String readUntil(int limit, String separator, String... more) throws IOException {
        byte[][] others = Arrays.stream(more).map(StreamReader::encode).toArray(byte[][]::new);
        byte[] piece = readUntil(limit, Separators.of(encode(separator), others));
        return new String(piece, StandardCharsets.UTF_8);
    }

    private static byte[] encode(String separator) {
        return separator.getBytes(StandardCharsets.UTF_8);
    }

    byte[] readUntil(int limit, Separators separators) throws IOException {
        int length = awaitPiece(separators, limit);
        if (length < 0) {
            throw new IncompleteReadException(buffer.takeAll(), -1);
        }
        return buffer.take(length);
    }

    /**
     * Waits until the buffer begins with a piece that ends with a separator.
     *
     * @return the length of the piece with its separator; -1 if the stream ends before
     */
    private int awaitPiece(Separators separators, int limit) throws IOException {
        requireLimit(limit);
        enter();
        while (true) {
            int length = buffer.find(separators);
            if (length >= 0) {
                requireWithin(limit, length - buffer.separatorEndingAt(length));
                return length;
            }
            // The last bytes can be the first of a separator.
            requireWithin(limit, buffer.size() + 1 - separators.longest());
            if (!fill()) {
                return -1;
            }
        }
    }

    private void requireWithin(int limit, int length) throws LimitExceededException {
        if (length > limit) {
            throw new LimitExceededException(
                    "More than "
                            + limit
                            + " bytes came in one piece from "
                            + source
                            + ". They can still be read: with a larger limit, which each read that"
                            + " looks for a separator takes, or with read(n).",
                    length);
        }
    }

    // ---------------------------------------------------------------- receiving

    /** Begins each read. Whoever came before is not inside any more, or waits in the source. */
    private void enter() {
        binding.enter();
        requireIdle();
    }

    private void requireIdle() {
        if (receiver != null) {
            throw new IllegalStateException(
                    receiver
                            + " waits in a read of "
                            + this
                            + ". Only one task can read a stream at a time, else nobody knows who"
                            + " gets which bytes. Let one task read and pass on what it has read"
                            + " by a queue, or put a lock around the reads.");
        }
    }

    /** Receives into the buffer. Returns false at the end of the stream. */
    private boolean fill() throws IOException {
        requireWithin(MOST - CHUNK, buffer.size());
        buffer.trim();
        byte[] bytes = receive(CHUNK);
        if (bytes == null) {
            return false;
        }
        buffer.append(bytes);
        return true;
    }

    private byte[] receive(int max) throws IOException {
        if (ended) {
            return null;
        }
        receiver = Fiber.current();
        try {
            byte[] bytes = source.receive(max);
            count(bytes == null ? -1 : bytes.length);
            return bytes;
        } finally {
            receiver = null;
        }
    }

    private int receive(ByteBuffer target) throws IOException {
        if (ended) {
            return -1;
        }
        receiver = Fiber.current();
        try {
            return count(source.receive(target));
        } finally {
            receiver = null;
        }
    }

    private int count(int size) {
        if (size < 0) {
            ended = true;
        } else {
            received += size;
        }
        return size;
    }

    // ---------------------------------------------------------------- taking over

    /**
     * How many bytes were received and not read. As many can be read without a wait.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public int buffered() {
        binding.touch();
        return buffer.size();
    }

    /**
     * Takes out what was received and not read: for who goes on with the {@link ReceiveStream}
     * itself. Never gives way.
     *
     * @return an empty array if there is nothing
     * @throws IllegalStateException if a task reads, or from a foreign thread
     */
    public byte[] takeBuffered() {
        binding.touch();
        requireIdle();
        return buffer.takeAll();
    }

    /**
     * Has {@code work} receive from the source by itself, as if it were one read: for who changes
     * what the source is, or reads what is no part of the stream. Others' reads are refused
     * meanwhile.
     *
     * <p>Gives way: as {@code work} does. Cancellation and errors: as {@code work} leaves them.
     *
     * @throws IllegalStateException if a task reads, or from a foreign thread; {@code work} has not
     *     begun
     */
    public void takeOver(ReceivingWork work) throws IOException {
        binding.touch();
        requireIdle();
        receiver = Fiber.current();
        try {
            work.receive(buffer.takeAll());
        } finally {
            receiver = null;
        }
    }

    /** Receives something by itself. */
    public interface ReceivingWork {
        /**
         * Receives.
         *
         * @param buffered what was received and not read, and is taken out of the reader; an empty
         *     array if there is nothing
         */
        void receive(byte[] buffered) throws IOException;
    }

    /**
     * Whether a read has met the end of the stream and all has been read. Never gives way: before a
     * read has met the end, nobody can know of it.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean atEof() {
        binding.touch();
        return ended && buffer.isEmpty();
    }

    /**
     * The same stream for code that reads from an {@link InputStream}. Its methods wait as those
     * here do. {@code available} tells what is {@linkplain #buffered buffered}. {@code close} ends
     * the view only.
     */
    public InputStream inputStream() {
        return inputStream(() -> {});
    }

    /**
     * As {@link #inputStream()}.
     *
     * @param owner what the view's {@code close} closes, once
     */
    public InputStream inputStream(Closeable owner) {
        return new ReaderInputStream(this, Objects.requireNonNull(owner, "owner"));
    }

    // ---------------------------------------------------------------- looking at it

    /** How long a line may be if the call does not say. */
    public int limit() {
        return limit;
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(
                received,
                buffer.size(),
                buffer.capacity(),
                ended,
                receiver == null ? null : receiver.toString());
    }

    /**
     * A snapshot of a reader.
     *
     * @param received how many bytes have come, read or not
     * @param buffered how many of them were not read
     * @param memory how many bytes of memory hold those
     * @param ended whether the end of the stream has come
     * @param reader the name of the task that waits in a read; null if none does
     */
    public record Statistics(
            long received, int buffered, int memory, boolean ended, String reader) {}

    /** Who it is, what it reads from and its state. */
    @Override
    public String toString() {
        return Label.of(this, null)
                + " of "
                + source
                + " ("
                + buffer.size()
                + " bytes buffered"
                + (ended ? ", ended" : "")
                + (receiver == null ? "" : ", " + receiver + " reads")
                + ")";
    }

    // ---------------------------------------------------------------- arguments

    private static int requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "The limit must be at least 1 byte, but is " + limit + ".");
        }
        return limit;
    }

    private static void requireCount(int n, String advice) {
        if (n < 0) {
            throw new IllegalArgumentException("Cannot read " + n + " bytes. " + advice);
        }
    }

    private static void requireWritable(ByteBuffer target) {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException(
                    "The buffer is read-only: nothing can be read into it.");
        }
    }
}
