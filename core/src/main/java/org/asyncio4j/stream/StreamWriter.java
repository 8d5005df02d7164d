package org.asyncio4j.stream;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Writes to a stream of bytes: {@code asyncio.StreamWriter}.
 *
 * <p>When {@link #write(byte[])} returns, the bytes are on their way, and the caller may change its
 * arrays and buffers. It waits while the receiver does not keep up, so there is no need for {@link
 * #drain}. What was written is not lost when the task ends; {@link #flush} waits until it has left
 * the program.
 *
 * <p>Any number of tasks may write. Each call goes out in one piece: whoever comes while another
 * writes waits for its turn, first come, first served.
 *
 * <p>A write that is cancelled or fails has perhaps written a part. {@link
 * IncompleteWriteException#in} tells. Cancelled while it waited for its turn, it has written
 * nothing. Either way others can write on; whether that makes sense after a part of a message is
 * for the program to know.
 *
 * <pre>{@code
 * void greet(StreamWriter writer) throws IOException {
 *     writer.write("Hello\n");
 *     writer.write(ByteBuffer.wrap(header), ByteBuffer.wrap(body));
 *     writer.writeEof();
 * }
 * }</pre>
 *
 * <p>Differences from asyncio: {@code write} waits and throws, where asyncio's buffers without
 * limit and drops what a lost connection cannot take. {@code writelines} is {@link
 * #write(ByteBuffer...)}.
 */
public final class StreamWriter {
    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue queue = new WaitQueue(this, "its turn to write to ");
    private final SendStream target;

    /** Whose turn it is; null between two turns. */
    private Fiber writer;

    /** Whether the turn belongs to one who was woken and has not run yet. */
    private boolean promised;

    /** Whether the end was written. */
    private boolean ended;

    private long written;

    /**
     * Makes a writer.
     *
     * @param target where the bytes go; nobody else should send to it
     */
    public StreamWriter(SendStream target) {
        this.target = Objects.requireNonNull(target, "target");
    }

    // ---------------------------------------------------------------- writing

    /** {@link #write(ByteBuffer...)} of all bytes of an array. */
    public void write(byte[] data) throws IOException {
        write(ByteBuffer.wrap(data));
    }

    /**
     * {@link #write(ByteBuffer...)} of a part of an array.
     *
     * @throws IndexOutOfBoundsException if the array has no such part
     */
    public void write(byte[] data, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, data.length);
        write(ByteBuffer.wrap(data, offset, length));
    }

    /** {@link #write(ByteBuffer...)} of a text in UTF-8. */
    public void write(String text) throws IOException {
        write(text, StandardCharsets.UTF_8);
    }

    /**
     * {@link #write(ByteBuffer...)} of a text.
     *
     * @param charset what it cannot encode becomes its replacement, mostly a question mark
     */
    public void write(String text, Charset charset) throws IOException {
        write(ByteBuffer.wrap(text.getBytes(charset)));
    }

    /**
     * Writes all remaining bytes of the buffers, in order and in one piece. Their positions move
     * on, and tell also after an error what was taken.
     *
     * <p>Gives way: only while another writes or the receiver does not keep up. Cancellation: with
     * an {@link IncompleteWriteException} a part was written, or all and only the wait was cut
     * short; without one nothing was. Woken by: the end of the writes that came before, the
     * progress of the receiver, the failure of the stream.
     *
     * @throws IOException if the stream has failed or was closed, or its end was written; tells as
     *     a cancellation does what was written
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void write(ByteBuffer... data) throws IOException {
        long expected = remaining(data);
        takeTurn();
        try {
            requireNotEnded();
            target.send(data);
            written += expected;
        } catch (Throwable thrown) {
            tellWritten(thrown, expected - remaining(data), expected);
            throw thrown;
        } finally {
            endTurn();
        }
    }

    private static long remaining(ByteBuffer[] data) {
        long sum = 0;
        for (ByteBuffer each : data) {
            sum += each.remaining();
        }
        return sum;
    }

    private void tellWritten(Throwable thrown, long taken, long expected) {
        written += taken;
        if (taken > 0) {
            thrown.addSuppressed(new IncompleteWriteException(taken, expected));
        }
    }

    private void requireNotEnded() throws IOException {
        if (ended) {
            throw new IOException(
                    "Nothing can be written to " + target + " after writeEof(), which ended it.");
        }
    }

    /**
     * Has {@code work} send to the target by itself, in one piece among the writes: for targets
     * that can do more than {@link SendStream} knows.
     *
     * <p>Gives way: only while another writes, and as {@code work} does. Cancellation and errors:
     * as {@code work} leaves them; cancelled while it waited for its turn, it has not begun.
     *
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void inTurn(SendingWork work) throws IOException {
        takeTurn();
        try {
            requireNotEnded();
            work.send(count -> written += count);
        } finally {
            endTurn();
        }
    }

    /** Sends something by itself. */
    public interface SendingWork {
        /**
         * Sends.
         *
         * @param sent to be told of what was sent, for {@link #written}
         */
        void send(LongConsumer sent) throws IOException;
    }

    // ---------------------------------------------------------------- waiting for the receiver

    /**
     * Waits until the writes that came before are done and the receiver keeps up. As {@link
     * #write(ByteBuffer...)} waits itself, this is for who has reasons to know it before.
     *
     * <p>Gives way: only while another writes or the receiver does not keep up. Cancellation: it
     * just ends the wait. Woken by: the end of the writes that came before, the progress of the
     * receiver, the failure of the stream.
     *
     * @throws IOException if the stream has failed
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void drain() throws IOException {
        takeTurn();
        try {
            target.drain();
        } finally {
            endTurn();
        }
    }

    /**
     * Waits until all that was written before has left this program. That it has arrived only an
     * answer of the peer can tell.
     *
     * <p>Gives way: only if something is left. Cancellation: it just ends the wait. Woken by: the
     * end of the writes that came before, the progress of the receiver, the failure of the stream.
     *
     * @throws IOException if the stream has failed
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void flush() throws IOException {
        takeTurn();
        try {
            target.flush();
        } finally {
            endTurn();
        }
    }

    // ---------------------------------------------------------------- the end

    /**
     * Lets the peer read the end of the stream after all that was written before; reading goes on.
     * A second call does nothing.
     *
     * <p>Gives way: only while another writes. Cancellation: the end was not written. Woken by: the
     * end of the writes that came before.
     *
     * @throws UnsupportedOperationException if the stream has no half-close: see {@link
     *     #canWriteEof}
     * @throws IOException if the stream has failed
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void writeEof() throws IOException {
        takeTurn();
        try {
            target.sendEof();
            ended = true;
        } finally {
            endTurn();
        }
    }

    /** Whether {@link #writeEof} works: not in TLS before 1.3, for one. Never gives way. */
    public boolean canWriteEof() {
        return target.canSendEof();
    }

    // ---------------------------------------------------------------- turns

    /** Waits until nobody writes and nobody came before. */
    private void takeTurn() {
        Fiber fiber = binding.enter();
        if (writer != null || promised) {
            queue.await(fiber, this::passTurn);
        }
        promised = false;
        writer = fiber;
    }

    private void endTurn() {
        writer = null;
        passTurn();
    }

    private void passTurn() {
        promised = queue.wakeFirst() != null;
    }

    // ---------------------------------------------------------------- looking at it

    /**
     * The same stream for code that writes to an {@link OutputStream}. Its methods wait as those
     * here do; each write goes out by itself, so wrap it in a {@link java.io.BufferedOutputStream}
     * for many small ones. {@code close} ends the view only.
     */
    public OutputStream outputStream() {
        return outputStream(() -> {});
    }

    /**
     * As {@link #outputStream()}.
     *
     * @param owner what the view's {@code close} closes, once
     */
    public OutputStream outputStream(Closeable owner) {
        return new WriterOutputStream(this, Objects.requireNonNull(owner, "owner"));
    }

    /**
     * How many bytes were written, also by writes that were cancelled or failed.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public long written() {
        binding.touch();
        return written;
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(
                written, ended, writer == null ? null : writer.toString(), queue.size());
    }

    /**
     * A snapshot of a writer.
     *
     * @param written how many bytes were written
     * @param ended whether the end was written
     * @param writer the name of the task that writes; null if none does
     * @param waiting how many wait for their turn
     */
    public record Statistics(long written, boolean ended, String writer, int waiting) {}

    /** Who it is, what it writes to and its state. */
    @Override
    public String toString() {
        return Label.of(this, null)
                + " of "
                + target
                + " ("
                + written
                + " bytes written"
                + (ended ? ", ended" : "")
                + (writer == null ? "" : ", " + writer + " writes")
                + (queue.isEmpty() ? "" : ", " + queue.size() + " waiting")
                + ")";
    }
}
