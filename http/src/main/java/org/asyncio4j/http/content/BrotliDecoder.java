package org.asyncio4j.http.content;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;

import org.asyncio4j.http.ContentDecodingException;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The coding {@code br}: RFC 7932. Beside what is asked for, memory holds the window of the format,
 * of at most 16 MiB.
 */
final class BrotliDecoder implements Decoder {
    private static final String CODING = "br";
    private static final int PIECE = 16 * 1024;

    private final DecoderJNI.Wrapper decoder;
    private boolean closed;

    /** Whether there can be output of input that was given before. */
    private boolean inputUsedUp = true;

    BrotliDecoder() throws ContentDecodingException {
        try {
            decoder = new DecoderJNI.Wrapper(PIECE);
        } catch (IOException e) {
            throw new ContentDecodingException("The decoder of br cannot be made.", e);
        }
    }

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws ContentDecodingException {
        while (out.hasRemaining()) {
            if (decoder.hasOutput()) {
                out.put(decoder.pull(out.remaining()));
                inputUsedUp = false;
            } else if (!advance(in)) {
                return;
            }
        }
    }

    /** Returns whether there can be output now. */
    private boolean advance(ByteBuffer in) throws ContentDecodingException {
        return switch (decoder.getStatus()) {
            case DONE -> ended(in);
            case NEEDS_MORE_INPUT -> fed(in);
            case OK, NEEDS_MORE_OUTPUT -> pushed(0);
            case ERROR -> throw new ContentDecodingException("The br content is broken.");
        };
    }

    private static boolean ended(ByteBuffer in) throws ContentDecodingException {
        if (in.hasRemaining()) {
            throw Decoder.followed(CODING);
        }
        return false;
    }

    /** It asks for input also where it has some that it stopped at for lack of room. */
    private boolean fed(ByteBuffer in) {
        if (!inputUsedUp) {
            inputUsedUp = true;
            return pushed(0);
        }
        if (!in.hasRemaining()) {
            return false;
        }
        int count = Math.min(PIECE, in.remaining());
        decoder.getInputBuffer().clear().put(in.slice(in.position(), count));
        in.position(in.position() + count);
        return pushed(count);
    }

    private boolean pushed(int count) {
        decoder.push(count);
        return true;
    }

    @Override
    public void end() throws ContentDecodingException {
        if (decoder.getStatus() != DecoderJNI.Status.DONE) {
            throw Decoder.truncated(CODING);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            decoder.destroy();
        }
    }
}
