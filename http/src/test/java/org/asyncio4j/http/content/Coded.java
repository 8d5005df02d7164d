package org.asyncio4j.http.content;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Compressed content that was not made by the code under test. */
final class Coded {
    private Coded() {}

    static byte[] by(ContentCoding coding, byte[] content) throws IOException {
        return switch (coding) {
            case GZIP -> gzip(content);
            case DEFLATE -> deflate(content, false);
            case BROTLI -> brotli(content);
            case ZSTD -> Zstd.compress(content);
        };
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(result)) {
            gzip.write(content);
        }
        return result.toByteArray();
    }

    static byte[] deflate(byte[] content, boolean raw) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
                OutputStream deflate = new DeflaterOutputStream(result, deflater)) {
            deflate.write(content);
        }
        return result.toByteArray();
    }

    private static byte[] brotli(byte[] content) throws IOException {
        Brotli4jLoader.ensureAvailability();
        return Encoder.compress(content, new Encoder.Parameters().setQuality(4));
    }

    static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            result.writeBytes(piece);
        }
        return result.toByteArray();
    }
}
