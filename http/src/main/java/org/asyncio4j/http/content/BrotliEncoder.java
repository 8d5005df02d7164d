package org.asyncio4j.http.content;

import com.aayushatharva.brotli4j.encoder.Encoder.Mode;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The coding {@code br}. */
final class BrotliEncoder implements Encoder {
    private static final int PIECE = 16 * 1024;

    /** As fast as gzip's default and smaller; 11, the default, is for what is compressed once. */
    private static final int QUALITY = 5;

    /** 256 KiB: it takes this much memory for each message, and more. */
    private static final int WINDOW = 18;

    private final EncoderJNI.Wrapper encoder;
    private boolean closed;

    BrotliEncoder() {
        try {
            encoder = new EncoderJNI.Wrapper(PIECE, QUALITY, WINDOW, Mode.GENERIC);
        } catch (IOException e) {
            throw new UncheckedIOException("The encoder of br cannot be made.", e);
        }
    }

    @Override
    public void encode(ByteBuffer in, Then then, ByteArrayOutputStream out) {
        while (in.hasRemaining()) {
            int count = Math.min(PIECE, in.remaining());
            encoder.getInputBuffer().clear().put(in.slice(in.position(), count));
            in.position(in.position() + count);
            run(EncoderJNI.Operation.PROCESS, count, out);
        }
        if (then != Then.MORE) {
            boolean end = then == Then.END;
            run(end ? EncoderJNI.Operation.FINISH : EncoderJNI.Operation.FLUSH, 0, out);
        }
    }

    private void run(EncoderJNI.Operation operation, int count, ByteArrayOutputStream out) {
        encoder.push(operation, count);
        while (encoder.hasMoreOutput() || encoder.hasRemainingInput()) {
            if (encoder.hasMoreOutput()) {
                pull(out);
            } else {
                encoder.push(operation, 0);
            }
        }
        if (!encoder.isSuccess()) {
            throw new IllegalStateException("The encoder of br has failed.");
        }
    }

    private void pull(ByteArrayOutputStream out) {
        ByteBuffer output = encoder.pull();
        byte[] bytes = new byte[output.remaining()];
        output.get(bytes);
        out.writeBytes(bytes);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            encoder.destroy();
        }
    }
}
