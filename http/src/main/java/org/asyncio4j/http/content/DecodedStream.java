package org.asyncio4j.http.content;

import static org.asyncio4j.Asyncio.yieldNow;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A stream without the compression that another has. It makes never more than was asked for, so a
 * few bytes that stand for gigabytes fill nobody's memory: who counts what comes out of here can
 * stop in time.
 *
 * <p>It ends with the other stream, and where that ends too early, or has something behind the end
 * of the compressed content, it fails. A stream without a single byte is empty whatever the coding.
 *
 * <p>It holds native memory from the first byte on, until its end, its failure or {@link #close}.
 */
public final class DecodedStream implements ReceiveStream, AutoCloseable {
    /** How much is received at once. */
    private static final int CHUNK = 16 * 1024;

    /** How much is made at once at most, however much room there is. */
    private static final int LARGEST_STEP = 64 * 1024;

    /** After so many bytes, in and out, others get a turn. It takes about a millisecond. */
    private static final int TURN = 256 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ReceiveStream source;
    private final ContentCoding coding;

    /** Null before the first byte and after the end. */
    private Decoder decoder;

    /** Closes the decoder, also if nobody closes this; null where the JDK sees to it. */
    private Cleaner.Cleanable cleanable;

    private ByteBuffer input = NOTHING;
    private boolean ended;
    private boolean closed;
    private ContentDecodingException failure;
    private long decoded;

    /** What was done since others had a turn. */
    private int done;

    private DecodedStream(ReceiveStream source, ContentCoding coding) {
        this.source = source;
        this.coding = coding;
    }

    /**
     * Undoes the codings of a stream.
     *
     * @param codings in the order in which they were applied; see {@link ContentCoding#parse}
     * @return the stream itself if there are none
     */
    public static ReceiveStream of(ReceiveStream source, List<ContentCoding> codings) {
        ReceiveStream stream = Objects.requireNonNull(source, "source");
        for (ContentCoding coding : codings.reversed()) {
            stream = new DecodedStream(stream, coding);
        }
        return stream;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Gives way: also where there was much to do since the last time, and while a native library
     * is loaded.
     *
     * @throws ContentDecodingException if the content is broken, and at each later call
     */
    @Override
    public int receive(ByteBuffer target) throws IOException {
        int start = target.position();
        int limit = target.limit();
        target.limit(start + Math.min(LARGEST_STEP, target.remaining()));
        try {
            while (!ended && target.position() == start) {
                requireUsable();
                letOthersRun();
                step(target);
            }
        } finally {
            target.limit(limit);
        }
        int count = target.position() - start;
        decoded += count;
        done += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(Math.min(max, LARGEST_STEP));
        int count = receive(target);
        return count < 0 ? null : Arrays.copyOf(target.array(), count);
    }

    private void requireUsable() throws IOException {
        if (failure != null) {
            throw new ContentDecodingException(failure.getMessage(), failure);
        }
        if (closed) {
            throw new IOException("The body is closed: it cannot be read any more.");
        }
    }

    private void letOthersRun() {
        if (done >= TURN) {
            done = 0;
            yieldNow();
        }
    }

    private void step(ByteBuffer target) throws IOException {
        int start = target.position();
        if (decoder == null && input.hasRemaining()) {
            decoder = coding.decoder();
            cleanable = coding.isNative() ? Lost.CLEANER.register(this, decoder::close) : null;
        }
        try {
            if (decoder != null) {
                decoder.decode(input, target);
            }
            if (target.position() == start && !fill()) {
                end();
            }
        } catch (ContentDecodingException e) {
            failIfNothingCame(e, target.position() > start);
        }
    }

    /** What was decoded before the broken place still counts: the failure comes after it. */
    private void failIfNothingCame(ContentDecodingException e, boolean came)
            throws ContentDecodingException {
        failure = e;
        release();
        if (!came) {
            throw e;
        }
    }

    private boolean fill() throws IOException {
        byte[] bytes = source.receive(CHUNK);
        requireUsable();
        if (bytes == null) {
            return false;
        }
        input = ByteBuffer.wrap(bytes);
        done += bytes.length;
        return true;
    }

    private void end() throws ContentDecodingException {
        if (decoder != null) {
            decoder.end();
        }
        ended = true;
        release();
    }

    private void release() {
        input = NOTHING;
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        if (cleanable != null) {
            cleanable.clean();
            cleanable = null;
        }
    }

    /** For streams that a program forgets; made when the first of them could be. */
    private static final class Lost {
        static final Cleaner CLEANER = Cleaner.create();
    }

    /** How many bytes have come out. */
    public long decoded() {
        return decoded;
    }

    /**
     * Gives the native memory back; who reads on gets an error, except that it is at its end
     * already. Does not close what it reads from. Never gives way.
     */
    @Override
    public void close() {
        closed = true;
        release();
        if (source instanceof DecodedStream inner) {
            inner.close();
        }
    }

    @Override
    public String toString() {
        return coding.token() + " content of " + source;
    }
}
