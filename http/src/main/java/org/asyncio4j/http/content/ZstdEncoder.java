package org.asyncio4j.http.content;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The coding {@code zstd}: one frame, with a checksum. */
final class ZstdEncoder implements Encoder {
    private static final IdleContexts<ZstdCompressCtx> CONTEXTS =
            new IdleContexts<>(ZstdCompressCtx::new, ZstdCompressCtx::close);

    private final ByteBuffer piece = ByteBuffer.allocate(16 * 1024);

    /** Null when it is closed. */
    private ZstdCompressCtx encoder = CONTEXTS.take().setChecksum(true);

    @Override
    public void encode(ByteBuffer in, Then then, ByteArrayOutputStream out) {
        EndDirective directive =
                switch (then) {
                    case MORE -> EndDirective.CONTINUE;
                    case FLUSH -> EndDirective.FLUSH;
                    case END -> EndDirective.END;
                };
        boolean done;
        do {
            piece.clear();
            done = encoder.compressByteBufferStream(piece, in, directive);
            out.write(piece.array(), 0, piece.position());
        } while (then == Then.MORE ? in.hasRemaining() : !done);
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.reset();
            CONTEXTS.giveBack(encoder);
            encoder = null;
        }
    }
}
