package org.asyncio4j.http.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** The JDK's deflater. */
final class Deflation implements AutoCloseable {
    private final byte[] piece = new byte[8 * 1024];
    private final Deflater deflater;

    /**
     * Makes one, which compresses as zlib does by default.
     *
     * @param raw whether to leave out the header and the checksum of zlib
     */
    Deflation(boolean raw) {
        this.deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
    }

    void deflate(ByteBuffer in, Encoder.Then then, ByteArrayOutputStream out) {
        deflater.setInput(in);
        if (then == Encoder.Then.END) {
            deflater.finish();
        }
        int mode = then == Encoder.Then.FLUSH ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        int count;
        do {
            count = deflater.deflate(piece, 0, piece.length, mode);
            out.write(piece, 0, count);
        } while (count == piece.length);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
