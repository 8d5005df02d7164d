package org.asyncio4j.http.content;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import org.asyncio4j.http.ContentDecodingException;

import java.nio.ByteBuffer;

/** The coding {@code zstd}: RFC 8878, with all frames one after the other. */
final class ZstdDecoder implements Decoder {
    private static final String CODING = "zstd";

    /** 8 MiB, which is what senders may expect of a receiver: RFC 9659. */
    private static final int LARGEST_WINDOW = 23;

    private static final IdleContexts<ZstdDecompressCtx> CONTEXTS =
            new IdleContexts<>(ZstdDecompressCtx::new, ZstdDecompressCtx::close);

    /** Null when it is closed. */
    private ZstdDecompressCtx decoder = CONTEXTS.take().setLongMax(LARGEST_WINDOW);

    private boolean betweenFrames;
    private int frames;

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws ContentDecodingException {
        while (out.hasRemaining() && (in.hasRemaining() || !betweenFrames)) {
            int before = out.position();
            step(in, out);
            if (!in.hasRemaining() && out.position() == before) {
                return;
            }
        }
    }

    private void step(ByteBuffer in, ByteBuffer out) throws ContentDecodingException {
        if (betweenFrames && ++frames >= MOST_MEMBERS) {
            throw Decoder.tooManyMembers(CODING);
        }
        try {
            betweenFrames = decoder.decompressByteBufferStream(out, in);
        } catch (ZstdException e) {
            throw betweenFrames
                    ? Decoder.followed(CODING)
                    : new ContentDecodingException(
                            "The zstd content is broken: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void end() throws ContentDecodingException {
        if (!betweenFrames) {
            throw Decoder.truncated(CODING);
        }
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.reset();
            CONTEXTS.giveBack(decoder);
            decoder = null;
        }
    }
}
