package org.asyncio4j.http.content;

import org.asyncio4j.http.ContentDecodingException;

import java.nio.ByteBuffer;

/**
 * The coding {@code deflate}: zlib's format by RFC 9110, and the bare one, which some servers send
 * under that name. The first two bytes tell the two apart.
 */
final class DeflateDecoder implements Decoder {
    private static final String CODING = "deflate";

    private final ByteBuffer start = ByteBuffer.allocate(2);

    /** Null until the start has come. */
    private Inflation inflation;

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws ContentDecodingException {
        if (inflation == null && !begin(in)) {
            return;
        }
        if (start.hasRemaining()) {
            inflation.inflate(start, out);
        }
        if (!inflation.finished() && !start.hasRemaining()) {
            inflation.inflate(in, out);
        }
        if (inflation.finished() && (start.hasRemaining() || in.hasRemaining())) {
            throw Decoder.followed(CODING);
        }
    }

    private boolean begin(ByteBuffer in) {
        while (start.hasRemaining() && in.hasRemaining()) {
            start.put(in.get());
        }
        if (start.hasRemaining()) {
            return false;
        }
        inflation = new Inflation(!isZlib(start.flip().getShort(0) & 0xFFFF), CODING);
        return true;
    }

    /** RFC 1950, 2.2: the method, the size of the window, and a check of both bytes. */
    private static boolean isZlib(int header) {
        return (header >> 8 & 0x0F) == 8 && header >> 12 <= 7 && header % 31 == 0;
    }

    @Override
    public void end() throws ContentDecodingException {
        if (inflation == null || !inflation.finished()) {
            throw Decoder.truncated(CODING);
        }
    }

    @Override
    public void close() {
        if (inflation != null) {
            inflation.close();
        }
    }
}
