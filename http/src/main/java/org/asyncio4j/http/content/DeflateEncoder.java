package org.asyncio4j.http.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The coding {@code deflate}, in zlib's format, as RFC 9110 has it. */
final class DeflateEncoder implements Encoder {
    private final Deflation deflation = new Deflation(false);

    @Override
    public void encode(ByteBuffer in, Then then, ByteArrayOutputStream out) {
        deflation.deflate(in, then, out);
    }

    @Override
    public void close() {
        deflation.close();
    }
}
