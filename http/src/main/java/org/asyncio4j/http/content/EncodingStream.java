package org.asyncio4j.http.content;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.OnCancel;
import org.asyncio4j.ThreadOptions;
import org.asyncio4j.stream.SendStream;
import org.asyncio4j.stream.StreamWriter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Compresses what is sent, and writes it on.
 *
 * <p>Little is compressed in the task, since that takes less than a change of threads. Much goes
 * into a thread, for a megabyte takes gzip 20 ms, in which nobody else could run: aiohttp's {@code
 * zlib_executor_size}. The thread gets it in pieces, so that neither the result nor the wait after
 * a cancellation grows with the content.
 *
 * <p>{@link #flush} makes all that was sent decodable, as a stream of events needs it.
 */
public final class EncodingStream implements SendStream, AutoCloseable {
    /** From here on in a thread. Gzip takes 0.3 ms for so much. */
    private static final int WORTH_A_THREAD = 16 * 1024;

    private static final int PIECE = 256 * 1024;

    /** The thread uses native memory: it must have ended before that is given back. */
    private static final ThreadOptions TO_ITS_END =
            ThreadOptions.DEFAULT.withOnCancel(OnCancel.WAIT);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final StreamWriter out;
    private final ContentCoding coding;

    /** Null until it is needed. */
    private Encoder encoder;

    /** Makes one; the encoder and its memory come with the first bytes. */
    public EncodingStream(StreamWriter out, ContentCoding coding) {
        this.out = out;
        this.coding = coding;
    }

    /**
     * Compresses bytes that are in memory.
     *
     * <p>Gives way: if they are many. Cancellation: they were not compressed.
     */
    public static byte[] encode(byte[] bytes, ContentCoding coding) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (Encoder encoder = coding.encoder()) {
            encodeInPieces(encoder, ByteBuffer.wrap(bytes), result::writeBytes);
            encoder.encode(NOTHING.duplicate(), Encoder.Then.END, result);
        }
        return result.toByteArray();
    }

    @Override
    public void send(ByteBuffer... data) throws IOException {
        for (ByteBuffer each : data) {
            encodeInPieces(encoder(), each, this::write);
        }
    }

    private static <X extends Exception> void encodeInPieces(
            Encoder encoder, ByteBuffer data, Output<X> output) throws X {
        while (data.hasRemaining()) {
            ByteBuffer piece = data.slice(data.position(), Math.min(PIECE, data.remaining()));
            byte[] encoded =
                    piece.remaining() < WORTH_A_THREAD
                            ? encoded(encoder, piece.duplicate(), Encoder.Then.MORE)
                            : encodedInThread(encoder, piece.duplicate());
            data.position(data.position() + piece.remaining());
            output.take(encoded);
        }
    }

    private interface Output<X extends Exception> {
        void take(byte[] encoded) throws X;
    }

    private static byte[] encodedInThread(Encoder encoder, ByteBuffer piece) {
        return toThread(TO_ITS_END, () -> encoded(encoder, piece, Encoder.Then.MORE));
    }

    private static byte[] encoded(Encoder encoder, ByteBuffer piece, Encoder.Then then) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        encoder.encode(piece, then, result);
        return result.toByteArray();
    }

    private Encoder encoder() {
        if (encoder == null) {
            encoder = coding.encoder();
        }
        return encoder;
    }

    private void write(byte[] encoded) throws IOException {
        if (encoded.length > 0) {
            out.write(encoded);
        }
    }

    @Override
    public void drain() throws IOException {
        out.drain();
    }

    @Override
    public void flush() throws IOException {
        write(encoded(encoder(), NOTHING.duplicate(), Encoder.Then.FLUSH));
        out.flush();
    }

    /** Ends the content; the writer below is not ended. */
    @Override
    public void sendEof() throws IOException {
        write(encoded(encoder(), NOTHING.duplicate(), Encoder.Then.END));
    }

    @Override
    public boolean canSendEof() {
        return true;
    }

    /** Gives the native memory back. Does not end the content. Never gives way. */
    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
    }

    @Override
    public String toString() {
        return coding.token() + " content to " + out;
    }
}
