package org.asyncio4j.http.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** The coding {@code gzip}: one member. */
final class GzipEncoder implements Encoder {
    /** Deflate, no flags, no time, nothing about the level, an unknown system. */
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

    private final Deflation deflation = new Deflation(true);
    private final CRC32 checksum = new CRC32();
    private boolean begun;
    private int length;

    @Override
    public void encode(ByteBuffer in, Then then, ByteArrayOutputStream out) {
        if (!begun) {
            begun = true;
            out.writeBytes(HEADER);
        }
        checksum.update(in.duplicate());
        length += in.remaining();
        deflation.deflate(in, then, out);
        if (then == Then.END) {
            out.writeBytes(trailer());
        }
    }

    private byte[] trailer() {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt(length)
                .array();
    }

    @Override
    public void close() {
        deflation.close();
    }
}
